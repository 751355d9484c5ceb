"""Real races as the page begins them."""

import shutil
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from explorer.figures.race.wire import events_sent
from explorer.interface.links.asked import Asked
from explorer.interface.links.race_link import asked_settings, asked_turns, race_link
from explorer.interface.race.begin import MOST_SECONDS, begin_on, cost_on
from explorer.interface.race.files import race_zip, uploaded_race
from explorer.interface.race.line import Line
from explorer.interface.race.run import RaceRun
from explorer.interface.race.runs import Runs
from explorer.interface.race.wire import news
from explorer.interface.settings import PageSettings
from explorer.training.measuring import safe_norm
from explorer.training.processor.calling_off import CallingOff
from explorer.training.processor.reserved import MEMORY
from explorer.training.race.events import RaceEvent
from explorer.training.race.race import race
from explorer.training.race.record import write_race
from explorer.training.race.result import NETWORKS, RaceStep
from explorer.training.race.settings import RaceSettings, from_description
from tests.interface.fake_races import TITLE, ended, until
from tests.shapes import draw_shapes

TINY = {"depth": 8, "width": 1, "batch": 8, "steps": 3, "image_size": 8}
CPU = begin_on(PageSettings(device="cpu"))


def done(settings: RaceSettings, planned: Sequence[RaceEvent] | None = None) -> RaceRun:
    run = RaceRun(settings, TITLE, planned=planned)
    run.race(CPU, Line(), 300)
    return run


def test_a_race_on_the_page_is_the_race_of_the_library() -> None:
    settings = RaceSettings(**TINY, normalization="batch")
    run = done(settings)
    assert (run.phase, run.trouble) == ("finished", "")
    bare = race(settings, device="cpu")
    assert run.facts == bare.facts
    expected = list(bare)
    assert len(run.steps) == len(expected) == 3
    for step, other in zip(run.steps, expected, strict=True):
        for kind in ("plain", "residual"):
            mine, theirs = step.network(kind), other.network(kind)
            assert mine is not None
            assert theirs is not None
            assert mine.loss == theirs.loss
            np.testing.assert_array_equal(mine.weight_gradient, theirs.weight_gradient)
    run.recorded()


def test_planned_switches_are_done_on_the_page_and_kept(tmp_path: Path) -> None:
    events = (RaceEvent(2, "plain", 1.0), RaceEvent(3, "residual", 0.0))
    settings = RaceSettings(**TINY)
    run = done(settings, events)
    bare = race(settings, device="cpu", events=events).result()
    assert run.events == bare.events == events
    assert [step.plain.loss for step in run.steps if step.plain] == [
        step.plain.loss for step in bare.steps if step.plain
    ]
    assert events_sent(run.events) == [[2, "plain", 1.0], [3, "residual", 0.0]]
    assert news(run, 0, settings.steps)["events"] == events_sent(events)
    write_race(tmp_path, run.recorded())
    again = uploaded_race([str(path) for path in tmp_path.iterdir()])
    assert again.events == events
    assert RaceRun.of_record(again, TITLE).recorded().events == events


def test_a_race_that_was_switched_and_extended_on_the_page_is_run_again_to_the_bit(
    tmp_path: Path,
) -> None:
    runs = Runs(CPU)
    asked = RaceSettings(**{**TINY, "steps": 4}, normalization="batch")
    run = runs.start([(asked, TITLE)])
    run.controls.switch("plain", 1.0)  # before its networks are built, or at its first steps
    ended(run)
    assert (run.phase, run.can_go_on, len(run.steps)) == ("finished", True, 4)
    run.controls.switch("residual", 0.0)
    run.more(2)
    ended(run)
    run.controls.switch("residual", 0.5)
    run.more(1)
    ended(run)
    runs.close()
    assert [(each.network, each.factor) for each in run.events] == [
        ("plain", 1.0), ("residual", 0.0), ("residual", 0.5),
    ]  # fmt: skip
    assert [each.step for each in run.events[1:]] == [5, 7]
    address = Asked({"tab": "race", **race_link(run.settings, run.turns)}, "race")
    said, turns = asked_settings(address), asked_turns(address)
    assert said is not None
    linked = done(from_description(said), turns)
    (tmp_path / "race.zip").write_bytes(race_zip(run.recorded()))

    opened = uploaded_race([str(tmp_path / "race.zip")])
    assert opened.settings == replace(asked, steps=7)
    assert opened.events == run.events
    again = race(opened.settings, events=opened.events, device="cpu").result()
    for other in (again, linked):
        assert (other.facts, other.events) == (run.facts, run.events)
        assert_same_steps(other.steps, run.steps)


def assert_same_steps(mine_steps: Sequence[RaceStep], their_steps: Sequence[RaceStep]) -> None:
    """All numbers of all steps, but for the tests of what was once the last step."""
    for mine, theirs in zip(mine_steps, their_steps, strict=True):
        for kind in NETWORKS:
            one, other = vars(mine.network(kind)), vars(theirs.network(kind))
            if mine.step in (4, 6):  # once the last: tested then only
                assert (one["test_accuracy"], other["test_accuracy"] is None) == (None, False)
                left_out = {"test_accuracy", "running_test_accuracy"}
            else:
                left_out = set()
            assert one.keys() == other.keys()
            # what has been learned is judged by the newest test accuracy
            for name in one.keys() - left_out - {"learning"}:
                np.testing.assert_array_equal(one[name], other[name], err_msg=name)


