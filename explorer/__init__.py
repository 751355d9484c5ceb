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
    "LoadedNetwork": "networks.catalog.loaded",
    "anatomy": "networks.anatomy",
    "entries": "networks.catalog.catalog",
    "load": "networks.catalog.catalog",
    # inspection
    "align": "inspection.alignment",
    "attribute": "inspection.attribution",
    "branches": "inspection.branches",
    "cam": "inspection.grad_cam",
    "inspect": "inspection.inspect",
    "read_photograph": "photographs.photograph",
    # training
    "ShatteringSettings": "training.depth.shattering_result",
    "shattering": "training.depth.shattering",
    # training
    "PRESETS": "training.race.presets",
    "RaceSettings": "training.race.settings",
    "RecordedRace": "training.race.record",
    "SweepSettings": "training.depth.result",
    "batches": "training.race.twins",
    "depth_sweep": "training.depth.sweep",
    "optimiser": "training.race.twins",
    "preset": "training.race.presets",
    "race": "training.race.race",
    "read_race": "training.race.replay",
    "twins": "training.race.twins",
    "write_race": "training.race.record",
    # figures
    "inspection_pictures": "figures.inspection.pictures",
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
