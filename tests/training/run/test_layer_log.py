import copy
import csv
from itertools import islice
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import Tensor

from explorer.networks.cifar_resnet import CifarResNet, seeded
from explorer.training.run import checkpoint
from explorer.training.run.layer_log import LayerLog, iterations_between
from explorer.training.run.settings import TrainingSettings
from explorer.training.run.trainer import Trainer

CPU = torch.device("cpu")
LONG = TrainingSettings("cifar-plain8", epochs=15, batch=16, width=4)  # 60 iterations
MEASURED = [1, 26, 51, 60]


def rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "layers.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def batch() -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(3)
    return torch.randn(8, 3, 16, 16, generator=generator), torch.arange(8) % 10


def step(
    network: CifarResNet, optimiser: torch.optim.Optimizer, images: Tensor, labels: Tensor
) -> Tensor:
    """One iteration as mixed precision does it."""
    with torch.autocast("cpu", torch.bfloat16):
        logits = network(images).float()
    loss = F.cross_entropy(logits, labels)
    optimiser.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    optimiser.step()
    return loss.detach()


def test_few_iterations_of_a_run_are_measured() -> None:
    assert iterations_between(11) == 25
    assert iterations_between(9_360) == 94
    assert iterations_between(64_000) == 640


def test_a_measured_run_is_the_unmeasured_one_bit_for_bit(tmp_path: Path) -> None:
    images, labels = batch()
    bare = seeded(0, 8, residual=True).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    looked_at = copy.deepcopy(bare)
    log = LayerLog(tmp_path, looked_at, iterations=4, done=0)
    torch.manual_seed(5)
    first, second = (
        torch.optim.SGD(each.parameters(), lr=0.1, momentum=0.9) for each in (bare, looked_at)
    )
    for _ in range(4):
        state = torch.random.get_rng_state()
        loss = step(bare, first, images, labels)
        with log.measuring(0, images, labels):  # as if each were an iteration whose turn it is
            assert all(parameter.grad is None for parameter in looked_at.parameters())
            assert torch.equal(step(looked_at, second, images, labels), loss)
        assert torch.equal(torch.random.get_rng_state(), state)
        for mine, theirs in zip(
            looked_at.state_dict().values(), bare.state_dict().values(), strict=True
        ):
            assert torch.equal(mine, theirs)
        for mine, theirs in zip(looked_at.parameters(), bare.parameters(), strict=True):
            assert mine.grad is not None
            assert theirs.grad is not None
            assert torch.equal(mine.grad, theirs.grad)
            assert mine.grad.stride() == theirs.grad.stride()
    assert not looked_at.conv1._forward_hooks


def test_the_numbers_are_those_of_a_float32_pass_and_of_the_step_taken(tmp_path: Path) -> None:
    images, labels = batch()
    network = seeded(0, 8, residual=False)
    before = copy.deepcopy(network)
    exact = copy.deepcopy(network).double()
    log = LayerLog(tmp_path, network, iterations=1, done=0)
    optimiser = torch.optim.SGD(network.parameters(), lr=0.1)
    # a caller's half precision must not reach the measurement
    with torch.autocast("cpu", torch.bfloat16), log.measuring(0, images, labels):
        step(network, optimiser, images, labels)
    log.write()

    outputs: list[Tensor] = []
    convolutions = [part for part in exact.modules() if isinstance(part, torch.nn.Conv2d)]
    for each in convolutions:
        each.register_forward_hook(lambda _m, _i, output: outputs.append(output))
    loss = F.cross_entropy(exact(images.double()), labels)
    weights = [each.weight for each in convolutions]
    found = torch.autograd.grad(loss, [*weights, *outputs])
    pairs = zip(before.modules(), network.modules(), strict=True)
    moved = [
        (new.weight - old.weight).detach().norm()
        for old, new in pairs
        if isinstance(new, torch.nn.Conv2d)
    ]
    said = rows(tmp_path)
    assert [(row["step"], row["network"], row["layer"]) for row in said] == [
        ("1", "plain", str(layer)) for layer in range(1, 8)
    ]
    assert [row["name"] for row in said][:3] == [
        "conv1",
        "stage1.block1.conv1",
        "stage1.block1.conv2",
    ]
    for index, row in enumerate(said):
        weight, gradient = weights[index].detach().norm(), found[index].norm()
        for name, value in (
            ("weight_gradient", gradient),
            ("activation_gradient", found[len(weights) + index].norm()),
            ("activation", outputs[index].detach().square().mean().sqrt()),
            ("weight", weight),
            ("relative_gradient", gradient / weight),
            ("relative_update", moved[index] / weight),
        ):
            # bfloat16 has 8 bits: its numbers would be off by half a per cent
            assert float(row[name]) == pytest.approx(float(value), rel=1e-4), (index, name)


def trainer(bars, folder: Path, settings: TrainingSettings = LONG, **choices) -> Trainer:
    return Trainer(settings, bars, folder, device=CPU, **{"checkpoint_seconds": 0.0, **choices})


