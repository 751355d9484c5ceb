"""A sweep over depths as one table: the writer and reader of `depth.csv`."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from explorer.files.tables import nine_digits, read_table, write_table
from explorer.training.depth.result import DepthTable, SweepCell, SweptNetwork
from explorer.training.race.result import NETWORKS

DEPTH = "depth.csv"
QUANTITIES = ("weight_gradient", "activation_gradient", "activation")
MEASURED = (*QUANTITIES, "weight")
COLUMNS = (
    "normalization",
    "initialization",
    "depth",
    "seed",
    "network",
    "layer",
    "name",
    *MEASURED,
    "loss",
)
FORMER = COLUMNS[:-2]  # of a sweep from before what the words need was kept


def write_sweep(folder: str | Path, cells: Sequence[SweepCell]) -> None:
    """Write `depth.csv`: a row for each convolution, layers counted from 1, input side first.

    Raises:
        OSError: It cannot be written.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    write_table(folder / DEPTH, COLUMNS, _rows(cells))


def read_sweep(folder: str | Path) -> DepthTable:
    """The cells of a folder's `depth.csv`, in its order.

    Losses and weights are nan in one from before these were kept.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: It cannot be understood.
    """
    path = Path(folder) / DEPTH
    if not path.is_file():
        raise FileNotFoundError(
            f"{folder} holds no sweep ({DEPTH}): choose a folder that was given to depth as "
            "--output"
        )
    try:
        groups: dict[tuple[str, ...], list[dict[str, str]]] = {}
        for row in read_table(path, _columns(path)):
            groups.setdefault(tuple(row[name] for name in COLUMNS[:5]), []).append(row)
        return DepthTable(_cell(rows) for rows in groups.values())
    except ValueError as error:
        raise ValueError(
            f"{path} cannot be read ({error}): it must be as depth wrote it"
        ) from error


def _columns(path: Path) -> tuple[str, ...]:
    with path.open(encoding="utf-8") as file:
        return FORMER if file.readline().rstrip("\r\n") == ",".join(FORMER) else COLUMNS


def _rows(cells: Sequence[SweepCell]) -> Iterator[tuple[object, ...]]:
    for cell in cells:
        swept = cell.swept
        place = swept.normalization, swept.initialization, swept.depth, cell.seed, cell.network
        numbers = zip(*(getattr(cell, name).tolist() for name in MEASURED), strict=True)
        for layer, (name, row) in enumerate(zip(cell.names, numbers, strict=True), 1):
            yield *place, layer, name, *map(nine_digits, (*row, cell.loss))


def _cell(rows: Sequence[dict[str, str]]) -> SweepCell:
    first = rows[0]
    kind = next((each for each in NETWORKS if each == first["network"]), None)
    if kind is None:
        raise ValueError(f"{first['network']!r} is no network of a sweep")
    columns = {name: np.array([float(row.get(name, "nan")) for row in rows]) for name in MEASURED}
    return SweepCell(
        swept=SweptNetwork(
            first["normalization"],  # type: ignore[arg-type]
            first["initialization"],  # type: ignore[arg-type]
            int(first["depth"]),
        ),
        seed=int(first["seed"]),
        network=kind,
        names=tuple(row["name"] for row in rows),
        loss=float(first.get("loss", "nan")),
        **columns,
    )
