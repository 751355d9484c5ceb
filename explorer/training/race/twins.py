"""What a plain and a residual network have in common: initial weights, and batches in their order.

A bare loop over these gives the losses of a race, bit for bit on a CPU:

    plain, residual = twins(settings)
    learns = {network: optimiser(settings, network) for network in (plain, residual)}
    for images, labels in batches(settings):
        for network in (plain, residual):
            loss = F.cross_entropy(network(images), labels)
            learns[network].zero_grad()
            loss.backward()
            if settings.clip is not None:
                nn.utils.clip_grad_norm_(network.parameters(), settings.clip)
            learns[network].step()
"""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from itertools import count
from typing import NamedTuple

import torch
from torch import Tensor, nn

from explorer.networks.cifar_resnet import CifarResNet, initialize
from explorer.training.batches import augmentation_draws, crop_and_flip, epoch_order, scale
from explorer.training.processor.one_thread import one_thread
from explorer.training.race.data import RaceData, race_data
from explorer.training.race.settings import RaceSettings, is_small

PADDING_SHARE = 8  # the paper pads 32 pixels by 4; smaller images by the same share


class Twins(NamedTuple):
    """Two networks with the same weights, as far as both have them; in training mode."""

    plain: CifarResNet
    residual: CifarResNet


def twins(
    settings: RaceSettings,
    *,
    classes: int | None = None,
    device: torch.device | str = "cpu",
    dtype: torch.dtype = torch.float32,
) -> Twins:
    """The plain and the residual network of a race, before its first step.

    Args:
        settings: Of the race; the seed decides the weights, on every device the same.
        classes: Number of logits; by default what the settings' data has.
        device: Where they are put.
        dtype: Of the weights, drawn in this type.
    """
    if classes is None:
        classes = len(race_data(settings).class_names)
    generator = torch.Generator().manual_seed(settings.seed)
    plain = _drawn(settings, classes, False, dtype, generator)
    residual = _drawn(settings, classes, True, dtype, generator)
    # Projections, which the plain network lacks, keep what was drawn for them.
    residual.load_state_dict(plain.state_dict(), strict=False)
    return Twins(plain.to(device), residual.to(device))


def undrawn(settings: RaceSettings, classes: int, residual: bool) -> CifarResNet:
    """One of the twins on the meta device, where it has shapes and no numbers."""
    with torch.device("meta"):
        return CifarResNet(
            settings.depth,
            residual=residual,
            shortcut=settings.shortcut,
            shortcut_scale=settings.shortcut_scale,
            residual_scale=settings.residual_factor,
            block=settings.block,
            normalization=settings.normalization,
            activation=settings.activation,
            width=settings.width,
            classes=classes,
        )


def _drawn(
    settings: RaceSettings,
    classes: int,
    residual: bool,
    dtype: torch.dtype,
    generator: torch.Generator,
) -> CifarResNet:
    network = undrawn(settings, classes, residual).to(dtype).to_empty(device="cpu")
    initialize(network, settings.initialization, generator)
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.reset_parameters()
    return network.train()


def optimiser(settings: RaceSettings, network: nn.Module) -> torch.optim.Optimizer:
    """The settings' optimiser of a network's parameters, as PyTorch has it."""
    on_gpu = next(network.parameters()).is_cuda  # where its steps are recorded
    if settings.optimiser == "adam":
        return torch.optim.Adam(
            network.parameters(),
            lr=settings.learning_rate,
            betas=(settings.momentum, 0.999),
            weight_decay=settings.weight_decay,
            capturable=on_gpu,
        )
    return torch.optim.SGD(
        network.parameters(),
        lr=settings.learning_rate,
        momentum=settings.momentum,
        weight_decay=settings.weight_decay,
    )


