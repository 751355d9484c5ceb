"""A race as a zip, and what people may open as one."""

import errno
import gc
import io
import json
import os
import random
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from explorer.interface.race import files as race_files
from explorer.interface.race.files import (
    ADDRESS,
    RaceZips,
    names,
    race_route,
    race_zip,
    uploaded_race,
)
from explorer.interface.race.run import RaceRun
from explorer.interface.race.runs import Runs
from explorer.training.measuring.quantities import QUANTITIES
from explorer.training.race.record import RecordedRace, write_race
from explorer.training.race.replay import read_race
from explorer.training.race.settings import RaceSettings
from tests.interface.fake_races import SMALL, TITLE, FakeRace, recorded, shown

FILES = ("settings.json", "steps.csv", "layers.csv", "checks.csv")


@pytest.fixture(scope="module")
def run() -> RaceRun:
    """A race with numbers from float32's smallest to its largest, and none at all."""
    run = shown(3)
    plain = run.steps[-1].plain
    assert plain is not None
    values = np.array([0.0, 1e-44, 3.4e38, np.inf, np.nan, 1 / 3])
    run.steps[-1] = replace(run.steps[-1], plain=replace(plain, weight_gradient=values))
    return run


@pytest.fixture(scope="module")
def body(run: RaceRun) -> bytes:
    """It takes a while: a whole plotting library is in it."""
    return race_zip(run.recorded())


def folder_of(race: RecordedRace, place: Path) -> list[str]:
    """The files of a race's folder, as an upload names them."""
    write_race(place, race)
    return [str(path) for path in sorted(place.iterdir())]


def same(found: RecordedRace, run: RaceRun) -> None:
    assert found.settings == run.settings
    assert found.facts == run.facts
    assert len(found.steps) == len(run.steps)
    for mine, theirs in zip(found.steps, run.steps, strict=True):
        assert mine.step == theirs.step
        for kind in ("plain", "residual"):
            one, other = mine.network(kind), theirs.network(kind)
            assert one is not None
            assert other is not None
            assert one.loss == pytest.approx(other.loss, rel=1e-8)
            assert (one.train_accuracy, one.test_accuracy) == (
                other.train_accuracy,
                other.test_accuracy,
            )
            for name in QUANTITIES:
                np.testing.assert_allclose(getattr(one, name), getattr(other, name), 5e-9)


