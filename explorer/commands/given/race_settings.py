"""An option for every setting of a race, made from what the settings say of themselves."""

import inspect
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal, TypeVar, cast

import typer

from explorer.training.race.setting import Choice, Number, Scale, Setting, Whole
from explorer.training.race.settings import SETTINGS

Command = TypeVar("Command", bound=Callable[..., None])


def with_settings(before: str) -> Callable[[Command], Command]:
    """Give a command an option for every setting of a race; what is not given is None.

    Args:
        before: The command's parameter in front of which `--help` lists them. The command takes
            them as keywords.
    """

    def made(command: Command) -> Command:
        parameters = []
        for parameter in inspect.signature(command).parameters.values():
            if parameter.name == before:
                parameters += [_option(name, setting) for name, setting in SETTINGS.items()]
            if parameter.kind is not inspect.Parameter.VAR_KEYWORD:
                parameters.append(parameter)
        cast(Any, command).__signature__ = inspect.Signature(parameters)
        return command

    return made


def given_settings(given: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that were given, by name."""
    return {name: value for name, value in given.items() if value is not None}


def _option(name: str, setting: Setting) -> inspect.Parameter:
    kind = setting.kind
    typed: Any = str
    if isinstance(kind, Choice):
        typed = Literal[kind.allowed]
    elif isinstance(kind, Whole):
        typed = int
    elif isinstance(kind, Number) and not kind.none and not isinstance(kind, Scale):
        typed = float
    option = typer.Option(metavar=setting.metavar, help=setting.help)
    return inspect.Parameter(
        name,
        inspect.Parameter.POSITIONAL_OR_KEYWORD,
        default=None,
        annotation=Annotated[typed | None, option],
    )
