"""Attributions that need more than one pass: captum's, which differ from CAMs in what they ask.

Nothing here touches the shared network: what has to be hooked is a private copy.
"""

import copy
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from captum.attr import GuidedBackprop
from captum.attr import Occlusion as CaptumOcclusion
from torch import Tensor, nn

from explorer.inspection.alignment import align
from explorer.inspection.attributions.guidable_relus import with_guidable_relus
from explorer.inspection.attributions.integrated_gradients import MOST, TOLERANCE, integrate
from explorer.inspection.class_choice import choose_class
from explorer.inspection.eval_mode import evaluated
from explorer.inspection.grad_cam import cam, unknown_method
from explorer.inspection.inspect import inspect
from explorer.inspection.result import ATTRIBUTIONS, Attribution, FloatArray
from explorer.networks.catalog.catalog import ready
from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.networks.device import is_out_of_memory
from explorer.photographs.photograph import Photograph, Picture, read_photograph
from explorer.photographs.quiet import quietly
from explorer.sentences.sentence import Sentence, refusal

__all__ = ["Attribution", "attribute"]

AT_ONCE = 8  # pictures in one forward pass
Progress = Callable[[float], None]  # told the share that is done, 0 to 1


def attribute(
    network: LoadedNetwork | str | Path,
    photograph: Picture,
    class_: int | str,
    method: str,
    progress: Progress | None = None,
) -> Attribution:
    """Which pixels speak for a class, by one of captum's methods.

    Integrated Gradients takes 48 passes forward and back and up to 800 where these do not sum to
    the logit's change within 1 %, Occlusion 225 forward: seconds on a CPU, or minutes.

    Args:
        network: As for `inspect`; left as it was, also after a failure.
        photograph: As for `inspect`.
        class_: Index or name of the class to explain.
        method: One of `ATTRIBUTIONS`.
        progress: Told the share that is done; what it raises ends the work.

    Raises:
        ValueError: There is no such class or method, or the device's memory does not hold the work.
    """
    if method not in _METHODS:
        raise unknown_method(method, ATTRIBUTIONS)
    network, photograph = ready(network), read_photograph(photograph)
    index = choose_class(network.class_names, class_).index
    for at_once in (AT_ONCE, 1):
        try:
            return _METHODS[method](network, photograph, index, at_once, progress)
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
    raise refusal(
        "{method} of {network} does not fit the memory: choose a shallower network, or, on a GPU, "
        "start with --device cpu.",
        method=method,
        network=network.name,
    )


def integrated_gradients(
    network: LoadedNetwork,
    photograph: Photograph,
    index: int,
    at_once: int,
    progress: Progress | None,
) -> Attribution:
    """Gradients summed on the straight way from a black picture, times the way; (3, H, W).

    Source: see `integrated_gradients`.
    """
    with evaluated(network.module) as module:
        images = _images(network, photograph, module)
        forward = _counted(module, MOST, progress)
        found = integrate(forward, images, _black(network, images), index, at_once)
    if progress is not None:
        progress(1.0)
    note = Sentence(
        "Baseline: a black picture, {steps} steps. The attributions sum to "
        "{total:.3f}; the logit is {difference:.3f} above the black picture's: "
        "completeness error {error:+.3f}.",
        steps=found.steps,
        total=found.total,
        difference=found.difference,
        error=found.error,
    )
    warning = ""
    if not found.complete:
        warning = Sentence(
            "The attributions miss the logit's change of {difference:.3f} by "
            "{share:.3g} %, more than {tolerance:g} %, after {computed} steps: "
            "look at where they lie, not at how large they are.",
            difference=found.difference,
            share=100 * found.share,
            tolerance=100 * TOLERANCE,
            computed=found.computed,
        )
    measured = {
        "steps": float(found.steps),
        "steps_computed": float(found.computed),
        "sum": found.total,
        "logit_difference": found.difference,
        "completeness_error": found.error,
    }
    map_ = _array(found.contributions[0].to(images.dtype))
    return Attribution("integrated-gradients", map_, note, measured, warning)


