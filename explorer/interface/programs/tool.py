"""A tool: what a program may ask by name, with every parameter described."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from explorer.sentences.sentence import refusal

Schema = dict[str, Any]  # of JSON
Answer = dict[str, Any]


class Progress(NamedTuple):
    """How far an answer is.

    Attributes:
        done: Steps that are done.
        total: Of how many.
        before: Others who are before it in the line for the processor.
    """

    done: int
    total: int
    before: int


@dataclass(frozen=True)
class Parameter:
    """One parameter.

    Attributes:
        name: Its name.
        schema: What it may be, as a JSON schema.
        says: What it is.
        usual: What stands for it where it is not given.
    """

    name: str
    schema: Schema
    says: str
    usual: Any = None


Ask = Callable[[Mapping[str, Any], str], AsyncIterator[Progress | Answer]]


@dataclass(frozen=True)
class Tool:
    """What a program may ask.

    Attributes:
        name: By which it is asked.
        says: What it does, in a few sentences.
        answers: What is in its answer.
        parameters: All that may be given.
        ask: Given what was given, by name, and a name of who asks; its last word is the answer.
            Whoever lets go of it ends the work. Raises ValueError or OSError, with a sentence.
        required: Names of what must be given.
    """

    name: str
    says: str
    answers: str
    parameters: tuple[Parameter, ...]
    ask: Ask
    required: tuple[str, ...] = ()

    def given(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """What was given, without what was left out and what is null.

        Raises:
            ValueError: There is no such parameter, or one is missing.
        """
        names = [each.name for each in self.parameters]
        for name in values:
            if name not in names:
                raise refusal(
                    "{tool} has no parameter {name!r}: it takes {names}",
                    tool=self.name,
                    name=name,
                    names=", ".join(names) or "none",
                )
        kept = {name: value for name, value in values.items() if value is not None}
        for name in self.required:
            if not kept.get(name):
                raise refusal("{name} is missing: give it", name=name)
        return kept

    def schema(self) -> Schema:
        """Of all parameters together, as an object of JSON."""
        properties = {
            each.name: {
                **each.schema,
                "description": each.says,
                **({} if each.usual is None else {"default": each.usual}),
            }
            for each in self.parameters
        }
        return {
            "type": "object",
            "properties": properties,
            "required": list(self.required),
            "additionalProperties": False,
        }
