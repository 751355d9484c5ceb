"""An inspection as a folder or a zip file: the one writer and the one reader.

A folder holds `inspection.json` (words and numbers), `inspection.npz` (the arrays, all float32) and
the pictures that the caller made, as PNG. It is a record once it holds `inspection.json`, which is
written last.
"""

import io
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from explorer.files.png import png
from explorer.inspection.description import as_object
from explorer.inspection.grad_cam import CamMethod, cam, shown_cam
from explorer.inspection.recorded import Float32Array, Record, StageRecord
from explorer.inspection.result import Attribution, ExplainedClass, Inspection, Prediction
from explorer.networks.scaling import InputScaling
from explorer.photographs.crop import Crop

Picture = Image.Image | npt.NDArray[np.uint8]
WORTH_PACKING: Final = 2**20  # bytes of arrays: CIFAR networks' are a fifth of it

__all__ = ["Record", "StageRecord", "as_object", "files", "read", "write", "zip_bytes"]


def files(
    inspection: Inspection,
    method: str | CamMethod = "grad-cam",
    pictures: Mapping[str, Picture] | None = None,
    attribution: Attribution | None = None,
    notes: Sequence[str] = (),
) -> dict[str, bytes]:
    """Every file of a record by its name, `inspection.json` last.

    Args:
        inspection: One photograph in one network.
        method: As for `as_object`.
        pictures: Pillow images or (H, W, 3) uint8 arrays by name; "input" becomes `input.png`.
        attribution: As for `as_object`; its map is kept too.
        notes: As for `as_object`.
    """
    arrays = {"input": inspection.input, "logits": inspection.logits}
    arrays["features_stem"] = inspection.stem
    for stage in inspection.stages:
        arrays[f"features_{stage.name}"] = stage.features
        arrays[f"weights_{stage.name}"] = stage.weights
        arrays[f"cam_{stage.name}"] = cam(stage, shown_cam(method))
    if attribution is not None:
        arrays["attribution"] = attribution.map
    packed = io.BytesIO()
    compact: dict[str, Any] = {name: np.float32(array) for name, array in arrays.items()}
    np.savez(packed, **compact)  # packing float32 takes longer than the two passes, for two fifths
    content = {f"{name}.png": _png(picture) for name, picture in (pictures or {}).items()}
    described = as_object(inspection, method, attribution, notes) | {"pictures": list(content)}
    content["inspection.npz"] = packed.getvalue()
    text = json.dumps(described, ensure_ascii=False, indent=2, allow_nan=False)
    content["inspection.json"] = (text + "\n").encode()
    return content


def write(folder: Path, content: Mapping[str, bytes]) -> None:
    """Write a record into a folder; an earlier record there is replaced, other files are kept.

    Args:
        folder: Made where it is missing, with the folders above it.
        content: From `files`.

    Raises:
        OSError: The folder cannot be written; one sentence that says why. No record is there then,
            or the earlier one as it was.
    """
    try:
        if folder.exists() and not folder.is_dir():
            raise OSError("it is a file, not a folder")
        folder.parent.mkdir(parents=True, exist_ok=True)
        # Beside the folder, so that moving the files is a renaming on the same disk.
        fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name[:80]}-", dir=folder.parent))
        try:
            for name, value in content.items():
                (fresh / name).write_bytes(value)
            fresh.chmod(0o755)  # mkdtemp's own mode lets nobody else read
            _put(fresh, folder, content)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OSError(f"The inspection could not be written into {folder}: {reason}.") from error


def zip_bytes(folders: Mapping[str, Mapping[str, bytes]]) -> bytes:
    """Records as one zip file.

    Args:
        folders: Each record's `files` by the folder that it gets in the zip; "" for none.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for folder, content in folders.items():
            for name, value in content.items():
                # a zip travels; PNG is packed already, and little is not worth the time
                large = name.endswith(".npz") and len(value) > WORTH_PACKING
                method = zipfile.ZIP_DEFLATED if large else zipfile.ZIP_STORED
                info = zipfile.ZipInfo(f"{folder}/{name}".lstrip("/"))
                archive.writestr(info, value, method, compresslevel=1)
    return packed.getvalue()


def read(folder: Path) -> Record:
    """Read a record back.

    Raises:
        FileNotFoundError: The folder holds no record.
        ValueError: The record is damaged, or its arrays do not fit what it says.
    """
    try:
        described = json.loads((folder / "inspection.json").read_text(encoding="utf-8"))
        with np.load(folder / "inspection.npz", allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        return _record(described, arrays)
    except FileNotFoundError as error:
        missing = Path(str(error.filename)).name
        raise FileNotFoundError(f"{folder} holds no inspection: {missing} is missing") from error
    except (KeyError, TypeError, AttributeError, ValueError, zipfile.BadZipFile) as error:
        raise ValueError(
            f"The inspection in {folder} is damaged ({error}): make it again with "
            "`python -m explorer inspect`"
        ) from error


def _record(described: dict[str, Any], arrays: dict[str, Float32Array]) -> Record:
    stages = []
    for stage in described["stages"]:
        name = stage["name"]
        features = arrays[f"features_{name}"]
        if list(features.shape) != stage["shape"]:
            raise ValueError(f"{name} has the shape {features.shape}, not {stage['shape']}")
        channels, height, width = features.shape
        stages.append(
            StageRecord(
                name,
                (channels, height, width),
                stage["stride"],
                features,
                arrays[f"weights_{name}"],
                arrays[f"cam_{name}"],
            )
        )
    kept = ("image", "network", "family", "device", "precision", "method", "cam_method", "seconds")
    return Record(
        **{name: described[name] for name in kept},
        explained=ExplainedClass(**described["explained_class"]),
        predictions=tuple(Prediction(**each) for each in described["predictions"]),
        scaling=_scaling(described["input_scaling"]),
        crop=Crop(**described["crop"]),
        source=described["weights"],
        notes=tuple(described["notes"]),
        input=arrays["input"],
        logits=arrays["logits"],
        stem=arrays["features_stem"],
        stages=tuple(stages),
        attribution=arrays.get("attribution"),
        pictures=tuple(described["pictures"]),
    )


def _scaling(described: dict[str, list[float]]) -> InputScaling:
    return InputScaling(tuple(described["mean"]), tuple(described["std"]))


def _put(fresh: Path, folder: Path, content: Mapping[str, bytes]) -> None:
    """Move a record that was written aside to its place."""
    if not folder.exists():
        fresh.rename(folder)
        return
    for stale in _listed(folder):  # pictures of another method would pass for this one's
        (folder / stale).unlink(missing_ok=True)
    for name in content:
        os.replace(fresh / name, folder / name)


def _listed(folder: Path) -> list[str]:
    """The files of an earlier record in a folder, `inspection.json` first, if there is one."""
    try:
        described = json.loads((folder / "inspection.json").read_text(encoding="utf-8"))
        pictures = [Path(name).name for name in described["pictures"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return ["inspection.json", *(name for name in pictures if name.endswith(".png"))]


def _png(picture: Picture) -> bytes:
    return png(picture if isinstance(picture, Image.Image) else Image.fromarray(picture))
