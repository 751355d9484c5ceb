"""What every stage of a network makes of photographs: of one, of some, or of a folder of them."""

import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import overload

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

from explorer.inspection.class_choice import choose_class
from explorer.inspection.eval_mode import PRECISIONS, evaluated
from explorer.inspection.passes import forward_and_backward
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
from explorer.networks.stages import family, head_bias, stage_strides
from explorer.photographs.ahead import batches_ahead
from explorer.photographs.crop import seen_crop
from explorer.photographs.photograph import Photograph, Picture
from explorer.sentences.sentence import Sentence, refusal

PREDICTIONS = 5
NAMED = 3  # photographs of several
SMALL = 64  # pixels of an input whose layers cost more to begin than to compute
# Small images are computed in multiples of so many, since for one, or for three, libraries take
# kernels that round otherwise: so a photograph has the same bits in any batch, hardly later.
ALIKE = {"cpu": 2, "cuda": 8}


class Inspections(tuple[Inspection, ...]):
    """One inspection for each photograph of a call, in order."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Short: how many photographs, and what the first were taken for."""
        first = ", ".join(f"{each.image}: {each.predictions[0].name}" for each in self[:NAMED])
        return f"<Inspections of {len(self)} photographs: {first}{', ...' * (len(self) > NAMED)}>"


@overload  # a path is a sequence of paths only to the type checker
def inspect(  # type: ignore[overload-overlap]
    network: LoadedNetwork | str | Path,
    photographs: Picture,
    class_: int | str | None = None,
    stages: Collection[str] | None = None,
) -> Inspection: ...
@overload
def inspect(
    network: LoadedNetwork | str | Path,
    photographs: Sequence[Picture],
    class_: int | str | None = None,
    stages: Collection[str] | None = None,
) -> Inspections: ...
def inspect(
    network: LoadedNetwork | str | Path,
    photographs: Picture | Sequence[Picture],
    class_: int | str | None = None,
    stages: Collection[str] | None = None,
) -> Inspection | Inspections:
    """What every stage of a network makes of photographs, from one forward and one backward pass.

    The network is left as it was: modes, gradients and hooks, also after a failure. Where a GPU's
    memory does not hold a batch, halves of it are computed one after the other (a small network
    computes eight photographs on CUDA, however few are given); where batch normalisation keeps no
    statistics and would mix a batch, photographs are, one by one.

    Args:
        network: A network of the catalogue, its name or a checkpoint's file, or one's own module
            in a `LoadedNetwork`.
        photographs: One photograph or a sequence of them, computed in batches of eight: as
            `Photograph`, a file's path or content, a Pillow image, or (H, W, 3) uint8 sRGB pixels.
        class_: Index or name of the class to explain; None explains for each photograph the class
            that it is taken for.
        stages: Names of those that are wanted, such as `["stage4"]`, which costs less; the last is
            always among them, and None is all.

    Returns:
        The inspection of one photograph, or of a sequence one for each, in order.

    Raises:
        FileNotFoundError: There is no such photograph.
        ValueError: There is no such network, class or stage, a photograph cannot be read, the
            network's numbers are not finite, or the device's memory does not hold one photograph.
    """
    if isinstance(photographs, _ONE):
        return inspect(network, [photographs], class_, stages)[0]
    return Inspections(inspect_each(network, photographs, class_, stages))


def inspect_each(
    network: LoadedNetwork | str | Path,
    photographs: Picture | Iterable[Picture],
    class_: int | str | None = None,
    stages: Collection[str] | None = None,
) -> Iterator[Inspection]:
    """The inspections of any number of photographs, one after the other, in bounded memory.

    Batches of eight are computed while the next is read; whoever lets go of an inspection before
    the next never holds more than those. Arguments and errors are those of `inspect`.
    """
    network = ready(network)
    if isinstance(photographs, _ONE) or not isinstance(photographs, Iterable):
        photographs = [photographs]  # a path is no sequence of letters
    chosen = None if class_ is None else choose_class(network.class_names, class_)
    wanted = _wanted(stages, len(stage_strides(network.module)))

    def passes(part: Sequence[Photograph]) -> tuple[Inspection, ...]:
        return _one_batch(network, part, chosen, wanted)

    alone = _mixes(network.module)
    for batch in batches_ahead(photographs):
        for each in batch:
            if isinstance(each, Exception):
                raise each
        for part in ([each] for each in batch) if alone else (batch,):
            yield from in_smaller_batches(part, passes)  # type: ignore[arg-type]


