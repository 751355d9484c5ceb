"""What the page's scripts may ask Python: one JSON object each, of fields with a kind."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final

from starlette.exceptions import HTTPException

from explorer.sentences.sentence import Sentence
from explorer.words.sentences import in_every_language

Question = Callable[[dict[str, Any]], dict[str, Any]]

LONGEST: Final = 2000  # characters of a text
LARGEST: Final = 2**53  # of a whole number: JavaScript counts no further
_SAID_BACK: Final = 60


@dataclass(frozen=True)
class Kind:
    """What a field may be.

    Attributes:
        fits: Whether a value is such a one.
        said: What it is called in a refusal.
    """

    fits: Callable[[Any], bool]
    said: Sentence


TEXT: Final = Kind(
    lambda value: isinstance(value, str) and len(value) <= LONGEST,
    Sentence("a text of at most {limit} characters", limit=LONGEST),
)
WHOLE: Final = Kind(
    lambda value: type(value) is int and abs(value) <= LARGEST, Sentence("a whole number")
)
NUMBER: Final = Kind(
    lambda value: type(value) in (int, float) and abs(value) <= LARGEST, Sentence("a number")
)
FLAG: Final = Kind(lambda value: isinstance(value, bool), Sentence("true or false"))


def one_of(choices: Iterable[str]) -> Kind:
    """One of these texts."""
    known = tuple(choices)
    return Kind(
        lambda value: isinstance(value, str) and value in known,
        Sentence("one of {names}", names=", ".join(known)),
    )


def answering(**fields: Kind) -> Callable[[Question], Question]:
    """A function that is asked with these fields alone, each of its kind or missing.

    A field that is null is missing, one that has no kind is left out, and whatever is of another
    kind is answered with status 400 and a sentence.
    """

    def checked(question: Question) -> Question:
        @wraps(question)
        def answer(request: dict[str, Any]) -> dict[str, Any]:
            asked = {}
            for name, kind in fields.items():
                value = request.get(name)
                if value is None:
                    continue
                if not kind.fits(value):
                    raise wrong(name, kind.said, value)
                asked[name] = value
            return question(asked)

        return answer

    return checked


def wrong(name: str, kind: Sentence, value: object) -> HTTPException:
    """The answer to a question with a value of another kind."""
    said = Sentence(
        "{name} must be {kind}, got {value}: load the page again",
        name=name,
        kind=kind,
        value=shortened(value),
    )
    return HTTPException(400, " ".join(in_every_language(said).values()))


def shortened(value: object) -> str:
    """A value as it is said back; of what holds others only what it is."""
    if value is None or isinstance(value, str | bool | float):
        return repr(value)[:_SAID_BACK]
    if isinstance(value, int):
        return repr(value) if abs(value) <= LARGEST else "a larger one"
    return "a list" if isinstance(value, list) else "an object"
