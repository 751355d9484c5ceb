"""Values and calls as a person would write them in Python."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields
from typing import Any

WIDTH = 88  # letters of a line, before a call is broken over several


def literal(value: object) -> str:
    """A value as Python source: text in double quotes, everything else as `repr` has it."""
    if isinstance(value, tuple):
        parts = [literal(each) for each in value]
        return f"({', '.join(parts)}{',' if len(parts) == 1 else ''})"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def call(name: str, *positional: str, assigned: str = "", **given: object) -> str:
    """A call, one argument a line where one line does not hold it.

    Args:
        name: Of what is called.
        positional: Arguments, already Python source.
        assigned: The variable that takes what it gives.
        given: Arguments by name, as values.
    """
    arguments = [*positional, *(f"{key}={literal(value)}" for key, value in given.items())]
    return _broken(f"{assigned} = {name}(" if assigned else f"{name}(", arguments, ")")


def sequence(assigned: str, parts: Sequence[str]) -> str:
    """A list under a name, one part a line where one line does not hold it.

    Args:
        assigned: The variable.
        parts: Already Python source.
    """
    return _broken(f"{assigned} = [", parts, "]")


def _broken(start: str, parts: Sequence[str], end: str) -> str:
    line = f"{start}{', '.join(parts)}{end}"
    if len(line) <= WIDTH:
        return line
    return "\n".join([start, *(f"    {each}," for each in parts), end])


def changed(settings: Any) -> dict[str, Any]:
    """What a record of settings has that is not its type's default, by name."""
    return {
        each.name: value
        for each in fields(settings)
        if (value := getattr(settings, each.name)) != each.default or each.default is MISSING
    }


def without_defaults(given: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments that say something: those that are not their default."""
    return {name: value for name, value in given.items() if value != defaults.get(name)}


def lines(parts: Sequence[str]) -> str:
    """Lines of source, without those that are empty."""
    return "\n".join(part for part in parts if part)