def weights_sha256(network: nn.Module, names: Iterable[str]) -> str:
    """SHA-256 of the parameters with these names: name, shape and bytes of each, in their order."""
    digest = hashlib.sha256()
    parameters = dict(network.named_parameters())
    for name in names:
        values = parameters[name].detach().cpu().contiguous()
        digest.update(f"{name} {tuple(values.shape)}".encode())
        digest.update(values.numpy().tobytes())
    return digest.hexdigest()


def common_parameters(networks: Twins) -> tuple[str, ...]:
    """Names of the parameters that both networks have, input side first."""
    residual = {name for name, _ in networks.residual.named_parameters()}
    return tuple(name for name, _ in networks.plain.named_parameters() if name in residual)


def fingerprints(networks: Twins) -> tuple[str, str]:
    """Of the weights that both have, for each of them: equal before the first step."""
    names = common_parameters(networks)
    return weights_sha256(networks.plain, names), weights_sha256(networks.residual, names)


class Batches:
    """The batches of a race in their order; iterating again starts again.

    Yields (N, 3, S, S) float32 images and (N,) int64 labels. Images are cropped, and mirrored where
    the data allow it; scikit-learn's digits are neither, since they fill their picture from edge to
    edge. Every draw comes from (seed, epoch, step), on the CPU, so every device sees the same; an
    epoch's last images that fill no batch are left out.

    Attributes:
        steps: How many there are; may grow while they are drawn.
        data: Where they come from.
        drawn: Of the batch yielded last: indices, crop offsets and mirrorings as bytes. With the
            data's fingerprint these say exactly what the batch was.
    """

    def __init__(self, settings: RaceSettings, data: RaceData) -> None:
        self.steps = settings.steps
        self.data = data
        self.drawn = b""
        self._settings = settings
        self._batch = min(settings.batch, len(data.train.labels))
        self._padding = 0 if data.name == "digits" else settings.image_size // PADDING_SHARE

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        """All batches from the first; `on_its_threads` while each is at hand."""
        for batch in self.from_the_first():
            with self.on_its_threads():
                yield batch

    def on_its_threads(self) -> AbstractContextManager[None]:
        """For the time in which a batch is learned from.

        On a CPU, small ones are learned from by one thread (see `settings.is_small`): this thread's
        kernels run on it alone, so that a sum is added in the same order whoever asks for it.
        """
        on_cpu = self.data.train.labels.device.type == "cpu"
        return one_thread() if on_cpu and is_small(self._settings) else nullcontext()

    def from_the_first(self) -> Iterator[tuple[Tensor, Tensor]]:
        """All batches, on as many threads as there are."""
        train, device = self.data.train, self.data.train.labels.device
        an_epoch = len(train.labels) // self._batch
        order = torch.empty(0)
        for step in count():
            if step >= self.steps:
                return
            epoch, place = divmod(step, an_epoch)
            if place == 0:
                order = epoch_order(self._settings.seed, epoch, len(train.labels))
            chosen = order[place * self._batch : (place + 1) * self._batch]
            offsets, flips = augmentation_draws(
                self._settings.seed,
                epoch,
                step,
                self._batch,
                mirrored=self.data.mirrored,
                padding=self._padding,
            )
            self.drawn = b"".join(each.numpy().tobytes() for each in (chosen, offsets, flips))
            there = chosen.to(device)
            images = scale(train.images[there], self.data.scaling)
            images = crop_and_flip(images, offsets, flips, self._padding)
            # With all digits, a GPU's library is a quarter faster where channels come first.
            yield images.contiguous() if images.is_cuda else images, train.labels[there]


def batches(
    settings: RaceSettings,
    data: RaceData | None = None,
    *,
    device: torch.device | str = "cpu",
) -> Batches:
    """The batches that both networks of a race learn from: pairs of images and labels.

    Args:
        settings: Of the race.
        data: Already in a device's memory; by default the settings' data is opened.
        device: For the data that is opened here.
    """
    return Batches(settings, race_data(settings, device=device) if data is None else data)
