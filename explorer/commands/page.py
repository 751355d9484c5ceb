"""`python -m explorer page`: opens the page. The one definition of its options."""

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from explorer.commands.exit_status import wrong_usage
from explorer.commands.given.options import Device, WeightsFolder
from explorer.training.processor.lasting import lasting
from explorer.words.languages import LANGUAGES

if TYPE_CHECKING:
    Language = str
else:  # typer reads the choices from the type
    Language = Literal[(*LANGUAGES,)]


def page(
    host: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS",
            envvar="GRADIO_SERVER_NAME",
            help="Address to serve on; 0.0.0.0 lets other machines in.",
        ),
    ] = "127.0.0.1",
    port: Annotated[
        int,
        typer.Option(
            metavar="PORT",
            envvar="GRADIO_SERVER_PORT",
            min=0,
            max=65535,
            help="Port to serve on, 0 for any free one.",
        ),
    ] = 7860,
    root_path: Annotated[
        str,
        typer.Option(
            metavar="PATH",
            envvar="GRADIO_ROOT_PATH",
            help="Where a proxy has the page: a path such as /explorer, or a whole address.",
        ),
    ] = "",
    device: Device = "auto",
    weights_folder: WeightsFolder = None,
    language: Annotated[
        Language | None, typer.Option(help="The page's language for everybody.")
    ] = None,
    share: Annotated[bool, typer.Option("--share", help="Make a public demo link.")] = False,
    password: Annotated[
        str | None,
        typer.Option(
            metavar="PASSWORD",
            envvar="EXPLORER_PASSWORD",
            help="What the page asks for; by default one is made with --share or for a network.",
        ),
    ] = None,
    no_password: Annotated[bool, typer.Option("--no-password", help="Let everybody in.")] = False,
    user: Annotated[
        str | None, typer.Option(metavar="NAME", help="Who gives it, by default class.")
    ] = None,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            envvar="EXPLORER_ALLOW_HOST",
            help="Another name by which the page may be asked for, such as a proxy's; repeatable.",
        ),
    ] = None,
    allow_frame: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SITE",
            envvar="EXPLORER_ALLOW_FRAME",
            help="Another site that may show the page in a frame; repeatable.",
        ),
    ] = None,
    mcp: Annotated[
        bool,
        typer.Option(
            "--mcp",
            envvar="GRADIO_MCP_SERVER",
            help="Let assistants ask it by the Model Context Protocol; needs the extra mcp.",
        ),
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Log every request.")] = False,
) -> None:
    """Open the page in your browser, until Ctrl+C ends it."""
    with wrong_usage():
        if no_password and password is not None:
            raise ValueError("give --password or --no-password, not both")
        if password == "":
            raise ValueError(
                "an empty --password keeps nobody out: say --no-password to let everybody in"
            )
    # Read above; Gradio would try the port there by IPv4, whatever the address, and refuse
    os.environ.pop("GRADIO_SERVER_NAME", None)
    # Gradio takes a second, which no other command should wait for
    with lasting():
        from explorer.interface.doors.password import USER
        from explorer.interface.launch import check, launch
        from explorer.interface.settings import PageSettings

    settings = PageSettings(
        device=device,
        weights_folder=weights_folder,
        language=language,
        host=host,
        root_path=root_path,
        allowed_hosts=tuple(allow_host or ()),
        frames=tuple(allow_frame or ()),
        mcp=mcp,
    )
    with wrong_usage():
        check(settings)
    secret = "" if no_password else password
    with suppress(KeyboardInterrupt):  # how a page ends: it says so itself
        launch(settings, port, share, verbose, user or USER, secret)


def page_alone() -> typer.Typer:
    """A command line that is nothing but the page's options."""
    app = typer.Typer(add_completion=False, rich_markup_mode="markdown")
    app.command()(page)
    return app
