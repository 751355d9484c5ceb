"""What changes while a network learns, and how it becomes a checkpoint and comes back from one."""

import torch
from torch import Tensor

from explorer.networks.cifar_resnet import CifarResNet
from explorer.networks.names import parse
from explorer.training.run.checkpoint import Checkpoint
from explorer.training.run.recipe import Recipe
from explorer.training.run.record import EpochRow, row_from_numbers, row_numbers
from explorer.training.run.settings import TrainingSettings


class TrainingState:
    """A run's network, optimiser and counters.

    Args:
        settings: Decide the initial weights.
        recipe: Makes the optimiser.
        classes: Number of logits.
        device: Where the network learns.

    Attributes:
        network: Channels last in memory, which convolutions on both CPU and GPU prefer.
        optimiser: Of its parameters.
        iteration: Iterations done.
        epoch_seconds: Time spent on the unfinished epoch.
        rows: Finished epochs.
    """

    def __init__(
        self, settings: TrainingSettings, recipe: Recipe, classes: int, device: torch.device
    ) -> None:
        name = parse(settings.network)
        with torch.random.fork_rng(devices=[]):  # the caller's generator stays as it was
            torch.manual_seed(settings.seed)
            network = CifarResNet(
                name.depth, residual=name.residual, width=settings.width, classes=classes
            )
        self.network: CifarResNet = network.to(device=device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.optimiser = recipe.optimiser(self.network)
        self.iteration = 0
        self.epoch_seconds = 0.0
        self.rows: list[EpochRow] = []
        # Sums over the unfinished epoch stay on the device: reading them would wait for it.
        self._tally = {
            "loss": torch.zeros((), device=device),
            "batches": torch.zeros((), dtype=torch.int64),
            "wrong": torch.zeros((), dtype=torch.int64, device=device),
            "images": torch.zeros((), dtype=torch.int64),
        }

    def count(self, loss: Tensor, wrong: Tensor, images: int) -> None:
        """Add one batch's mean loss and number of wrong answers to the epoch's sums."""
        self._tally["loss"] += loss
        self._tally["batches"] += 1
        self._tally["wrong"] += wrong
        self._tally["images"] += images

    def epoch_means(self) -> tuple[float, float]:
        """Mean loss and share of wrong answers over the epoch so far."""
        batches, images = int(self._tally["batches"]), int(self._tally["images"])
        return (
            float(self._tally["loss"]) / max(1, batches),
            int(self._tally["wrong"]) / max(1, images),
        )

    def start_epoch(self) -> None:
        """Set the epoch's sums and time to nothing."""
        self.epoch_seconds = 0.0
        for total in self._tally.values():
            total.zero_()

    def is_finite(self) -> bool:
        """Whether every weight and running statistic is a finite number."""
        return all(bool(tensor.isfinite().all()) for tensor in self.network.state_dict().values())

    def checkpoint(self, identity: dict[str, str]) -> Checkpoint:
        """All of it, to be written."""
        return Checkpoint(
            identity=identity,
            iteration=self.iteration,
            network=dict(self.network.state_dict()),
            optimiser=self.optimiser.state_dict(),
            epoch_tally=self._tally,
            epoch_seconds=self.epoch_seconds,
            rows=[row_numbers(row) for row in self.rows],
            threads=torch.get_num_threads(),
        )

    def restore(self, saved: Checkpoint) -> None:
        """Become what was saved: in place, so that every tensor keeps its layout and device."""
        self.network.load_state_dict(saved.network)
        self.optimiser.load_state_dict(saved.optimiser)
        for parameter, state in self.optimiser.state.items():
            momentum = state.get("momentum_buffer")
            if momentum is not None:  # absent before the first step
                state["momentum_buffer"] = torch.empty_like(parameter).copy_(momentum).detach()
        for name, total in self._tally.items():
            total.copy_(saved.epoch_tally[name])
        self.iteration = saved.iteration
        self.epoch_seconds = saved.epoch_seconds
        self.rows = [row_from_numbers(numbers) for numbers in saved.rows]
