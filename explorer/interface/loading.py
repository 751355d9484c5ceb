"""A network is loaded while the page says how much of its weights has arrived."""

import threading
from collections.abc import Callable, Generator
from concurrent.futures import Future, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from explorer.interface.words.language import attribute, both

if TYPE_CHECKING:
    from explorer.files.download import Progress
    from explorer.networks.catalog.loaded import LoadedNetwork

LOOK: Final = 0.3  # seconds between two looks at a download


@dataclass(frozen=True)
class Download:
    """How many bytes of a network's weights have arrived; both 0 while it is being opened."""

    done: int
    total: int


def loading(
    load: "Callable[[Progress], LoadedNetwork]",
) -> "Generator[Download, None, LoadedNetwork]":
    """Load a network in a thread of its own.

    Args:
        load: Loads it, and tells what it is given of (bytes done, bytes in all).

    Yields:
        What has arrived, some times a second.

    Returns:
        The network; what loading raises is raised here.
    """
    arrived = [Download(0, 0)]
    loaded: Future[LoadedNetwork] = Future()

    def progress(done: int, total: int) -> None:
        arrived[0] = Download(done, total)

    def run() -> None:
        try:
            loaded.set_result(load(progress))
        except Exception as error:  # noqa: BLE001 - raised again where it is waited for
            loaded.set_exception(error)

    # a daemon: whoever leaves the page or ends the program waits for no download
    threading.Thread(target=run, name="load-network", daemon=True).start()
    while wait([loaded], LOOK).not_done:
        yield arrived[0]
    return loaded.result()


def arriving(progress: Download) -> str:
    """A bar and a line: how much of a network's weights has arrived."""
    if not progress.total:
        return bar(None, both("finetune_opening"))
    megabytes = f"{progress.done / 1e6:.0f} / {progress.total / 1e6:.0f}"
    share = progress.done / progress.total
    return bar(share, both("finetune_downloading", megabytes=megabytes))


def bar(share: float | None, said: str) -> str:
    """A bar that is filled so far, from 0 to 1 or None where nobody knows, and a line of HTML."""
    value = "" if share is None else f' value="{share:.4f}"'
    return (
        f'<div class="finetune-status"><progress max="1"{value} '
        f"{attribute('aria-label', 'finetune_progress')}></progress><p>{said}</p></div>"
    )
