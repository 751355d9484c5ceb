"""Photographs in batches: what becomes of each, in what order, and how many at once."""

import threading
from pathlib import Path

import numpy as np
import pytest

from explorer.inspection import record
from explorer.inspection.attributions import attribution
from explorer.inspection.result import Attribution
from tests.commands.conftest import Command
from tests.commands.test_inspect import NETWORK, Photo


def test_one_bad_image_is_one_line_and_the_others_are_done(
    command: Command, photo: Photo, tmp_path: Path
) -> None:
    bad = tmp_path / "photos" / "text.jpg"
    photo("a.png")
    bad.write_text("no picture")
    images = [photo("a.png"), bad, photo("a.jpg"), tmp_path / "missing.png", photo("c.png")]
    ended = command("inspect", *images, *NETWORK, "--output", tmp_path / "out")
    assert ended.status == 1
    folders = [str(tmp_path / "out" / name) for name in ("a.png", "a.jpg", "c")]
    assert ended.output == folders
    assert sum("text.jpg" in line for line in ended.said) == 1
    assert sum("missing.png" in line for line in ended.said) == 1
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a.jpg", "a.png", "c"]


def test_a_photograph_that_fails_in_the_network_does_not_sink_its_batch(
    command: Command, photo: Photo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from explorer.inspection import inspect as inspection

    works = inspection.inspect

    def picky(network: object, photographs: list, class_: object) -> object:
        if any(each.name == "b.png" for each in photographs):
            raise ValueError("b.png is not liked")
        return works(network, photographs, class_)

    monkeypatch.setattr(inspection, "inspect", picky)
    images = [photo(name) for name in ("a.png", "b.png", "c.png")]
    ended = command("inspect", *images, *NETWORK, "--output", tmp_path)
    assert ended.status == 1
    assert ended.output == [str(tmp_path / "a"), str(tmp_path / "c")]
    assert ended.said.count("b.png is not liked") == 1


def test_many_photographs_share_passes_and_give_what_each_gives_alone(
    command: Command, photo: Photo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from explorer.inspection import inspect as inspection

    sizes = []
    works = inspection.inspect

    def counted(network: object, photographs: list, class_: object) -> object:
        sizes.append(len(photographs))
        return works(network, photographs, class_)

    monkeypatch.setattr(inspection, "inspect", counted)
    images = [photo(f"{'x' * number}.png") for number in range(1, 11)]
    assert command("inspect", *images, *NETWORK, "--output", tmp_path / "all").status == 0
    assert sizes == [8, 2]
    assert command("inspect", images[3], *NETWORK, "--output", tmp_path / "one").status == 0
    np.testing.assert_allclose(
        record.read(tmp_path / "all" / "xxxx").logits,
        record.read(tmp_path / "one" / "xxxx").logits,
        rtol=1e-4,
        atol=1e-5,
    )


def test_the_line_of_a_photograph_says_which_class_is_explained(
    command: Command, photo: Photo, tmp_path: Path
) -> None:
    asked = (photo("a.png"), *NETWORK, "--output", tmp_path / "out")
    predicted = [line for line in command("inspect", *asked).said if "a.png: " in line]
    assert "explained" not in predicted[0]
    assert "100.0" not in predicted[0]  # random weights are sure of themselves, the line is not
    best = predicted[0].split("a.png: ")[1].split()[0]
    other = "ship" if best != "ship" else "cat"
    picked = [
        line for line in command("inspect", *asked, "--class", other).said if "a.png: " in line
    ]
    assert f"explained: {other}" in picked[0]


def test_the_line_of_a_photograph_warns_of_an_attribution(
    command: Command, photo: Photo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wary = Attribution("occlusion", np.ones((32, 32)), "So.", {}, "It misses.")
    monkeypatch.setattr(attribution, "attribute", lambda *_, **__: wary)
    asked = (photo("a.png"), *NETWORK, "--method", "occlusion", "--output", tmp_path / "out")
    assert any(line.endswith("; It misses.") for line in command("inspect", *asked).said)


def test_stopping_it_is_130_and_keeps_what_is_finished(
    command: Command, photo: Photo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    works = record.write

    def stopped(place: Path, content: dict[str, bytes]) -> None:
        if place.name == "b":
            raise KeyboardInterrupt
        works(place, content)

    monkeypatch.setattr(record, "write", stopped)
    images = [photo("a.png"), photo("b.png")]
    ended = command("inspect", *images, *NETWORK, "--output", tmp_path / "out")
    assert (ended.status, ended.output) == (130, [str(tmp_path / "out" / "a")])
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["a"]


def test_several_are_written_at_once_and_told_in_their_order(
    command: Command, photo: Photo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    second, works, written = threading.Event(), record.write, []

    def slowly(place: Path, content: dict[str, bytes]) -> None:
        if place.name == "a":
            assert second.wait(60)  # in vain, were there one writer
        works(place, content)
        written.append(place.name)
        if place.name == "b":
            second.set()

    monkeypatch.setattr(record, "write", slowly)
    images = [photo("a.png"), photo("b.png")]
    ended = command("inspect", *images, *NETWORK, "--output", tmp_path)
    assert written == ["b", "a"]
    assert ended.output == [str(tmp_path / "a"), str(tmp_path / "b")]
