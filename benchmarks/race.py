"""What measuring a race costs beside the same two training loops bare.

Run `python -m benchmarks.race [--depth 56 --image-size 32 --batch 128 | nothing for the default
preset] [--pairs 50] [--in-turn]`. Where a race is small it trains both networks at once, each on a
processor, which no bare loop does: `--in-turn` trains one after the other, so that the ratio is of
measuring alone. Each pair times one step of a race and one of the bare loop over the same
twins and batches (forward, backward, clipping, update of both networks; losses read once a step, as
any progress bar does), in an order that alternates; the ratio is taken within each pair, and the
losses are compared to the bit. Tests on test images are in neither.
"""

import argparse
import dataclasses
import platform
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import torch
import torch.nn.functional as F
from torch import nn

from explorer.networks.device import choose_device, device_label
from explorer.training.processor.side_by_side import SideBySide
from explorer.training.race import race as raced
from explorer.training.race.data import RaceData, race_data
from explorer.training.race.presets import preset
from explorer.training.race.race import Race
from explorer.training.race.settings import RaceSettings
from explorer.training.race.twins import batches, optimiser, twins

WARM_UP = 3  # steps that are not counted


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--preset", default="textbook")
    parser.add_argument("--depth", type=int)
    parser.add_argument("--image-size", type=int)
    parser.add_argument("--batch", type=int)
    parser.add_argument("--pairs", type=int, default=50)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--in-turn", action="store_true")
    options = parser.parse_args()
    given = {"depth": options.depth, "image_size": options.image_size, "batch": options.batch}
    changed = {name: value for name, value in given.items() if value is not None}
    settings = dataclasses.replace(
        preset(options.preset).settings, steps=options.pairs + WARM_UP, **changed
    )
    device = choose_device(options.device)
    data = race_data(settings, device=device)
    raced.is_tested = lambda settings, step: False  # type: ignore[assignment]
    if options.in_turn:
        raced.SideBySide = lambda at_once: SideBySide(at_once=False)  # type: ignore[assignment,misc]
    race = Race(settings, data, device, lambda: False)
    loops = [bare_loop(settings, data, device), race_loop(race)]
    times: list[list[float]] = [[], []]
    losses: list[list[float]] = [[], []]
    for step in range(settings.steps):
        for which in (0, 1) if step % 2 else (1, 0):
            began = time.perf_counter()
            losses[which] += next(loops[which])
            times[which].append(time.perf_counter() - began)
    if device.type == "cpu" and losses[0] != losses[1]:
        raise SystemExit("measuring changed a loss")
    bare, measured = (each[WARM_UP:] for each in times)
    ratios = sorted(second / first for first, second in zip(bare, measured, strict=True))
    print(
        f"depth {settings.depth}, {settings.image_size} x {settings.image_size}, batch "
        f"{settings.batch}, {settings.normalization}: {options.pairs} pairs of steps"
    )
    for name, each in (("bare loops", bare), ("race", measured)):
        print(
            f"{name:11}{1e3 * statistics.median(each):8.1f} ms a step, {1e3 * min(each):.1f} least"
        )
    low, middle, high = statistics.quantiles(ratios)
    least = min(measured) / min(bare)
    print(
        f"ratio      {middle:8.3f} (half of the pairs from {low:.2f} to {high:.2f}); "
        f"of the least times {least:.3f}"
    )
    print("losses the same to the bit" if device.type == "cpu" else "losses not compared")
    print(f"{device_label(device)}, {platform.machine()}, {torch.get_num_threads()} threads")
    print(f"torch {torch.__version__}, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC")


def bare_loop(
    settings: RaceSettings, data: RaceData, device: torch.device
) -> Iterator[list[float]]:
    """Both losses of each step, by nothing but PyTorch."""
    networks = twins(settings, classes=len(data.class_names), device=device)
    optimisers = [optimiser(settings, network) for network in networks]
    for images, labels in batches(settings, data):
        losses = []
        for network, learns in zip(networks, optimisers, strict=True):
            loss = F.cross_entropy(network(images), labels)
            learns.zero_grad()
            loss.backward()
            if settings.clip is not None:
                nn.utils.clip_grad_norm_(network.parameters(), settings.clip)
            learns.step()
            losses.append(loss.item())
        yield losses


def race_loop(race: Race) -> Iterator[list[float]]:
    """The same of a race."""
    for step in race:
        yield [each.loss for each in step.networks]


if __name__ == "__main__":
    main()
