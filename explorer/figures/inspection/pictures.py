"""The pictures of one inspection, by name, as they are saved and downloaded."""

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from explorer.figures.inspection.contact_sheet import STRONGEST, contact_sheet
from explorer.figures.inspection.overlay import overlay
from explorer.inspection.alignment import align
from explorer.inspection.grad_cam import CamMethod, cam, shown_cam
from explorer.inspection.result import Inspection

if TYPE_CHECKING:
    from explorer.inspection.attributions.attribution import Attribution

SHOWN_SIZE = 384  # a 32 x 32 picture would be a stamp on the screen; 224 x 224 is none


def enlarged(picture: Image.Image) -> Image.Image:
    """The picture at a whole multiple of its size, at most `SHOWN_SIZE` wide where that is more."""
    factor = max(1, SHOWN_SIZE // max(picture.size))
    size = (picture.width * factor, picture.height * factor)
    return picture.resize(size, Image.Resampling.NEAREST)


def inspection_pictures(
    inspection: Inspection,
    method: str | CamMethod = "grad-cam",
    attribution: "Attribution | None" = None,
) -> dict[str, Image.Image]:
    """What the page shows of an inspection, as pictures.

    Args:
        inspection: One photograph in one network.
        method: Which map lies over the photograph at every stage, as `cam` takes it; for the name
            of an attribution Grad-CAM is drawn beside it.
        attribution: A captum attribution to draw as well.

    Returns:
        `input` (the crop that the network saw), `<method>-stage1`... (overlays by the convention
        of `explorer.inspection.alignment`), `channels-stage1`... (the strongest channels, strongest
        first) and, where given, the attribution under its method's name.
    """
    size = inspection.input.shape[-1]
    pictures = {"input": enlarged(Image.fromarray(inspection.picture))}
    by_stage = shown_cam(method)
    for stage in inspection.stages:
        values = align(cam(stage, by_stage), stage.stride, size)
        pictures[f"{by_stage.name}-{stage.name}"] = enlarged(overlay(inspection.picture, values))
        pictures[f"channels-{stage.name}"] = enlarged(
            contact_sheet(stage.features, [int(c) for c in stage.strongest[:STRONGEST]])
        )
    if attribution is not None:
        pictures[attribution.method] = enlarged(overlay(inspection.picture, evidence(attribution)))
    return pictures


def evidence(attribution: "Attribution") -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """How much each input pixel speaks for the class, (H, W), the part against it left out.

    Signed attributions of the three colours are summed and cut at zero; the few largest pixels
    (above the 99.5th percentile) are levelled, since they would leave all others black.
    """
    values = np.asarray(attribution.map, dtype=np.float64)
    summed = values.sum(axis=0) if values.ndim == 3 else values
    positive = np.maximum(summed, 0.0)
    ceiling = np.percentile(positive, 99.5)
    return np.minimum(positive, ceiling) if ceiling > 0 else positive
