"""What a race is said to take, against what it takes."""

import json
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from explorer.training.processor.reserved import MEMORY, Memory, TakenError
from explorer.training.race import cost
from explorer.training.race.cost import (
    GPU_IN_FLIGHT,
    IN_FLIGHT,
    check_memory,
    kept_bytes,
    race_bytes,
    race_seconds,
)
from explorer.training.race.race import race
from explorer.training.race.settings import RaceSettings
from explorer.training.race.twins import twins

CPU = torch.device("cpu")
# In a process of its own: the most memory that a race ever held, above what was held before.
PEAK = """
import json, sys
from explorer.training.race.race import race
from explorer.training.race.settings import RaceSettings

def most():
    lines = open("/proc/self/status").read().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))

race(RaceSettings(depth=8, width=1, steps=1), device="cpu").result()
before = most()
next(race(RaceSettings(**json.loads(sys.argv[1])), device="cpu"))  # one step, without a test
print(most() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux tells the peak there")
@pytest.mark.parametrize(
    "settings",
    [
        {"depth": 8, "width": 32, "image_size": 32, "batch": 128, "normalization": "batch"},
        {"depth": 8, "width": 128, "image_size": 16, "batch": 64, "optimiser": "adam"},
    ],
)
def test_the_peak_of_a_real_race_is_what_was_counted(settings: dict[str, Any]) -> None:
    settings = {**settings, "steps": 2}
    command = [sys.executable, "-c", PEAK, json.dumps(settings)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    counted = race_bytes(RaceSettings(**settings), CPU)
    assert 0.7 < counted / int(done.stdout) < 2.4  # it has room for a test, too


@pytest.mark.parametrize("normalization", ["none", "batch"])
@pytest.mark.parametrize("share", [0.05, 0.4, 0.97])
def test_the_largest_batch_that_fits_is_found_by_counting_a_few_races(
    monkeypatch: pytest.MonkeyPatch, normalization: str, share: float
) -> None:
    wished = RaceSettings(depth=8, width=64, batch=500, normalization=normalization)
    least, most = (race_bytes(replace(wished, batch=batch), CPU) for batch in (2, 500))
    free = int(least + share * (most - least))
    counted = []

    def count(settings: RaceSettings, device: torch.device) -> int:
        counted.append(settings.batch)
        return race_bytes(settings, device)

    monkeypatch.setattr(cost, "race_bytes", count)
    fitting = cost._fitting_batch(wished, CPU, free)
    assert fitting is not None
    assert race_bytes(replace(wished, batch=fitting), CPU) <= free
    assert race_bytes(replace(wished, batch=fitting + 1), CPU) > free
    assert len(counted) <= 6


def test_a_batch_twice_as_large_keeps_twice_as_much() -> None:
    one, two, four = (
        race_bytes(RaceSettings(depth=14, width=64, image_size=32, batch=batch), CPU)
        for batch in (64, 128, 256)
    )
    assert four - two == pytest.approx(2 * (two - one), rel=1e-3)


def test_on_a_gpu_kernels_want_room_too() -> None:
    settings = RaceSettings(depth=14, width=64, image_size=32, batch=128)
    largest = 128 * 64 * 32 * 32 * 4
    more = race_bytes(settings, torch.device("cuda")) - race_bytes(settings, CPU)
    assert more == (GPU_IN_FLIGHT - IN_FLIGHT) * largest


def test_where_not_even_two_images_fit_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MEMORY, "_free", lambda _: 10**8)
    with pytest.raises(ValueError, match="GB free: not even 2 images in a step would fit"):
        check_memory(RaceSettings(width=128, image_size=64, batch=4), CPU)


def test_time_grows_with_steps_layers_and_images(monkeypatch: pytest.MonkeyPatch) -> None:
    # one image in 2 seconds and 24 in 4: so 2 seconds, and 2/23 for each image more
    monkeypatch.setattr("explorer.training.race.cost._trial_seconds", lambda *_: (2.0, 4.0))
    settings = RaceSettings(depth=56, width=16, image_size=32, batch=128, steps=10)
    one = 2.0 + 127 * 2 / 23
    assert race_seconds(settings, CPU) == pytest.approx(10 * 2 * one * 55 / 7)


def test_a_trial_is_timed() -> None:
    settings = RaceSettings(depth=8, width=4, steps=3)
    assert race_seconds(settings, CPU) > 0
    more = RaceSettings(depth=8, width=4, steps=3000)
    assert race_seconds(more, CPU) == pytest.approx(1000 * race_seconds(settings, CPU))


def test_races_that_each_fit_alone_do_not_fit_together(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = RaceSettings(depth=8, width=1, steps=3, batch=4)
    one = race_bytes(settings, CPU)
    monkeypatch.setattr(cost, "MEMORY", Memory(lambda _: 3 * one, lambda _: 0))  # 2.7 of them
    first, second = (race(settings, device="cpu") for _ in range(2))
    with pytest.raises(TakenError, match=r"about 0\.1 GB .* GB free beside the 0\.\d GB of what"):
        race(settings, device="cpu")
    check_memory(settings, CPU)  # but it fits where all take turns
    assert kept_bytes(settings) < one / 100
    assert len(list(first)) == 3  # ended by itself
    race(settings, device="cpu").close()
    second.close()
    with pytest.raises(FileNotFoundError):
        race(replace(settings, data="nowhere.npz"), device="cpu")
    assert cost.MEMORY.reserved(CPU) == 0


def test_what_a_race_holds_between_steps_is_counted_by_hand() -> None:
    settings = RaceSettings(depth=8, width=16, optimiser="adam", normalization="batch")
    networks = twins(settings, classes=10, device=CPU)
    weights = sum(each.numel() for both in networks for each in both.parameters())
    # weights, gradients, the weights before the update, Adam's two averages
    assert kept_bytes(settings) == 4 * 5 * weights


def test_what_a_trial_waits_for_others_of_a_busy_page_is_not_its_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loss = cost.F.cross_entropy

    def late(*given: Any) -> Any:
        time.sleep(0.3)  # as where other threads of Python have their turns
        return loss(*given)

    monkeypatch.setattr(cost.F, "cross_entropy", late)
    cost._trial_seconds.cache_clear()
    small = RaceSettings(depth=8, width=2, image_size=8, batch=8, steps=1)
    assert race_seconds(small, CPU) < 0.2
    cost._trial_seconds.cache_clear()
