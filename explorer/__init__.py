"""ResNet Explorer: see what each stage of a ResNet sees, and why residual networks train.

The library's public names are those of `__all__`; each is fetched from its room when first asked
for, so that importing the package costs nothing.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_ROOM_OF = {
    # networks
    "CifarResNet": "networks.cifar_resnet",
    "LoadedNetwork": "networks.loaded",
    "anatomy": "networks.anatomy",
    "entries": "networks.catalog",
    "load": "networks.catalog",
    # inspection
    "align": "inspection.alignment",
    "attribute": "inspection.attribution",
    "branches": "inspection.branches",
    "cam": "inspection.grad_cam",
    "inspect": "inspection.inspect",
    "read_photograph": "inspection.photograph",
    # training
    "ShatteringSettings": "training.shattering_result",
    "shattering": "training.shattering",
    # training
    "PRESETS": "training.presets",
    "RaceSettings": "training.race_settings",
    "RecordedRace": "training.record",
    "SweepSettings": "training.depth_result",
    "batches": "training.twins",
    "depth_sweep": "training.depth_sweep",
    "optimiser": "training.twins",
    "preset": "training.presets",
    "race": "training.race",
    "read_race": "training.record",
    "twins": "training.twins",
    "write_race": "training.record",
    # figures
    "inspection_pictures": "figures.pictures",
}
__all__ = ["__version__", *_ROOM_OF]


def __getattr__(name: str) -> Any:
    """A public name, imported from its room."""
    if name not in _ROOM_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"explorer.{_ROOM_OF[name]}"), name)


def __dir__() -> list[str]:
    """The public names, for tab completion."""
    return sorted(__all__)
