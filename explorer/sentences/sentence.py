"""A sentence that knows its template and its values, so that it can be said in other languages.

Rooms that know no language write English. Where a person will read it - an error, a note, a rule,
the words of a figure - they make a `Sentence`: it is the English text wherever a text is wanted,
and who has the same template in another language says it with the same values.
"""

from typing import Any


class Sentence(str):
    """An English text made of a template and values.

    Attributes:
        template: As `str.format` takes it, with a name for each value.
        values: What stands at the names. One that is a `Sentence`, or an error raised with one, is
            said in the other language too; all else stands as it is.
    """

    __slots__ = ("template", "values")  # a race holds four a step

    template: str
    values: dict[str, Any]

    def __new__(cls, template: str, /, **values: object) -> "Sentence":
        """Fill in the template.

        Raises:
            KeyError: The template has a name without a value.
        """
        made = super().__new__(cls, template.format(**values))
        made.template, made.values = template, values
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        """What copies and pickles are made of."""
        return (self.template,), self.values


def said_by(error: BaseException) -> str:
    """What an error says: its `Sentence` if it was raised with one, else its text."""
    if len(error.args) == 1 and isinstance(error.args[0], Sentence):
        return error.args[0]
    return str(error)


def refusal(template: str, /, **values: object) -> ValueError:
    """The error of a value that cannot be taken, with its `Sentence`."""
    return ValueError(Sentence(template, **values))
