"""Serving the page until it is stopped."""

import logging
import socket
import time
import warnings

from explorer.interface.page import build, warm_up
from explorer.interface.settings import PageSettings

BEFORE_WARM_UP = 4.0  # seconds in which a browser has usually opened the page


def launch(settings: PageSettings, host: str, port: int, share: bool, verbose: bool) -> None:
    """Build the page and serve it; returns when the person stops it with Ctrl+C.

    Args:
        settings: The page's.
        host: Address to serve on.
        port: Port to serve on; 0 takes any free one.
        share: Whether to make a public link.
        verbose: Whether every request is logged.

    Raises:
        OSError: The port is taken, or not allowed.
        ValueError: The device is not on this machine.
    """
    if settings.device not in ("auto", "cpu"):  # these two are everywhere; asking costs seconds
        from explorer.networks.device import choose_device

        choose_device(settings.device)
    port = free_port(host, port)
    blocks, served = build(settings)
    if verbose:
        logging.basicConfig(level=logging.INFO)
        logging.getLogger("uvicorn.access").setLevel(logging.INFO)
    else:
        warnings.filterwarnings("ignore", module="gradio")
    _, local, public = blocks.launch(
        server_name=host,
        server_port=port,
        share=share,
        quiet=True,
        prevent_thread_lock=True,
        show_error=True,
        **served,
    )
    print(f"ResNet Explorer is open at {local}", flush=True)
    if public:
        print(f"and for everybody, for a week, at {public}", flush=True)
    warm_up(BEFORE_WARM_UP)
    try:
        while True:
            time.sleep(1)
    except KeyboardInterrupt:
        print("closed")
    finally:
        blocks.close(verbose=False)


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
