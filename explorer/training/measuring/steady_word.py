"""A word that does not flicker: it changes when a new one has been said several times in a row."""

from collections.abc import Mapping
from typing import Generic

from explorer.training.measuring.words import Verdict, Word

PATIENCE = 5  # steps in a row that a new word must be said before it replaces the old one


class SteadyWord(Generic[Word]):
    """Follows the words of one network from its first step."""

    def __init__(self) -> None:
        self._said: Verdict[Word] | None = None
        self._candidate: Word | None = None
        self._times = 0

    @property
    def word(self) -> Word | None:
        """What is said now; None before the first step."""
        return None if self._said is None else self._said.word

    def next(
        self, word: Word, rule: str, numbers: Mapping[str, float], *, at_once: bool = False
    ) -> Verdict[Word]:
        """The verdict after one more step.

        Args:
            word: What this step's numbers give.
            rule: Why, with the numbers.
            numbers: What the rule looked at.
            at_once: Whether a new word needs no patience.
        """
        self._said = self._next(word, rule, numbers, at_once)
        return self._said

    def _next(
        self, word: Word, rule: str, numbers: Mapping[str, float], at_once: bool
    ) -> Verdict[Word]:
        said = self._said
        if said is None:
            return Verdict(word, word, rule, numbers)
        if word == said.word:
            self._candidate = None
            return Verdict(word, said.first_word, rule, numbers)
        self._times = self._times + 1 if word == self._candidate else 1
        self._candidate = word
        if self._times >= PATIENCE or at_once:
            self._candidate = None
            return Verdict(word, said.first_word, rule, numbers)
        # The rule and the numbers stay those that gave the word.
        return Verdict(said.word, said.first_word, said.rule, said.numbers)
