"""The program of an answer prints the numbers that stand on the page."""

import re
import shutil
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import torch

from explorer.datasets.examples import examples
from explorer.figures.inspection.answer_view import view
from explorer.figures.inspection.shown import Shown
from explorer.interface.explore.answer import answer
from explorer.interface.explore.shelf import Shelf
from explorer.interface.picking.network_choice import NetworkChoice
from explorer.interface.settings import PageSettings
from explorer.networks.cifar_resnet import CifarResNet
from tests.interface.explore.asking import ask
from tests.scripting.running import output

CPU = PageSettings(device="cpu")
CAR = examples("cifar")[1]


def told(html: str) -> str:
    """The English words of a piece of the page."""
    english = re.sub(r'<span lang="zh">.*?</span>', "", html)
    return unescape(re.sub(r"<[^>]+>", " ", english))


def program_and_page(shown: Shown, request: dict[str, Any]) -> tuple[list[str], str]:
    """What the script prints, and what the page shows."""
    shelf = Shelf()
    request = {"key": shelf.put(shown), **request}
    page = view(shown, "key")
    if request.get("block"):
        page += ask(shelf, "block", request)["html"] + ask(shelf, "blocks", request)["html"]
    elif "channel" in request:
        page += ask(shelf, "channel", request)["html"]
    return output(ask(shelf, "python", request)["script"]["en"]), told(page)


@pytest.mark.parametrize(
    ("network", "class_", "method", "request_"),
    [
        ("cifar-resnet20", None, "grad-cam", {"stage": 2, "channel": 11}),
        ("cifar-resnet20", 3, "layer-cam", {"block": "stage2.block1", "channel": 4}),
        ("cifar-plain20", None, "hires-cam", {"block": "stage1.block2", "channel": 0}),
    ],
)
def test_every_number_of_the_script_stands_on_the_page(
    network: str, class_: int | None, method: str, request_: dict[str, Any]
) -> None:
    shown = answer(CAR.path, NetworkChoice(network), class_, method, CPU)
    lines, page = program_and_page(shown, request_)
    assert len(lines) > 10
    certain = {"0.00 %": "< 0.01 %", "100.00 %": "> 99.99 %"}  # as the page says it
    for line in lines:
        said = line.partition(": ")[2] or line
        for number in re.findall(r"[-+]?\d[\d.]*(?:e[-+]\d+)?(?: %)?", said):
            assert certain.get(number, number) in page.replace("−", "-"), (line, page)


def test_an_own_checkpoint_and_photograph_are_opened_by_their_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch.manual_seed(0)
    torch.save(CifarResNet(8, classes=3, residual=False).state_dict(), tmp_path / "mine.pth")
    (tmp_path / "names.txt").write_text("left\nright\nright\n", "utf-8")
    shutil.copy(CAR.path, tmp_path / "your-photograph.jpg")  # named as the script names it
    choice = NetworkChoice(
        "", "V1", False, tmp_path / "mine.pth", tmp_path / "names.txt", "0.5/0.25"
    )
    for class_ in range(3):
        shown = answer(tmp_path / "your-photograph.jpg", choice, class_, "grad-cam", CPU)
        script = script_of(shown)
        assert str(tmp_path) not in script
        monkeypatch.chdir(tmp_path)
        logit = f"{shown.inspection.explained.name}: logit {shown.inspection.logit:+.3f}"
        assert logit in output(script)


def script_of(shown: Shown) -> str:
    shelf = Shelf()
    script: str = ask(shelf, "python", {"key": shelf.put(shown)})["script"]["en"]
    return script


def test_the_comments_are_in_the_languages_of_the_page(shown: Shown) -> None:
    shelf = Shelf()
    written = ask(shelf, "python", {"key": shelf.put(shown), "stage": 0, "channel": 2})
    assert "# 网络与照片：请在这里填写你自己的文件名" in written["script"]["zh"]
    assert "# Channel 2 of stage 1" in written["script"]["en"]
    code = [
        [line for line in script.splitlines() if not line.startswith("#")]
        for script in written["script"].values()
    ]
    assert code[0] == code[1]
