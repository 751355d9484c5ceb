"""An inspection in a notebook: predictions, and the class activation map of every stage."""

from collections.abc import Sequence
from html import escape

import numpy as np
from PIL import Image

from explorer.figures.inspection.overlay import overlay
from explorer.figures.inspection.pictures import evidence
from explorer.figures.notebook.markup import (
    bar,
    card,
    html_table,
    paragraph,
    picture,
    row,
    table,
)
from explorer.figures.palette import RESIDUAL, pictured
from explorer.inspection.alignment import align
from explorer.inspection.blocks.unrolled_sum import UnrolledSum
from explorer.inspection.grad_cam import cam
from explorer.inspection.recorded import Record
from explorer.inspection.result import (
    Attribution,
    BlockBranches,
    FloatArray,
    Inspection,
    Prediction,
    ResponseDeviation,
)

STRONGEST = 3  # channels that are named
MOST_TOGETHER = 290_000  # characters of several inspections


def inspection_html(seen: Inspection) -> str:
    """The crop with Grad-CAM at every stage, and the likeliest classes."""
    maps = [
        _stage(
            seen.picture,
            stage.name,
            stage.features.shape,
            stage.stride,
            cam(stage),
            f"Grad-CAM for {seen.explained.name}",
            f"strongest channels {', '.join(map(str, stage.strongest[:STRONGEST]))}",
        )
        for stage in seen.stages
    ]
    return _strip(seen, maps, f"logit {seen.logit:.3f}; {seen.device}, {seen.precision}")


def inspections_html(seen: Sequence[Inspection]) -> str:
    """One below the other, as many as are no burden for a notebook."""
    shown: list[str] = []
    for each in seen:
        one = inspection_html(each)
        if shown and sum(map(len, shown)) + len(one) > MOST_TOGETHER:
            shown.append(paragraph(f"{len(seen) - len(shown)} more: show them one by one."))
            break
        shown.append(one)
    return "".join(shown)


def record_html(seen: Record) -> str:
    """The same of an inspection that was read back."""
    what = f"{seen.cam_method} for {seen.explained.name}"
    maps = [
        _stage(seen.picture, each.name, each.shape, each.stride, each.cam, what, "")
        for each in seen.stages
    ]
    return _strip(seen, maps, " ".join((f"method {seen.method}", *seen.notes)))


def attribution_html(found: Attribution) -> str:
    """The evidence of every pixel on its own, since an attribution has no picture."""
    values = evidence(found)
    alt = f"{found.method}: evidence by pixel, largest {values.max():.3g}"
    return card(
        f"Attribution by {found.method}",
        picture(pictured(values), alt, "what speaks for the class, pixel by pixel"),
        paragraph(found.note),
        *([paragraph(found.warning)] if found.warning else []),
    )


def block_html(block: BlockBranches) -> str:
    """Shortcut, residual branch and sum of one block: the mean over channels of their sizes."""
    named = (("shortcut", block.shortcut), ("F(x)", block.residual), ("sum", block.sum))
    kept = [(name, values) for name, values in named if values is not None and values.size]
    maps = []
    for name, values in kept:
        mean = np.abs(values).mean(axis=0)
        alt = f"{name} of {block.name}: mean size over channels up to {mean.max():.3g}"
        maps.append(picture(pictured(mean), alt, f"|{name}|, mean over channels"))
    ratio, cosine = (
        "none" if value is None else f"{value:.3g}" for value in (block.ratio, block.cosine)
    )
    said = f"|F(x)| / |shortcut|: {ratio}; cosine between the two: {cosine}"
    return card(block.name, paragraph(said), row(maps))


def unrolled_html(found: UnrolledSum) -> str:
    """Every term of a stage's sum with its norm and its share of what comes out."""
    parts = [
        ("x_0", found.start_norm, found.start_share),
        *((f"F of {term.block}", term.norm, term.share) for term in found.terms),
    ]
    rows = [(name, f"{norm:.4g}", _share(share)) for name, norm, share in parts]
    rows.append(("in neither", "", _share(found.rest_share)))
    rows.append(("x_L", f"{found.end_norm:.4g}", ""))
    measured = f"Largest difference {found.difference:.3g}; rounding makes {found.tolerance:.3g}."
    return card(
        f"{found.stage}: x_L = x_0 + the sum of all F",
        paragraph(f"{found.note} {found.start_note} {measured}"),
        table(("term", "L2 norm", "share of x_L"), rows),
    )


def responses_html(found: ResponseDeviation) -> str:
    """The standard deviation of every layer's responses."""
    rows = [
        (name, f"{value:.4g}") for name, value in zip(found.layers, found.deviation, strict=True)
    ]
    return card(
        f"Responses of {found.network} on {found.images}",
        paragraph(f"{found.source}. Mean {found.deviation.mean():.4g}."),
        table(("3x3 layer", "standard deviation"), rows),
    )


def _share(share: float | None) -> str:
    return "none" if share is None else f"{share:.2%}"


def _strip(seen: Inspection | Record, maps: Sequence[str], more: str) -> str:
    best = seen.predictions[0]
    size = seen.picture.shape[0]
    alt = f"{seen.image}: the {size} x {size} pixels that {seen.network} saw"
    crop = picture(Image.fromarray(seen.picture), alt, f"{seen.image}, as the network saw it")
    return card(
        f"{seen.image} in {seen.network}: {best.name} {best.probability:.1%}",
        paragraph(f"Explains {seen.explained.name}; {more}. {seen.source}."),
        row((crop, *maps)),
        _predictions(seen.predictions),
    )


def _stage(
    seen: np.ndarray[tuple[int, ...], np.dtype[np.uint8]],
    name: str,
    shape: Sequence[int],
    stride: int,
    values: FloatArray,
    what: str,
    more: str,
) -> str:
    largest = float(values.max())
    down, right = np.unravel_index(int(values.argmax()), values.shape)
    where = (
        f"largest {largest:.3g} in row {down + 1}, column {right + 1}"
        if largest
        else ("zero everywhere")
    )
    said = " x ".join(map(str, shape))
    painted = overlay(seen, align(values, stride, seen.shape[0]))
    caption = f"{name}, {said}: {where}" + (f"; {more}" if more else "")
    return picture(painted, f"{what} at {name}, {said}: {where}", caption)


def _predictions(predictions: Sequence[Prediction]) -> str:
    rows = [(escape(each.name), bar(each.probability, RESIDUAL)) for each in predictions]
    return html_table(("class", "probability"), rows)
