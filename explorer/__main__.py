"""`python -m explorer` and `resnet-explorer`: the commands, each of which has its own file."""

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NoReturn

from explorer import __version__
from explorer.ending.scratch import own_scratch
from explorer.ending.signals import ending, leave

if TYPE_CHECKING:
    import typer

# Python looks for garbage after so many new objects instead of 700: imports make thousands and no
# garbage, and the looks took a fifth of a command's start.
OBJECTS: Final = 10_000


def commands() -> "typer.Typer":
    """All commands, gathered."""
    import typer

    from explorer.commands.depth import depth
    from explorer.commands.evaluate import evaluate
    from explorer.commands.finetune import finetune
    from explorer.commands.inspect import inspect
    from explorer.commands.networks import networks
    from explorer.commands.page import page
    from explorer.commands.publish import publish
    from explorer.commands.race import race
    from explorer.commands.responses import responses
    from explorer.commands.train import train
    from explorer.commands.trained import trained

    app = typer.Typer(
        help="See what each stage of a ResNet sees. Without a command the page opens.",
        add_completion=False,
        rich_markup_mode="markdown",
    )

    @app.callback()
    def _options(
        version: Annotated[
            bool,
            typer.Option("--version", callback=_version, is_eager=True, help="Say it and end."),
        ] = False,
    ) -> None:
        pass

    app.command()(page)
    app.command()(networks)
    app.command()(inspect)
    app.command()(race)
    app.command()(depth)
    app.command()(train)
    app.command()(evaluate)
    app.command()(trained)
    app.command()(responses)
    app.command()(finetune)
    app.command()(publish)
    return app


def _version(wanted: bool) -> None:
    if wanted:
        print(f"resnet-explorer {__version__}")
        import typer

        raise typer.Exit


def main(called: str | None = None) -> int:
    """Run the command line of this process, or only the page's.

    Args:
        called: The file by which the program was started, if that is not this one: it opens the
            page and knows no commands.

    Returns:
        The exit status: 1 if the page could not be served, 130 or 143 as Ctrl+C or SIGTERM end it.
    """
    with ending(), own_scratch():  # from here on, since imports take a second
        from explorer.commands.exit_status import run
        from explorer.commands.progress import printable_streams

        printable_streams()
        if called is not None:
            from explorer.commands.page import page_alone

            return run(page_alone(), sys.argv[1:], f"python {called}")
        installed = Path(sys.argv[0]).stem == "resnet-explorer"
        program = "resnet-explorer" if installed else "python -m explorer"
        return run(commands(), sys.argv[1:] or ["page"], program)


def program(called: str | None = None) -> NoReturn:
    """Run the command line and end the process with its status.

    What was imported is left to the system: to take it apart as Python does takes a second.
    """
    gc.set_threshold(OBJECTS)
    leave(main(called))


if __name__ == "__main__":
    program()
