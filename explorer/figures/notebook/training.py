"""What was trained, in a notebook: a run's curve, an error by class, a fine-tuning's mistakes."""

from html import escape
from typing import TYPE_CHECKING

from PIL import Image

from explorer.figures.notebook.chart import Axis, Line, chart
from explorer.figures.notebook.markup import (
    bar,
    card,
    html_table,
    paragraph,
    percent,
    picture,
    row,
)
from explorer.figures.palette import PLAIN, RESIDUAL
from explorer.training.finetune.result import FinetuneResult
from explorer.training.run.record import RecordedRun

if TYPE_CHECKING:  # a run or a fine-tuning's numbers are shown without the tensor library
    from explorer.training.evaluation import Evaluation
    from explorer.training.finetune.finetune import FinetunedNetwork
    from explorer.training.network_evaluation import NetworkEvaluation

MOST_MISTAKES = 6  # shown as pictures
MOST_CLASSES = 40  # of a table
MOST_CONFUSED = 20  # classes of a table of pairs


def run_html(run: RecordedRun) -> str:
    """Training and test error by epoch, and how it ended."""
    said = run.settings
    epochs = [row.epoch for row in run.rows]
    lines = [
        Line("training, augmented", epochs, [row.train_error for row in run.rows], PLAIN, "4 3"),
        Line("test", epochs, [row.test_error for row in run.rows], RESIDUAL),
    ]
    ended = "Not finished." if run.weights is None else f"Weights: {run.weights}."
    if run.result is not None:
        result = run.result
        ended = (
            f"Test error {result.test_error:.2%} on {result.test_images:,} images, training error "
            f"{result.train_error:.2%} on {result.train_images:,}. {ended}"
        )
    named = ", ".join(
        f"{name} {said[name]}" for name in ("recipe", "epochs", "seed", "batch") if name in said
    )
    return card(
        f"{said.get('network', 'A network')} trained on {said.get('data', 'data')}",
        paragraph(f"{named}. {ended}"),
        chart("error by epoch", lines, Axis("epoch", whole=True), Axis("share wrong", low=0.0)),
    )


def network_evaluation_html(found: "NetworkEvaluation") -> str:
    """The error, and the share of each class."""
    rows = sorted(found.per_class.items(), key=lambda item: 2.0 if item[1] is None else item[1])
    top5 = "" if found.top5 is None else f", top 5 {found.top5:.2%}"
    shown = rows[:MOST_CLASSES]
    left = "" if len(rows) == len(shown) else f", the {len(shown)} worst of {len(rows)}"
    return card(
        f"{found.network} on {found.data}: error {found.error:.2%}",
        paragraph(f"{found.images:,} images, top 1 {found.top1:.2%}{top5}. {found.source}."),
        html_table(
            ("class", "classified rightly"),
            ((escape(name), _share(share)) for name, share in shown),
            f"By class{left}",
        ),
        *map(paragraph, found.notes[:MOST_MISTAKES]),
    )


def evaluation_html(found: "Evaluation") -> str:
    """The error alone: whose it is, this record does not know."""
    top5 = "" if found.top5 is None else f", top 5 {found.top5:.2%}"
    return card(
        f"Error {found.error:.2%}",
        paragraph(f"{found.images:,} images, top 1 {found.top1:.2%}{top5}."),
    )


def finetuned_html(tuned: "FinetunedNetwork") -> str:
    """Accuracy, confusion, curves, and pictures of the mistakes."""
    wrong = [each for each in tuned.result.held_out if not each.right]
    names = tuned.result.class_names
    pictures = []
    for each, pixels in list(zip(wrong, tuned.mistakes, strict=False))[:MOST_MISTAKES]:
        said = f"taken for {names[each.predicted]} ({percent(each.probability)})"
        alt = f"{each.name}, which is {names[each.label]}, {said}"
        pictures.append(picture(Image.fromarray(pixels), alt, f"{each.name}: {said}"))
    return _finetune(tuned.result, pictures)


def finetune_html(result: FinetuneResult) -> str:
    """The same without pictures."""
    return _finetune(result, [])


def _finetune(result: FinetuneResult, pictures: list[str]) -> str:
    low, high = result.interval
    wrong = len(result.held_out) - result.right
    mistakes = ""
    if pictures:
        mistakes = paragraph(f"Mistakes, {len(pictures)} of {wrong}:") + row(pictures)
    return card(
        f"{result.network} fine-tuned on {result.data}: {result.right} of "
        f"{len(result.held_out)} held-out pictures right",
        paragraph(
            f"Accuracy {result.accuracy:.1%}, evidence for {low:.0%} to {high:.0%}; always the "
            f"most frequent class would have {result.guessing:.1%}. What learned: "
            f"{result.settings.train}, {len(result.rows)} of {result.epochs} epochs, kept "
            f"epoch {result.best_epoch}; {result.device}."
        ),
        row((_curve(result), _confusion(result))),
        mistakes,
        *map(paragraph, result.notes),
    )


def _curve(result: FinetuneResult) -> str:
    epochs = [row.epoch for row in result.rows]
    lines = [
        Line("learning", epochs, [row.train_accuracy for row in result.rows], PLAIN, "4 3"),
        Line("held out", epochs, [row.held_out_accuracy for row in result.rows], RESIDUAL),
    ]
    return chart(
        "accuracy by epoch",
        lines,
        Axis("epoch", whole=True),
        Axis("share right", low=0.0, high=1.0),
    )


def _confusion(result: FinetuneResult) -> str:
    counts = result.confusion[:MOST_CONFUSED, :MOST_CONFUSED].tolist()
    names = result.class_names[:MOST_CONFUSED]
    rows = []
    for name, line in zip(names, counts, strict=True):
        whole = max(1, sum(line))
        cells = (
            f'<span style="display:block;padding:0 .5em;background:rgba(40,120,181,'
            f'{0.6 * count / whole:.2f})">{count}</span>'
            for count in line
        )
        rows.append((escape(name), *cells))
    left = "" if len(names) == len(result.class_names) else f", the first {MOST_CONFUSED} classes"
    caption = f"Held-out pictures: true class by row, answer by column{left}"
    return html_table(("", *names), rows, caption)


def _share(share: float | None) -> str:
    return "no images" if share is None else bar(share, RESIDUAL)
