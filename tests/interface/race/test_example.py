"""The race that comes with the program: a true record, read once, when it is asked for."""

from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from explorer.files.assets import asset
from explorer.interface.race import example
from explorer.interface.race.example import RECORDED, Example
from explorer.interface.race.files import race_zip
from explorer.interface.words.language import pair
from explorer.training.measuring.quantities import QUANTITIES
from explorer.training.race.presets import preset
from explorer.training.race.race import race
from explorer.training.race.result import NETWORKS


def test_it_is_the_textbook_race_to_its_end() -> None:
    run = Example().run()
    assert run.asked == run.settings == preset("textbook").settings
    assert [step.step for step in run.steps] == list(range(1, 61))
    assert (run.key, run.phase, run.can_go_on, run.events) == (RECORDED, "recorded", False, ())
    assert run.title == pair("race_recorded_example")
    last = run.steps[-1]
    assert (last.plain.verdict.word, last.plain.learning.word) == ("vanishing", "at chance")
    assert (last.residual.verdict.word, last.residual.learning.word) == ("healthy", "learned")


def test_its_first_steps_are_those_of_a_race_that_is_run_now() -> None:
    recorded = Example().run()
    running = race(recorded.settings, device="cpu")
    now = list(islice(running, 3))
    running.close()
    assert running.facts.data_sha256 == recorded.facts.data_sha256
    assert running.facts.layers == recorded.facts.layers
    for step, old in zip(now, recorded.steps, strict=False):
        for kind in NETWORKS:
            mine, theirs = step.network(kind), old.network(kind)
            assert mine.loss == pytest.approx(theirs.loss, rel=1e-4)
            for name in QUANTITIES:  # another processor may round otherwise
                np.testing.assert_allclose(mine.quantity(name), theirs.quantity(name), rtol=2e-2)


def test_it_is_read_once_whoever_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    read = []
    monkeypatch.setattr(example.zipfile, "ZipFile", _counted(read, example.zipfile.ZipFile))
    shipped = Example()
    assert read == []
    with ThreadPoolExecutor(4) as threads:
        runs = list(threads.map(lambda _: shipped.run(), range(8)))
    assert len({id(run) for run in runs}) == len(read) == 1


def _counted(read: list[object], opens: object) -> object:
    def opened(*given: object) -> object:
        read.append(given)
        return opens(*given)

    return opened


def test_where_it_is_missing_it_is_as_if_gone(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match="there is no recorded race"):
        Example(tmp_path / "none.zip").run()


def test_the_record_can_be_downloaded_and_says_how_it_was_made() -> None:
    assert len(race_zip(Example().run().recorded())) > 100_000
    said = asset("recorded/README.md").read_text("utf-8")
    assert "python -m explorer race --preset textbook --device cpu" in said
    facts = Example().run().facts
    assert str(facts.versions["python"]) in said
    assert str(facts.versions["torch"]).split("+")[0] in said
