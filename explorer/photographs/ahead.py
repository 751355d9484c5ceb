"""Photographs in batches, each read while the one before is being looked at."""

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
        sources: Taken by another thread, one batch ahead; nothing is taken before the first batch
            is asked for.

    Yields:
        Photographs, and in the place of one that cannot be read the error that says why.
    """
    waiting = iter(sources)
    with ThreadPoolExecutor(1, "reading") as reader:
        coming = reader.submit(_batch, waiting)
        while batch := coming.result():
            coming = reader.submit(_batch, waiting)
            yield batch


def _batch(sources: Iterator[Picture]) -> list[Photograph | ValueError | OSError]:
    batch: list[Photograph | ValueError | OSError] = []
    pixels = 0
    while len(batch) < BATCH and pixels < BATCH_PIXELS:
        try:
            photograph = read_photograph(next(sources))
        except StopIteration:
            break
        except (ValueError, OSError) as error:
            batch.append(error)
        else:
            batch.append(photograph)
            pixels += photograph.pixels.size // 3
    return batch
