"""Source is what a person would write, and means the values that it was made of."""

import ast
from dataclasses import dataclass

import pytest

from explorer.scripting.writing import call, changed, lines, literal, sequence, without_defaults
from explorer.training.race.settings import RaceSettings


@pytest.mark.parametrize(
    "value", ["dog.jpg", 'a "b" \\ 狗\n', 3, 0.1, None, True, (8, 20), (8,), ("a", "b"), ()]
)
def test_a_literal_is_the_value_again(value: object) -> None:
    assert ast.literal_eval(literal(value)) == value


def test_a_call_is_broken_where_a_line_does_not_hold_it() -> None:
    assert call("f", "x", y="a", assigned="z") == 'z = f(x, y="a")'
    assert call("f") == "f()"
    long = call("explorer.RaceSettings", assigned="settings", **{f"name_{n}": n for n in range(9)})
    assert long.splitlines()[:2] == ["settings = explorer.RaceSettings(", "    name_0=0,"]
    assert long.endswith("    name_8=8,\n)")
    assert sequence("a", ["1", "2"]) == "a = [1, 2]"
    assert (
        ast.unparse(ast.parse(sequence("a", ["x" * 50, "y" * 50])))
        == f"a = [{'x' * 50}, {'y' * 50}]"
    )


def test_only_what_is_not_the_default_is_written() -> None:
    @dataclass
    class Given:
        needed: int
        other: int = 2

    assert changed(RaceSettings()) == {}
    assert changed(RaceSettings(depth=20, clip=None)) == {"depth": 20, "clip": None}
    assert changed(Given(1)) == {"needed": 1}
    assert without_defaults({"a": 1, "b": None}, {"a": 1, "b": 2}) == {"b": None}
    assert lines(["a", "", "b"]) == "a\nb"
