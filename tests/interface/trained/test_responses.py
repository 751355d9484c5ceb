"""Figure 7 on the page, without a browser."""

import base64
import json
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr
import numpy as np
import pytest
from PIL import Image

from explorer.datasets.examples import examples
from explorer.inspection import response_deviation as library
from explorer.interface.settings import PageSettings
from explorer.interface.trained.responses import measured
from explorer.networks.catalog.catalog import load
from explorer.photographs import photograph
from explorer.photographs.photograph import Photograph, read_photograph

CPU = PageSettings(device="cpu")


class Read:
    """Which files were read, and how many of them were in memory at most."""

    def __init__(self) -> None:
        self.files: list[str] = []
        self.most = self._alive = 0

    def __call__(self, path: Path) -> Photograph:
        self.files.append(path.name)
        self._alive += 1
        self.most = max(self.most, self._alive)
        found = read_photograph(path)
        weakref.finalize(found, self._let_go)
        return found

    def _let_go(self) -> None:
        self._alive -= 1


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Read:
    counting = Read()
    monkeypatch.setattr(photograph, "read_photograph", counting)
    return counting


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """The networks and numbers of images of all batches that were measured."""
    found: list[tuple[str, int]] = []
    steps = library.response_steps

    def counted(network: Any, batches: Iterator[Any], images: str) -> Any:
        def told() -> Iterator[Any]:
            for batch in batches:
                found.append((network.name, len(batch)))
                yield batch

        return steps(network, told(), images)

    monkeypatch.setattr(library, "response_steps", counted)
    return found


@pytest.fixture
def pictures(tmp_path: Path) -> list[str]:
    draw = np.random.default_rng(0)
    paths = [tmp_path / f"{place}.png" for place in range(20)]
    for place, path in enumerate(paths):
        Image.fromarray(draw.integers(0, 256, (40, 50 + place, 3), np.uint8)).save(path)
    return list(map(str, paths))


def shown(chosen: list[str], given: list[str] | None = None) -> dict[str, Any]:
    """The figure's value once all is measured; it is skipped until then."""
    *before, (value, words) = measured(chosen, given, CPU)
    assert all(each == gr.skip() for each, _ in before)
    assert words == ""
    found: dict[str, Any] = json.loads(value)
    return found


def test_figure_7_is_measured_on_the_examples_unless_others_are_given(tmp_path: Path) -> None:
    value = shown(["cifar-plain20", "cifar-resnet20"])
    assert [trace["name"] for trace in value["figure"]["data"]][::2] == [
        "plain, 20 layers",
        "residual, 20 layers",
    ]
    assert f"Measured on {len(examples('cifar'))} pictures" in value["summary"]
    assert "an automobile" in value["summary"]
    assert "Grace Hopper" not in value["summary"]
    picture = tmp_path / "my <picture>.png"
    Image.fromarray(np.full((40, 60, 3), 90, np.uint8)).save(picture)
    value = shown(["cifar-plain20"], [str(picture)])
    assert "Measured on 1 pictures" in value["summary"]
    assert "my &lt;picture&gt;.png" in value["summary"]
    said = [words for _, words in measured(["cifar-plain20"], [str(picture)], CPU)]
    assert "my &lt;picture&gt;.png" in said[1]


def test_it_says_how_far_it_is(pictures: list[str]) -> None:
    said = [words for _, words in measured(["cifar-plain20", "cifar-resnet20"], pictures, CPU)]
    told = [float(each.split('value="')[1].split('"')[0]) for each in said[:-1]]
    assert told == sorted(told)
    assert told[-3:] == [0.5, 0.9, 1.0]  # 16 of the second network's 20, and all
    assert "cifar-resnet20" in said[-2]


def test_each_network_is_measured_once_in_the_order_of_first_mention(
    asked: list[tuple[str, int]],
) -> None:
    many = ["cifar-resnet20", "cifar-plain20", " CIFAR-ResNet20"] * 30_000
    value = shown(many)
    count = len(examples("cifar"))
    assert asked == [("cifar-resnet20", count), ("cifar-plain20", count)]
    assert [trace["name"] for trace in value["figure"]["data"]][::2] == [
        "residual, 20 layers",
        "plain, 20 layers",
    ]


def test_the_numbers_are_the_librarys_to_the_bit(pictures: list[str]) -> None:
    value = shown(["cifar-plain20", "cifar-resnet20"], pictures)
    photographs = list(map(read_photograph, pictures))
    for trace, name in zip(
        value["figure"]["data"][::2], ("cifar-plain20", "cifar-resnet20"), strict=True
    ):
        network = load(name, device="cpu")
        batches = library.photograph_batches(network, photographs)
        found = library.response_deviation(network, batches, "drawn")
        assert np.array_equal(numbers(trace["y"]), found.deviation)


def numbers(given: Any) -> np.ndarray[Any, Any]:
    """Of a trace, as plotly writes them."""
    if isinstance(given, list):
        return np.array(given)
    return np.frombuffer(base64.b64decode(given["bdata"]), given["dtype"])


def test_each_file_is_read_once_and_let_go(pictures: list[str], read: Read) -> None:
    value = shown(["cifar-plain20", "cifar-resnet20"], pictures * 30)
    assert read.files == [Path(each).name for each in pictures]
    assert read.most == 1
    assert "Measured on 20 pictures" in value["summary"]


def test_who_leaves_ends_it_before_the_next_photograph_and_the_next_batch(
    pictures: list[str], read: Read, asked: list[tuple[str, int]]
) -> None:
    going = measured(["cifar-plain20", "cifar-resnet20"], pictures, CPU)
    for _ in range(5):  # the network's name, then three photographs
        next(going)
    assert len(read.files) == 3
    going.close()  # as Gradio does
    assert (len(read.files), asked) == (3, [])

    going = measured(["cifar-plain20", "cifar-resnet20"], pictures, CPU)
    while not asked:
        next(going)
    going.close()
    assert asked == [("cifar-plain20", 16)]


def test_what_cannot_be_measured_is_said(tmp_path: Path, read: Read) -> None:
    with pytest.raises(ValueError, match="tick at least one"):
        shown([])
    with pytest.raises(ValueError, match="no network is called"):  # nor a folder of this machine
        shown([str(tmp_path)])
    with pytest.raises(ValueError, match="501 images are too many"):
        shown(["cifar-plain20"], [f"{place}.png" for place in range(501)])
    assert read.files == []
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    with pytest.raises(ValueError, match=r"broken\.png cannot be read"):
        shown(["cifar-plain20"], [str(broken)])
