from dataclasses import replace

import pytest

from explorer.datasets.class_pictures import folder_pictures
from explorer.figures.finetune_figures import confusion_figure, curves
from explorer.inspection.inspect import inspect
from explorer.interface.finetune.finetunings import FinetuneChoice, Finetuning
from explorer.interface.finetune.view import (
    before_and_after,
    confusion_summary,
    curves_summary,
    lasting,
    outcome,
    pair_rows,
    picture_menu,
    status,
)
from explorer.interface.loading import Download
from explorer.interface.settings import PageSettings
from explorer.training.finetune.result import FinetuneProgress, FinetuneResult, HeldOutPicture
from explorer.training.finetune.settings import FinetuneSettings
from tests.interface.read import english, untranslated
from tests.shapes import draw_shapes

ANSWERS = ((0, 0), (1, 1), (1, 0), (1, 0), (0, 1))


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Finetuning:
    folder = draw_shapes(tmp_path_factory.mktemp("shapes"), 5)
    made = Finetuning(
        FinetuneChoice(
            "cifar-resnet20", None, None, folder_pictures(folder), FinetuneSettings(epochs=30)
        )
    )
    for _ in made.run(PageSettings(device="cpu")):
        pass
    return made


@pytest.fixture
def result(run: Finetuning) -> FinetuneResult:
    assert run.result is not None
    return run.result


def test_every_phase_says_how_far_it_is():
    assert 'value="' not in status(Download(0, 0))
    assert "Downloading weights: 5 / 45 MB" in english(status(Download(5_000_000, 45_000_000)))
    reading = english(status(FinetuneProgress("reading", 3, 12, 4.4)))
    assert reading == "Reading pictures: 3 of 12 · 4 s left"
    assert "Computing features, once: 6 of 24" in status(FinetuneProgress("features", 6, 24))
    step = FinetuneProgress("training", 5, 10, 2.0, 3, 6, 0.5, 0.75, 0.9)
    assert english(status(step)) == (
        "Epoch 3 of 6: loss 0.500, 75% right while learning, 90% of the held-out pictures right"
        " · 2 s left"
    )
    assert 'value="0.5000"' in status(step)


def test_the_outcome_says_what_it_is_worth(result: FinetuneResult):
    text = english(outcome(result))
    low, high = result.interval
    assert f"{result.right} of 4" in text
    assert f"{low:.0%} to {high:.0%} (95 % interval)" in text
    assert f"Kept: the weights of epoch {result.best_epoch}," in text
    assert "fewer than 500 pictures" in text
    for each in result.held_out:
        assert each.name in text
    stopped = english(outcome(replace(result, stopped=True, frozen_statistics=False)))
    assert "Stopped. Kept" in stopped
    assert "have moved too" in stopped


def test_a_result_that_guessing_explains_says_so(result: FinetuneResult):
    half = tuple(HeldOutPicture(str(n), n % 2, 0, 0.5) for n in range(4))
    assert "Not yet evidence" in english(outcome(replace(result, held_out=half)))
    sure = tuple(HeldOutPicture(str(n), n % 2, n % 2, 0.5) for n in range(40))
    assert "Not yet evidence" not in english(outcome(replace(result, held_out=sure)))


def test_names_are_escaped(result: FinetuneResult):
    html = outcome(replace(result, class_names=("<b>", "b"), notes=("<i>",)))
    assert "<b>" not in html.replace("<b>{name}", "")
    assert "<i>" not in html


def test_the_menu_begins_with_what_went_wrong(result: FinetuneResult):
    held_out = (
        HeldOutPicture("disc/1", 0, 0, 0.9),
        HeldOutPicture("disc/2", 0, 1, 0.6),
        HeldOutPicture("frame/1", 1, 1, 0.8),
    )
    menu = picture_menu(replace(result, held_out=held_out))
    assert menu[0] == ("✗ disc/2 → frame (60%)", 1)
    assert [place for _, place in menu] == [1, 0, 2]


def test_figures_are_put_into_words(result: FinetuneResult):
    last = result.rows[-1]
    words = english(curves_summary(result.rows))
    assert f"After epoch 30: cross-entropy {last.held_out_loss:.3f}" in words
    assert curves_summary(()) == ""
    held_out = tuple(HeldOutPicture(str(n), *each, 0.9) for n, each in enumerate(ANSWERS))
    mixed = replace(result, held_out=held_out)
    assert "frame taken for disc, 2 of 3 pictures" in english(confusion_summary(mixed))
    sure = replace(result, held_out=held_out[:2])
    assert "No held-out picture was taken for" in english(confusion_summary(sure))


def test_one_picture_before_and_after(run: Finetuning):
    assert run.loaded is not None
    photograph = run.photograph(0)
    page = PageSettings(device="cpu")
    before, after = (inspect(each, [photograph])[0] for each in (run.loaded, run.tuned(page)))
    html = before_and_after(run, 0, before, after)
    assert html.count("<img") == 4
    assert "Before: cifar-resnet20 as it was" in html
    assert f"<b>{after.explained.name}</b>" in html
    assert after.explained.name in ("disc", "frame")
    assert before.explained.name not in ("disc", "frame")
    truth, *_ = run.choice.pictures.class_names
    head, *rows = pair_rows("one.png", truth, before, after)
    assert head == ["picture", "truth", "network", "class", "probability"]
    for when, inspection in (("before", before), ("after", after)):
        mine = [(row[3], row[4]) for row in rows if row[2] == when]
        assert mine == [(each.name, each.probability) for each in inspection.predictions]
    assert {tuple(row[:2]) for row in rows} == {("one.png", truth)}


def test_all_words_of_the_figures_have_their_chinese(result: FinetuneResult):
    chinese = replace(result, class_names=("\u732b", "\u72d7"))
    assert untranslated(curves(result.rows, result.best_epoch)) == ()
    assert untranslated(confusion_figure(chinese)) == ()


@pytest.mark.parametrize(
    ("seconds", "said", "chinese"),
    [(89, "89 s", "89 秒"), (300, "5 min", "5 分钟"), (9e3, "2.5 h", "2.5 小时")],
)
def test_a_wait_is_told_in_the_unit_that_a_person_would_use(seconds, said, chinese):
    assert (lasting(seconds, "en"), lasting(seconds, "zh")) == (said, chinese)
