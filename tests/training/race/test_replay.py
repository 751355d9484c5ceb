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


def without(text, *names):
    """A table without some of its columns."""
    rows = [line.split(",") for line in text.splitlines()]
    kept = [place for place, name in enumerate(rows[0]) if name not in names]
    return "".join(",".join(row[place] for place in kept) + "\n" for row in rows)


def test_a_record_from_before_a_gauge_opens_and_stays_as_it_was(raced, tmp_path):
    write_race(tmp_path / "new", raced)
    write_race(tmp_path / "old", raced)
    old = without((tmp_path / "new" / "layers.csv").read_text(), "activation", "relative_update")
    (tmp_path / "old" / "layers.csv").write_text(old)
    opened, whole = read_race(tmp_path / "old"), read_race(tmp_path / "new")
    assert (whole.facts.missing, whole.facts.measured) == ((), QUANTITIES)
    assert opened.facts.missing == ("activation", "relative_update")
    for before, after in zip(whole.steps, opened.steps, strict=True):
        for one, other in zip(before.networks, after.networks, strict=True):
            assert np.isnan(other.activation).all()
            assert np.isnan(other.relative_update).all()
            assert np.array_equal(one.weight_gradient, other.weight_gradient, equal_nan=True)
            assert one.verdict.rule == other.verdict.rule
            assert one.learning.rule == other.learning.rule
            assert one.diverged == other.diverged
    write_race(tmp_path / "again", opened)
    assert (tmp_path / "again" / "layers.csv").read_text() == old


def test_columns_that_this_program_does_not_know_are_left_alone(raced, tmp_path):
    """Those of a later version's gauges."""
    write_race(tmp_path, raced)
    head, *rest = (tmp_path / "layers.csv").read_text().splitlines()
    later = [f"{head},novelty", *(f"{line},1" for line in rest)]
    (tmp_path / "layers.csv").write_text("\n".join(later))
    assert read_race(tmp_path).facts == raced.facts


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
