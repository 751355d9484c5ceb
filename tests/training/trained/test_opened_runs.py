import zipfile
from pathlib import Path

import pytest

from explorer.training.trained import opened_runs as module
from explorer.training.trained.opened_runs import opened_runs
from explorer.training.trained.trained_run import TrainedRun, run_from_texts
from tests.training.runs_on_paper import CURVE, card, result, settings


def put(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def zipped(path: Path, **contents: bytes | str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return path


def test_a_table_alone_and_tables_of_several_runs(tmp_path: Path) -> None:
    files = [put(tmp_path / name / "training.csv", CURVE) for name in "ab"]
    shipped = put(tmp_path / "cifar-plain20.training.csv", CURVE)
    assert [run.label for run in opened_runs(files[:1])] == ["training.csv"]
    assert [run.label for run in opened_runs([*files, shipped])] == [
        "training.csv",
        "training.csv (2)",
        "cifar-plain20",
    ]
    assert opened_runs([]) == ()


def test_a_runs_loose_files(tmp_path: Path) -> None:
    files = [
        put(tmp_path / "settings.json", settings()),
        put(tmp_path / "training (1).csv", CURVE),
        put(tmp_path / "model-card.md", card()),
    ]
    (run,) = opened_runs(files)
    assert run.network is not None
    assert (run.network.text, run.finished, len(run.rows)) == ("cifar-plain20", True, 2)
    put(tmp_path / "training.csv", CURVE)
    (run,) = opened_runs([tmp_path / "training.csv", tmp_path / "settings.json"])
    assert run.label == "cifar-plain20"


def test_a_result_beside_the_table_is_known_by_its_content(tmp_path: Path) -> None:
    files = [
        put(tmp_path / "result (1).json", result(test=10.5)),
        put(tmp_path / "settings.json", settings()),
        put(tmp_path / "training.csv", CURVE),
    ]
    for given in (files, files[::-1], [files[0], files[2]]):
        (run,) = opened_runs(given)
        assert run.final is not None
        assert run.final.test == pytest.approx(0.105)
    names = {"one/training.csv": CURVE, "one/result.json": result(), "one/model-card.md": "old"}
    (run,) = opened_runs([zipped(tmp_path / "mine.zip", **names)])
    assert run.result is not None
    with pytest.raises(ValueError, match="could be of more than one"):
        opened_runs([*files, put(tmp_path / "b" / "result.json", result())])


def test_a_zip_of_folders(tmp_path: Path) -> None:
    names = {
        "runs/one/training.csv": CURVE,
        "runs/one/settings.json": settings("cifar-resnet20"),
        "runs/one/checkpoint.pt": b"\0" * 1000,
        "runs/two\\training.csv": CURVE,
        "__MACOSX/runs/one/._training.csv": b"\0\1",
        "notes/settings.json": "not of a run",
    }
    one, two = opened_runs([zipped(tmp_path / "mine.zip", **names)])
    assert one.network is not None
    assert (one.label, one.network.text) == ("one", "cifar-resnet20")
    assert (two.label, two.network) == ("two", None)
    (root,) = opened_runs([zipped(tmp_path / "root.zip", **{"training.csv": CURVE})])
    assert root.label == "root"


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["a.png"], "a.png is no file of a run"),
        (["settings.json"], "settings.json has no curve"),
        (["a/training.csv", "b/training.csv", "settings.json"], "could be of more than one"),
        (["training.csv", "settings.json", "other.json"], "could be of more than one"),
    ],
)
def test_files_that_are_no_run(tmp_path: Path, names: list[str], said: str) -> None:
    content = {".csv": CURVE, ".json": settings()}
    files = [put(tmp_path / name, content.get(name[-4:], settings())) for name in names]
    with pytest.raises(ValueError, match=said):
        opened_runs(files)


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    for name in ("training.csv", "mine.zip"):
        with pytest.raises(FileNotFoundError, match=name):
            opened_runs([tmp_path / name])


def test_texts_that_are_none(tmp_path: Path) -> None:
    (tmp_path / "training.csv").write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(ValueError, match="UTF-8"):
        opened_runs([tmp_path / "training.csv"])
    large = put(tmp_path / "large.csv", "1" * 5_000_001)
    with pytest.raises(ValueError, match="over 5 MB"):
        opened_runs([large])


@pytest.mark.parametrize(
    ("contents", "said"),
    [
        ({}, "holds 0 runs"),
        ({"settings.json": settings()}, "holds 0 runs"),
        ({f"{n}/training.csv": CURVE for n in range(21)}, "holds 21 runs"),
        ({"training.csv": b"0" * 50_000_000}, "over 5 MB"),
        ({"../training.csv": CURVE}, "no ordinary zip"),
        ({"/etc/training.csv": CURVE}, "no ordinary zip"),
        ({"a/training.csv": "nonsense"}, "curve of a cannot be read"),
    ],
)
def test_zips_that_hold_no_runs(tmp_path: Path, contents: dict[str, str], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        opened_runs([zipped(tmp_path / "mine.zip", **contents)])


def test_damaged_zips(tmp_path: Path) -> None:
    good = zipped(tmp_path / "good.zip", **{"training.csv": CURVE}).read_bytes()
    for damaged in (b"", b"PK\3\4", good[:-30], good[:45] + b"\xff\xff\xff" + good[48:]):
        path = tmp_path / "bad.zip"
        path.write_bytes(damaged)
        with pytest.raises(ValueError, match=r"bad\.zip is damaged"):
            opened_runs([path])


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the tables that were taken apart."""
    found: list[str] = []

    def counted(label: str, table: str, **others: str | None) -> TrainedRun:
        found.append(label)
        return run_from_texts(label, table, **others)

    monkeypatch.setattr(module, "run_from_texts", counted)
    return found


def test_more_runs_than_a_figure_holds_are_not_read(tmp_path: Path, read: list[str]) -> None:
    files = [put(tmp_path / str(n) / "training.csv", CURVE) for n in range(21)]
    with pytest.raises(ValueError, match="21 runs are more"):
        opened_runs(files)
    with pytest.raises(ValueError, match="10000 runs are more"):
        opened_runs(files[:1] * 10_000)
    assert read == []
    names = {f"{n}/training.csv": CURVE for n in range(15)}
    packed = zipped(tmp_path / "mine.zip", **names)
    with pytest.raises(ValueError, match="30 runs are more"):
        opened_runs([packed] * 1_000)
    assert len(read) == 30


def test_files_beside_a_table_are_counted_before_they_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = put(tmp_path / "training.csv", CURVE)
    said = put(tmp_path / "settings.json", settings())
    monkeypatch.setattr(module, "_read", lambda file: pytest.fail(f"{file.name} was read"))
    with pytest.raises(ValueError, match="could be of more than one"):
        opened_runs([table, *[said] * 10_000])


@pytest.mark.parametrize("folder", ["{}/", "one/"])  # each its own, and one that is listed again
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_zip_of_too_much_text(tmp_path: Path, folder: str, read: list[str]) -> None:
    path = tmp_path / "mine.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(16):
            archive.writestr(f"{folder.format(number)}training.csv", b" " * 4_000_000)
    with pytest.raises(ValueError, match=r"mine\.zip holds over 60 MB of runs' texts"):
        opened_runs([path])
    assert read == []
