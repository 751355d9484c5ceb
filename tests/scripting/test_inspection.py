"""The script of a screen of Explore gives the numbers that the library gives there."""

from pathlib import Path

import pytest

import explorer
from explorer.figures.inspection.block_sum import terms
from explorer.inspection.grad_cam import METHODS
from explorer.inspection.result import ATTRIBUTIONS
from explorer.networks.names import network_names
from explorer.scripting.inspection import (
    InspectionState,
    OpenedBlock,
    OpenedChannel,
    inspection_program,
)
from tests.scripting.running import bind_calls, printed, printed_afresh

CAR = "cifar10-test-0006-automobile"
OPENED = (None, OpenedChannel(2, 5), OpenedBlock("stage2.block1", 3))


def expected(state: InspectionState) -> list[str]:
    """The same by plain calls, in the formats of the page."""
    network, photograph = explorer.load(state.network), explorer.example(state.photograph)
    seen = explorer.inspect(network, photograph, state.class_)
    said = [f"{each.name}: {100 * each.probability:.2f} %" for each in seen.predictions]
    said.append(f"{seen.explained.name}: logit {seen.logits[seen.explained.index]:+.3f}")
    method = state.method
    if method in ATTRIBUTIONS:
        said.append(explorer.attribute(network, photograph, seen.explained.index, method).note)
        method = "grad-cam"
    said += [f"{s.name}: largest {explorer.cam(s, method).max():.3g}" for s in seen.stages]
    if isinstance(state.opened, OpenedChannel):
        stage = seen.stages[state.opened.stage - 1]
        values = stage.features[state.opened.number]
        weight = stage.gradients[state.opened.number].mean()
        said.append(f"{values.min():.4g} to {values.max():.4g}, mean {values.mean():.4g}")
        said.append(f"weight {weight:+.4g}, strength {weight * values.mean():+.4g}")
    if isinstance(state.opened, OpenedBlock):
        found = explorer.branches(network, photograph)
        (block,) = (each for each in found if each.name == state.opened.name)
        if block.ratio is not None:
            said.append(f"|F(x)| / |x| = {block.ratio:.3f}, cosine {block.cosine:+.2f}")
        names = {"residual_branch": "residual", "block_output": "output"}
        for key, values in terms(block, state.opened.channel).items():
            said.append(f"{names.get(key, key)}: {values.min():.3g} to {values.max():.3g}")
    return said


@pytest.mark.parametrize("opened", OPENED)
@pytest.mark.parametrize("network", ["cifar-resnet20", "cifar-plain20"])
def test_it_prints_what_the_library_gives(
    network: str, opened: OpenedChannel | OpenedBlock | None
) -> None:
    state = InspectionState(network, CAR, example=True, opened=opened)
    assert printed(inspection_program(state)) == expected(state)


@pytest.mark.parametrize("method", [*(each.name for each in METHODS), "guided-grad-cam"])
def test_it_explains_by_the_chosen_method_and_class(method: str) -> None:
    state = InspectionState("cifar-resnet20", CAR, example=True, class_="cat", method=method)
    assert printed(inspection_program(state)) == expected(state)


def test_in_a_process_of_its_own_it_prints_the_same(tmp_path: Path) -> None:
    state = InspectionState(
        "cifar-resnet20", CAR, example=True, class_="truck", opened=OpenedBlock("stage3.block2", 7)
    )
    assert printed_afresh(inspection_program(state).script(), tmp_path) == expected(state)


@pytest.mark.parametrize("network", network_names())
def test_every_state_calls_what_there_is(network: str) -> None:
    loading = {
        "device": "cpu", "weights_version": "V2", "weights_folder": "there", "scaling": "none",
        "checkpoint": "mine.pth", "class_names": "names.txt", "precision": "float64",
    }  # fmt: skip
    for method in (*(each.name for each in METHODS), *ATTRIBUTIONS):
        for opened in OPENED:
            state = InspectionState(network, "dog.jpg", False, True, 3, method, loading, opened)
            program = inspection_program(state)
            assert bind_calls(program) >= 3
            assert program.name == f"{network}-photograph"


def test_what_the_library_takes_of_itself_is_not_written() -> None:
    program = inspection_program(InspectionState("resnet50", "dog.jpg"))
    lines = program.script().splitlines()
    assert lines[4:7] == [
        'network = explorer.load("resnet50")',
        'photograph = "dog.jpg"',
        "inspection = explorer.inspect(network, photograph)",
    ]
    assert "explorer.cam(stage)" in program.script()
