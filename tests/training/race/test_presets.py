import dataclasses
import re
from unittest.mock import patch

import pytest

from explorer.training.race import race as races
from explorer.training.race.events import RaceEvent
from explorer.training.race.presets import PRESETS, events_of, preset
from explorer.training.race.race import race
from explorer.training.race.settings import RaceSettings, described


def test_the_presets_and_what_each_stands_for():
    runs = {each.key: each.runs for each in PRESETS}
    assert list(runs) == [
        *("textbook", "paper", "initialization", "too-much", "tame-the-sum", "scaled-shortcut"),
        "give-it-a-shortcut",
    ]
    assert list(runs["initialization"]) == ["xavier", "he"]
    stands_for = {
        each.key: (s.normalization, s.initialization, s.depth, s.clip, s.shortcut_scale)
        for each in PRESETS
        for s in [each.settings]
    }
    assert stands_for == {
        "textbook": ("none", "xavier", 56, 1.0, 1.0),
        "paper": ("batch", "he", 56, None, 1.0),
        "initialization": ("none", "xavier", 20, 1.0, 1.0),
        "too-much": ("none", "he", 110, None, 1.0),
        "tame-the-sum": ("none", "he", 110, None, 1.0),
        "scaled-shortcut": ("batch", "he", 56, None, 0.5),
        "give-it-a-shortcut": ("none", "xavier", 56, 1.0, 1.0),
    }
    assert preset("paper").settings.learning_rate == 0.1
    assert preset("initialization").settings.image_size == 16
    assert all(each.settings.data == "digits" for each in PRESETS)  # nothing to download


def test_the_runs_of_one_preset_differ_in_what_it_is_about_only():
    xavier, he = preset("initialization").runs.values()
    assert dataclasses.replace(xavier, initialization="he") == he
    paper, scaled = preset("paper").settings, preset("scaled-shortcut").settings
    assert dataclasses.replace(paper, shortcut_scale=0.5) == scaled
    textbook, given = preset("textbook").settings, preset("give-it-a-shortcut").settings
    assert dataclasses.replace(textbook, steps=180) == given
    tamed, too_much = preset("tame-the-sum").settings, preset("too-much").settings
    assert dataclasses.replace(tamed, residual_scale=1.0, image_size=32, steps=30) == too_much
    assert tamed.residual_factor == 54**-0.5


@pytest.mark.parametrize("each", PRESETS, ids=lambda each: each.key)
def test_a_preset_has_a_sentence_and_a_source(each):
    assert each.sentence.endswith(".")
    assert re.search(r" (19|20)\d\d, [A-Z]", each.paper)
    assert each.source.startswith(each.paper)
    assert preset(each.key) is each


def test_sentences_claim_what_is_seen_and_quotations_their_setting():
    said = {each.key: each.sentence for each in PRESETS}
    assert f"for these {preset('textbook').settings.steps} steps" in said["textbook"]
    assert "never" not in said["textbook"]
    assert f"for these {preset('initialization').settings.steps} steps" in said["initialization"]
    assert "may even win over the residual one" in said["initialization"]
    assert "30 layers, here 20 suffice" in preset("initialization").source
    assert "loses part of its advantage, on some seeds all of it" in said["scaled-shortcut"]
    assert "the rest must pass through the weights" in said["scaled-shortcut"]
    assert "On some seeds the plain one follows later" in said["too-much"]  # seed 11, step 13
    given = preset("give-it-a-shortcut")
    for event in given.events:
        assert f"From step {event.step} on the {event.network} network" in given.sentence
    assert f"these {preset('tame-the-sum').settings.steps} steps" in said["tame-the-sum"]
    # The 2015 paper speaks against vanishing: it is no source for the textbook's story.
    assert "He et al. 2015" not in preset("textbook").source
    assert "(ImageNet, 34 layers)" in preset("paper").source
    assert "unlikely to be caused by vanishing gradients" in preset("paper").source


def test_the_command_line_starts_from_the_textbook():
    assert preset("textbook").settings == RaceSettings()


def test_an_unknown_preset_is_refused():
    with pytest.raises(ValueError, match="textbook, paper, initialization"):
        preset("homework")


def raced(settings: RaceSettings, steps: int, *, tested: bool = True):
    """The last step, after so many of the preset's steps (the first ones are the same).

    Test images are looked at there alone, if at all: of the preset's other tests nothing is
    asserted, and one takes as long as several steps.
    """
    shortened = dataclasses.replace(settings, steps=steps)
    assert described(shortened) | {"steps": settings.steps} == described(settings)
    last = {}
    with patch.object(races, "is_tested", lambda _, step: tested and step == steps):
        for step in race(shortened, device="cpu"):
            last |= {each.network: each for each in step.networks}
    return last["plain"], last["residual"]


def words(step) -> tuple[str, str]:
    return step.verdict.word, step.verdict.first_word


@pytest.mark.parametrize(
    ("steps", "ahead"), [(15, 0.2), pytest.param(40, 0.6, marks=pytest.mark.long)]
)
def test_textbook_the_plain_network_vanishes_and_the_residual_learns(steps, ahead):
    plain, residual = raced(preset("textbook").settings, steps)
    assert words(plain) == ("vanishing", "vanishing")
    assert words(residual) == ("healthy", "healthy")
    assert (plain.learning.word, residual.learning.word) == ("at chance", "learned")
    assert (plain.weight_gradient < 1e-6).all()
    assert plain.test_accuracy < 0.2
    assert residual.test_accuracy > plain.test_accuracy + ahead


