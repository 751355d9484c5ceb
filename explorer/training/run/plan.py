"""All that decides a run before its first iteration: settings, data, and what follows from both."""

import json
from dataclasses import asdict, dataclass
from functools import cached_property

from explorer.datasets.labelled import Dataset
from explorer.networks.scaling import InputScaling, scaling_text
from explorer.training.batches import input_scaling
from explorer.training.run.recipe import Recipe, recipe_for
from explorer.training.run.settings import TrainingSettings


@dataclass(frozen=True, eq=False)
class RunPlan:
    """What will be trained on what, and how.

    Attributes:
        settings: What was asked for.
        dataset: Images to learn from and to be tested on.
        recipe: The schedule, for this many images.
        scaling: Of the network's input.
        precision: `bfloat16` or `float32`.
    """

    settings: TrainingSettings
    dataset: Dataset
    recipe: Recipe
    scaling: InputScaling
    precision: str

    @classmethod
    def of(cls, settings: TrainingSettings, dataset: Dataset, precision: str) -> "RunPlan":
        """The plan that settings and data make."""
        recipe = recipe_for(settings, len(dataset.train))
        return cls(settings, dataset, recipe, input_scaling(dataset), precision)

    @cached_property
    def data_sha256(self) -> str:
        """Of all images and labels."""
        return self.dataset.fingerprint()

    def identity(self) -> dict[str, str]:
        """What a checkpoint must agree on with the run that wants to go on from it."""
        return {
            "network": self.settings.network,
            "width": str(self.settings.width),
            "recipe": self.recipe.describe(),
            "seed": str(self.settings.seed),
            "data": f"{self.dataset.name} ({self.data_sha256[:16]})",
            "precision": self.precision,
        }

    def described(self) -> dict[str, object]:
        """What `settings.json` says."""
        return {
            **asdict(self.settings),
            "epochs": self.recipe.epochs,
            "batch": self.recipe.batch,
            "precision": self.precision,
            "data": self.dataset.name,
            "data_sha256": self.data_sha256,
            "class_names": list(self.dataset.class_names),
            "input_scaling": scaling_text(self.scaling),
            "iterations_per_epoch": self.recipe.iterations_per_epoch,
        }

    def metadata(self, test_error: float) -> dict[str, str]:
        """The texts beside the weights."""
        return {
            "class_names": json.dumps(self.dataset.class_names, ensure_ascii=False),
            "input_scaling": scaling_text(self.scaling),
            "data": self.dataset.name,
            "recipe": self.recipe.name,
            "seed": str(self.settings.seed),
            "test_error": f"{test_error:.4f}",
        }
