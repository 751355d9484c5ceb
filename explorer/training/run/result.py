"""How a finished run of training ended: `result.json`. Reads no tensors.

The model card says the same to people, in words that may change; programs read this.
"""

import json
import math
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from explorer.networks.names import parse
from explorer.networks.scaling import scaling_text
from explorer.training.run.recipe import Recipe

if TYPE_CHECKING:
    from explorer.training.run.plan import RunPlan


@dataclass(frozen=True)
class RunResult:
    """What was trained how, and the errors of its finished weights, computed in float32.

    Attributes:
        network: Such as `cifar-resnet20`.
        data: The data set's name.
        data_sha256: Of all its images and labels.
        input_scaling: As `explorer.networks.scaling` writes it.
        recipe: With every number of it.
        seed: Decided initial weights, order and augmentation.
        precision: Of the convolutions while learning, `bfloat16` or `float32`.
        test_error: Share of the test images classified wrongly.
        test_images: How many these are.
        train_error: Share of the training images, not augmented, classified wrongly.
        train_images: How many these are.
    """

    network: str
    data: str
    data_sha256: str
    input_scaling: str
    recipe: Recipe
    seed: int
    precision: str
    test_error: float
    test_images: int
    train_error: float
    train_images: int

    def __post_init__(self) -> None:
        parse(self.network)
        for error, images in (
            (self.test_error, self.test_images),
            (self.train_error, self.train_images),
        ):
            if not 0 <= error <= 1 or images < 1:
                raise ValueError(f"{error} of {images} images is no share of them")
        if min(self.recipe.iterations, self.recipe.iterations_per_epoch, self.recipe.batch) < 1:
            raise ValueError("a recipe has at least one iteration an epoch, of at least one image")

    @classmethod
    def of(cls, plan: "RunPlan", *, test: float, train: float) -> "RunResult":
        """The result of a plan that was carried out, with the errors as shares from 0 to 1."""
        return cls(
            network=plan.settings.network,
            data=plan.dataset.name,
            data_sha256=plan.data_sha256,
            input_scaling=scaling_text(plan.scaling),
            recipe=plan.recipe,
            seed=plan.settings.seed,
            precision=plan.precision,
            test_error=test,
            test_images=len(plan.dataset.test),
            train_error=train,
            train_images=len(plan.dataset.train),
        )

    @classmethod
    def from_text(cls, text: str) -> "RunResult":
        """The result that `text` wrote; entries that it does not know are passed over.

        Raises:
            ValueError: It is no such text.
        """
        try:
            said = json.loads(text.removeprefix("\ufeff"))
            recipe = Recipe(**_typed(Recipe, said["recipe"]))
            return cls(**{**_typed(cls, {**said, "recipe": None}), "recipe": recipe})
        except (KeyError, TypeError, RecursionError) as error:
            raise ValueError(f"no result of a training run ({type(error).__name__})") from error

    def text(self) -> str:
        """The contents of `result.json`."""
        return json.dumps(asdict(self), indent=2, ensure_ascii=False) + "\n"


def is_result(text: str) -> bool:
    """Whether some JSON is meant as a result: it has a test error, as no settings do."""
    try:
        said = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return False
    return isinstance(said, dict) and "test_error" in said


def _typed(record: Any, said: dict[str, Any]) -> dict[str, Any]:
    """The fields of a record, each of the type that it must have."""
    found = {field.name: said[field.name] for field in fields(record)}
    for field in fields(record):
        value = found[field.name]
        if field.type is float and type(value) is int:
            found[field.name] = value = float(value)
        if field.type in (bool, int, float, str) and type(value) is not field.type:
            raise TypeError(field.name)
        if isinstance(value, float) and not math.isfinite(value):
            raise ValueError(field.name)
    return found
