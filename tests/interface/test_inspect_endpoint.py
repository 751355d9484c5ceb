import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError
from PIL import Image

from explorer.networks.catalog.catalog import load


@pytest.fixture(scope="module")
def client(address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("downloads")
    client = Client(address, verbose=False, download_files=str(folder), analytics_enabled=False)
    yield client
    client.close()


@pytest.fixture(scope="module")
def photograph(tmp_path_factory: pytest.TempPathFactory) -> str:
    pixels = np.random.default_rng(3).integers(0, 256, (50, 70, 3), dtype=np.uint8)
    path = tmp_path_factory.mktemp("photographs") / "noise.png"
    Image.fromarray(pixels).save(path)
    return str(path)


def test_it_is_described(client: Client) -> None:
    described = client.view_api(return_format="dict", print_info=False)
    names = [
        each["parameter_name"] for each in described["named_endpoints"]["/inspect"]["parameters"]
    ]
    assert names == ["photograph", "network", "class_name", "method"]


def test_it_returns_the_object_and_the_folder(client: Client, photograph: str) -> None:
    described, folder = client.predict(
        handle_file(photograph), "cifar-resnet20", "ship", "layer-cam", api_name="/inspect"
    )
    assert described["explained_class"] == {"index": 8, "name": "ship"}
    assert described["method"] == "layer-cam"
    with zipfile.ZipFile(Path(folder)) as archive:
        inside = json.loads(archive.read("noise-cifar-resnet20/inspection.json"))
        assert inside["predictions"] == described["predictions"]
        with archive.open("noise-cifar-resnet20/inspection.npz") as file:
            arrays = np.load(file)
            logits, seen = arrays["logits"], arrays["input"]
    # an oracle outside the endpoint: the bare module on what the network saw
    import torch

    with torch.no_grad():
        expected = load("cifar-resnet20", device="cpu").module(torch.from_numpy(seen)[None])[0]
    assert np.allclose(logits, expected.numpy(), rtol=1e-4, atol=1e-5)


def test_the_folder_is_made_when_it_is_fetched(address: str, photograph: str) -> None:
    client = Client(address, verbose=False, download_files=False, analytics_enabled=False)
    _, folder = client.predict(handle_file(photograph), None, None, None, api_name="/inspect")
    assert folder["size"] is None  # which nobody knows yet
    assert "/zips/" in folder["url"]  # the first place where Gradio expects a file
    for _ in range(2):
        answered = httpx.get(folder["url"])
        assert (
            "noise-cifar-resnet20/inspection.html"
            in zipfile.ZipFile(io.BytesIO(answered.content)).namelist()
        )


def test_a_class_by_index(client: Client, photograph: str) -> None:
    described, _ = client.predict(
        handle_file(photograph), "cifar-plain20", "0", "grad-cam", api_name="/inspect"
    )
    assert described["explained_class"] == {"index": 0, "name": "airplane"}
    assert described["network"] == "cifar-plain20"


@pytest.mark.parametrize(
    ("network", "class_name", "method", "words"),
    [
        ("resnet51", "", "grad-cam", "got 51"),
        ("cifar-resnet20", "unicorn", "grad-cam", "unicorn"),
        ("cifar-resnet20", "10", "grad-cam", "10"),
        ("cifar-resnet20", "-1", "grad-cam", "-1"),
        ("cifar-resnet20", "", "magic", "magic"),
        ("cifar-resnet20", "--5", "grad-cam", "no class of this network is called '--5'"),
        ("cifar-resnet20", "²", "grad-cam", "no class of this network is called '²'"),
    ],
)
def test_what_is_wrong_is_said(
    client: Client, photograph: str, network: str, class_name: str, method: str, words: str
) -> None:
    with pytest.raises(AppError, match=words):
        client.predict(handle_file(photograph), network, class_name, method, api_name="/inspect")


def test_a_broken_photograph_is_said(client: Client, tmp_path: Path) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8\xff nothing")
    with pytest.raises(AppError, match=r"broken\.jpg"):
        client.predict(
            handle_file(str(broken)), "cifar-resnet20", "", "grad-cam", api_name="/inspect"
        )


def test_what_is_left_out_has_a_default(client: Client, photograph: str) -> None:
    described, _ = client.predict(handle_file(photograph), None, None, None, api_name="/inspect")
    assert described["network"] == "cifar-resnet20"
    assert described["method"] == "grad-cam"
    assert described["explained_class"]["name"] == described["predictions"][0]["name"]


def test_a_missing_photograph_is_said(client: Client) -> None:
    with pytest.raises(AppError, match="photograph is missing"):
        client.predict(None, "cifar-resnet20", "", "grad-cam", api_name="/inspect")
