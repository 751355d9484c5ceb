"""Serving the page until it is stopped."""

import logging
import os
import socket
import threading
import time
import warnings
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import gradio as gr
from gradio.tunneling import CURRENT_TUNNELS

from explorer.interface.doors.hosting import Space, root_hosts, root_path
from explorer.interface.doors.inviting import code, invitation, no_link, public_link
from explorer.interface.doors.names import Names, frame_source, is_public
from explorer.interface.doors.password import USER, Password, made_password
from explorer.interface.links.dialog import EVERYWHERE, in_network
from explorer.interface.page import build, warm_up
from explorer.interface.programs.mcp_server import PATH, check_installed
from explorer.interface.settings import PageSettings
from explorer.training.processor.lasting import lasting

BEFORE_WARM_UP = 4.0  # seconds in which a browser has usually opened the page
CLOSING_SECONDS = 1.0  # that the server is waited for


def launch(
    settings: PageSettings,
    port: int,
    share: bool,
    verbose: bool,
    user: str = USER,
    secret: str | None = None,
) -> None:
    """Build the page and serve it until a signal interrupts this; then all its work has ended.

    Args:
        settings: The page's.
        port: Port to serve on; 0 takes any free one.
        share: Whether to make a public link.
        verbose: Whether every request is logged.
        user: Who gives the password.
        secret: The password; made if None and others reach the page, empty for none.

    Raises:
        OSError: The port is taken, or not allowed.
        ValueError: See `check`.
    """
    if settings.mcp:
        check_installed()
    space = Space.of(os.environ)
    settings = hosted(settings, space)
    host = settings.host
    port = free_port(host, port)
    made = secret is None
    if secret is None:
        secret = made_password() if share or (is_public(host) and space is None) else ""
    if secret:
        settings = replace(settings, password=Password(user, secret, guessable=not made))
    names = Names(host, settings.allowed_hosts)
    if verbose:
        logging.basicConfig(level=logging.INFO)
        logging.getLogger("uvicorn.access").setLevel(logging.INFO)
    else:
        warnings.filterwarnings("ignore", module="gradio")
        logging.getLogger("mcp").setLevel(logging.CRITICAL)  # whoever leaves is an error to it
        logging.getLogger().addFilter(_is_ours)
    with ExitStack() as at_end:
        with lasting():
            blocks, served = build(settings, names, at_end)
        at_end.callback(_close, blocks)
        _, local, _ = blocks.launch(
            server_name=f"[{host}]" if ":" in host else host,
            server_port=port,
            share=False,
            quiet=True,
            prevent_thread_lock=True,
            **served,
        )
        server: Any = blocks.server
        if server.lifespan.error_occurred:  # the server itself says nothing and serves on
            raise RuntimeError("what is begun with the page failed: nothing would be tidied up")
        local = local.replace("[::]", "localhost")
        network = in_network(host)
        in_room = f"http://{network}:{port}/" if network else ""
        public = None
        try:
            if share:
                reached = "127.0.0.1" if host in EVERYWHERE else host
                public = public_link(port, reached, blocks.share_token)
                names.add(urlsplit(public).netloc)
        except OSError as error:
            print(no_link(error, host, port))
        print("\n".join(invitation(local, in_room, public, settings.password, secret)), flush=True)
        if settings.mcp:
            print(f"assistants ask it at {(public or local).rstrip('/')}{PATH}", flush=True)
        if public or is_public(host):
            print(code(public or in_room or local), flush=True)
        warm_up(BEFORE_WARM_UP)
        while True:
            time.sleep(1)


def _is_ours(record: logging.LogRecord) -> bool:
    """Whether it is not what the assistants' library says of a message, which it answers too."""
    return not str(record.msg).startswith("Failed to validate request")


def check(settings: PageSettings) -> None:
    """Refuse a device that is not here, and what is no host, no site or no place of a proxy's.

    Raises:
        ValueError: One is none; says what would be.
    """
    if settings.device not in ("auto", "cpu"):  # these two are everywhere; asking costs seconds
        from explorer.networks.device import choose_device

        choose_device(settings.device)
    root_path(settings.root_path)
    Names(settings.host, settings.allowed_hosts)
    for each in settings.frames:
        frame_source(each)


def hosted(settings: PageSettings, space: Space | None) -> PageSettings:
    """The settings, with what follows from where the page is hosted.

    Args:
        settings: What the command line said.
        space: The Hugging Face Space that this process runs in, if any.

    Raises:
        ValueError: A proxy's place is none.
    """
    root = root_path(settings.root_path)
    allowed = (*settings.allowed_hosts, *root_hosts(root))
    if space is None:
        return replace(settings, root_path=root, allowed_hosts=allowed)
    return replace(
        settings,
        root_path=root,
        host=settings.host if is_public(settings.host) else "0.0.0.0",  # else nobody reaches it
        allowed_hosts=(*allowed, *space.hosts),
        frames=(*settings.frames, *space.frames),
    )


def _close(blocks: gr.Blocks) -> None:
    """End the server, with whatever it is answering, and the public link's tunnel."""
    print("closed", flush=True)
    for tunnel in CURRENT_TUNNELS:
        tunnel.kill()  # type: ignore[no-untyped-call]
    closing = threading.Thread(target=partial(blocks.close, verbose=False), daemon=True)
    closing.start()
    closing.join(CLOSING_SECONDS)


def free_port(host: str, port: int) -> int:
    """The port if it can be had.

    Raises:
        OSError: It is taken, not allowed, or the address is not this machine's.
    """
    if not 0 <= port <= 65535:
        raise OSError(f"port must be from 0 to 65535, got {port}")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise OSError(
                f"cannot serve on {host}:{port} ({error.strerror}): "
                "another program may use that port, so try --port 0 for any free one"
            ) from error
        return int(probe.getsockname()[1])