_ONE = (Photograph, str, Path, bytes, Image.Image, np.ndarray)


def _mixes(module: nn.Module) -> bool:
    """Whether a photograph's numbers depend on those beside it, in eval mode too."""
    without = (each for each in module.modules() if each._buffers.get("running_mean", 0) is None)
    return any(isinstance(each, _BatchNorm) for each in without)


def _wanted(names: Collection[str] | None, count: int) -> tuple[int, ...]:
    """The stages that were asked for, by their place from 0, the last among them."""
    known = [f"stage{index}" for index in range(1, count + 1)]
    unknown = [] if names is None else [each for each in names if each not in known]
    if unknown:
        raise refusal(
            "{setting} must be one of {allowed}, got {value!r}: choose one.",
            setting=Sentence("stage"),
            allowed=", ".join(known),
            value=unknown[0],
        )
    return tuple(
        place
        for place, name in enumerate(known)
        if names is None or name in names or place == count - 1
    )


def _one_batch(
    network: LoadedNetwork,
    photographs: Sequence[Photograph],
    chosen: ExplainedClass | None,
    wanted: tuple[int, ...],
) -> tuple[Inspection, ...]:
    began = time.perf_counter()
    with evaluated(network.module) as module:
        parameter = next(module.parameters())
        images = network.batch([each.image for each in photographs])
        images = images.to(parameter.device, parameter.dtype)  # (N, 3, H, W)
        small = network.input_size <= SMALL
        images = _alike(images) if small else images
        index = None if chosen is None else chosen.index
        alone = small and images.device.type == "cpu"  # a GPU's batch always has eight
        passes = forward_and_backward(module, images, index, wanted, alike=alone)
        bias = _array(head_bias(module))
        strides = stage_strides(module)
        logits = _array(passes.logits)[: len(photographs)]
        rows = range(len(photographs))
        for photograph, row in zip(photographs, logits, strict=True):
            if not np.isfinite(row).all():
                raise refusal(
                    "{network} gives logits that are not finite numbers for {image}: its "
                    "weights hold NaN or are too large; choose another checkpoint.",
                    network=network.name,
                    image=photograph.name,
                )
        inputs, stems = _own(images, rows), _own(passes.stem, rows)
        features = [_own(each, rows) for each in passes.stages]
        gradients = [_own(each, rows) for each in passes.gradients]
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
            input=inputs[row],
            scaling=network.scaling,
            crop=seen_crop(*_size(photograph), network.resize, network.input_size),
            logits=logits[row].copy(),
            predictions=_predictions(logits[row], network.class_names),
            explained=ExplainedClass(explained[row], network.class_names[explained[row]]),
            stem=stems[row],
            stages=tuple(
                Stage(f"stage{place + 1}", feature[row], gradient[row], strides[place])
                for place, feature, gradient in zip(wanted, features, gradients, strict=True)
            ),
            bias=float(bias[explained[row]]),
            seconds=seconds,
            source=network.source,
        )
        for row, photograph in enumerate(photographs)
    )


def _alike(images: Tensor) -> Tensor:
    """A batch with its last image again, until it is a multiple of `ALIKE`."""
    missing = -len(images) % ALIKE.get(images.device.type, 1)
    return torch.cat([images, images[-1:].expand(missing, -1, -1, -1)]) if missing else images


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


def _own(batch: Tensor, rows: Sequence[int]) -> list[FloatArray]:
    """Each photograph's part, none of which may keep the whole batch in memory."""
    if batch.device.type != "cpu":  # each is copied once, on its way from the device
        return [_array(batch[row]) for row in rows]
    parts = batch.detach().unbind()
    return [_array(parts[row] if len(parts) == 1 else parts[row].clone()) for row in rows]
