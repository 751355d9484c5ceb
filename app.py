"""Open the page: `python app.py`."""

import argparse
import sys
from pathlib import Path

from explorer.ending.scratch import own_scratch
from explorer.ending.signals import ending


def main(arguments: list[str] | None = None) -> int:
    """Read the command line, build the page, serve it until it is stopped.

    Returns:
        The exit status: 1 if the page could not be served, 130 or 143 as Ctrl+C or SIGTERM end it.
    """
    with ending(), own_scratch():
        return _served(arguments)


def _served(arguments: list[str] | None) -> int:
    from explorer.interface.doors.password import USER
    from explorer.words.languages import LANGUAGES

    parser = argparse.ArgumentParser(description="ResNet Explorer, a page in your browser.")
    parser.add_argument("--host", default="127.0.0.1", help="address to serve on")
    parser.add_argument(
        "--port", type=int, default=7860, help="port to serve on, 0 for any free one"
    )
    parser.add_argument(
        "--device",
        default="auto",
        help="auto, cuda, cuda:1, mps or cpu (default: the best there is)",
    )
    parser.add_argument("--weights-folder", type=Path, help="where ImageNet weights are kept")
    parser.add_argument("--language", choices=LANGUAGES, help="the page's language for everybody")
    parser.add_argument("--share", action="store_true", help="make a public demo link")
    parser.add_argument(
        "--password",
        help="that the page asks for (default: one is made with --share or for a network)",
    )
    parser.add_argument("--no-password", action="store_true", help="let everybody in")
    parser.add_argument("--user", default=USER, help="who gives it (default: %(default)s)")
    parser.add_argument(
        "--allow-host", action="append", default=[], metavar="NAME",
        help="another name by which the page may be asked for, such as a proxy's; repeatable",
    )  # fmt: skip
    parser.add_argument(
        "--allow-frame", action="append", default=[], metavar="SITE",
        help="another site that may show the page in a frame; repeatable",
    )  # fmt: skip
    parser.add_argument("--verbose", action="store_true", help="log every request")
    options = parser.parse_args(arguments)
    if options.no_password and options.password is not None:
        parser.error("give --password or --no-password, not both")
    if options.password == "":
        parser.error("an empty --password keeps nobody out: say --no-password to let everybody in")
    secret = "" if options.no_password else options.password

    from explorer.interface.launch import launch
    from explorer.interface.settings import PageSettings

    settings = PageSettings(
        options.device, options.weights_folder, options.language, options.host,
        tuple(options.allow_host), tuple(options.allow_frame),
    )  # fmt: skip
    try:
        launch(settings, options.port, options.share, options.verbose, options.user, secret)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
