"""One network in a race: it trains on what it is given, and every step is measured."""

import hashlib
import math
import platform
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import cast

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from explorer.networks.cifar_resnet import CifarResNet
from explorer.networks.device import device_label, is_out_of_memory
from explorer.networks.exact_convolutions import EXACT_CONVOLUTIONS
from explorer.sentences.sentence import refusal
from explorer.training.measuring.gradient_norms import NORMS, GradientProbe, LayerNorms
from explorer.training.measuring.learning import LearningJudge
from explorer.training.measuring.verdict import Judge
from explorer.training.processor.captured_step import CapturedStep, Recording
from explorer.training.race.accuracy import Accuracy
from explorer.training.race.data import RaceData
from explorer.training.race.result import NETWORKS, NetworkKind, NetworkStep, RaceFacts
from explorer.training.race.self_checks import self_checks
from explorer.training.race.settings import RaceSettings
from explorer.training.race.twins import Twins, fingerprints, optimiser


class Lane:
    """One network on its way: train it, then read what was measured.

    Args:
        kind: `plain` or `residual`.
        network: In training mode, on its device; the lane holds hooks on it until `close`.
        settings: Of the race.
        data: What it learns from.
        at_layer: As `GradientProbe` has it.
        recording: By which steps are recorded; None does each as it is written.
    """

    def __init__(
        self,
        kind: NetworkKind,
        network: CifarResNet,
        settings: RaceSettings,
        data: RaceData,
        at_layer: Callable[[], object] = lambda: None,
        recording: Recording | None = None,
    ) -> None:
        self.kind = kind
        self.network = network
        self.diverged = False
        self._has_shortcuts = kind == "residual"
        self._settings = settings
        self._parameters = list(network.parameters())
        self._optimiser = optimiser(settings, network)
        self._switched = 0
        self._captured: CapturedStep | None = None
        if recording is not None:
            self._captured = CapturedStep(
                self._as_written, lambda: (self._switched, self._probe.form), recording
            )
        self._probe = GradientProbe(network, at_layer=self._unless_recorded(at_layer))
        self._probe.__enter__()
        self._judge = Judge(data.guess.entropy, main_path=settings.depth - 1)
        self._learning = LearningJudge(
            data.guess, settings.batch, len(data.train.labels), len(data.test.labels)
        )
        self._batches = hashlib.sha256(data.sha256.encode())

    def _unless_recorded(self, at_layer: Callable[[], object]) -> Callable[[], object]:
        """The same, but that nobody may wait in a step that is being recorded."""
        captured = self._captured
        return at_layer if captured is None else lambda: captured.records or at_layer()

    @property
    def parameters(self) -> int:
        """How many numbers the network learns."""
        return sum(each.numel() for each in self._parameters)

    @property
    def names(self) -> tuple[str, ...]:
        """Of the convolutions, in the order of all arrays."""
        return self._probe.names

    def close(self) -> None:
        """Take the hooks off the network, and let a recorded step go."""
        self._probe.__exit__(None, None, None)
        self._captured = None

    def switch(self, factor: float) -> None:
        """From the next step on, every block adds `factor` times its shortcut."""
        self.network.add_shortcuts(factor)
        self._switched += 1
        self._has_shortcuts = factor != 0

    def train(self, images: Tensor, labels: Tensor, drawn: bytes) -> Tensor:
        """One step downhill on one batch.

        Args:
            images: (N, 3, S, S).
            labels: (N,).
            drawn: Says what the batch is, for the fingerprint.

        Returns:
            All that was measured, on the device, for `read`.
        """
        with computing(images.device):  # which holds for one thread
            self._batches.update(drawn)
            step = self._as_written if self._captured is None else self._captured
            return step(images, labels)

    def _as_written(self, images: Tensor, labels: Tensor) -> Tensor:
        logits = self.network(images)
        loss = F.cross_entropy(logits, labels)
        self._optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        norms = self._probe.before_update()
        if self._settings.clip is not None:
            self._clip(norms, self._settings.clip)
        self._optimiser.step()
        measured = self._probe.collected()
        right = (logits.detach().argmax(1) == labels).to(measured.dtype).mean()
        return torch.cat([torch.stack([loss.detach().to(measured.dtype), right]), measured])

    def _clip(self, norms: list[Tensor], largest: float) -> None:
        """`clip_grad_norm_` to the bit, without measuring every gradient once more."""
        total = torch.linalg.vector_norm(torch.stack(norms))
        factor = torch.clamp(largest / (total + 1e-6), max=1.0)
        torch._foreach_mul_([cast(Tensor, each.grad) for each in self._parameters], factor)

    def is_finite(self, numbers: NDArray[np.floating]) -> bool:
        """Whether loss, accuracy and all norms that `train` returned are finite numbers."""
        return bool(np.isfinite(numbers[: 2 + NORMS * len(self.names)]).all())

    def read(self, numbers: NDArray[np.floating], test: Accuracy | None) -> NetworkStep:
        """A step's numbers, once on the CPU, as a record.

        Args:
            numbers: What `train` returned.
            test: The test accuracy, where it was measured.
        """
        loss, right = float(numbers[0]), float(numbers[1])
        norms = self._probe.read(numbers[2:])
        quantities = norms.quantities
        self.diverged = not (math.isfinite(loss) and _finite(norms))
        right = right if math.isfinite(loss) else math.nan  # nan is no answer
        tested = None if test is None else test.estimated
        return NetworkStep(
            network=self.kind,
            loss=loss,
            train_accuracy=right,
            test_accuracy=tested,
            running_test_accuracy=None if test is None else test.running,
            **quantities,
            inner_product=norms.inner_product,
            diverged=self.diverged,
            verdict=self._judge.step(quantities["relative_gradient"], loss),
            learning=self._learning.step(loss, right, tested),
            checks=self_checks(
                self._settings,
                self._has_shortcuts,
                self.names,
                norms.inner_product,
                norms.weight,
                norms.weight_gradient,
            ),
            batches_sha256=self._batches.hexdigest(),
        )


