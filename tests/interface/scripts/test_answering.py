from typing import Any

import pytest
from starlette.exceptions import HTTPException

from explorer.interface.scripts.answering import (
    FLAG,
    LARGEST,
    LONGEST,
    NUMBER,
    TEXT,
    WHOLE,
    answering,
    one_of,
)


@answering(text=TEXT, whole=WHOLE, number=NUMBER, flag=FLAG, choice=one_of(("a", "b")))
def echo(request: dict[str, Any]) -> dict[str, Any]:
    return request


def test_what_fits_arrives_and_null_is_missing() -> None:
    right = {"text": "x" * LONGEST, "whole": LARGEST, "number": -0.5, "flag": False, "choice": "b"}
    assert echo({**right, "other": object()}) == right
    assert echo(dict.fromkeys(right)) == {}
    assert echo.__name__ == "echo"


@pytest.mark.parametrize(
    ("name", "value"),
    [("text", 1), ("text", "x" * (LONGEST + 1)), ("whole", True), ("whole", 1.0), ("whole", "1"),
     ("whole", LARGEST + 1), ("number", float("nan")), ("number", float("inf")), ("number", True),
     ("number", 10**400), ("flag", 1), ("choice", "c"), ("choice", ["a"])],
)  # fmt: skip
def test_what_does_not_is_status_400(name: str, value: object) -> None:
    with pytest.raises(HTTPException) as raised:
        echo({name: value})
    assert raised.value.status_code == 400
    assert name in str(raised.value.detail)
    assert len(str(raised.value.detail)) < 400
