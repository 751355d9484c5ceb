from pathlib import Path

import numpy as np
import pytest

import explorer
from explorer.figures.inspection.page import inspection_page
from explorer.figures.inspection.shown import Shown
from explorer.figures.notebook.saved_html import save_html
from explorer.figures.race.page import race_page
from explorer.training.race.record import RecordedRace
from explorer.training.race.settings import RaceSettings, described
from tests.figures.race_steps import FACTS, race_steps
from tests.interface.conftest import shown as shown

OTHER = np.zeros((32, 32, 3), np.uint8)


def test_an_inspection_becomes_the_answer_of_the_page(shown: Shown, tmp_path: Path) -> None:
    file = tmp_path / "seen.html"
    explorer.save_html(file, shown.inspection, shown.network, shown.photograph)
    assert file.read_text("utf-8") == inspection_page([shown])


def test_a_race_becomes_the_stage(tmp_path: Path) -> None:
    settings, steps = RaceSettings(depth=8), tuple(race_steps(3))
    save_html(tmp_path / "race.html", RecordedRace(settings, FACTS, steps, ()))
    assert (tmp_path / "race.html").read_text("utf-8") == race_page(
        described(settings), FACTS, steps
    )


def test_what_cannot_be_shown_is_refused(shown: Shown, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="give network and photograph"):
        save_html(tmp_path / "a.html", shown.inspection, shown.network)
    for network, photograph in (("cifar-plain20", shown.photograph), (shown.network, OTHER)):
        with pytest.raises(ValueError, match=f"an inspection of {shown.inspection.image} in cifar"):
            save_html(tmp_path / "a.html", shown.inspection, network, photograph)
    with pytest.raises(TypeError, match="got int: give one of these"):
        save_html(tmp_path / "a.html", 1)
    assert not list(tmp_path.iterdir())
