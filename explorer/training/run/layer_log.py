"""What every convolution does while a network is trained: the writer of a run's `layers.csv`.

Its columns are those of a race: step, network, layer, name and the quantities, steps counted from
1. Every so many iterations the batch goes through the network once more, in float32 and with
the race's probe on it; of that pass nothing stays behind, so the run goes on as if it was not
measured. `activation` and the gradients are of that pass; `relative_update` is of the step that the
optimiser then takes, in whatever precision the run has.

The file is written whole, always before the checkpoint that counts its last step. So what a
resumed run finds has every row up to its checkpoint, and the rows after it are dropped.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from explorer.files.tables import nine_digits, read_table, write_table
from explorer.networks.cifar_resnet import CifarResNet
from explorer.networks.exact_convolutions import EXACT_CONVOLUTIONS
from explorer.training.measuring.gradient_norms import GradientProbe
from explorer.training.measuring.quantities import LAYER_COLUMNS, PLACE_COLUMNS
from explorer.training.race.record import LAYERS
from explorer.training.race.result import NetworkKind

FEWEST_BETWEEN = 25  # iterations from one measurement to the next, at least
MEASUREMENTS = 100  # of a longer run, the first and last iterations among them


def iterations_between(iterations: int) -> int:
    """Every how many iterations a run of that length is measured: a few per cent of its time."""
    return max(FEWEST_BETWEEN, -(-iterations // MEASUREMENTS))


class LayerLog:
    """The measurements of one run.

    Args:
        folder: Of the run.
        network: In training mode.
        iterations: Of the whole run.
        done: Iterations done: rows of later steps will be measured again.

    Attributes:
        notes: A sentence where an older file could not be gone on with.
    """

    def __init__(self, folder: Path, network: CifarResNet, iterations: int, done: int) -> None:
        self.notes: list[str] = []
        self._path = folder / LAYERS
        self._network = network
        self._kind: NetworkKind = "residual" if network.residual else "plain"
        self._iterations, self._every = iterations, iterations_between(iterations)
        self._rows = self._kept(done)
        self._unwritten = True

    @contextmanager
    def measuring(self, iteration: int, images: Tensor, labels: Tensor) -> Iterator[None]:
        """Measure the iteration, counted from 0, whose step is taken inside, if its turn has come.

        Args:
            iteration: Iterations done before this one.
            images: (N, 3, H, W) of its batch, as the network gets them.
            labels: (N,).
        """
        if iteration % self._every and iteration + 1 != self._iterations:
            yield
            return
        # Each time a new one: what it finds must not depend on when a run was stopped.
        probe = GradientProbe(self._network)
        with probe, _left_as_it_was(self._network):
            images = images.to(torch.float32)
            with _in_float32(images.device):
                loss = F.cross_entropy(self._network(images), labels)
                loss.backward()  # type: ignore[no-untyped-call]
            probe.before_update()
        yield
        norms = probe.read(probe.collected().cpu().numpy())
        table = zip(*(values.tolist() for values in norms.quantities.values()), strict=True)
        for layer, (name, numbers) in enumerate(zip(probe.names, table, strict=True), 1):
            place = iteration + 1, self._kind, layer, name
            self._rows.append((*place, *map(nine_digits, numbers)))
        self._unwritten = True

    def write(self) -> None:
        """Make what was measured last: before a checkpoint, never after it.

        Raises:
            OSError: It cannot be written.
        """
        if self._unwritten:
            write_table(self._path, LAYER_COLUMNS, self._rows)
            self._unwritten = False

    def _kept(self, done: int) -> list[Sequence[object]]:
        """The rows of an older file that a run which has done so many iterations goes on from."""
        if not done or not self._path.is_file():
            return []
        try:
            rows = read_table(self._path, PLACE_COLUMNS, others=True)
            return [  # a gauge that was not there yet has no number
                [row.get(name, "nan") for name in LAYER_COLUMNS]
                for row in rows
                if int(row["step"]) <= done
            ]
        except ValueError as error:  # damaged, or written by something else
            self.notes.append(
                f"{LAYERS} cannot be read ({error}): it is written anew, from here on"
            )
            return []


@contextmanager
def _in_float32(device: torch.device) -> Iterator[None]:
    """Convolutions with all digits of float32, whatever the run computes in."""
    with ExitStack() as stack:
        stack.enter_context(torch.autocast(device.type, enabled=False))
        if device.type == "cuda":  # whose float32 is otherwise rounded to ten bits
            stack.enter_context(EXACT_CONVOLUTIONS.wanted())
        yield


@contextmanager
def _left_as_it_was(network: nn.Module) -> Iterator[None]:
    """Afterwards the network has no gradients and the running statistics it had before."""
    before = [buffer.clone() for buffer in network.buffers()]
    network.zero_grad()
    try:
        yield
    finally:
        network.zero_grad()
        for buffer, old in zip(network.buffers(), before, strict=True):
            buffer.copy_(old)
