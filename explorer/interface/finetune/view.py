"""A fine-tuning as HTML: how far it is, what came of it, one picture before and after."""

from collections.abc import Sequence
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image

from explorer.figures.data_uri import data_uri
from explorer.figures.inspection.overlay import overlay
from explorer.figures.inspection.pictures import enlarged
from explorer.figures.saves import part_saves
from explorer.inspection.alignment import align
from explorer.inspection.grad_cam import cam
from explorer.inspection.result import Inspection
from explorer.interface.loading import Download, arriving, bar
from explorer.interface.words.language import attribute, both
from explorer.training.finetune.result import FinetuneEpoch, FinetuneProgress, FinetuneResult
from explorer.words.sentences import both_languages
from explorer.words.texts import text

if TYPE_CHECKING:
    from explorer.interface.finetune.finetunings import Finetuning

SMALL: Final = 100  # an input below this is shown pixel by pixel


def status(progress: Download | FinetuneProgress) -> str:
    """A bar and a line: what is being done, and how long it will still take."""
    if isinstance(progress, Download):
        return arriving(progress)
    share = progress.done / progress.total
    left = progress.seconds_left
    rest = "" if left is None else " · " + both("finetune_left", seconds=f"{max(left, 0):.0f}")
    if progress.phase != "training":
        key = "finetune_reading" if progress.phase == "reading" else "finetune_features"
        return bar(share, both(key, done=progress.done, total=progress.total) + rest)
    numbers = both(
        "finetune_step",
        epoch=progress.epoch,
        epochs=progress.epochs,
        loss=f"{progress.loss:.3f}",
        accuracy=f"{progress.train_accuracy or 0:.0%}",
    )
    if progress.held_out_accuracy is not None:
        accuracy = f"{progress.held_out_accuracy:.0%}"
        numbers += both("finetune_step_held_out", accuracy=accuracy)
    return bar(share, numbers + rest)


def status_of_waiting(before: int = 0, seconds: float | None = None) -> str:
    """Until the first word of the fine-tuning: so many of others may be before it, for so long."""
    said = both("finetune_line", count=before) if before else both("finetune_waiting")
    if before and seconds is not None:
        said += " " + both("finetune_line_wait", time=partial(lasting, seconds))
    return f'<div class="finetune-status"><progress></progress><p>{said}</p></div>'


def lasting(seconds: float, language: str) -> str:
    """A time that is only about right, in the words of a race's."""
    if seconds < 90:
        return text(language, "race_seconds", count=max(1, round(seconds)))
    minutes = round(seconds / 60)
    if minutes < 90:
        return text(language, "race_minutes", count=minutes)
    return text(language, "race_hours", count=f"{seconds / 3600:.1f}")


def outcome(result: FinetuneResult) -> str:
    """The accuracy, what it is worth, what was held out, and what was left out."""
    low, high = result.interval
    parts = [
        f'<h2 class="finetune-accuracy">'
        f"{both('finetune_accuracy', share=f'{result.accuracy:.0%}')}</h2>",
        _line("finetune_evidence", right=result.right, count=len(result.held_out),
              low=f"{low:.0%}", high=f"{high:.0%}"),
    ]  # fmt: skip
    if low <= result.guessing:
        share = f"{result.guessing:.0%}"
        parts.append(f'<p class="warning">{both("finetune_no_evidence", share=share)}</p>')
    if result.stopped:
        parts.append(_line("finetune_stopped", epoch=result.best_epoch))
    else:
        parts.append(_line("finetune_kept", epoch=result.best_epoch))
    parts.append(_per_class(result))
    parts.append(_line("finetune_frozen" if result.frozen_statistics else "finetune_moving"))
    parts += [f'<p class="note">{both_languages(note)}</p>' for note in result.notes]
    names = "".join(f"<li>{escape(each.name)}</li>" for each in result.held_out)
    listed = both("finetune_held_out", count=len(result.held_out))
    parts.append(f"<details><summary>{listed}</summary><ul>{names}</ul></details>")
    return f'<section class="finetune-outcome">{"".join(parts)}</section>'


def _line(key: str, **values: object) -> str:
    return f'<p class="note">{both(key, **values)}</p>'