def guided_grad_cam(
    network: LoadedNetwork,
    photograph: Photograph,
    index: int,
    at_once: int,
    progress: Progress | None,
) -> Attribution:
    """Guided backpropagation times the last stage's Grad-CAM; (3, H, W).

    The map is painted where its cells' receptive fields are centred (`alignment`), not stretched.

    Source: Selvaraju et al. 2017, section 3.3; Springenberg et al. 2015.
    """
    with evaluated(network.module) as module:
        private = copy.deepcopy(module).eval().requires_grad_(False)
        if not with_guidable_relus(private):
            raise refusal(
                "guided-grad-cam needs ReLUs, and {network} has none: choose "
                "integrated-gradients or occlusion.",
                network=network.name,
            )
        images = _images(network, photograph, module).requires_grad_()
        with torch.enable_grad(), quietly():
            guided: Tensor = GuidedBackprop(private).attribute(images, target=index)
    last = inspect(network, [photograph], index)[0].stages[-1]
    painted = align(cam(last, "grad-cam"), last.stride, network.input_size)
    if progress is not None:
        progress(1.0)
    note = Sentence(
        "Guided backpropagation x the last stage's Grad-CAM. Guided "
        "backpropagation draws edges that hardly depend on the upper layers' "
        "weights (Adebayo et al. 2018); what tells classes apart is the "
        "Grad-CAM factor."
    )
    if not painted.any():
        note = Sentence("{note} Here the map is nowhere positive, so nothing is left.", note=note)
    return Attribution("guided-grad-cam", _array(guided[0]) * painted, note)


def occlusion(
    network: LoadedNetwork,
    photograph: Photograph,
    index: int,
    at_once: int,
    progress: Progress | None,
) -> Attribution:
    """How far the logit falls where a patch of the mean colour covers a place; (H, W).

    Each pixel holds the mean over the patches that covered it.

    Source: Zeiler and Fergus 2014, section 4.1.
    """
    patch = max(2, network.input_size // 8)
    stride = patch // 2
    places = (1 + -(-(network.input_size - patch) // stride)) ** 2
    with evaluated(network.module) as module:
        images = _images(network, photograph, module)
        forward = _counted(module, places + 1, progress)
        falls: Tensor = CaptumOcclusion(forward).attribute(
            images,
            sliding_window_shapes=(images.shape[1], patch, patch),
            strides=(images.shape[1], stride, stride),
            baselines=0,
            target=index,
            perturbations_per_eval=at_once,
        )
    note = Sentence(
        "A patch of {height} x {width} pixels in the mean colour, moved by "
        "{stride}: {places} places. At most, covering lowers the logit by "
        "{fall:.3f}.",
        height=patch,
        width=patch,
        stride=stride,
        places=places,
        fall=max(float(falls.max()), 0),
    )
    measured = {"patch": float(patch), "places": float(places), "largest_fall": float(falls.max())}
    return Attribution("occlusion", _array(falls[0, 0]), note, measured)


_METHODS: dict[
    str, Callable[[LoadedNetwork, Photograph, int, int, Progress | None], Attribution]
] = {
    "integrated-gradients": integrated_gradients,
    "guided-grad-cam": guided_grad_cam,
    "occlusion": occlusion,
}


def _counted(
    module: nn.Module, pictures: int, progress: Progress | None
) -> Callable[[Tensor], Tensor]:
    """The network's forward, which tells what share of its pictures has passed through."""
    passed = 0

    def forward(images: Tensor) -> Tensor:
        nonlocal passed
        logits: Tensor = module(images)
        passed += len(images)
        if progress is not None:
            progress(min(1.0, passed / pictures))
        return logits

    return forward


def _images(network: LoadedNetwork, photograph: Photograph, module: nn.Module) -> Tensor:
    """(1, 3, H, W) on the network's device and in its precision."""
    parameter = next(module.parameters())
    return network.transform(photograph.image)[None].to(parameter.device, parameter.dtype)


def _black(network: LoadedNetwork, images: Tensor) -> Tensor:
    """A black picture as the network would see it, in the shape of `images`."""
    levels = -np.array(network.scaling.mean) / np.array(network.scaling.std)
    return images.new_tensor(levels)[None, :, None, None].expand_as(images)


def _array(tensor: Tensor) -> FloatArray:
    array: FloatArray = tensor.detach().cpu().numpy()
    return array
