"""Inspections of many threads at once: the answers of each alone, in fair order."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from explorer.inspection.inspect import inspect
from explorer.inspection.result import Inspection
from explorer.interface.explore.gatherer import MOST, Gatherer, threads_for
from explorer.interface.explore.needed import SMALL_BYTES
from explorer.interface.right_of_way import RightOfWay
from explorer.networks.catalog.catalog import load
from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.photographs.photograph import Photograph, read_photograph
from explorer.training.processor.reserved import Memory
from tests.interface.fake_races import until


@pytest.fixture(scope="module")
def networks() -> list[LoadedNetwork]:
    return [load(name, device="cpu") for name in ("cifar-resnet20", "cifar-plain20")]


@pytest.fixture(scope="module")
def photographs() -> list[Photograph]:
    random = np.random.default_rng(4)
    return [
        read_photograph(Image.fromarray(random.integers(0, 256, (40, 50, 3), np.uint8)), name=name)
        for name in "abcdefgh"
    ]


class Held:
    """Computes when it is let, and remembers what with."""

    def __init__(self, compute: Callable[..., Sequence[Inspection]] = inspect) -> None:
        self.batches: list[tuple[str, str, Any]] = []
        self.going = threading.Event()
        self._compute = compute

    def __call__(
        self, network: LoadedNetwork, photographs: Sequence[Photograph], class_: int | str | None
    ) -> Sequence[Inspection]:
        self.batches.append((network.name, "".join(each.name for each in photographs), class_))
        assert self.going.wait(60)
        return self._compute(network, photographs, class_)


CPU = torch.device("cpu")
Question = tuple[LoadedNetwork, Photograph, int | str | None]


def together(held: Held, questions: Sequence[Question]) -> list[Any]:
    """Ask all, in this order, while the first is being computed; errors in their places."""
    gatherer = Gatherer(inspect=held)
    with ThreadPoolExecutor(len(questions)) as people:
        asked = []
        for place, question in enumerate(questions):
            asked.append(people.submit(gatherer.inspect, *question))
            until(lambda: held.batches)
            until(lambda waiting=place: len(gatherer._waiting) == waiting)
        held.going.set()
        return [each.exception(60) or each.result() for each in asked]


def test_every_answer_is_that_of_the_photograph_alone(
    networks: list[LoadedNetwork], photographs: list[Photograph]
) -> None:
    residual, plain = networks
    questions: list[Question] = [
        (residual, photographs[0], None), (residual, photographs[1], None),
        (plain, photographs[2], None), (residual, photographs[3], "ship"),
        (residual, photographs[4], None), (plain, photographs[5], 3), (residual, photographs[6], 3),
        (plain, photographs[7], None),
    ]  # fmt: skip
    held = Held()
    found = together(held, questions)
    # whoever has waited longest comes next, with all who ask the same
    assert held.batches == [
        (residual.name, "a", None), (residual.name, "be", None), (plain.name, "ch", None),
        (residual.name, "d", "ship"), (plain.name, "f", 3), (residual.name, "g", 3),
    ]  # fmt: skip
    for one, (network, photograph, class_) in zip(found, questions, strict=True):
        alone = inspect(network, photograph, class_)
        assert (one.image, one.network, one.explained) == (
            alone.image, alone.network, alone.explained,
        )  # fmt: skip
        np.testing.assert_array_equal(one.logits, alone.logits)
        for mine, its in zip(one.stages, alone.stages, strict=True):
            np.testing.assert_array_equal(mine.features, its.features)
            np.testing.assert_array_equal(mine.gradients, its.gradients)


def test_a_bad_photograph_fails_alone(
    networks: list[LoadedNetwork], photographs: list[Photograph]
) -> None:
    def bad(
        network: LoadedNetwork, batch: Sequence[Photograph], class_: int | str | None
    ) -> Sequence[Inspection]:
        if any(each.name == "c" for each in batch):
            raise ValueError("c is bad")
        return inspect(network, batch, class_)

    found = together(Held(bad), [(networks[0], each, None) for each in photographs[:5]])
    assert [getattr(each, "image", str(each)) for each in found] == ["a", "b", "c is bad", "d", "e"]


def test_a_class_that_is_not_there_is_each_ones_own_error(
    networks: list[LoadedNetwork], photographs: list[Photograph]
) -> None:
    questions: list[Question] = [(networks[0], each, "unicorn") for each in photographs[:3]]
    questions.append((networks[0], photographs[3], None))
    *wrong, right = together(Held(), questions)
    assert all("unicorn" in str(each) for each in wrong)
    assert len({id(each) for each in wrong}) == 3
    assert right.image == "d"


def test_a_batch_is_never_larger_than_eight(
    networks: list[LoadedNetwork], photographs: list[Photograph]
) -> None:
    held = Held()
    questions: list[Question] = [(networks[0], photographs[0], None)] * (MOST + 3)
    assert len(together(held, questions)) == MOST + 3
    assert [len(names) for _, names, _ in held.batches] == [1, MOST, 2]


def test_races_give_way_while_anybody_waits(
    networks: list[LoadedNetwork], photographs: list[Photograph]
) -> None:
    way, held = RightOfWay(), Held()
    gatherer = Gatherer(way, held)
    with ThreadPoolExecutor(2) as people:
        asked = [people.submit(gatherer.inspect, networks[0], photographs[0]) for _ in range(2)]
        until(lambda: way._taken == 2)
        held.going.set()
        assert [each.result(60).image for each in asked] == ["a", "a"]
    assert way._taken == 0


def test_what_is_large_is_computed_while_no_batch_is(
    networks: list[LoadedNetwork], photographs: list[Photograph]
) -> None:
    held = Held()
    gatherer = Gatherer(inspect=held)
    looks = {"input_size": 224, "device": CPU, "module": nn.Conv2d(3, 2, 1)}
    large = cast(LoadedNetwork, type("Large", (), looks))
    done: list[str] = []

    def beside(network: LoadedNetwork, name: str) -> None:
        with gatherer.beside(network):
            done.append(name)

    with ThreadPoolExecutor(3) as people:
        asked = people.submit(gatherer.inspect, networks[0], photographs[0])
        until(lambda: held.batches)
        waiting = people.submit(beside, large, "large")
        people.submit(beside, networks[0], "small").result(60)
        assert done == ["small"]
        held.going.set()
        waiting.result(60)
        assert asked.result(60).image == "a"
    assert done == ["small", "large"]


def test_a_small_network_gets_one_thread_and_others_keep_theirs(
    networks: list[LoadedNetwork],
) -> None:
    before = torch.get_num_threads()
    with threads_for(networks[0]):
        assert torch.get_num_threads() == 1
    assert torch.get_num_threads() == before


def test_a_batch_that_does_not_fit_beside_a_race_is_computed_in_parts_and_alone_it_waits(
    networks: list[LoadedNetwork], photographs: list[Photograph]
) -> None:
    memory = Memory(lambda _: 10 * SMALL_BYTES, lambda _: 0)
    race = memory.reservation(CPU, 6 * SMALL_BYTES)  # 9 can be shared out: 3 are left
    assert race.take()
    held = Held()
    gatherer = Gatherer(inspect=held, memory=memory)
    with ThreadPoolExecutor(5) as people:
        asked = [people.submit(gatherer.inspect, networks[0], photographs[0])]
        until(lambda: held.batches)
        asked += [people.submit(gatherer.inspect, networks[0], each) for each in photographs[1:5]]
        until(lambda: len(gatherer._waiting) == 4)
        held.going.set()
        assert [each.result(60).image for each in asked] == list("abcde")
        assert [len(names) for _, names, _ in held.batches] == [1] * 5
        race.give_back()
        race = memory.reservation(CPU, 9 * SMALL_BYTES)
        assert race.take()
        waiting = people.submit(gatherer.inspect, networks[0], photographs[5])
        until(lambda: gatherer._busy)
        assert len(held.batches) == 5
        race.give_back()
        assert waiting.result(60).image == "f"
    assert memory.reserved(CPU) == 0


def test_what_is_counted_is_what_is_computed(
    networks: list[LoadedNetwork], photographs: list[Photograph]
) -> None:
    counted: list[int] = []

    def look(network: LoadedNetwork, *rest: Any) -> Sequence[Inspection]:
        counted.append(memory.reserved(CPU))
        return inspect(network, *rest)

    memory = Memory(lambda _: 100 * SMALL_BYTES, lambda _: 0)
    gatherer = Gatherer(inspect=look, memory=memory)
    gatherer.inspect(networks[0], photographs[0])  # beside itself, see `ALIKE`
    with gatherer.beside(networks[0]):
        counted.append(memory.reserved(CPU))
    assert counted == [2 * SMALL_BYTES, SMALL_BYTES]


def test_a_photograph_that_waits_too_long_for_memory_is_told_the_numbers(
    networks: list[LoadedNetwork], photographs: list[Photograph], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explorer.interface.explore.gatherer.PATIENCE", 0.0)
    memory = Memory(lambda _: 10**9, lambda _: 0)
    race = memory.reservation(CPU, 9 * 10**8)
    assert race.take()
    with pytest.raises(ValueError, match=r"about 0\.0 GB .* 0\.0 GB free beside the 0\.9 GB"):
        Gatherer(memory=memory).inspect(networks[0], photographs[0])
    race.give_back()
    assert Gatherer(memory=memory).inspect(networks[0], photographs[0]).image == "a"