def _per_class(result: FinetuneResult) -> str:
    table = result.confusion
    heads = ("finetune_class", "finetune_learned_from", "finetune_held_out_short", "finetune_right")
    rows = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td>{result.learned_from[label]}</td>'
        f"<td>{table[label].sum()}</td>"
        f"<td>{table[label, label]} ({result.per_class[label]:.0%})</td></tr>"
        for label, name in enumerate(result.class_names)
    )
    head = "".join(f'<th scope="col">{both(key)}</th>' for key in heads)
    return f'<table class="finetune-table"><thead><tr>{head}</tr></thead>{rows}</table>'


def curves_summary(rows: Sequence[FinetuneEpoch]) -> str:
    """What the curves show, for those who do not see them."""
    if not rows:
        return ""
    last = rows[-1]
    return _line(
        "finetune_curves_summary",
        epoch=last.epoch,
        loss=f"{last.held_out_loss:.3f}",
        accuracy=f"{last.held_out_accuracy:.0%}",
    )


def confusion_summary(result: FinetuneResult) -> str:
    """What the confusion matrix shows: which two classes are mixed up most."""
    table = result.confusion.copy()
    np.fill_diagonal(table, 0)
    row, column = divmod(int(table.argmax()), len(table))
    if not table[row, column]:
        return _line("finetune_no_confusion")
    names = result.class_names
    return _line(
        "finetune_most_confused",
        name=names[row],
        other=names[column],
        count=int(table[row, column]),
        total=int(result.confusion[row].sum()),
    )


def picture_menu(result: FinetuneResult) -> list[tuple[str, int]]:
    """The held-out pictures, those taken for another class first, each with its place."""
    entries = [
        (
            f"{'✓' if each.right else '✗'} {each.name} → {result.class_names[each.predicted]} "
            f"({each.probability:.0%})",
            place,
        )
        for place, each in enumerate(result.held_out)
    ]
    return sorted(entries, key=lambda entry: result.held_out[entry[1]].right)


def before_and_after(run: "Finetuning", place: int, before: Inspection, after: Inspection) -> str:
    """One held-out picture in the original and in the new network, Grad-CAM at the last stage.

    Args:
        run: The fine-tuning.
        place: Of the picture in the result's list.
        before: In the network as it was, its own prediction explained.
        after: In the new network, likewise.
    """
    assert run.result is not None
    held_out = run.result.held_out[place]
    truth = run.result.class_names[held_out.label]
    title = both("finetune_one_picture", name=held_out.name, truth=truth)
    cards = _card(before, "finetune_before") + _card(after, "finetune_after")
    return (
        f'<section class="finetune-pair" data-part><h3>{title}</h3><div class="pair">{cards}</div>'
        f'<p class="hint">{both("finetune_pair_hint")}</p></section>'
        f"{part_saves('before-and-after', pair_rows(held_out.name, truth, before, after))}"
    )


def pair_rows(name: str, truth: str, before: Inspection, after: Inspection) -> list[list[object]]:
    """What both networks say of a picture: a row a class, the likeliest first.

    Args:
        name: The picture's.
        truth: Its class.
        before: In the network as it was.
        after: In the new one.
    """
    rows: list[list[object]] = [["picture", "truth", "network", "class", "probability"]]
    for when, inspection in (("before", before), ("after", after)):
        rows += [
            [name, truth, when, each.name, float(each.probability)]
            for each in inspection.predictions
        ]
    return rows


def _card(inspection: Inspection, key: str) -> str:
    """The picture with its map, and the likeliest classes."""
    stage = inspection.stages[-1]
    size = inspection.input.shape[-1]
    values = cam(stage, "grad-cam")
    drawn = enlarged(overlay(inspection.picture, align(values, stage.stride, size)))
    plain = enlarged(Image.fromarray(inspection.picture))
    predictions = "".join(
        f"<li>{escape(each.name)} {each.probability:.0%}</li>"
        for each in inspection.predictions[:3]
    )
    pixels = " pixels" if size < SMALL else ""
    nothing = "" if values.max() > 0 else f'<p class="hint">{both("map_zero")}</p>'
    name = inspection.explained.name
    return (
        f'<figure class="card{pixels}"><figcaption>{both(key, network=inspection.network)}'
        f'</figcaption><div class="couple"><img src="{data_uri(plain, photograph=True)}" '
        f'{attribute("alt", "finetune_input_alt")}><img src="{data_uri(drawn, photograph=True)}" '
        f"{attribute('alt', 'finetune_map_alt', label=name)}></div>"
        f"<p>{both('finetune_explained', name=name)}</p><ol>{predictions}</ol>{nothing}</figure>"
    )
