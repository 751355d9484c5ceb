"""What several commands take is one option, declared in one place."""

import ast

import typer

from explorer.__main__ import commands
from explorer.commands.given import options
from tests.conftest import ROOT


def test_an_option_that_several_commands_have_says_the_same_in_each() -> None:
    group = typer.main.get_command(commands())
    found: dict[str, set[tuple[str | None, str | None]]] = {}
    for command in group.commands.values():  # type: ignore[attr-defined]
        for each in command.params:
            found.setdefault(each.name, set()).add((each.metavar, getattr(each, "help", None)))
    for name in ("network", "checkpoint", "class_names", "input_scaling", "device"):
        assert len(found[name] - {train_network(group)}) == 1, name


def train_network(group: object) -> tuple[str | None, str | None]:
    """`train` makes CIFAR networks only, and says so."""
    (option,) = (
        each
        for each in group.commands["train"].params  # type: ignore[attr-defined]
        if each.name == "network"
    )
    return option.metavar, option.help


def test_no_command_declares_what_stands_in_options_again() -> None:
    declared = {
        keyword.value.value
        for node in ast.walk(ast.parse((ROOT / "explorer/commands/given/options.py").read_text()))
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "help" and isinstance(keyword.value, ast.Constant)
    }
    assert len(declared) > 4
    for path in (ROOT / "explorer" / "commands").glob("*.py"):
        texts = {
            node.value
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        assert not declared & texts, path.name


def test_a_folder_and_json_say_what_is_theirs() -> None:
    assert options.folder("All.").help == "All."
    assert options.json_of("list").help == "Print one JSON list and nothing else."
