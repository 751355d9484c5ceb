import csv
from pathlib import Path

import numpy as np
import pytest

from explorer.files.tables import nine_digits, read_table, table_text, write_table

COLUMNS = ("picture", "class")
ROWS = [("cat/1, old.jpg", 'a "cat"'), ("two\nlines.png", "狗")]


def test_a_table_to_the_letter() -> None:
    text = 'picture,class\n"cat/1, old.jpg","a ""cat"""\n"two\nlines.png",狗\n'
    assert table_text(COLUMNS, ROWS) == text


def test_what_is_written_comes_back_here_and_in_pythons_own_reader(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    write_table(path, COLUMNS, ROWS)
    with path.open(encoding="utf-8", newline="") as file:
        assert list(read_table(path, COLUMNS)) == list(csv.DictReader(file))
    assert [tuple(row.values()) for row in read_table(path, COLUMNS)] == ROWS


def test_a_table_without_rows_and_blank_lines_are_no_trouble(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    write_table(path, COLUMNS, [])
    assert list(read_table(path, COLUMNS)) == []
    path.write_text("picture,class\n\na,b\n\n")
    assert list(read_table(path, COLUMNS)) == [{"picture": "a", "class": "b"}]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "class,picture\na,b\n",
        "picture,class,probability\n",
        "picture,class\na\n",
        "picture,class\na,b,c\n",
        f"picture,class\na,{'b' * (csv.field_size_limit() + 1)}\n",
    ],
    ids=["empty", "other order", "more columns", "short row", "long row", "endless cell"],
)
def test_what_is_no_such_table_is_said(tmp_path: Path, text: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text(text)
    with pytest.raises(ValueError, match=r"^the columns of table\.csv must be picture, class$"):
        list(read_table(path, COLUMNS))


def test_float32_comes_back_from_nine_digits() -> None:
    numbers = np.random.default_rng(0).standard_normal(500).astype(np.float32)
    assert [np.float32(nine_digits(float(number))) for number in numbers] == list(numbers)
    assert [nine_digits(number) for number in (np.nan, -np.inf, 1e-46)] == ["nan", "-inf", "1e-46"]
