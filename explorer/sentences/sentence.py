"""A sentence that knows its template and its values, so that it can be said in other languages.

Rooms that know no language write English. Where a person will read it - an error, a note, a rule,
the words of a figure - they make a `Sentence`: it is the English text wherever a text is wanted,
and who has the same template in another language says it with the same values.
"""

from typing import Any, Final

LONGEST: Final = 200  # letters of what somebody gave, as an answer repeats it


class Sentence(str):
    """An English text made of a template and values.

    Attributes:
        template: As `str.format` takes it, with a name for each value.
        values: What stands at the names. One that is a `Sentence`, or an error raised with one, is
            said in the other language too; all else stands as it is. What stands there as somebody
            gave it, as `{name!r}`, is cut where it is long.
    """

    __slots__ = ("template", "values")  # a race holds four a step

    template: str
    values: dict[str, Any]

    def __new__(cls, template: str, /, **values: object) -> "Sentence":
        """Fill in the template.

        Raises:
            KeyError: The template has a name without a value.
        """
        if "!r}" in template:
            values = {
                name: _cut(value) if f"{{{name}!r}}" in template else value
                for name, value in values.items()
            }
        made = super().__new__(cls, template.format(**values))
        made.template, made.values = template, values
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        """What copies and pickles are made of."""
        return (self.template,), self.values


class _Cut(str):
    """The beginning of what a value looks like."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def _cut(value: object) -> object:
    whole = repr(value)
    return value if len(whole) <= LONGEST else _Cut(f"{whole[:LONGEST]}...")


def said_by(error: BaseException) -> str:
    """What an error says: its `Sentence` if it was raised with one, else its text."""
    if len(error.args) == 1 and isinstance(error.args[0], Sentence):
        return error.args[0]
    return str(error)


def refusal(template: str, /, **values: object) -> ValueError:
    """The error of a value that cannot be taken, with its `Sentence`."""
    return ValueError(Sentence(template, **values))
