"""Races on a real GPU, which most machines that run the tests do not have."""

import gc
import threading
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch

from explorer.inspection.inspect import inspect
from explorer.networks.catalog.catalog import load
from explorer.photographs.photograph import Photograph
from explorer.training.processor.reserved import MEMORY
from explorer.training.race.cost import race_bytes, race_seconds
from explorer.training.race.data import race_data
from explorer.training.race.race import Race, race
from explorer.training.race.settings import RaceSettings

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA GPU")
SMALL = RaceSettings(depth=20, normalization="batch", image_size=16, batch=64, steps=60)


def losses(settings: RaceSettings) -> list[float]:
    steps = race(settings, device="cuda")
    return [each.loss for step in steps for each in step.networks]


def at_once(tasks: list[Callable[[], object]]) -> list[object]:
    found: list[object] = [None] * len(tasks)

    def do(place: int) -> None:
        try:
            found[place] = tasks[place]()
        except BaseException as error:  # noqa: BLE001 - told by what is compared
            found[place] = error

    threads = [threading.Thread(target=do, args=(place,)) for place in range(len(tasks))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_races_and_inspections_at_once_disturb_nobody() -> None:
    alone = losses(SMALL)
    pixels = np.random.default_rng(0).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    network = load("cifar-resnet20", device="cuda")

    def inspections() -> list[object]:
        photograph = Photograph("noise", pixels)
        return [inspect(network, photograph).logits for _ in range(60)]

    def estimates() -> list[float]:
        device = torch.device("cuda")
        return [race_seconds(replace(SMALL, width=width), device) for width in range(1, 33)]

    first, second, seen, seconds = at_once(
        [lambda: losses(SMALL), lambda: losses(SMALL), inspections, estimates]
    )
    assert first == alone
    assert second == alone
    assert isinstance(seconds, list), seconds
    assert isinstance(seen, list), seen
    for each in seen:
        np.testing.assert_array_equal(each, seen[0])


@pytest.mark.parametrize("name", ["cifar-resnet20", "cifar-resnet110"])
def test_a_small_photograph_has_the_same_bits_in_any_batch(name: str) -> None:
    network = load(name, device="cuda")
    pixels = np.random.default_rng(0).integers(0, 256, (8, 32, 32, 3), dtype=np.uint8)
    photographs = [Photograph(str(place), each) for place, each in enumerate(pixels)]
    alone = [inspect(network, each) for each in photographs]
    for order in ([0, 1, 2, 3, 4, 5, 6, 7], [7, 3, 1], [2, 0]):
        asked = [photographs[k] for k in order]
        for place, found in zip(order, inspect(network, asked), strict=True):
            np.testing.assert_array_equal(found.logits, alone[place].logits)
            for one, other in zip(found.stages, alone[place].stages, strict=True):
                np.testing.assert_array_equal(one.features, other.features)
                np.testing.assert_array_equal(one.gradients, other.gradients)


@pytest.mark.parametrize(
    "settings",
    [
        RaceSettings(depth=56, image_size=32, batch=128, normalization="batch", steps=4),
        RaceSettings(depth=20, width=64, image_size=64, batch=128, steps=4),
        RaceSettings(depth=110, width=32, image_size=32, batch=256, steps=4, optimiser="adam"),
    ],
)
def test_its_peak_is_what_was_counted(settings: RaceSettings) -> None:
    gc.collect()
    torch.cuda.empty_cache()
    before = torch.cuda.memory_reserved()
    torch.cuda.reset_peak_memory_stats()
    race(settings, device="cuda").result()
    peak = torch.cuda.max_memory_reserved() - before
    counted = race_bytes(settings, torch.device("cuda"))
    print(f"counted {counted / 1e6:.0f} MB, peak {peak / 1e6:.0f} MB")
    assert 0.7 < counted / peak < 2.4


def test_too_little_memory_is_a_sentence_and_nothing_is_kept() -> None:
    device = torch.device("cuda")
    settings = RaceSettings(depth=56, width=64, image_size=64, batch=256, steps=3)
    data = race_data(settings, device=device)
    torch.cuda.empty_cache()
    free, _ = torch.cuda.mem_get_info()
    filled = torch.empty(free - 2**30, dtype=torch.uint8, device=device)
    before = torch.cuda.memory_allocated()
    running = Race(settings, data, device, lambda: False, MEMORY.reservation(device, 0))
    with pytest.raises(ValueError, match="the device's memory does not hold this race"):
        running.result()
    del running
    gc.collect()  # the failure's frames
    assert torch.cuda.memory_allocated() <= before + 2**25  # what libraries keep for themselves
    del filled
    torch.cuda.empty_cache()
    assert losses(SMALL)  # and the GPU is as good as before


def test_a_race_that_does_not_fit_is_refused_before_it_starts() -> None:
    with pytest.raises(ValueError, match="batches of at most") as refused:
        race(RaceSettings(depth=110, width=128, image_size=64, batch=1024), device="cuda")
    print(refused.value)
