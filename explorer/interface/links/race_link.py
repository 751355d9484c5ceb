"""A race as a part of the page's address: the nearest preset, what differs, what was switched."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from explorer.interface.links.asked import Asked
from explorer.training.race.events import FACTOR, MOST_STEPS, RaceEvent, in_order, kind_named
from explorer.training.race.presets import PRESETS, events_of
from explorer.training.race.result import NETWORKS
from explorer.training.race.setting import Choice, Data, Depth, Number, Scale, Whole
from explorer.training.race.settings import SETTINGS, RaceSettings, described

TAB: Final = "race"
TURNS: Final = "turns"  # of the shortcut switch: step:network:factor, separated by commas
_TURNS_ALLOWED: Final = (
    f"1–{MOST_STEPS}:{'|'.join(NETWORKS)}:{FACTOR.least:g}–{FACTOR.most:g}, …; none"
)
NONE: Final = "none"  # in place of a number, where that is allowed


def race_link(settings: RaceSettings, turns: Sequence[RaceEvent] = ()) -> dict[str, str]:
    """What the address says of a race; a person's own data are not said.

    Args:
        settings: Of the race.
        turns: What its shortcut switch has done and is to do, said unless the settings' preset
            does the same.
    """
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
    if tuple(turns) != events_of(settings):
        said[TURNS] = ",".join(map(_turn, turns)) or NONE
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
    if not any(name in asked for name in ("preset", TURNS, *SETTINGS)):
        return None
    by_key: Mapping[str, RaceSettings] = {each.key: each.settings for each in PRESETS}
    key = asked.one_of("preset", tuple(by_key))
    settings = described(by_key[key or PRESETS[0].key])
    for name, setting in SETTINGS.items():
        value = asked.read(name, partial(_read, name, setting.kind))
        if value is not None:
            settings[name] = None if value == NONE and isinstance(setting.kind, Number) else value
    return settings


def asked_turns(asked: Asked) -> tuple[RaceEvent, ...] | None:
    """What an address says that the shortcut switch is to do; None where it says nothing of it.

    Args:
        asked: The address's part.
    """
    return asked.read(TURNS, _read_turns)


def _turn(event: RaceEvent) -> str:
    return f"{event.step}:{event.network}:{_text(event.factor)}"


def _read_turns(text: str) -> tuple[RaceEvent, ...]:
    if text == NONE:
        return ()
    try:
        parts = [each.split(":") for each in text.split(",")]
        return in_order(
            RaceEvent(int(step), kind_named(network), float(factor))
            for step, network, factor in parts
        )
    except ValueError as error:
        raise ValueError(_TURNS_ALLOWED) from error


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
