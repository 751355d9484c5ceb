"""What a race will take, told before it starts: memory from its settings, time from a short trial.

Memory is counted, not guessed (`explorer.training.processor.saved_bytes`); with what was seen to
come on top, peaks of real races lay between 0.8 and 1.4 times the number. Time is that of a network
of eight layers of the same width on pictures of the same size, scaled up.
"""

import gc
import time
from dataclasses import replace
from functools import lru_cache
from typing import Final

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from explorer.networks.device import device_label
from explorer.sentences.sentence import Sentence
from explorer.training.processor.captured_step import CapturedStep, CudaRecording
from explorer.training.processor.one_thread import one_thread
from explorer.training.processor.reserved import MEMORY, Reservation, TakenError
from explorer.training.processor.saved_bytes import NUMBER_BYTES, step_bytes
from explorer.training.race.accuracy import test_batch
from explorer.training.race.settings import RaceSettings, is_small
from explorer.training.race.twins import optimiser, undrawn

CLASSES: Final = 10  # the last layer is small whatever it says
WORKSPACE: Final = 128 * 2**20  # of kernels, and what the allocator keeps
IN_FLIGHT: Final = 3  # of the largest tensors beside what is saved: a gradient, its norm's copy
GPU_IN_FLIGHT: Final = 45  # with what cuDNN's exact kernels want, and the allocator's rounding
TEST_TENSORS: Final = 4  # as large as an activation, alive at once in a forward pass
LEAST_BATCH: Final = 2
TRIAL_LAYERS: Final = 8
TRIAL_NUMBERS: Final = 400_000  # in the first stage's output for the larger trial batch


@lru_cache(maxsize=256)
def race_bytes(settings: RaceSettings, device: torch.device) -> int:
    """Bytes that a race takes at its peak, its pictures aside."""
    shape = (settings.batch, 3, settings.image_size, settings.image_size)
    steps = [
        step.saved + (GPU_IN_FLIGHT if device.type == "cuda" else IN_FLIGHT) * step.largest
        for step in (step_bytes(network, shape) for network in _networks(settings))
    ]
    picture = settings.width * settings.image_size**2
    tested = test_batch(settings.width, settings.image_size) * picture * TEST_TENSORS
    return (
        kept_bytes(settings)
        + tested * NUMBER_BYTES
        + (sum(steps) if _at_once(settings, device) else max(steps))
        + WORKSPACE
    )


@lru_cache(maxsize=256)
def kept_bytes(settings: RaceSettings) -> int:
    """Bytes of it that a race holds between two steps, too."""
    weights = sum(each.numel() for both in _networks(settings) for each in both.parameters())
    # weights, their gradients, what they were before the update, and the optimiser's own
    copies = 3 + (2 if settings.optimiser == "adam" else settings.momentum > 0)
    return copies * weights * NUMBER_BYTES


def _networks(settings: RaceSettings) -> list[nn.Module]:
    return [undrawn(settings, CLASSES, residual).train() for residual in (False, True)]


def check_memory(settings: RaceSettings, device: torch.device) -> None:
    """Refuse a race that a device does not hold beside what is under way, taking turns with it.

    Raises:
        ValueError: It does not; says what would fit.
    """
    needed = race_bytes(settings, device)
    left = MEMORY.left_between_turns(device, needed)
    if needed > left:
        raise ValueError(_too_large(settings, device, left))


def reserved(settings: RaceSettings, device: torch.device) -> Reservation:
    """The memory that a race needs, reserved.

    Raises:
        TakenError: It does not fit beside what is reserved by others; says what would.
        ValueError: It does not fit at all.
    """
    # a recorded step (see `processor.captured_step`) holds its memory between two steps, too
    kept = None if device.type == "cuda" else kept_bytes(settings)
    made = MEMORY.reservation(device, race_bytes(settings, device), kept)
    if made.take():
        return made
    gc.collect()  # a race that was dropped half way refers to itself
    others = MEMORY.reserved(device)  # asked before: they may end right after the refusal
    if made.take():
        return made
    error = TakenError if others else ValueError
    raise error(_too_large(settings, device, MEMORY.left(device)))


