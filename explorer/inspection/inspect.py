"""One forward and one backward pass: all that an inspection needs.

The stem and the first stage run without recording, the first stage's output is where recording
begins, and one `torch.autograd.grad` of the explained logits asks for the gradient at the end of
every stage. Parameters are not asked for, so the backward pass costs input gradients only.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import overload

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn

from explorer.inspection.class_choice import choose_class
from explorer.inspection.eval_mode import PRECISIONS, evaluated
from explorer.inspection.result import (
    ExplainedClass,
    FloatArray,
    Inspection,
    Prediction,
    Stage,
)
from explorer.networks.catalog.catalog import ready
from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.networks.device import in_smaller_batches
from explorer.networks.stages import family, head, head_bias, stage_strides, stages, stem
from explorer.photographs.crop import seen_crop
from explorer.photographs.photograph import Photograph, Picture, read_photograph
from explorer.sentences.sentence import refusal

PREDICTIONS = 5
NAMED = 3  # photographs of several


class Inspections(tuple[Inspection, ...]):
    """One inspection for each photograph of a call, in order."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Short: how many photographs, and what the first were taken for."""
        first = ", ".join(f"{each.image}: {each.predictions[0].name}" for each in self[:NAMED])
        return f"<Inspections of {len(self)} photographs: {first}{', ...' * (len(self) > NAMED)}>"


@overload  # a path is a sequence of paths only to the type checker
def inspect(  # type: ignore[overload-overlap]
    network: LoadedNetwork | str | Path, photographs: Picture, class_: int | str | None = None
) -> Inspection: ...
@overload
def inspect(
    network: LoadedNetwork | str | Path,
    photographs: Sequence[Picture],
    class_: int | str | None = None,
) -> Inspections: ...
def inspect(
    network: LoadedNetwork | str | Path,
    photographs: Picture | Sequence[Picture],
    class_: int | str | None = None,
) -> Inspection | Inspections:
    """What every stage of a network makes of photographs, from one forward and one backward pass.

    The network is left as it was: modes, gradients and hooks, also after a failure. Where a GPU's
    memory does not hold the batch, halves of it are computed one after the other.

    Args:
        network: A network of the catalogue, its name or a checkpoint's file, or one's own module
            in a `LoadedNetwork`.
        photographs: One photograph or a sequence of them, all computed in one batch: as
            `Photograph`, a file's path or content, a Pillow image, or (H, W, 3) uint8 sRGB pixels.
        class_: Index or name of the class to explain; None explains for each photograph the class
            that it is taken for.

    Returns:
        The inspection of one photograph, or of a sequence one for each, in order.

    Raises:
        FileNotFoundError: There is no such photograph.
        ValueError: There is no such network or class, a photograph cannot be read, the network's
            numbers are not finite, or the device's memory does not hold one photograph.
    """
    network = ready(network)
    if isinstance(photographs, _ONE):
        return inspect(network, [photographs], class_)[0]
    given = [read_photograph(each) for each in photographs]
    return Inspections(_inspected(network, given, class_))


_ONE = (Photograph, str, Path, bytes, Image.Image, np.ndarray)


def _inspected(
    network: LoadedNetwork, photographs: Sequence[Photograph], class_: int | str | None
) -> tuple[Inspection, ...]:
    chosen = None if class_ is None else choose_class(network.class_names, class_)

    def passes(part: Sequence[Photograph]) -> tuple[Inspection, ...]:
        return _one_batch(network, part, chosen)

    return tuple(in_smaller_batches(photographs, passes)) if photographs else ()


@dataclass(frozen=True, eq=False)
class _Passes:
    """Tensors of one batch: (N, ...) each, on the network's device."""

    logits: Tensor
    explained: Tensor  # (N,) class indices
    stem: Tensor
    stages: tuple[Tensor, ...]
    gradients: tuple[Tensor, ...]


