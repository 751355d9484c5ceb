from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from torchvision.models import ResNet18_Weights

from explorer.interface.picking.imagenet_offer import NETWORK, ImageNetOffer
from explorer.interface.picking.network_picker import NetworkPicker
from explorer.interface.settings import PageSettings
from explorer.interface.words.language import Labels, text
from explorer.networks.imagenet_resnet import published
from tests.interface.imagenet_server import imagenet_server


@pytest.fixture
def page(tmp_path: Path) -> Iterator[tuple[gr.Blocks, ImageNetOffer]]:
    """A page with the button, where no ImageNet weights are."""
    with gr.Blocks(analytics_enabled=False) as blocks:
        labels = Labels()
        offer = ImageNetOffer(labels, PageSettings(device="cpu", weights_folder=tmp_path))
        picker = NetworkPicker(labels, ())
        offer.fetch_into(picker)
        offer.open_on_what_is_here(blocks, picker, unless=lambda request: bool(request))
    yield blocks, offer
    blocks.close(verbose=False)


def opened(blocks: gr.Blocks, request: gr.Request | None = None) -> list[Any]:
    """What the page's opening sets: the button, family and depth."""
    (handler,) = (each for each in blocks.fns.values() if each.targets[0][1] == "load")
    found: list[Any] = handler.fn(request)  # type: ignore[misc]
    return found


def fetched(blocks: gr.Blocks) -> Iterator[list[Any]]:
    """What a click sets, time and again: the button, what is said, family and depth."""
    (handler,) = (each for each in blocks.fns.values() if each.targets[0][1] == "click")
    said: Iterator[list[Any]] = handler.fn()  # type: ignore[misc]
    return said


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_button_says_how_much(language: str) -> None:
    said = text(language, "imagenet_offer")
    assert f"{published(NETWORK).meta['_file_size']:.0f} MB" in said
    assert "ResNet-18" in said


def test_it_is_seen_only_where_no_imagenet_weights_are(
    page: tuple[gr.Blocks, ImageNetOffer], tmp_path: Path
) -> None:
    blocks, offer = page
    assert offer.button.visible
    assert opened(blocks) == [gr.update(visible=True), gr.skip(), gr.skip()]
    (tmp_path / "resnet34-b627a593.pth").touch()
    assert offer.seen() == gr.update(visible=False)


def test_what_came_since_the_start_is_the_default(
    page: tuple[gr.Blocks, ImageNetOffer], tmp_path: Path
) -> None:
    (tmp_path / "resnet18-f37072fd.pth").touch()
    assert opened(page[0]) == [gr.update(visible=False), "imagenet", "resnet18"]
    asked = gr.Request(query_params={"network": "cifar-plain20"})
    assert opened(page[0], asked) == [gr.update(visible=False), gr.skip(), gr.skip()]


def test_a_click_fetches_with_progress_and_picks_the_network(
    page: tuple[gr.Blocks, ImageNetOffer], monkeypatch: pytest.MonkeyPatch
) -> None:
    with imagenet_server(monkeypatch) as go_on:
        job = fetched(page[0])
        button, said, family, depth = next(job)
        assert button == gr.update(interactive=False)
        assert family == depth == gr.skip()
        while " / 47 MB" not in said:
            _, said, _, _ = next(job)
        while "23 / 47 MB" not in said:  # half of what resnet18 takes on the disk
            _, said, _, _ = next(job)
        go_on.set()
        *_, last = job
    assert last == [gr.update(visible=False, interactive=True), "", "imagenet", "resnet18"]
    assert opened(page[0]) == [gr.update(visible=False), "imagenet", "resnet18"]


def test_without_a_network_one_sentence_says_what_to_do(
    page: tuple[gr.Blocks, ImageNetOffer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        ResNet18_Weights.IMAGENET1K_V1.value, "url", "http://127.0.0.1:9/resnet18-00000000.pth"
    )
    *_, last = fetched(page[0])
    button, said, family, depth = last
    assert button == gr.update(interactive=True)
    assert family == depth == gr.skip()
    assert "connect to the internet and try again" in said
    assert "请连接互联网" in said
    assert said.count('role="alert"') == 1