def _too_large(settings: RaceSettings, device: torch.device, left: int) -> Sentence:
    fitting = _fitting_batch(settings, device, left)
    what: Sentence
    if fitting is None:
        what = Sentence("not even {least} images in a step would fit", least=LEAST_BATCH)
    else:
        what = Sentence("batches of at most {batch} would fit", batch=fitting)
    return Sentence(
        "this race needs about {needed} GB of memory, and {device} has {free}: {what}; "
        "or choose a smaller image size, width or depth",
        needed=f"{race_bytes(settings, device) / 1e9:.1f}",
        device=device_label(device),
        free=MEMORY.said(device),
        what=what,
    )


def _fitting_batch(settings: RaceSettings, device: torch.device, free: int) -> int | None:
    """The largest batch whose race needs no more; what a step keeps grows with the batch.

    On a line, nearly, so it is looked for where a line would have it: counting a race of 110 layers
    takes half a second.
    """
    fits, too_large = LEAST_BATCH, settings.batch
    fitting = race_bytes(replace(settings, batch=fits), device)
    if fitting > free:
        return None
    beyond = race_bytes(settings, device)
    while too_large - fits > 1:
        on_the_line = fits + (too_large - fits) * (free - fitting) // (beyond - fitting)
        between = min(max(on_the_line, fits + 1), too_large - 1)
        needed = race_bytes(replace(settings, batch=between), device)
        if needed <= free:
            fits, fitting = between, needed
        else:
            too_large, beyond = between, needed
    return fits


def _at_once(settings: RaceSettings, device: torch.device) -> bool:
    return device.type == "cpu" and is_small(settings) and torch.get_num_threads() > 1


def race_seconds(settings: RaceSettings, device: torch.device) -> float:
    """About how long all steps of a race will take; the first of a width and size takes a trial.

    A network's layers all take about the same time.
    """
    asked = replace(settings, depth=TRIAL_LAYERS, batch=LEAST_BATCH, steps=1, data="digits", seed=0)
    one, more = _trial_seconds(asked, device)
    an_image = max(0.0, (more - one) / (_trial_batch(settings) - 1))
    small = one + an_image * (settings.batch - 1)
    networks = 1 if _at_once(settings, device) else 2
    return settings.steps * networks * small * (settings.depth - 1) / (TRIAL_LAYERS - 1)


def _trial_batch(settings: RaceSettings) -> int:
    return max(3, min(32, TRIAL_NUMBERS // (settings.width * settings.image_size**2)))


@lru_cache(maxsize=64)
def _trial_seconds(settings: RaceSettings, device: torch.device) -> tuple[float, ...]:
    """Seconds of a training step with one image and with `_trial_batch` of them."""
    network = undrawn(settings, CLASSES, residual=True).to_empty(device=device).train()
    for each in network.parameters():
        torch.nn.init.zeros_(each)
    learns = optimiser(settings, network)

    def written(images: Tensor, labels: Tensor) -> Tensor:
        learns.zero_grad()
        loss = F.cross_entropy(network(images), labels)
        loss.backward()  # type: ignore[no-untyped-call]
        learns.step()
        return loss.detach()

    found = []
    for batch in (1, _trial_batch(settings)):
        shape = (batch, 3, settings.image_size, settings.image_size)
        images, labels = torch.zeros(shape, device=device), torch.zeros(batch, device=device).long()
        on_gpu = device.type == "cuda"
        # on one thread: its own time, without what it waits for others of a busy page, which took
        # a hundred times as long and would be believed of every race from then on
        clock = time.thread_time if device.type == "cpu" else time.perf_counter
        step = CapturedStep(written, lambda: None, CudaRecording()) if on_gpu else written
        took = []
        for _ in range(3):  # the first makes ready, and on a GPU the second is recorded
            began = clock()
            with one_thread(), torch.enable_grad():
                step(images, labels)
            if on_gpu:  # not for the whole device, while another race's step may be recorded
                torch.cuda.current_stream(device).synchronize()
            took.append(clock() - began)
        found.append(min(took))
    return tuple(found)
