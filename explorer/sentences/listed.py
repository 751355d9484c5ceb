"""Several texts as one that can still be said in other languages."""

from collections.abc import Sequence
from functools import reduce

from explorer.sentences.sentence import Sentence


def joined(template: str, parts: Sequence[str]) -> str:
    """Those of several texts that are not empty, one after the other.

    Args:
        template: With {before} and {next}, such as `{before}; {next}`.
        parts: Texts or sentences.

    Returns:
        A sentence, or the one text that there is, or "".
    """
    said = [part for part in parts if part]
    return reduce(lambda before, each: Sentence(template, before=before, next=each), said or [""])


def few(parts: Sequence[str], most: int) -> str:
    """The first of many with commas between, and how many more there are; "" for none.

    Names stand with their commas as they are; sentences are put together as sentences.
    """
    shown = parts[:most]
    speak = any(isinstance(part, Sentence) for part in shown)
    first = joined("{before}, {next}", shown) if speak else ", ".join(shown)
    more = len(parts) - most
    return Sentence("{some} and {count} more", some=first, count=more) if more > 0 else first