def finish(run: Trainer) -> Trainer:
    for _ in run.run():
        pass
    return run


def stopped(bars, folder: Path, after: int, **choices) -> None:
    run = trainer(bars, folder, **choices)
    steps = run.run()
    while run.state.iteration < after:
        next(steps)
    steps.close()


@pytest.fixture(scope="module")
def unbroken(bars, tmp_path_factory, one_thread) -> Path:
    folder: Path = tmp_path_factory.mktemp("unbroken")
    finish(trainer(bars, folder))
    return folder


def test_the_trainer_writes_a_row_for_every_convolution_now_and_then(unbroken) -> None:
    said = rows(unbroken)
    assert [int(row["step"]) for row in said] == [step for step in MEASURED for _ in range(7)]
    assert all(float(row["relative_update"]) > 0 for row in said)


@pytest.mark.parametrize(
    ("after", "seconds"), [(0, 0.0), (1, 0.0), (25, 0.0), (26, 0.0), (59, 0.0), (51, 1e9)]
)
def test_a_resumed_run_has_every_row_once(bars, tmp_path, unbroken, after, seconds) -> None:
    stopped(bars, tmp_path, after, checkpoint_seconds=seconds)
    finish(trainer(bars, tmp_path, resume=True))
    whole = (unbroken / "layers.csv").read_bytes()
    assert (tmp_path / "layers.csv").read_bytes() == whole


def test_rows_after_the_checkpoint_that_is_gone_on_from_are_dropped(
    bars, tmp_path, unbroken
) -> None:
    stopped(bars, tmp_path, 51)
    newest = tmp_path / "checkpoint.pt"
    newest.write_bytes(newest.read_bytes()[:1000])
    previous = trainer(bars, tmp_path, resume=True)
    assert previous.state.iteration < 51
    assert [int(row["step"]) for row in rows(tmp_path)][-1] == 26
    finish(previous)
    assert (tmp_path / "layers.csv").read_bytes() == (unbroken / "layers.csv").read_bytes()


def test_a_run_that_began_without_the_file_has_it_from_then_on(bars, tmp_path, unbroken) -> None:
    stopped(bars, tmp_path, 30)
    (tmp_path / "layers.csv").unlink()
    run = finish(trainer(bars, tmp_path, resume=True))
    assert all("layers.csv" not in note for note in run.notes)
    assert rows(tmp_path) == [row for row in rows(unbroken) if int(row["step"]) > 30]
    mine, theirs = (load_file(each / "weights.safetensors") for each in (tmp_path, unbroken))
    assert all(torch.equal(mine[name], theirs[name]) for name in theirs)


def test_rows_from_before_a_gauge_are_gone_on_with_without_its_number(bars, tmp_path) -> None:
    stopped(bars, tmp_path, 30)
    file = tmp_path / "layers.csv"
    lines = file.read_text().splitlines()
    file.write_text("".join(line.rpartition(",")[0] + "\n" for line in lines))  # the last column
    run = finish(trainer(bars, tmp_path, resume=True))
    assert all("layers.csv" not in note for note in run.notes)
    old, new = file.read_text().splitlines()[: len(lines)], file.read_text().splitlines()
    assert old == [lines[0], *(line.rpartition(",")[0] + ",nan" for line in lines[1:])]
    assert all(line.rpartition(",")[2] != "nan" for line in new[len(lines) :])
    assert len(new) > len(lines)


@pytest.mark.parametrize("damage", [b"", b"\xff\xfe\x00", b"step,loss\n1,2\n", b"step"])
def test_a_damaged_file_is_said_and_written_anew(bars, tmp_path, damage) -> None:
    stopped(bars, tmp_path, 30)
    (tmp_path / "layers.csv").write_bytes(damage)
    run = trainer(bars, tmp_path, resume=True)
    assert any("layers.csv cannot be read" in note for note in run.notes)
    list(islice(run.run(), 1))
    assert not rows(tmp_path)


def test_no_checkpoint_counts_a_step_whose_rows_are_not_on_the_disk(bars, tmp_path) -> None:
    run = trainer(bars, tmp_path)
    steps = run.run()
    while run.state.iteration < 20:
        next(steps)
    (tmp_path / "layers.csv").unlink()
    (tmp_path / "layers.csv").mkdir()  # as a full disk does, it refuses what is written next
    with pytest.raises(OSError, match=r"layers\.csv could not be written"):
        list(steps)
    saved, _ = checkpoint.load(tmp_path)
    assert saved is not None
    assert saved.iteration == 25  # the 26th is measured


def test_a_finished_run_has_nothing_written(bars, tmp_path, unbroken) -> None:
    before = (unbroken / "layers.csv").stat().st_mtime_ns
    finish(trainer(bars, unbroken, resume=True))
    assert (unbroken / "layers.csv").stat().st_mtime_ns == before
