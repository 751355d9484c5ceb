"""The card as the hub's own library reads it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.training.publishing.hub_card import hub_card
from explorer.training.publishing.known import Known, Measured

hub = pytest.importorskip("huggingface_hub", reason="comes with Gradio")
SAYS = "https://example.org/models"
IMAGENET = Measured("imagenet", "validation", 0.80858, 50_000, ("torchvision", SAYS))


def read(known: Known, folder: Path, licence: str = "") -> tuple[Any, str]:
    """The front matter and the text, by huggingface_hub."""
    path = folder / "README.md"
    path.write_text(hub_card(known, licence), "utf-8")
    card = hub.ModelCard.load(path)
    assert hub.metadata_load(path) is not None
    return card.data, card.text


def test_the_hub_reads_what_was_measured(resnet20: LoadedNetwork, tmp_path: Path) -> None:
    known = Known(
        resnet20, "# The card\n", Measured("cifar10", "test", 0.9022, 10_000), licence="MIT"
    )
    data, text = read(known, tmp_path)
    assert (data.license, data.library_name) == ("mit", "resnet-explorer")
    assert data.pipeline_tag == "image-classification"
    assert data.datasets == ["uoft-cs/cifar10"]
    assert {"resnet", "cifar-resnet20"} <= set(data.tags)
    (result,) = data.eval_results
    assert (result.task_type, result.dataset_type) == ("image-classification", "uoft-cs/cifar10")
    assert (result.metric_type, result.metric_value) == ("accuracy", 0.9022)
    assert result.dataset_split == "test"
    assert text.strip().startswith("# The card\n")
    assert "explorer.load(" in text


def test_nothing_is_said_that_nobody_knows(resnet20: LoadedNetwork, tmp_path: Path) -> None:
    data, text = read(Known(replace(resnet20, weights="own")), tmp_path)
    assert data.license == "unknown"
    assert data.eval_results is None
    assert "accuracy" not in text
    assert "airplane, automobile" in text  # a card of its own
    data, _ = read(Known(replace(resnet20, weights="own")), tmp_path, "CC-BY-4.0")
    assert data.license == "cc-by-4.0"  # the hub's own names are all small letters


def test_nobody_is_sent_to_a_file_that_is_not_there(
    resnet20: LoadedNetwork, tmp_path: Path
) -> None:
    _, text = read(Known(resnet20, "# The card\n\n`training.csv` has every epoch's.\n"), tmp_path)
    assert "`training.csv` (of the training, not here) has every epoch's." in text
    own = replace(resnet20, weights="own", source="your own checkpoint: mine.pth")
    _, text = read(Known(own), tmp_path)
    assert "| weights | checkpoint: mine.pth |" in text


def test_terms_that_the_hub_has_no_name_for(resnet20: LoadedNetwork, tmp_path: Path) -> None:
    names = tuple(f"class {index}" for index in range(1000))
    cached = replace(resnet20, weights="cached", name="resnet50", class_names=names)
    said = Known(cached, measured=IMAGENET, licence="torchvision's terms", source=SAYS)
    data, text = read(said, tmp_path)
    assert data.license == "other"
    assert (data["license_name"], data["license_link"]) == ("torchvisions-terms", SAYS)
    assert data.eval_results[0].source_name == "torchvision"
    assert data.eval_results[0].source_url == SAYS
    assert "class 19 and 980 more in" in text
    assert f"80.86% of 50,000 validation images of imagenet, says torchvision: {SAYS}" in text
    assert "non-commercial research" in text
