"""An inspection in words and numbers: what `inspection.json` holds and the page's API answers."""

from collections.abc import Sequence
from typing import Any

from explorer.inspection.grad_cam import CamMethod, cam, shown_cam
from explorer.inspection.result import Attribution, Inspection, Stage

LISTED_CHANNELS = 9  # of the strongest channels; all weights are in the arrays


def as_object(
    inspection: Inspection,
    method: str | CamMethod = "grad-cam",
    attribution: Attribution | None = None,
    notes: Sequence[str] = (),
) -> dict[str, Any]:
    """What `inspection.json` holds, made of dict, list, str, int, float and None only.

    Args:
        inspection: One photograph in one network.
        method: What was asked for; the name of an attribution leaves the maps to Grad-CAM.
        attribution: The attribution made as well, whose note is kept.
        notes: The photograph's notes.
    """
    size = int(inspection.input.shape[-1])
    crop = inspection.crop
    shown = shown_cam(method)
    return {
        "image": inspection.image,
        "network": inspection.network,
        "family": inspection.family,
        "weights": inspection.source,
        "device": inspection.device,
        "precision": inspection.precision,
        "method": method.name if isinstance(method, CamMethod) else method,
        "cam_method": shown.name,
        "explained_class": {
            "index": int(inspection.explained.index),
            "name": inspection.explained.name,
        },
        "explained_logit": inspection.logit,
        "explained_bias": float(inspection.bias),
        "evidence": inspection.evidence,
        "predictions": [
            {
                "index": int(prediction.index),
                "name": prediction.name,
                "probability": float(prediction.probability),
            }
            for prediction in inspection.predictions
        ],
        "classes": len(inspection.class_names),
        "input_size": size,
        "input_scaling": {
            "mean": [float(value) for value in inspection.scaling.mean],
            "std": [float(value) for value in inspection.scaling.std],
        },
        "crop": {
            "left": float(crop.left),
            "top": float(crop.top),
            "width": float(crop.width),
            "height": float(crop.height),
        },
        "stages": [_stage_object(stage, shown) for stage in inspection.stages],
        "attribution": None if attribution is None else attribution.note,
        "attribution_measured": {} if attribution is None else dict(attribution.measured),
        "attribution_warning": attribution.warning or None if attribution else None,
        "notes": list(notes),
        "seconds": float(inspection.seconds),
    }


def _stage_object(stage: Stage, method: CamMethod) -> dict[str, Any]:
    weights, strength = stage.weights, stage.strength
    return {
        "name": stage.name,
        "shape": [int(length) for length in stage.features.shape],
        "stride": int(stage.stride),
        "cam_maximum": float(cam(stage, method).max()),
        "strongest_channels": [
            {
                "channel": int(channel),
                "weight": float(weights[channel]),
                "strength": float(strength[channel]),
            }
            for channel in stage.strongest[:LISTED_CHANNELS]
        ],
    }