def test_own_arrays(tmp_path: Path) -> None:
    generator = np.random.default_rng(0)
    arrays = {
        f"{part}_{what}": values
        for part, count in (("train", 30), ("test", 10))
        for what, values in (
            ("images", generator.integers(0, 256, (count, 9, 9), dtype=np.uint8)),
            ("labels", np.arange(count)[:, None] % 2),
        )
    }
    np.savez(tmp_path / "mine.npz", **arrays)
    run = done(RaceSettings(**TINY, data=str(tmp_path / "mine.npz")))
    assert (run.phase, run.trouble) == ("finished", "")
    assert run.facts is not None
    assert (run.facts.data, run.facts.train_images, run.facts.test_images) == ("mine", 30, 10)


def test_a_zip_of_class_named_folders(tmp_path: Path) -> None:
    draw_shapes(tmp_path / "pictures" / "mine")
    path = shutil.make_archive(str(tmp_path / "mine"), "zip", tmp_path / "pictures")
    told: list[float] = []
    begun = CPU(RaceSettings(**TINY, data=path), (), told.append, lambda: False)
    assert begun.facts.class_names == ("disc", "frame")
    assert (begun.facts.data, begun.facts.train_images, begun.facts.test_images) == ("mine", 12, 4)
    assert told == [number / 16 for number in range(1, 17)]
    assert len(list(begun)) == 3


def test_a_folder_of_pictures(tmp_path: Path) -> None:
    folder = draw_shapes(tmp_path / "mine")
    Image.new("RGB", (9, 9)).save(folder / "disc" / "black.png")
    run = done(RaceSettings(**TINY, data=str(folder)))
    assert (run.phase, run.trouble) == ("finished", "")
    assert run.facts is not None
    assert run.facts.train_images + run.facts.test_images == 17


@pytest.mark.parametrize("name", ["none.npz", "none.zip", "nothing"])
def test_what_is_not_there_is_said(name: str, tmp_path: Path) -> None:
    run = done(RaceSettings(**TINY, data=str(tmp_path / name)))
    assert (run.phase, run.steps) == ("failed", [])
    assert run.trouble.startswith(("there is no file", "there is no data"))
    assert name in run.trouble


def test_a_device_that_is_not_there_is_said() -> None:
    run = RaceRun(RaceSettings(**TINY), TITLE)
    run.race(begin_on(PageSettings(device="cuda:99")), Line(), 300)
    assert (run.phase, run.steps) == ("failed", [])
    assert "cuda:99" in run.trouble


WIDE = RaceSettings(depth=110, width=128, image_size=64, batch=512, steps=1)


@pytest.mark.slow
def test_a_race_that_the_memory_does_not_hold_is_refused_with_what_would_fit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(MEMORY, "_free", lambda _: 16 * 10**9)
    cost = cost_on(PageSettings(device="cpu"))
    with pytest.raises(
        ValueError, match=r"about 7\d\.\d GB .* 14\.4 GB free: batches of at most"
    ) as said:
        cost(WIDE)
    fitting = int(str(said.value).split("at most ")[1].split(" ")[0])
    runs = Runs(CPU, cost=cost)
    with pytest.raises(ValueError, match="GB of memory"):
        runs.start([(WIDE, TITLE)])
    assert runs.listed() == ()
    assert 16 < fitting < 512
    monkeypatch.setattr("explorer.training.race.cost._trial_seconds", lambda *_: (1e-9, 1e-9))
    cost(replace(WIDE, batch=fitting))
    with pytest.raises(ValueError, match="GB of memory"):
        cost(replace(WIDE, batch=fitting + 1))


def test_a_race_of_days_is_refused_with_the_steps_that_would_fit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("explorer.training.race.cost._trial_seconds", lambda *_: (1.0, 1.0))
    cost = cost_on(PageSettings(device="cpu"))
    long = RaceSettings(depth=8, steps=10_000, batch=1024, width=128)  # in turn: two seconds a step
    assert cost(replace(long, steps=10_000)) == 20_000
    with pytest.raises(ValueError, match=r"about 12 hours here, .* at most 6: 5815 steps") as said:
        cost(replace(long, depth=16 - 2, steps=12_000))  # 13 layers instead of 7
    assert "python -m explorer race" in str(said.value)
    assert MOST_SECONDS == 6 * 3600


def test_a_race_ends_in_the_middle_of_a_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_norm, "AT_A_TIME", 1)  # it is asked at every layer
    run = RaceRun(replace(RaceSettings(**TINY), steps=50), TITLE)
    seen: list[int] = []

    def asks(self: CallingOff) -> None:
        seen.append(len(run.steps))
        if seen.count(2) == 5:  # the third step has begun
            run.do("stop")
        kept(self)

    kept = CallingOff.__call__
    monkeypatch.setattr(CallingOff, "__call__", asks)
    run.race(CPU, Line(), 300)
    assert (run.phase, len(run.steps), seen.count(2)) == ("stopped", 2, 5)


def test_a_race_is_paused_in_the_middle_of_a_step_and_loses_no_bit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(safe_norm, "AT_A_TIME", 1)  # it is asked at every layer
    settings, line = RaceSettings(**TINY), Line()
    expected = [step.plain.loss for step in race(settings, device="cpu") if step.plain]
    run = RaceRun(settings, TITLE)
    layers: list[int] = []

    def asks(self: CallingOff) -> None:
        layers.append(len(run.steps))
        if layers.count(1) == 3:
            run.do("pause")
        kept(self)

    kept = CallingOff.__call__
    monkeypatch.setattr(CallingOff, "__call__", asks)
    thread = threading.Thread(target=run.race, args=(CPU, line, 300))
    thread.start()
    until(lambda: run.phase == "paused")
    assert (len(run.steps), line.place(run.key)) == (1, None)  # others may compute
    run.do("resume")
    thread.join(120)
    assert run.phase == "finished"
    assert [step.plain.loss for step in run.steps if step.plain] == expected
