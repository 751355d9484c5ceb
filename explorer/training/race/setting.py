"""What can be said of one setting of a race, and the kinds of values that settings have."""

import math
import os
from dataclasses import dataclass
from numbers import Real
from typing import Any, Final

from explorer.networks.choices import check_one_of, check_whole
from explorer.networks.names import cifar_name
from explorer.sentences.sentence import Sentence, refusal

NONE: Final = "none"  # None, where a value is text


@dataclass(frozen=True)
class Choice:
    """One of some words."""

    allowed: tuple[str, ...]

    def checked(self, name: str, value: Any) -> Any:
        """The value of the setting of that name, in its type.

        Raises:
            ValueError: It is not allowed.
        """
        check_one_of(name, value, self.allowed)
        return value


@dataclass(frozen=True)
class Whole:
    """A whole number from `lowest` to `highest`."""

    lowest: int
    highest: int

    def checked(self, name: str, value: Any) -> Any:
        """As `Choice.checked`."""
        check_whole(name, value, self.lowest, self.highest)
        return value


@dataclass(frozen=True)
class Depth(Whole):
    """A whole number that the paper's CIFAR networks have: 6n+2."""

    def checked(self, name: str, value: Any) -> Any:
        """As `Choice.checked`."""
        if not _is_whole(value):
            raise refusal(
                "depth must be 6n+2 from 8 to 110, got {value!r}: choose one", value=value
            )
        cifar_name(value, residual=True)  # refuses a depth that is not 6n+2
        return value


@dataclass(frozen=True)
class Number:
    """A number from `least` to `most`; where it may be None, also as text, `none` says what for."""

    least: float
    most: float
    none: str = ""

    def checked(self, name: str, value: Any) -> Any:
        """As `Choice.checked`."""
        number = _of_text(value) if self.none else value
        if self.none and (number is None or (isinstance(number, str) and number == NONE)):
            return None
        if not _is_number(number) or not self.least <= number <= self.most:
            upper = f"{self.most:g}"
            if self.none:
                upper = Sentence(
                    "{number}, or none for {none}", number=upper, none=Sentence(self.none)
                )
            raise refusal(
                "{setting} must be a number from {least:g} to {upper}, got {value!r}: "
                "choose another",
                setting=Sentence(name),
                least=self.least,
                upper=upper,
                value=value,
            )
        return float(number)


@dataclass(frozen=True)
class Scale(Number):
    """A number, also as text, or `word`, which says how the number follows from the network."""

    word: str = ""

    def checked(self, name: str, value: Any) -> Any:
        """As `Choice.checked`."""
        number = _of_text(value)
        if isinstance(number, str) and number == self.word:
            return number
        if not _is_number(number) or not self.least <= number <= self.most:
            raise refusal(
                "{setting} must be a number from {least:g} to {most:g} or {word}, got {value!r}: "
                "choose another",
                setting=Sentence(name),
                least=self.least,
                most=self.most,
                word=self.word,
                value=value,
            )
        return float(number)


@dataclass(frozen=True)
class Data:
    """The name of a data set or the path of a person's own; the form offers names."""

    offered: tuple[str, ...]

    def checked(self, name: str, value: Any) -> Any:
        """As `Choice.checked`."""
        text = os.fspath(value) if isinstance(value, os.PathLike) else value
        if not isinstance(text, str) or not text.strip():
            raise refusal(
                "data must be the name or the path of a data set, got {value!r}: "
                "choose digits, for which nothing is downloaded",
                value=value,
            )
        return text


@dataclass(frozen=True)
class Setting:
    """What is to be said of one setting.

    The page's texts are `race_{name}` for its name and `race_{name}_{value}` for a value's.

    Attributes:
        kind: What it may be.
        help: Of its option, `--name` with hyphens.
        form: Row and place in the page's form, from 1; None where the form does not have it.
        metavar: Of its option, where that is not said by the kind.
    """

    kind: Choice | Whole | Number | Data
    help: str
    form: tuple[int, int] | None
    metavar: str | None = None


def says(
    kind: Choice | Whole | Number | Data,
    help: str,
    form: tuple[int, int] | None,
    metavar: str | None = None,
) -> dict[str, Setting]:
    """The metadata of a field of `RaceSettings`; the arguments are those of `Setting`."""
    return {"setting": Setting(kind, help, form, metavar)}


def _of_text(value: Any) -> Any:
    """The number that a text says, else its word; all else as it is."""
    if not isinstance(value, str):
        return value
    text = value.strip().lower()
    try:
        return text if "_" in text else float(text)
    except ValueError:
        return text


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, Real):
        return False
    return isinstance(value, int) or math.isfinite(value)  # of any size
