"""How much an inspection costs beside a bare forward pass of the same network.

Run `python -m benchmarks.inspection [--network resnet50] [--pairs 15]`. Each pair times one bare
`torch.inference_mode()` forward of torchvision's network and one `inspect` of the same photograph
(transform, both passes, four stages, arrays), in an order that alternates; the ratio is taken
within each pair, and the medians are printed. Random weights: the time does not depend on them.
"""

import argparse
import platform
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np
import torch
import torchvision
from PIL import Image

from explorer.inspection.inspect import inspect
from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.networks.device import choose_device, device_label
from explorer.networks.scaling import IMAGENET
from explorer.photographs.photograph import read_photograph


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--network", default="resnet50")
    parser.add_argument("--pairs", type=int, default=15)
    parser.add_argument("--device", default="cpu")
    options = parser.parse_args()
    device = choose_device(options.device)
    torch.manual_seed(0)
    module = torchvision.models.get_model(options.network, weights=None)
    module.eval().requires_grad_(False).to(device)
    names = tuple(f"class {index}" for index in range(1000))
    network = LoadedNetwork(
        options.network, module, 224, 256, IMAGENET, names, "random", "random weights", device
    )
    noise = np.random.default_rng(0).integers(0, 256, (480, 640, 3), dtype=np.uint8)
    photograph = read_photograph(Image.fromarray(noise), "noise")
    images = network.transform(photograph.image)[None].to(device)

    def bare() -> None:
        with torch.inference_mode():
            module(images).cpu()

    def inspection() -> None:
        inspect(network, [photograph])

    for warm_up in (bare, inspection, bare, inspection):
        warm_up()
    pairs = []
    for index in range(options.pairs):
        if index % 2:
            first, second = seconds(bare), seconds(inspection)
        else:
            second, first = seconds(inspection), seconds(bare)
        pairs.append((first, second))
    ratios = sorted(second / first for first, second in pairs)
    print(f"{options.network}, one photograph, {options.pairs} pairs in one process")
    print(f"bare forward  {1e3 * statistics.median(pair[0] for pair in pairs):8.1f} ms (median)")
    print(f"inspection    {1e3 * statistics.median(pair[1] for pair in pairs):8.1f} ms (median)")
    print(
        f"ratio         {statistics.median(ratios):8.2f} (from {ratios[0]:.2f} to {ratios[-1]:.2f})"
    )
    print(f"{device_label(device)}, {platform.machine()}, {torch.get_num_threads()} threads")
    print(f"Python {platform.python_version()}, torch {torch.__version__}, ", end="")
    print(f"torchvision {torchvision.__version__}, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC")


def seconds(call: Callable[[], None]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
