"""Figure 7 of the 2015 paper: how strongly the layers of a network respond.

The paper measures "the outputs of each 3x3 layer, after BN and before other nonlinearity
(ReLU/addition)". For a residual network that is how strongly each block changes what it passes on.

Source: He, Zhang, Ren, Sun: Deep Residual Learning for Image Recognition, 2015, section 4.2.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torchvision.models.resnet import Bottleneck

from explorer.files.tables import table_text
from explorer.inspection.eval_mode import evaluated
from explorer.inspection.result import ResponseDeviation
from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.networks.cifar_resnet import CifarResNet
from explorer.networks.names import parse
from explorer.networks.stages import after_sum, blocks, shortcut, stem
from explorer.photographs.ahead import batches_ahead
from explorer.photographs.photograph import Photograph, Picture
from explorer.sentences.sentence import refusal

__all__ = [
    "ResponseDeviation",
    "photograph_batches",
    "response_deviation",
    "response_steps",
    "table",
]

BATCH = 16  # photographs that go through the network together
COLUMNS = ("network", "layer", "name", "deviation", "images", "count")


def response_deviation(
    network: LoadedNetwork,
    batches: Iterable[Tensor],
    images: str,
    progress: Callable[[int], None] = lambda _done: None,
) -> ResponseDeviation:
    """The standard deviation of every 3x3 layer's responses, from forward passes in eval mode.

    Args:
        network: Left as it was, also after a failure; no hooks, since others may be using it.
        batches: (N, 3, H, W) each, as the network wants its images, all of one size.
        images: What they are, in words.
        progress: Told after each batch how many images are done.

    Raises:
        ValueError: The network has no batch normalisation after its convolutions, its numbers are
            not finite, or there are no images.
    """
    steps = response_steps(network, batches, images)
    while True:
        try:
            progress(next(steps))
        except StopIteration as ended:
            found: ResponseDeviation = ended.value
            return found


def response_steps(
    network: LoadedNetwork, batches: Iterable[Tensor], images: str
) -> Generator[int, None, ResponseDeviation]:
    """What `response_deviation` does, a batch at a time: whoever has heard enough closes it.

    Args:
        network: As there; between two batches nothing of it is held.
        batches: As there.
        images: As there.

    Yields:
        After each batch how many images are done.

    Returns:
        What `response_deviation` does.

    Raises:
        ValueError: As there.
    """
    _check(network)
    names: tuple[str, ...] = ()
    means: list[Tensor] = []  # (N, layers) each, over channels and places
    variances: list[Tensor] = []
    done = 0
    for batch in batches:
        with evaluated(network.module) as module:
            parameter = next(module.parameters())
            inputs = batch.to(parameter.device, parameter.dtype)
            names, spreads = zip(
                *(
                    (name, torch.var_mean(response, dim=(1, 2, 3), correction=0))
                    for name, response in _responses(module, inputs)
                ),
                strict=True,
            )
            variances.append(torch.stack([variance for variance, _ in spreads], 1).cpu())
            means.append(torch.stack([mean for _, mean in spreads], 1).cpu())
        done += len(batch)
        yield done
    if not done:
        raise refusal("there are no images to measure responses on: choose at least one")
    # All images have equally many responses, so their variances and means make up the whole's.
    within, between = torch.cat(variances).double(), torch.cat(means).double()
    deviation = (within.mean(0) + between.var(0, correction=0)).sqrt().numpy()
    if not np.isfinite(deviation).all():
        raise refusal(
            "{network1} gives responses that are not finite numbers: its weights "
            "hold NaN or are too large; choose another checkpoint",
            network1=network.name,
        )
    return ResponseDeviation(
        network=network.name,
        source=network.source,
        depth=parse(network.name).depth,
        residual=not isinstance(network.module, CifarResNet) or network.module.residual,
        layers=names,
        deviation=deviation,
        images=images,
        count=done,
    )


def photograph_batches(network: LoadedNetwork, photographs: Iterable[Picture]) -> Iterator[Tensor]:
    """What a network sees of photographs, some at a time: (N, 3, input_size, input_size).

    Args:
        network: Whose input they become.
        photographs: Or whatever `read_photograph` takes; few of them are in memory at once.

    Yields:
        16 at a time, and the rest.

    Raises:
        ValueError, OSError: One cannot be read, or is over 200 times as long as wide.
    """
    waiting: list[Tensor] = []  # what the network sees is small
    for batch in batches_ahead(photographs):
        waiting += network.batch([_read(each).image for each in batch])
        while len(waiting) >= BATCH:
            yield torch.stack(waiting[:BATCH])
            del waiting[:BATCH]
    if waiting:
        yield torch.stack(waiting)


def _read(photograph: Photograph | ValueError | OSError) -> Photograph:
    if isinstance(photograph, Exception):
        raise photograph
    return photograph


def table(measured: Sequence[ResponseDeviation]) -> str:
    """The text of a CSV file with a row for each layer, counted from 1, input side first."""
    rows = (
        (each.network, layer, name, f"{deviation:.6g}", each.images, each.count)
        for each in measured
        for layer, (name, deviation) in enumerate(
            zip(each.layers, each.deviation.tolist(), strict=True), 1
        )
    )
    return table_text(COLUMNS, rows)


def _check(network: LoadedNetwork) -> None:
    module = network.module
    if isinstance(module, CifarResNet) and (
        module.pre_activation or isinstance(module.bn1, nn.Identity)
    ):
        raise refusal(
            "the convolutions of {name} are not followed by batch normalisation, "
            "and Figure 7 is of responses after it: choose a network in the "
            "setting of the 2015 paper",
            name=network.name,
        )


def _responses(module: nn.Module, images: Tensor) -> Iterator[tuple[str, Tensor]]:
    """Each 3x3 layer's name and response (N, C, H, W), to be looked at before the next is asked."""
    if isinstance(module, CifarResNet):
        response = module.bn1(module.conv1(images))
        yield "conv1", response
        x: Tensor = module.relu(response)
    else:
        x = stem(module, images)  # 7x7, and no response of Figure 7
    for name, block in blocks(module):
        carried, branch = shortcut(block, x), x
        last = 3 if isinstance(block, Bottleneck) else 2
        for number in range(1, last + 1):
            convolution = getattr(block, f"conv{number}")
            branch = getattr(block, f"bn{number}")(convolution(branch))
            if convolution.kernel_size == (3, 3):
                yield f"{name}.conv{number}", branch
            if number < last:
                branch = block.relu(branch)  # type: ignore[operator]
        x = after_sum(block, branch if carried is None else branch + carried)
