"""What settings, their values, presets and races are called: the keys of their texts.

All keys follow from the names that compute has, so that a new setting or preset needs its texts
and nothing here.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from explorer.training.race.presets import PRESETS, preset_of
from explorer.training.race.setting import Choice, Data
from explorer.training.race.settings import SETTINGS, RaceSettings, described
from explorer.words.languages import LANGUAGES
from explorer.words.texts import pair, text

Title = dict[str, str]  # by language

OWN: Final = "own"


def _key(*parts: str) -> str:
    """Of a text: what it is of, with what a key may hold."""
    return "_".join(["race", *parts]).replace("-", "_").lower()


def _offered(name: str) -> tuple[str, ...]:
    """A setting's choices in the form, the default first."""
    kind, usual = SETTINGS[name].kind, getattr(RaceSettings(), name)
    if isinstance(kind, Choice):
        return (usual, *(value for value in kind.allowed if value != usual))
    return (*kind.offered, OWN) if isinstance(kind, Data) else ()


PRESET_TEXTS: Final = {each.key: _key("preset", each.key) for each in PRESETS}
RUN_TEXTS: Final = {
    (each.key, run): _key("preset", each.key, run)
    for each in PRESETS
    if len(each.runs) > 1
    for run in each.runs
}
QUESTION_TEXTS: Final = {each.key: _key("question", each.key) for each in PRESETS}
OWN_QUESTION: Final = _key("question", OWN)
LABELS: Final = {name: _key(name) for name in SETTINGS}  # the texts of all settings
CHOICE_TEXTS: Final[dict[str, dict[Any, str]]] = {
    name: {value: _key(name, value) for value in _offered(name)}
    for name in SETTINGS
    if _offered(name)
}


def title_of(key: str, run: str) -> Title:
    """A preset's title, with the run's own where it has several."""
    keys = [PRESET_TEXTS[key], *([RUN_TEXTS[key, run]] if (key, run) in RUN_TEXTS else [])]
    return {language: ": ".join(text(language, each) for each in keys) for language in LANGUAGES}


@lru_cache(maxsize=64)
def question_of(settings: RaceSettings) -> Title:
    """What a room is asked to watch for: the question of the preset with these settings."""
    found = preset_of(settings)
    return pair(OWN_QUESTION if found is None else QUESTION_TEXTS[found.key])


def own_title(settings: RaceSettings) -> Title:
    """What is told apart at a glance."""
    return {
        language: text(
            language,
            "race_own_title",
            **{name: value(language) for name, value in shown(settings).items()},
        )
        for language in LANGUAGES
    }


def shown(settings: RaceSettings) -> dict[str, Callable[[str], str]]:
    """What a language's texts may say of every setting, by its name."""

    def said_of(name: str, value: Any) -> Callable[[str], str]:
        key = CHOICE_TEXTS.get(name, {}).get(value)
        said = f"{value:g}" if isinstance(value, float) else str(value)
        return lambda language: said if key is None else text(language, key)

    return {name: said_of(name, value) for name, value in described(settings).items()}
