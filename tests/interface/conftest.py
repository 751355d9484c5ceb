import numpy as np
import pytest
from PIL import Image

from explorer.figures.inspection.shown import Shown
from explorer.inspection.inspect import inspect
from explorer.networks.catalog.catalog import load
from explorer.photographs.photograph import read_photograph


@pytest.fixture(scope="session")
def shown() -> Shown:
    """A small random network's answer about a photograph of two colours."""
    pixels = np.zeros((60, 100, 3), np.uint8)
    pixels[:, 50:] = [200, 40, 90]
    photograph = read_photograph(Image.fromarray(pixels), name="two <colours>.png")
    network = load("cifar-resnet20", device="cpu")
    return Shown(photograph, network, inspect(network, [photograph])[0], "grad-cam")
