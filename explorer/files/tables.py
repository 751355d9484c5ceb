"""Tables as CSV, their columns in the first line: the one writer and the one reader of them."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from explorer.files.whole_file import write_whole
from explorer.sentences.sentence import refusal


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table, whole or not at all.

    Raises:
        OSError: It cannot be written.
    """
    write_whole(path, table_text(columns, rows).encode())


def table_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table as text, a line for each row."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()


def nine_digits(number: float) -> str:
    """A number with what float32 needs to come back as it was; else `nan`, `inf` or `-inf`."""
    return f"{number:.9g}"


def read_table(
    path: Path, columns: Sequence[str], *, others: bool = False
) -> Iterator[dict[str, str]]:
    """The rows of a table by their columns, one after the other, since they may be a million.

    Args:
        path: Of the file.
        columns: That it has.
        others: Whether it may have more, wherever they stand.

    Raises:
        ValueError: It has other columns, a row of another length, or is no text in UTF-8.
    """
    other = refusal(
        "the columns of {file} must be {columns}", file=path.name, columns=", ".join(columns)
    )
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        try:
            found = next(lines, [])
            if found != [*columns] and not (others and {*columns} <= {*found}):
                raise other
            for cells in filter(None, lines):
                if len(cells) != len(found):
                    raise other
                yield dict(zip(found, cells, strict=True))
        except csv.Error as error:
            raise other from error
