"""A race as a part of the page's address: the nearest preset, and the settings that differ."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from explorer.interface.links.asked import Asked
from explorer.training.race.presets import PRESETS
from explorer.training.race.setting import Choice, Data, Depth, Number, Scale, Whole
from explorer.training.race.settings import SETTINGS, RaceSettings, described

TAB: Final = "race"
NONE: Final = "none"  # in place of a number, where that is allowed


def race_link(settings: RaceSettings) -> dict[str, str]:
    """What the address says of a race's settings; a person's own data are not said."""
    given = described(settings)
    preset, differing = min(
        (
            (each, [name for name in SETTINGS if given[name] != getattr(each.settings, name)])
            for each in PRESETS
        ),
        key=lambda found: len(found[1]),
    )
    own = ("data",) if is_own(settings) else ()
    said = {name: _text(given[name]) for name in differing if name not in own}
    return {"preset": preset.key, **said}


def is_own(settings: RaceSettings) -> bool:
    """Whether a race's data are a person's own."""
    kind = SETTINGS["data"].kind
    return isinstance(kind, Data) and settings.data not in kind.offered


def asked_settings(asked: Asked) -> dict[str, Any] | None:
    """Every setting by name that an address asks for; None where it asks for no race.

    Args:
        asked: The address's part.
    """
    if not any(name in asked for name in ("preset", *SETTINGS)):
        return None
    by_key: Mapping[str, RaceSettings] = {each.key: each.settings for each in PRESETS}
    key = asked.one_of("preset", tuple(by_key))
    settings = described(by_key[key or PRESETS[0].key])
    for name, setting in SETTINGS.items():
        value = asked.read(name, partial(_read, name, setting.kind))
        if value is not None:
            settings[name] = None if value == NONE and isinstance(setting.kind, Number) else value
    return settings


def _text(value: Any) -> str:
    if value is None:
        return NONE
    short = f"{value:g}" if isinstance(value, float) else ""
    return short if short and float(short) == value else str(value)


def _read(name: str, kind: Choice | Whole | Number | Data, text: str) -> Any:
    """A setting's value from its text; `NONE` stands for no number."""
    try:
        if isinstance(kind, Data) and text not in kind.offered:
            raise ValueError(text)  # no path is opened for an address
        if isinstance(kind, Whole):
            return kind.checked(name, int(text))
        if isinstance(kind, Scale):
            return kind.checked(name, text)
        if isinstance(kind, Number):
            if kind.none and text == NONE:
                return NONE
            return kind.checked(name, float(text))
        return kind.checked(name, text)
    except ValueError as error:
        raise ValueError(_allowed(kind)) from error


def _allowed(kind: Choice | Whole | Number | Data) -> str:
    if isinstance(kind, Choice):
        return ", ".join(kind.allowed)
    if isinstance(kind, Data):
        return ", ".join(kind.offered)
    if isinstance(kind, Depth):
        return f"6n+2, {kind.lowest}–{kind.highest}"
    if isinstance(kind, Whole):
        return f"{kind.lowest}–{kind.highest}"
    other = kind.word if isinstance(kind, Scale) else NONE if kind.none else ""
    return f"{kind.least:g}–{kind.most:g}" + (f", {other}" if other else "")
