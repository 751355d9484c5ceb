"""ResNet Explorer: see what each stage of a ResNet sees, and why residual networks train.

The library's public names are those of `__all__`; each is fetched from its room when first asked
for, so that importing the package costs nothing. Editors and type checkers read the imports below.
"""

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from explorer.datasets.examples import example as example
    from explorer.datasets.examples import examples as examples
    from explorer.datasets.labelled import Dataset as Dataset
    from explorer.datasets.labelled import LabelledImages as LabelledImages
    from explorer.datasets.sources import load_dataset as load_dataset
    from explorer.figures.inspection.inspection_folder import read_inspection as read_inspection
    from explorer.figures.inspection.inspection_folder import write_inspection as write_inspection
    from explorer.figures.inspection.pictures import inspection_pictures as inspection_pictures
    from explorer.figures.notebook.result_html import html as html
    from explorer.figures.notebook.saved_html import save_html as save_html
    from explorer.inspection.alignment import align as align
    from explorer.inspection.attributions.attribution import attribute as attribute
    from explorer.inspection.blocks.branches import branches as branches
    from explorer.inspection.blocks.unrolled_sum import unrolled_sums as unrolled_sums
    from explorer.inspection.grad_cam import CamMethod as CamMethod
    from explorer.inspection.grad_cam import cam as cam
    from explorer.inspection.inspect import inspect as inspect
    from explorer.inspection.inspect import inspect_each as inspect_each
    from explorer.inspection.result import Inspection as Inspection
    from explorer.networks.anatomy import anatomy as anatomy
    from explorer.networks.catalog.catalog import entries as entries
    from explorer.networks.catalog.catalog import load as load
    from explorer.networks.catalog.loaded import LoadedNetwork as LoadedNetwork
    from explorer.networks.cifar_resnet import CifarResNet as CifarResNet
    from explorer.notebook.live import live as live
    from explorer.photographs.photograph import read_photograph as read_photograph
    from explorer.training.depth.record import read_sweep as read_sweep
    from explorer.training.depth.record import write_sweep as write_sweep
    from explorer.training.depth.result import DepthTable as DepthTable
    from explorer.training.depth.result import SweepSettings as SweepSettings
    from explorer.training.depth.shattering import shattering as shattering
    from explorer.training.depth.shattering_result import Shattering as Shattering
    from explorer.training.depth.shattering_result import ShatteringSettings as ShatteringSettings
    from explorer.training.depth.sweep import depth_sweep as depth_sweep
    from explorer.training.finetune.finetune import FinetunedNetwork as FinetunedNetwork
    from explorer.training.finetune.finetune import finetune as finetune
    from explorer.training.network_evaluation import NetworkEvaluation as NetworkEvaluation
    from explorer.training.network_evaluation import evaluate as evaluate
    from explorer.training.publishing.publish import publish as publish
    from explorer.training.race.events import RaceEvent as RaceEvent
    from explorer.training.race.presets import PRESETS as PRESETS
    from explorer.training.race.presets import preset as preset
    from explorer.training.race.race import race as race
    from explorer.training.race.record import RecordedRace as RecordedRace
    from explorer.training.race.record import write_race as write_race
    from explorer.training.race.replay import read_race as read_race
    from explorer.training.race.settings import RaceSettings as RaceSettings
    from explorer.training.race.twins import batches as batches
    from explorer.training.race.twins import optimiser as optimiser
    from explorer.training.race.twins import twins as twins
    from explorer.training.run.record import RecordedRun as RecordedRun
    from explorer.training.run.record import read_run as read_run
    from explorer.training.run.train import train as train
    from explorer.training.trained.shipped import shipped_runs as shipped_runs

__version__ = "0.1.0"

_ROOM_OF = {
    # networks
    "CifarResNet": "networks.cifar_resnet",
    "LoadedNetwork": "networks.catalog.loaded",
    "anatomy": "networks.anatomy",
    "entries": "networks.catalog.catalog",
    "load": "networks.catalog.catalog",
    # photographs and data sets
    "Dataset": "datasets.labelled",
    "LabelledImages": "datasets.labelled",
    "example": "datasets.examples",
    "examples": "datasets.examples",
    "load_dataset": "datasets.sources",
    "read_photograph": "photographs.photograph",
    # inspection
    "CamMethod": "inspection.grad_cam",
    "Inspection": "inspection.result",
    "align": "inspection.alignment",
    "attribute": "inspection.attributions.attribution",
    "branches": "inspection.blocks.branches",
    "cam": "inspection.grad_cam",
    "inspect": "inspection.inspect",
    "inspect_each": "inspection.inspect",
    "inspection_pictures": "figures.inspection.pictures",
    "read_inspection": "figures.inspection.inspection_folder",
    "unrolled_sums": "inspection.blocks.unrolled_sum",
    "write_inspection": "figures.inspection.inspection_folder",
    # races and what is measured before training
    "DepthTable": "training.depth.result",
    "PRESETS": "training.race.presets",
    "RaceEvent": "training.race.events",
    "RaceSettings": "training.race.settings",
    "RecordedRace": "training.race.record",
    "Shattering": "training.depth.shattering_result",
    "ShatteringSettings": "training.depth.shattering_result",
    "SweepSettings": "training.depth.result",
    "batches": "training.race.twins",
    "depth_sweep": "training.depth.sweep",
    "optimiser": "training.race.twins",
    "preset": "training.race.presets",
    "race": "training.race.race",
    "read_race": "training.race.replay",
    "read_sweep": "training.depth.record",
    "shattering": "training.depth.shattering",
    "twins": "training.race.twins",
    "write_race": "training.race.record",
    "write_sweep": "training.depth.record",
    # training and its error
    "FinetunedNetwork": "training.finetune.finetune",
    "NetworkEvaluation": "training.network_evaluation",
    "RecordedRun": "training.run.record",
    "evaluate": "training.network_evaluation",
    "finetune": "training.finetune.finetune",
    "read_run": "training.run.record",
    "shipped_runs": "training.trained.shipped",
    "train": "training.run.train",
    # a network for others
    "publish": "training.publishing.publish",
    # results in a notebook and as files
    "html": "figures.notebook.result_html",
    "live": "notebook.live",
    "save_html": "figures.notebook.saved_html",
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


def _shown_in_a_notebook() -> None:
    """Teach the notebook that runs this, if one does, how results look; else do nothing."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is not None:
        from explorer.figures.notebook.result_html import register

        register(shell)


_shown_in_a_notebook()
