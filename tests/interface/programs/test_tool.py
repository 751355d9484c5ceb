import pytest

from explorer.interface.programs.tool import Parameter, Tool
from tests.interface.programs.asking import answering

TOOL = Tool(
    "look",
    "Looks.",
    "what is seen",
    (Parameter("at", {"type": "string"}, "What."), Parameter("for", {"type": "integer"}, "s", 3)),
    answering({}),
    ("at",),
)


def test_what_is_null_was_left_out() -> None:
    assert TOOL.given({"at": "it", "for": None}) == {"at": "it"}
    assert TOOL.given({"at": "it", "for": 0}) == {"at": "it", "for": 0}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"at": "it", "by": 1}, "look has no parameter 'by': it takes at, for"),
        ({}, "at is missing"),
        ({"at": ""}, "at is missing"),
    ],
)
def test_what_is_wrong_is_said(values: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        TOOL.given(values)


def test_its_schema() -> None:
    assert TOOL.schema() == {
        "type": "object",
        "properties": {
            "at": {"type": "string", "description": "What."},
            "for": {"type": "integer", "description": "s", "default": 3},
        },
        "required": ["at"],
        "additionalProperties": False,
    }