def _finite(norms: LayerNorms) -> bool:
    return all(
        bool(np.isfinite(values).all())
        for values in (
            norms.activation,
            norms.activation_gradient,
            norms.weight_gradient,
            norms.weight,
            norms.update,
        )
    )


@contextmanager
def computing(device: torch.device) -> Iterator[None]:
    """Float32 with all its digits, the same every time; too little memory becomes a sentence."""
    try:
        with ExitStack() as stack:
            stack.enter_context(torch.enable_grad())
            stack.enter_context(torch.autocast(device.type, enabled=False))
            if device.type == "cuda":
                stack.enter_context(EXACT_CONVOLUTIONS.wanted())
            yield
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
        raise refusal(
            "the device's memory does not hold this race: choose a smaller batch, "
            "image size, width or depth, or --device cpu"
        ) from error


def race_facts(lanes: Sequence[Lane], data: RaceData, device: torch.device) -> RaceFacts:
    """What is known of a race before its first step.

    Args:
        lanes: Of both networks, in the order of `NETWORKS`.
        data: What they learn from.
        device: Where.
    """
    plain, residual = (lane.network for lane in lanes)
    return RaceFacts(
        layers={lane.kind: lane.names for lane in lanes},
        weights_sha256=dict(zip(NETWORKS, fingerprints(Twins(plain, residual)), strict=True)),
        data_sha256=data.sha256,
        data=data.name,
        class_names=data.class_names,
        guess=data.guess,
        train_images=len(data.train.labels),
        test_images=len(data.test.labels),
        device=device_label(device),
        parameters={lane.kind: lane.parameters for lane in lanes},
        versions={"python": platform.python_version(), "torch": torch.__version__},
    )
