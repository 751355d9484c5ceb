from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import torch
from torch import Tensor, nn

from explorer.training.processor.captured_step import CapturedStep, CudaRecording
from tests.conftest import ROOT


class OnPaper:
    """What records without a GPU: whatever is asked while it is open is done, and counted."""

    def __init__(self, fails: type[Exception] | None = None) -> None:
        self.graphs: list[OnPaper.Graph] = []
        self.fails = fails

    class Graph:
        def __init__(self) -> None:
            self.replayed = 0

        def replay(self) -> None:
            self.replayed += 1

    def graph(self) -> Graph:
        self.graphs.append(self.Graph())
        return self.graphs[-1]

    @contextmanager
    def recording(self, graph: object) -> Iterator[None]:
        yield
        if self.fails is not None:
            raise self.fails("not permitted while a stream records")


class Step:
    """Notes what it is given and whether it is being recorded."""

    def __init__(self) -> None:
        self.given: list[tuple[Tensor, Tensor]] = []
        self.recorded: list[bool] = []
        self.records: Callable[[], bool] = lambda: False

    def __call__(self, images: Tensor, labels: Tensor) -> Tensor:
        self.given.append((images, labels))
        self.recorded.append(self.records())
        return images.sum() + labels.sum()


def batch(number: int) -> tuple[Tensor, Tensor]:
    return torch.full((2, 3), float(number)), torch.tensor([number, number])


def test_a_step_is_done_once_then_recorded_then_repeated_on_the_same_memory() -> None:
    step, paper = Step(), OnPaper()
    captured = CapturedStep(step, lambda: "the same", paper)
    step.records = lambda: captured.records
    assert captured(*batch(1)) == 8.0
    assert (step.recorded, paper.graphs) == ([False], [])
    results = [captured(*batch(number)) for number in (2, 3, 4)]
    assert step.recorded == [False, True]  # asked of Python once more only
    assert [graph.replayed for graph in paper.graphs] == [3]
    assert all(each is results[0] for each in results)
    images, labels = step.given[1]
    assert images.tolist() == batch(4)[0].tolist()  # the last batch lies where the record reads
    assert labels.tolist() == [4, 4]
    assert not captured.records


def test_another_form_is_recorded_again() -> None:
    step, paper, form = Step(), OnPaper(), ["cut"]
    captured = CapturedStep(step, lambda: tuple(form), paper)
    for number in range(3):
        captured(*batch(number))
    form[0] = "added"
    for number in range(3):
        captured(*batch(number))
    assert [graph.replayed for graph in paper.graphs] == [2, 3]
    captured.forget()
    captured(*batch(1))
    assert [graph.replayed for graph in paper.graphs] == [2, 3, 1]


def test_what_cannot_be_recorded_is_done_as_it_is_written() -> None:
    step, paper = Step(), OnPaper(fails=RuntimeError)
    captured = CapturedStep(step, lambda: None, paper)
    assert [captured(*batch(number)).item() for number in (1, 2, 3)] == [8.0, 16.0, 24.0]
    assert [graph.replayed for graph in paper.graphs] == [0]  # tried once, never asked for
    assert not captured.records
    assert "while a stream records" in str(captured.problem)


def test_an_interruption_is_not_taken_for_that() -> None:
    captured = CapturedStep(Step(), lambda: None, OnPaper(fails=KeyboardInterrupt))
    captured(*batch(1))
    with pytest.raises(KeyboardInterrupt):
        captured(*batch(2))


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA GPU")
@pytest.mark.parametrize("optimiser", ["SGD", "Adam"])
def test_on_a_gpu_a_recorded_step_learns_what_the_written_one_does(optimiser: str) -> None:
    losses = []
    for recorded in (False, True):
        torch.manual_seed(0)
        network = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 3)).cuda()
        learns = (
            torch.optim.SGD(network.parameters(), 0.1, momentum=0.9)
            if optimiser == "SGD"
            else torch.optim.Adam(network.parameters(), 0.01, capturable=True)
        )

        def written(images: Tensor, labels: Tensor, network=network, learns=learns) -> Tensor:
            loss = nn.functional.cross_entropy(network(images), labels)
            learns.zero_grad()
            loss.backward()
            learns.step()
            return loss.detach()

        step = CapturedStep(written, lambda: None, CudaRecording()) if recorded else written
        generator = torch.Generator().manual_seed(1)
        losses.append(
            [
                step(
                    torch.randn(32, 8, generator=generator).cuda(),
                    torch.randint(0, 3, (32,), generator=generator).cuda(),
                ).item()
                for _ in range(20)
            ]
        )
    assert losses[0] == losses[1]
    assert isinstance(step, CapturedStep)
    assert step.problem is None


def test_nobody_waits_for_the_whole_device() -> None:
    """CUDA refuses that to every thread while one records: each waits for what it asked itself."""
    sources = (ROOT / "explorer").rglob("*.py")
    waiting = [path.name for path in sources if "cuda.synchronize" in path.read_text("utf-8")]
    assert waiting == []
