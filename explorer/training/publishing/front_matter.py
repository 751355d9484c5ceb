"""The YAML at the head of a model card: its form. What the hub reads of it stands in `hub_card`.

Written here, since this program needs no YAML otherwise: every scalar as JSON, which YAML is a
superset of.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any


def front_matter(said: Mapping[str, Any]) -> str:
    """A mapping of texts, numbers, lists and mappings as YAML between two lines of `---`."""
    return "\n".join(["---", *_lines(said), "---", ""])


def _lines(value: Mapping[str, Any] | Sequence[Any]) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from _entry(f"{key}:", each)
    else:
        for each in value:
            if isinstance(each, Mapping):  # its first line stands beside the dash
                for index, line in enumerate(_lines(each)):
                    yield f"{'  ' if index else '- '}{line}"
            else:
                yield f"- {_scalar(each)}"


def _entry(key: str, value: Any) -> Iterator[str]:
    if isinstance(value, Mapping | list | tuple):
        yield key
        yield from (f"  {line}" for line in _lines(value))
    else:
        yield f"{key} {_scalar(value)}"


def _scalar(value: str | int | float) -> str:
    """Characters that YAML refuses even between quotes are left out."""
    if isinstance(value, str):
        value = "".join(each for each in value if each.isprintable())
    return json.dumps(value, ensure_ascii=False)
