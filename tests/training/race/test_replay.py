import dataclasses
import math

import numpy as np
import pytest

from explorer.training.measuring.quantities import QUANTITIES
from explorer.training.race.race import race
from explorer.training.race.record import RecordedRace, write_race
from explorer.training.race.replay import read_race
from explorer.training.race.settings import RaceSettings

SETTINGS = RaceSettings(
    depth=44, width=4, batch=8, steps=12, initialization="he", clip=None, learning_rate=0.1
)


@pytest.fixture(scope="module")
def raced() -> RecordedRace:
    """A race whose residual network diverges on the way."""
    running = race(SETTINGS, device="cpu")
    return RecordedRace(SETTINGS, running.facts, tuple(running))


def test_a_race_comes_back_from_its_folder(raced, tmp_path):
    write_race(tmp_path, raced)
    back = read_race(tmp_path)
    assert (back.settings, back.facts) == (raced.settings, raced.facts)
    assert [step.step for step in back.steps] == [step.step for step in raced.steps]
    assert any(step.residual is None for step in back.steps)
    for was, step in zip(raced.steps, back.steps, strict=True):
        for before, after in zip(was.networks, step.networks, strict=True):
            assert after.network == before.network
            assert after.diverged == before.diverged
            assert after.verdict.word == before.verdict.word
            assert after.verdict.first_word == before.verdict.first_word
            assert after.verdict.rule == before.verdict.rule
            assert after.test_accuracy == pytest.approx(before.test_accuracy)
            for name in QUANTITIES:
                assert after.quantity(name) == pytest.approx(
                    before.quantity(name), rel=1e-8, nan_ok=True
                )
            applied = [check.value for check in before.checks if check.applicable]
            assert [check.value for check in after.checks] == pytest.approx(applied)
    assert back.last("plain").batches_sha256 == raced.last("plain").batches_sha256


def test_writing_what_was_read_gives_the_same_tables(raced, tmp_path):
    write_race(tmp_path / "first", raced)
    write_race(tmp_path / "second", read_race(tmp_path / "first"))
    for name in ("steps.csv", "layers.csv", "checks.csv"):
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes()


def test_float32_numbers_come_back_to_the_bit(raced, tmp_path):
    """A denormal, the largest, and what is no number."""
    odd = np.array([1e-45, 3.4028235e38, math.inf, math.nan, 1 / 3], np.float32).astype(np.float64)
    plain = raced.steps[0].plain
    values = np.concatenate([odd, plain.weight_gradient[5:].astype(np.float32)])
    step = dataclasses.replace(
        raced.steps[0], plain=dataclasses.replace(plain, weight_gradient=values)
    )
    write_race(tmp_path, RecordedRace(SETTINGS, raced.facts, (step,)))
    back = read_race(tmp_path).steps[0].plain.weight_gradient
    assert np.array_equal(back.astype(np.float32), values.astype(np.float32), equal_nan=True)


def test_a_folder_without_a_race_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="holds no race"):
        read_race(tmp_path)


@pytest.mark.parametrize(
    ("name", "spoil"),
    [
        ("settings.json", lambda text: text.replace('"momentum"', '"speed"')),
        ("settings.json", lambda text: text[:40]),
        ("steps.csv", lambda text: text.replace("loss", "cost")),
        ("steps.csv", lambda text: text.replace("plain", "other")),
        ("layers.csv", lambda text: text[: len(text) // 2]),
        ("layers.csv", lambda text: text.replace("conv1,0", "conv1,x")),
    ],
)
def test_a_damaged_file_is_a_sentence(raced, tmp_path, name, spoil):
    write_race(tmp_path, raced)
    text = (tmp_path / name).read_text()
    assert spoil(text) != text
    (tmp_path / name).write_text(spoil(text))
    with pytest.raises(ValueError, match="cannot be read"):
        read_race(tmp_path)
