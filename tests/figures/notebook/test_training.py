import dataclasses
from pathlib import Path

import numpy as np
import pytest

from explorer.figures.notebook import training as shown
from explorer.training.evaluation import Evaluation
from explorer.training.finetune.finetune import FinetunedNetwork, finetune
from explorer.training.finetune.result import HeldOutPicture
from explorer.training.network_evaluation import NetworkEvaluation
from explorer.training.run.record import EpochRow, RecordedRun
from tests.figures.notebook.page import taken_apart
from tests.shapes import draw_shapes


def test_a_run_has_its_curve_and_its_end():
    rows = tuple(
        EpochRow(epoch, 10 * epoch, 1.0, 0.5 / epoch, 0.6 / epoch, 0.1, 1.0) for epoch in (1, 2)
    )
    run = RecordedRun({"network": "cifar-<resnet8>", "data": "digits", "seed": 3}, rows, None)
    page = taken_apart(shown.run_html(run))
    assert "cifar-<resnet8> trained on digits" in page.text
    assert "seed 3. Not finished." in page.text
    assert "test first 0.6, last 0.3" in page.all("svg")[0]["aria-label"]
    finished = dataclasses.replace(run, weights=Path("out/weights.safetensors"))
    assert f"Weights: {finished.weights}." in taken_apart(shown.run_html(finished)).text
    taken_apart(shown.run_html(dataclasses.replace(run, rows=())))


def test_the_worst_classes_come_first():
    per_class = {"cat": 0.5, "<dog>": 0.25, "eel": None}
    found = NetworkEvaluation("resnet18", "somewhere", "mine", 12, 0.625, 0.9, per_class, ("left",))
    page = taken_apart(shown.network_evaluation_html(found))
    assert "resnet18 on mine: error 62.50%" in page.text
    assert "12 images, top 1 37.50%, top 5 90.00%." in page.text
    words = page.text.split("\n")
    assert words.index("<dog>") < words.index("cat") < words.index("eel") < words.index("no images")
    many = {f"class {number}": number / 1000 for number in range(1000)}
    large = taken_apart(shown.network_evaluation_html(dataclasses.replace(found, per_class=many)))
    assert "the 40 worst of 1000" in large.text
    bare = Evaluation(12, 0.625, 0.375, 0.9, (0.5, 0.25, None))
    assert "Error 62.50%" in taken_apart(shown.evaluation_html(bare)).text
    assert repr(bare) == "<Evaluation: error 62.50% on 12 images>"


@pytest.fixture(scope="module")
def tuned(tmp_path_factory: pytest.TempPathFactory) -> FinetunedNetwork:
    """Taught for one epoch only, so that it makes mistakes."""
    pictures = draw_shapes(tmp_path_factory.mktemp("shapes") / "a<b", 6, classes=3)
    return finetune("cifar-resnet8", pictures, epochs=1)


def test_mistakes_are_shown_with_what_they_were_taken_for(tuned: FinetunedNetwork):
    wrong = [each for each in tuned.result.held_out if not each.right]
    assert wrong
    page = taken_apart(shown.finetuned_html(tuned))
    names = tuned.result.class_names
    for each, image in zip(wrong, page.all("img"), strict=True):
        assert image["alt"].startswith(
            f"{each.name}, which is {names[each.label]}, taken for {names[each.predicted]}"
        )
    assert f"fine-tuned on a<b: {tuned.result.right} of 6 held-out pictures right" in page.text
    rows = [np.array(line.split(), dtype=int).tolist() for line in _counts(page.text, names)]
    assert rows == tuned.result.confusion.tolist()
    alone = taken_apart(shown.finetune_html(tuned.result))
    assert not alone.all("img")
    assert alone.all("svg") == page.all("svg")
    assert len(repr(tuned.result)) < 200


def test_many_classes_and_many_mistakes_stay_small(tuned: FinetunedNetwork):
    names = tuple(f"class {number}" for number in range(100))
    held_out = tuple(
        HeldOutPicture(f"{name}/a.jpg", number, (number + 1) % 100, 0.5)
        for number, name in enumerate(names)
    )
    noise = np.random.default_rng(0).integers(0, 256, (24, 224, 224, 3), dtype=np.uint8)
    result = dataclasses.replace(tuned.result, class_names=names, held_out=held_out)
    page = taken_apart(
        shown.finetuned_html(dataclasses.replace(tuned, result=result, mistakes=tuple(noise)))
    )
    assert "Mistakes, 6 of 100:" in page.text
    assert "the first 20 classes" in page.text


def _counts(text: str, names: tuple[str, ...]) -> list[str]:
    """The rows of the confusion table, from the text behind each class name in its first column."""
    words = [word for word in text.split("\n") if word]
    start = next(place for place in range(len(words)) if tuple(words[place : place + 3]) == names)
    table = words[start + 3 :]
    return [" ".join(table[4 * row + 1 : 4 * row + 4]) for row in range(3)]
