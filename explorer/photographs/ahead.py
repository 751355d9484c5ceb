"""Photographs in batches, each read while the one before is being looked at."""

import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from explorer.photographs.photograph import Photograph, Picture, read_photograph

BATCH: Final = 8  # more share a pass no cheaper, and take more memory
BATCH_PIXELS: Final = 100_000_000  # and fewer of large ones: two batches are in memory at once


def batches_ahead(
    sources: Iterable[Picture],
) -> Iterator[list[Photograph | ValueError | OSError]]:
    """What `read_photograph` makes of each source, in order, up to eight at a time.

    Args:
        sources: Taken one batch ahead, by another thread; nothing is taken before the first batch
            is asked for.

    Yields:
        Photographs, and in the place of one that cannot be read the error that says why.
    """
    waiting = iter(sources)
    left = threading.Event()
    batch, ended = _batch(waiting, left)
    if ended:  # one batch needs no thread
        if batch:
            yield batch
        return
    with ThreadPoolExecutor(1, "reading") as reader:
        try:
            while batch:
                coming = None if ended else reader.submit(_batch, waiting, left)
                yield batch
                batch, ended = ([], True) if coming is None else coming.result()
        finally:
            left.set()  # nobody waits for more than one photograph


def _batch(
    sources: Iterator[Picture], left: threading.Event
) -> tuple[list[Photograph | ValueError | OSError], bool]:
    """A batch, and whether it is the last."""
    batch: list[Photograph | ValueError | OSError] = []
    pixels = 0
    while len(batch) < BATCH and pixels < BATCH_PIXELS and not left.is_set():
        try:
            photograph = read_photograph(next(sources))
        except StopIteration:
            return batch, True
        except (ValueError, OSError) as error:
            batch.append(error)
        else:
            batch.append(photograph)
            pixels += photograph.pixels.size // 3
    return batch, False
