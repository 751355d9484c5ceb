"""The races of the lesson: short, the same for everybody, but the one with the switch."""

from dataclasses import replace
from typing import Any, Final

from explorer.figures.race.titles import own_title
from explorer.interface.compute_import import import_compute
from explorer.interface.race.runs import Runs
from explorer.sentences.sentence import refusal
from explorer.training.race.presets import preset
from explorer.training.race.settings import ONE_OVER_ROOT, RaceSettings

SWITCH: Final = "switch"  # everybody's own
LATER: Final = 12  # the step at which the first layers starve
DEPTHS: Final = (20, 56)  # at which the cures are compared
# Race by cure, and whose accuracy there tells of it.
CURES: Final = {
    "initialisation": ("he", "plain"),
    "normalisation": ("batch", "plain"),
    "shortcut": ("none", "residual"),
    "scaled": ("scaled", "residual"),
}


def _settings() -> dict[str, RaceSettings]:
    textbook = preset("textbook").settings
    he = replace(textbook, initialization="he")
    batch = replace(he, normalization="batch")
    cures = {"none": textbook, "he": he, "batch": batch}
    cures["scaled"] = replace(he, residual_scale=ONE_OVER_ROOT)
    return {
        "hears": replace(textbook, steps=1),
        "normalise": replace(batch, learning_rate=0.1, clip=None, steps=LATER),
        SWITCH: textbook,
        **{
            f"{name}-{depth}": replace(each, depth=depth)
            for name, each in cures.items()
            for depth in DEPTHS
        },
    }


RACES: Final = _settings()


def race_of(name: Any, runs: Runs, former: str = "") -> dict[str, Any]:
    """The race of that name, started if need be: its key; its token too if it is this person's own.

    Args:
        name: One of `RACES`.
        runs: The page's.
        former: Token of the one that the same person had before: it makes room for another.

    Raises:
        ValueError: There is no such race, or too many are under way.
    """
    if name not in RACES:
        raise refusal(
            "the lesson has no race {name!r}, only {names}: load the page again",
            name=name,
            names=", ".join(RACES),
        )
    import_compute()  # before the race's own thread needs it
    settings = RACES[name]
    title = own_title(settings)
    if name != SWITCH:
        return {"run": runs.once(settings, title).key}
    run = runs.start([(settings, title)], former)
    return {"run": run.key, "token": run.token}
