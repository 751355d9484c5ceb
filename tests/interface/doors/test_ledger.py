from pathlib import Path

import pytest

from explorer.interface.doors.ledger import (
    CHECKPOINT,
    GRACE,
    PHOTOGRAPH,
    UNCLAIMED,
    Ledger,
    limit_of,
)
from tests.interface.doors.test_password import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(clock: Clock) -> Ledger:
    return Ledger(1000, clock)


def uploaded(ledger: Ledger, folder: Path, name: str, size: int = 400) -> Path:
    path = folder / name / "a.png"
    path.parent.mkdir()
    path.write_bytes(b"x" * size)
    ledger.keep([str(path)])
    return path


def test_what_a_departed_session_alone_used_goes(
    ledger: Ledger, clock: Clock, tmp_path: Path
) -> None:
    mine = uploaded(ledger, tmp_path, "mine")
    ours = uploaded(ledger, tmp_path, "ours")
    for session, event in (("a", f"{mine} {ours}"), ("b", f"{ours}")):
        ledger.came(session)
        ledger.used(session, event)
    assert not ledger.take(201)
    ledger.went("a")
    clock.now += GRACE - 1
    assert not ledger.take(201)
    assert mine.exists()
    clock.now += 1
    assert ledger.take(201)
    assert not mine.parent.exists()
    assert ours.exists()
    assert ledger.held == 601
    ledger.give_back(201)
    assert ledger.held == 400


def test_who_comes_back_in_time_keeps_it(ledger: Ledger, clock: Clock, tmp_path: Path) -> None:
    mine = uploaded(ledger, tmp_path, "mine")
    ledger.came("a")
    ledger.used("a", str(mine))
    ledger.went("a")
    clock.now += GRACE / 2
    ledger.came("a")
    clock.now += 2 * UNCLAIMED
    ledger.sweep()
    assert mine.exists()


def test_what_nobody_used_goes_after_a_while(ledger: Ledger, clock: Clock, tmp_path: Path) -> None:
    path = uploaded(ledger, tmp_path, "lost")
    ledger.used("without-a-connection", str(path))
    clock.now += UNCLAIMED - 1
    ledger.sweep()
    assert path.exists()
    clock.now += 1
    ledger.sweep()
    assert not path.exists()
    assert ledger.held == 0


def test_the_same_file_counts_once(ledger: Ledger, tmp_path: Path) -> None:
    path = uploaded(ledger, tmp_path, "one")
    ledger.keep([str(path), str(tmp_path / "none")])
    assert ledger.held == 400


def test_a_departed_session_without_files_leaves_nothing(ledger: Ledger) -> None:
    for each in range(1000):
        ledger.came(str(each))
        ledger.went(str(each))
    assert not ledger._here
    assert not ledger._left


def test_limits_by_kind() -> None:
    zipped, jpeg, text = b"PK\x03\x04\x14", b"\xff\xd8\xff\xe0\0\x10JFIF\0\1", b"step,plain,loss\n"
    assert limit_of("A.JPG", zipped) == limit_of("b.png", b"") == PHOTOGRAPH == 50_000_000
    for first in (
        zipped,
        b"\x80\x02\x8a\nl\xfc",
        b'\x90\1\0\0\0\0\0\0{"fc.weight',
        b"\x1f\x8b\x08",
    ):
        assert limit_of("w.pth", first) == limit_of("", first) == CHECKPOINT == 600_000_000
    assert limit_of("layers.csv", text) == limit_of("race.html", b"<!DOCTYPE") == CHECKPOINT
    for name in (
        "w.pth",
        "w.safetensors",
        "layers.csv",
        "a",
        "a.npz",
    ):  # of a photograph
        assert limit_of(name, jpeg) == PHOTOGRAPH
    assert limit_of("w.pth", text) == PHOTOGRAPH


def test_what_a_session_was_handed_out_goes_with_it_and_counts_for_no_total(
    ledger: Ledger, clock: Clock, tmp_path: Path
) -> None:
    path = tmp_path / "hash" / "result.zip"
    path.parent.mkdir()
    path.write_bytes(b"x" * 5000)
    ledger.came("a")
    ledger.handed_out("a", [str(path)])
    assert ledger.held == 0
    ledger.went("a")
    ledger.sweep()
    assert path.exists()
    clock.now += GRACE
    ledger.sweep()
    assert not path.parent.exists()


def test_what_nobody_was_told_of_goes_where_all_files_are_the_page_s(
    clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    untold, told = tmp_path / "a" / "untold", tmp_path / "b" / "told"
    for path in (untold, told):
        path.parent.mkdir()
        path.write_bytes(b"x")
    alone = tmp_path / "tmp"
    alone.write_bytes(b"")
    Ledger(1000, clock).sweep()
    owns = Ledger(1000, clock, tmp_path)
    owns.handed_out("", [str(told)])
    owns.sweep()
    assert untold.exists()  # whoever wrote it may be about to tell
    monkeypatch.setattr("explorer.interface.doors.ledger.UNTOLD", 0)
    owns.sweep()
    assert not untold.parent.exists()
    assert not alone.exists()
    assert tmp_path.exists()
    assert told.exists()
    clock.now += UNCLAIMED
    owns.sweep()
    assert not told.exists()