def test_paper_gradients_of_the_plain_network_are_largest_near_the_input_at_first():
    plain, residual = raced(preset("paper").settings, 1, tested=False)
    assert words(plain) == ("exploding", "exploding")
    assert words(residual) == ("healthy", "healthy")


@pytest.mark.parametrize(("run", "plain_word"), [("xavier", "vanishing"), ("he", "healthy")])
def test_initialization_decides_what_reaches_the_plain_networks_first_layer(run, plain_word):
    plain, residual = raced(preset("initialization").runs[run], 2, tested=False)
    assert words(plain) == (plain_word, plain_word)
    assert words(residual) == ("healthy", "healthy")


def test_too_much_the_residual_network_blows_up():
    plain, residual = raced(preset("too-much").settings, 4, tested=False)
    assert words(plain) == ("healthy", "healthy")
    assert words(residual) == ("exploding", "exploding")
    assert residual.diverged
    assert (plain.learning.word, residual.learning.word) == ("at chance", "diverging")


def test_tame_the_sum_the_residual_network_no_longer_blows_up():
    tamed = preset("tame-the-sum").settings
    _, residual = raced(tamed, 4, tested=False)
    assert words(residual) == ("healthy", "healthy")
    assert not residual.diverged
    assert residual.loss < 3
    _, whole = raced(dataclasses.replace(tamed, residual_scale=1.0), 4, tested=False)
    assert words(whole) == ("exploding", "exploding")
    assert whole.diverged


def test_give_it_a_shortcut_gradients_wake_and_die_with_the_shortcuts():
    """Twenty times as early, which neither network minds."""
    shown = preset("give-it-a-shortcut")
    assert race(shown.key, device="cpu")._planned == shown.events
    woken, cut = (each.step // 20 for each in shown.events)
    sooner = tuple(dataclasses.replace(each, step=each.step // 20) for each in shown.events)
    settings = dataclasses.replace(shown.settings, steps=cut + 1)
    done = race(settings, device="cpu", events=sooner).result().steps
    first = {
        kind: [float(step.network(kind).weight_gradient[0]) for step in done]
        for kind in ("plain", "residual")
    }
    assert max(first["plain"][: woken - 1]) < 1e-12 < 0.1 < min(first["plain"][woken - 1 :])
    assert min(first["residual"][: cut - 1]) > 0.1 > 1e-12 > max(first["residual"][cut - 1 :])


def test_scaled_shortcut_the_residual_network_begins_like_a_plain_one():
    plain, residual = raced(preset("scaled-shortcut").settings, 1, tested=False)
    assert words(plain) == words(residual) == ("exploding", "exploding")
    whole = raced(preset("paper").settings, 1, tested=False)[1]
    assert residual.activation_gradient[0] > 10 * whole.activation_gradient[0]


@pytest.mark.long
def test_paper_the_plain_network_starves_after_its_gradients_were_large_near_the_input():
    plain, residual = raced(preset("paper").settings, 26)
    assert words(plain) == ("starving", "exploding")
    assert words(residual) == ("healthy", "healthy")
    assert residual.learning.word == "learned"


@pytest.mark.long
@pytest.mark.parametrize(
    ("run", "plain_words", "learning"),
    [
        ("xavier", ("vanishing", "vanishing"), "at chance"),
        ("he", ("healthy", "healthy"), "learned"),
    ],
)
def test_initialization_cures_the_plain_network(run, plain_words, learning):
    plain, residual = raced(preset("initialization").runs[run], 50)
    assert words(plain) == plain_words
    assert words(residual) == ("healthy", "healthy")
    assert (plain.learning.word, residual.learning.word) == (learning, "learned")


@pytest.mark.long
def test_give_it_a_shortcut_wakes_the_plain_network_and_fells_the_residual_one():
    """Six times as early, which neither network minds."""
    shown = preset("give-it-a-shortcut")
    assert race(shown.key, device="cpu")._planned == shown.events
    sooner = tuple(dataclasses.replace(each, step=each.step // 6) for each in shown.events)
    settings = dataclasses.replace(shown.settings, steps=36)
    done = race(settings, device="cpu", events=sooner).result().steps
    first = {
        kind: [float(step.network(kind).weight_gradient[0]) for step in done]
        for kind in ("plain", "residual")
    }
    assert max(first["plain"][:9]) < 1e-12 < 0.1 < min(first["plain"][9:])
    assert min(first["residual"][:19]) > 0.1 > 1e-12 > max(first["residual"][19:])
    plain, residual = done[-1].plain, done[-1].residual
    assert (words(plain), plain.learning.word) == (("healthy", "vanishing"), "learned")
    assert (words(residual), residual.test_accuracy < 0.2) == (("vanishing", "healthy"), True)


@pytest.mark.long
def test_scaled_shortcut_the_plain_network_starves_and_the_residual_does_not():
    plain, residual = raced(preset("scaled-shortcut").settings, 26, tested=False)
    assert words(plain) == ("starving", "exploding")
    assert words(residual) == ("healthy", "exploding")


def test_events_are_found_by_the_settings_whatever_the_seed() -> None:
    switched = preset("give-it-a-shortcut")
    assert switched.events
    assert events_of(dataclasses.replace(switched.settings, seed=7)) == switched.events
    assert events_of(dataclasses.replace(switched.settings, steps=60)) == ()


def test_a_preset_is_raced_as_its_key_is() -> None:
    found = preset("give-it-a-shortcut")
    small = dataclasses.replace(found.settings, depth=8, width=1, steps=2)
    given = dataclasses.replace(found, runs={"small": small}, events=(RaceEvent(2, "plain", 1.0),))
    raced = race(given, device="cpu").result()
    assert raced.settings == small
    assert raced.events == given.events