def _one_batch(
    network: LoadedNetwork, photographs: Sequence[Photograph], chosen: ExplainedClass | None
) -> tuple[Inspection, ...]:
    began = time.perf_counter()
    with evaluated(network.module) as module:
        parameter = next(module.parameters())
        images = torch.stack([network.transform(each.image) for each in photographs])
        images = images.to(parameter.device, parameter.dtype)  # (N, 3, H, W)
        passes = _forward_and_backward(module, images, None if chosen is None else chosen.index)
        bias = _array(head_bias(module))
        strides = stage_strides(module)
        logits = _array(passes.logits)
        for photograph, row in zip(photographs, logits, strict=True):
            if not np.isfinite(row).all():
                raise refusal(
                    "{network} gives logits that are not finite numbers for {image}: its "
                    "weights hold NaN or are too large; choose another checkpoint.",
                    network=network.name,
                    image=photograph.name,
                )
        images_, stem_ = _array(images), _array(passes.stem)
        features = [_array(each) for each in passes.stages]
        gradients = [_array(each) for each in passes.gradients]
        explained = passes.explained.tolist()
    seconds = (time.perf_counter() - began) / len(photographs)
    return tuple(
        Inspection(
            image=photograph.name,
            network=network.name,
            family=family(module).name,
            device=str(network.device),
            precision=PRECISIONS[parameter.dtype],
            class_names=network.class_names,
            input=_own(images_, row),
            scaling=network.scaling,
            crop=seen_crop(*_size(photograph), network.resize, network.input_size),
            logits=_own(logits, row),
            predictions=_predictions(logits[row], network.class_names),
            explained=ExplainedClass(explained[row], network.class_names[explained[row]]),
            stem=_own(stem_, row),
            stages=tuple(
                Stage(f"stage{index}", _own(feature, row), _own(gradient, row), stride)
                for index, (feature, gradient, stride) in enumerate(
                    zip(features, gradients, strides, strict=True), 1
                )
            ),
            bias=float(bias[explained[row]]),
            seconds=seconds,
            source=network.source,
        )
        for row, photograph in enumerate(photographs)
    )


def _forward_and_backward(module: nn.Module, images: Tensor, index: int | None) -> _Passes:
    """Both passes of a batch; `index` None explains each photograph's own prediction."""
    first, *later = stages(module)
    stem_ = stem(module, images)
    ends = [first(stem_).detach().requires_grad_()]
    with torch.enable_grad():
        for stage in later:
            ends.append(stage(ends[-1]))
        logits = head(module, ends[-1])  # (N, classes)
        if index is None:
            explained = logits.detach().argmax(dim=1)
        else:
            explained = torch.full((len(images),), index, device=images.device)
        # Photographs do not mix in eval mode: the sum's gradient is each one's own.
        total = logits.gather(1, explained[:, None]).sum()
        gradients = torch.autograd.grad(total, ends)
    return _Passes(logits, explained, stem_, tuple(ends), gradients)


def _predictions(logits: FloatArray, class_names: Sequence[str]) -> tuple[Prediction, ...]:
    """The likeliest classes by softmax, which is taken in float64."""
    shifted = np.exp(logits.astype(np.float64) - logits.max())
    probabilities = shifted / shifted.sum()
    likeliest = np.argsort(-probabilities, kind="stable")[:PREDICTIONS]
    return tuple(
        Prediction(int(index), class_names[index], float(probabilities[index]))
        for index in likeliest
    )


def _array(tensor: Tensor) -> FloatArray:
    array: FloatArray = tensor.detach().cpu().numpy()
    return array


def _size(photograph: Photograph) -> tuple[int, int]:
    height, width, _ = photograph.pixels.shape
    return width, height


def _own(batch: FloatArray, row: int) -> FloatArray:
    """One photograph's part, which must not keep the whole batch in memory."""
    own: FloatArray = batch[0] if len(batch) == 1 else batch[row].copy()
    return own
