"""What an inspection's folder says: frozen records of CPU arrays, as `record` reads them back."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from explorer.inspection.result import ExplainedClass, Prediction
from explorer.networks.scaling import InputScaling, picture
from explorer.photographs.crop import Crop

Float32Array = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False, repr=False)
class StageRecord:
    """What a record keeps of one stage.

    Attributes:
        name: "stage1", "stage2", ...
        shape: Channels, height and width of `features`.
        stride: Input pixels from one cell of the map to the next.
        features: (C, H, W) activations.
        weights: (C,) mean gradient of each channel.
        cam: (H, W) class activation map, raw and non-negative.
    """

    name: str
    shape: tuple[int, int, int]
    stride: int
    features: Float32Array
    weights: Float32Array
    cam: Float32Array

    def __repr__(self) -> str:
        """Short: the shape of its map."""
        return f"<{self.name}: {' x '.join(map(str, self.shape))}>"


@dataclass(frozen=True, eq=False, repr=False)
class Record:
    """An inspection as read back from its folder; the fields are those of `Inspection`.

    Attributes:
        method: What was asked for: a class activation map or an attribution method.
        cam_method: The map that the stages hold: `method`, or Grad-CAM beside an attribution.
        notes: What reading the photograph had to decide.
        attribution: (H, W) or (3, H, W) signed, where `method` is an attribution method.
        pictures: Names of the PNG files beside the record.
    """

    image: str
    network: str
    family: str
    device: str
    precision: str
    method: str
    cam_method: str
    explained: ExplainedClass
    predictions: tuple[Prediction, ...]
    scaling: InputScaling
    crop: Crop
    seconds: float
    source: str
    notes: tuple[str, ...]
    input: Float32Array
    logits: Float32Array
    stem: Float32Array
    stages: tuple[StageRecord, ...]
    attribution: Float32Array | None
    pictures: tuple[str, ...]

    @property
    def picture(self) -> npt.NDArray[np.uint8]:
        """The crop that the network saw, un-normalised: (H, W, 3) uint8 RGB."""
        return picture(self.input, self.scaling)

    def __repr__(self) -> str:
        """Short: what was seen by whom, without its arrays."""
        best = self.predictions[0]
        return (
            f"<Record of {self.image} by {self.network}: {best.name} {best.probability:.1%}, "
            f"explains {self.explained.name}, {len(self.stages)} stages>"
        )
