"""What the lesson's sheets can say of its numbers without a room that runs its races."""

from collections.abc import Mapping
from typing import Any, Final

from explorer.figures.race.titles import own_title
from explorer.interface.compute_import import import_compute
from explorer.interface.lesson.curves import degraded, final_test_errors
from explorer.interface.lesson.pictures import RESIDUAL, STRIPS, block, looked
from explorer.interface.lesson.races import RACES
from explorer.interface.settings import PageSettings
from explorer.words.class_words import class_name
from explorer.words.languages import LANGUAGES

Values = Mapping[str, Any]  # a text, or one by language
_SUPERSCRIPTS: Final = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def factor(value: float) -> str:
    """A factor as on a blackboard: in powers of ten where it is very small or large."""
    if value == 0 or 0.01 <= abs(value) < 1000:
        return f"{float(f'{value:.2g}'):g}"
    digits, power = f"{value:.1e}".split("e")
    return f"{digits} × 10{str(int(power)).translate(_SUPERSCRIPTS)}"


def share(value: float, digits: int = 0) -> str:
    """A share as a percentage."""
    return f"{100 * value:.{digits}f} %"


def measured(settings: PageSettings) -> dict[str, Values]:
    """For each step what its texts are filled with; the two that are a room's own are left out.

    Args:
        settings: The page's.
    """
    import_compute()
    import numpy as np

    from explorer.training.race.race import race

    (first,) = race(RACES["hears"], device=settings.device)
    plain, residual = first.networks
    early, *_, late = race(RACES["normalise"], device=settings.device)
    heard = {
        each.network: float(each.activation_gradient[0] / _last(each.activation_gradient))
        for each in (plain, residual)
    }
    towards = [_towards(step.networks[0].relative_gradient) for step in (early, late)]
    errors, opened, seen = degraded()["networks"], block(settings), looked(settings)
    finals = {depth: errors[depth]["final"]["train"] for depth in ("20", "56")}
    names = {each: own_title(RACES[each]) for each in RACES}
    test = final_test_errors()
    return {
        "see": {"truth": "ABC"[STRIPS.index(0)], "network": RESIDUAL},
        "deeper": {
            "shallow": share(finals["20"], 1),
            "deep": share(finals["56"], 1),
            "epochs": str(len(errors["20"]["train"])),
        },
        "hears": {
            "truth": factor(heard["plain"]),
            "lost": str(round(-float(np.log10(heard["plain"])))),
            "settings": names["hears"],
        },
        "normalise": {
            "first": factor(towards[0]),
            "later": factor(towards[1]),
            "step": str(RACES["normalise"].steps),
        },
        "plus": {
            "formula": "y = F(x) + x",
            "truth": factor(heard["residual"]),
            "block": opened["block"],
            "network": opened["network"],
        },
        "switch": {"settings": names["switch"]},
        "look": {
            **{kind: _said(seen[kind]["predictions"][0]) for kind in ("residual", "plain")},
            "truth": _named(seen["truth"]),
            "residual_error": share(test["residual"], 1),
            "plain_error": share(test["plain"], 1),
        },
        "open": {"settings": names["none-20"]},
    }


def _last(gradient: Any) -> float:
    """Of the last convolution of the main path, which projections stand behind."""
    return float(gradient[RACES["hears"].depth - 2])


def _towards(relative: Any) -> float:
    """What the first third of the layers gets of what the last third gets: medians."""
    import numpy as np

    third = len(relative) // 3
    return float(np.median(relative[:third]) / np.median(relative[-third:]))


def _named(name: str) -> dict[str, str]:
    return {language: class_name(name, language) for language in LANGUAGES}


def _said(prediction: list[Any]) -> dict[str, str]:
    name, probability = prediction
    return {
        language: f"{said} ({share(probability, 1)})" for language, said in _named(name).items()
    }
