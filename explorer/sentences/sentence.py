"""A sentence that knows its template and its values, so that it can be said in other languages.

Rooms that know no language write English. Where a person will read it - an error, a note, a rule,
the words of a figure - they make a `Sentence`: it is the English text wherever a text is wanted,
and who has the same template in another language says it with the same values.
"""

from typing import Any, Final

BEGINNING: Final = 120  # letters of what somebody gave, as an answer repeats it
END: Final = 77  # of a path, what matters most


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
    """The beginning and the end of what a value looks like."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def _cut(value: object) -> object:
    if isinstance(value, Sentence | BaseException):
        return value
    try:
        whole = repr(value)
    except ValueError:  # Python writes no whole number of more than some thousand digits
        return _Cut("a number that is too long to be written")
    if len(whole) <= BEGINNING + END:
        return value
    return _Cut(f"{whole[:BEGINNING]}...{whole[-END:]}")


def said_by(error: BaseException) -> str:
    """What an error says: its `Sentence` if it was raised with one, else its text."""
    if len(error.args) == 1 and isinstance(error.args[0], Sentence):
        return error.args[0]
    return str(error)


def refusal(template: str, /, **values: object) -> ValueError:
    """The error of a value that cannot be taken, with its `Sentence`."""
    return ValueError(Sentence(template, **values))