def test_the_zip_is_the_folder_that_race_writes(run: RaceRun, body: bytes, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.testzip() is None
        assert {*archive.namelist()} == {
            *(f"race/{name}" for name in (*FILES, "verdict.json", "race.html"))
        }
        archive.extractall(tmp_path)
    same(read_race(tmp_path / "race"), run)
    assert read_race(tmp_path / "race").settings.data == "digits"
    html = (tmp_path / "race" / "race.html").read_text("utf-8")
    assert "<html" in html
    assert "<of plain>" not in html


def test_the_zip_can_be_opened_on_the_page(run: RaceRun, body: bytes, tmp_path: Path) -> None:
    (tmp_path / "race.zip").write_bytes(body)
    same(uploaded_race([str(tmp_path / "race.zip")]), run)


def test_so_can_the_files_of_a_folder(run: RaceRun, tmp_path: Path) -> None:
    same(uploaded_race(folder_of(run.recorded(), tmp_path)), run)


def test_self_checks_are_not_needed(run: RaceRun, tmp_path: Path) -> None:
    files = [
        each for each in folder_of(run.recorded(), tmp_path) if not each.endswith("checks.csv")
    ]
    same(uploaded_race(files), run)


def test_where_own_data_lay_is_not_told() -> None:
    run = shown(1, RaceSettings(depth=8, data="/home/somebody/secret/mine.npz"))
    with zipfile.ZipFile(io.BytesIO(race_zip(run.recorded()))) as archive:
        assert json.loads(archive.read("race/settings.json"))["data"] == "mine.npz"
        for name in archive.namelist():
            assert b"secret" not in archive.read(name), name


@pytest.mark.parametrize("left_out", FILES[:3])
def test_files_that_are_missing_are_named(left_out: str, tmp_path: Path) -> None:
    files = [each for each in folder_of(recorded(2), tmp_path) if left_out not in each]
    with pytest.raises(FileNotFoundError, match=f"the upload lacks {left_out}: choose all files"):
        uploaded_race(files)


def test_a_zip_of_something_else_lacks_them_all(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("holiday.jpg", b"1")
    with pytest.raises(FileNotFoundError, match=r"lacks settings.json, steps.csv, layers.csv"):
        uploaded_race([str(tmp_path / "x.zip")])


def zipped(
    tmp_path: Path, change: Callable[[bytes], bytes], method: int = zipfile.ZIP_DEFLATED
) -> str:
    """A zip of a race's tables, changed."""
    folder_of(recorded(5), tmp_path / "race")
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", method) as archive:
        for name in FILES:
            archive.write(tmp_path / "race" / name, name)
    (tmp_path / "mine.zip").write_bytes(change(body.getvalue()))
    return str(tmp_path / "mine.zip")


def scribbled(body: bytes) -> bytes:
    """The compressed bytes of every file, damaged; the list of files left whole."""
    generator, changed = random.Random(0), bytearray(body)
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        for entry in archive.infolist():
            start = entry.header_offset + 30 + len(entry.filename)
            for place in range(start, start + min(40, entry.compress_size)):
                changed[place] = generator.randrange(256)
    return bytes(changed)


@pytest.mark.parametrize(
    "change",
    [
        lambda body: b"",
        lambda body: b"Dear reader",
        lambda body: body[: len(body) // 2],
        lambda body: body[-len(body) // 2 :],
        lambda body: body.replace(b"PK\x01\x02", b"PK\x01\x03"),
        scribbled,
    ],
)
def test_what_is_no_zip_or_damaged_is_said(
    change: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match=r"mine\.zip cannot be opened as a zip"):
        uploaded_race([zipped(tmp_path, change)])


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_other_compressions_damaged(method: int, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"mine\.zip cannot be opened as a zip"):
        uploaded_race([zipped(tmp_path, scribbled, method)])


def test_an_ordinary_zip_of_the_files_is_opened(tmp_path: Path) -> None:
    assert len(uploaded_race([zipped(tmp_path, lambda body: body)]).steps) == 5


def test_a_locked_zip_is_refused(tmp_path: Path) -> None:
    def lock(body: bytes) -> bytes:
        changed = bytearray(body)
        for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            at = -1
            while (at := body.find(mark, at + 1)) >= 0:
                changed[at + place] |= 1
        return bytes(changed)

    with pytest.raises(ValueError, match=r"mine\.zip cannot be opened as a zip"):
        uploaded_race([zipped(tmp_path, lock)])


def test_a_zip_bomb_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(race_files, "MOST_BYTES", 2**20)
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in FILES[:3]:
            archive.writestr(name, b"0" * (2**20 // 2))
    (tmp_path / "bomb.zip").write_bytes(body.getvalue())
    assert len(body.getvalue()) < 10_000
    with pytest.raises(ValueError, match=r"bomb.zip unpacks to more than 1 MB"):
        uploaded_race([str(tmp_path / "bomb.zip")])


def test_a_zip_bomb_takes_no_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(race_files, "MOST_BYTES", 2**20)
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("steps.csv", b"0" * 2**25)
    tracemalloc.start()
    try:
        with pytest.raises(ValueError, match="unpacks to more than 1 MB"):
            uploaded_race([str(tmp_path / "bomb.zip")])
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 2**23


def test_what_is_not_read_does_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(race_files, "MOST_BYTES", 2**20)
    path = zipped(tmp_path, lambda body: body)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("race/race.html", b"0" * 2**21)
    assert len(uploaded_race([path]).steps) == 5


def test_no_name_in_a_zip_reaches_a_file(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    folder_of(recorded(3), tmp_path / "race")
    with zipfile.ZipFile(tmp_path / "mine.zip", "w") as archive:
        for name in FILES:
            archive.write(tmp_path / "race" / name, f"../../{name}")
        archive.writestr("../../../evil.json", b"{}")
        archive.writestr(str(outside / "evil.txt"), b"evil")
        archive.writestr("a\\..\\..\\evil.csv", b"evil")
    before = {*tmp_path.rglob("*")}
    assert len(uploaded_race([str(tmp_path / "mine.zip")]).steps) == 3
    assert {*tmp_path.rglob("*")} == before


BROKEN: dict[str, tuple[str, Callable[[str], str]]] = {
    "settings that are no JSON": ("settings.json", lambda text: text[:40]),
    "settings that are a list": ("settings.json", lambda text: "[]"),
    "settings without a depth": ("settings.json", lambda text: text.replace('"depth"', '"d"')),
    "settings of another depth": ("settings.json", lambda text: text.replace('h": 8', 'h": 9')),
    "deep settings": ("settings.json", lambda text: "[" * 100_000),
    "other columns": ("steps.csv", lambda text: text.replace("loss", "cost", 1)),
    "words for numbers": ("steps.csv", lambda text: text.replace("0.5", "half")),
    "an unknown network": ("steps.csv", lambda text: text.replace("plain", "fast")),
    "a layer too few": ("layers.csv", lambda text: text.rsplit("\n", 2)[0] + "\n"),
    "a step without layers": ("layers.csv", lambda text: text.split("\n", 1)[0] + "\n"),
    "a giant field": ("layers.csv", lambda text: text + f'1,"{"x" * 200_000}"\n'),
    "a short row": ("layers.csv", lambda text: text + "1,plain\n"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_files_that_cannot_be_understood_are_said(name: str, tmp_path: Path) -> None:
    files = folder_of(recorded(3), tmp_path)
    file, change = BROKEN[name]
    (tmp_path / file).write_text(change((tmp_path / file).read_text("utf-8")), "utf-8")
    with pytest.raises(ValueError, match="the race in race cannot be read") as caught:
        uploaded_race(files)
    assert str(tmp_path) not in str(caught.value)


def client(runs: Runs) -> TestClient:
    return TestClient(Starlette(routes=[race_route(runs)]))


def test_the_download(run: RaceRun, body: bytes) -> None:
    runs = Runs(lambda *_: FakeRace(1))
    whole = runs.keep(run.recorded(), TITLE)
    answer = client(runs).get(f"/{ADDRESS}/{whole.key}.zip")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    assert 'filename="race-depth8-seed0.zip"' in answer.headers["content-disposition"]
    contents = []
    for each in (answer.content, body):
        with zipfile.ZipFile(io.BytesIO(each)) as archive:
            contents.append({entry.filename: entry.CRC for entry in archive.infolist()})
    assert contents[0].keys() == contents[1].keys()
    assert contents[0]["race/layers.csv"] == contents[1]["race/layers.csv"]


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many steps each zip holds that was built; building takes a moment."""
    steps: list[int] = []

    def build(race: RecordedRace) -> bytes:
        steps.append(len(race.steps))
        time.sleep(0.05)
        return b"zip of %d steps" % len(race.steps)

    monkeypatch.setattr(race_files, "race_zip", build)
    return steps


def test_a_zip_is_built_once_for_a_state_of_the_race(built: list[int]) -> None:
    zips, run = RaceZips(), shown(3)
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(zips.body, [run] * 4))
    assert together == [b"zip of 3 steps"] * 4
    assert built == [3]
    run.steps.append(run.steps[-1])
    assert [zips.body(run) for _ in range(2)] == [b"zip of 4 steps"] * 2
    assert built == [3, 4]
    assert zips.body(shown(3)) == b"zip of 3 steps"  # another race
    assert built == [3, 4, 3]


def test_a_kept_zip_goes_with_its_race(
    built: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    zips, run = RaceZips(), shown(2)
    zips.body(run)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"zip of 2 steps"]
    del run
    gc.collect()
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_said_and_not_taken_for_a_zip(
    built: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = Runs(lambda *_: FakeRace(1))
    key = runs.keep(recorded(2), TITLE).key
    asking = client(runs)
    with monkeypatch.context() as full:
        full.setattr(Path, "write_bytes", no_space)
        answer = asking.get(f"/{ADDRESS}/{key}.zip")
    assert answer.status_code == 507
    assert "No space left on device" in answer.text
    assert "腾出空间" in answer.text
    assert asking.get(f"/{ADDRESS}/{key}.zip").content == b"zip of 2 steps"


def no_space(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_what_is_not_kept_or_has_not_begun_is_said() -> None:
    runs = Runs(lambda *_: FakeRace(1))
    empty = runs.keep(replace(recorded(1), steps=()), TITLE)
    for key in ("guess", empty.key):
        answer = client(runs).get(f"/{ADDRESS}/{key}.zip")
        assert answer.status_code == 404
        assert "no longer kept, or has not begun" in answer.text
        assert "请重新开始" in answer.text


def test_whoever_opens_a_race_may_stop_it() -> None:
    run = RaceRun(SMALL, TITLE)
    assert names(run) == {"key": run.key, "token": run.token, "born": run.born}
