"""What Depth measures as Python: gradients of networks that have learned nothing yet."""

from explorer.scripting.program import Cell, Program
from explorer.scripting.writing import call, changed
from explorer.sentences.sentence import Sentence
from explorer.training.depth.result import SweepSettings
from explorer.training.depth.shattering_result import ShatteringSettings


def depth_program(settings: SweepSettings) -> Program:
    """The calls that measure a sweep and print its verdicts with first and last gradient."""
    swept = call("explorer.SweepSettings", assigned="settings", **changed(settings))
    measured = Cell(
        Sentence("Every pair of networks at initialisation; deep ones take minutes"),
        f"{swept}\ntable = explorer.depth_sweep(settings).result()",
    )
    words = Cell(
        Sentence(
            "For each network its word, and the median over the seeds of |dL/dW|: first layer, last"
        ),
        "for swept in settings.networks():\n"
        '    for kind in ("plain", "residual"):\n'
        "        cells = chosen(table, swept, kind)\n"
        '        gradient = band(cells, "weight_gradient").median\n'
        "        word = cell_verdict(cells).word\n"
        "        print(swept.normalization, swept.initialization, swept.depth, kind, word)\n"
        '        print(f"  first {gradient[0]:.1e}, last {gradient[-1]:.1e}")',
        "table",
    )
    depths = "-".join(map(str, settings.depths))
    return Program(
        f"depth-{depths}",
        Sentence("ResNet Explorer: gradients over depth, before any training"),
        (measured, words),
        ("from explorer.training.depth.result import band, cell_verdict, chosen",),
    )


def shattering_program(settings: ShatteringSettings, gradients: int | None = None) -> Program:
    """The calls that look for shattered gradients, and print what the figure says in words.

    Args:
        settings: Which gradients are looked at.
        gradients: How many of them the figure shows; None for all.
    """
    whole = 2 * settings.seeds * len(settings.networks())
    part = None if gradients in (None, whole) else gradients
    made = call("explorer.ShatteringSettings", assigned="settings", **changed(settings))
    taken = "found = explorer.shattering(settings).result()"
    if part is not None:
        steps = f"gradients = tuple(islice(explorer.shattering(settings), {part}))"
        taken = f"{steps}\nfound = explorer.Shattering(settings, gradients)"
    measured = Cell(
        Sentence("The gradients by the input along an arc between two images, plain and residual"),
        f"{made}\n{taken}",
    )
    words = Cell(
        Sentence(
            "How alike neighbours' gradients are at the smallest angle: the cosine's median over "
            "the seeds, and its range"
        ),
        "for swept in settings.networks():\n"
        '    for kind in ("plain", "residual"):\n'
        "        mine = chosen(found.gradients, swept, kind)\n"
        "        if mine:\n"
        '            over = band(mine, "autocorrelation")\n'
        "            low, median, high = (each[1] for each in (over.low, over.median, over.high))\n"
        "            print(swept.normalization, swept.depth, kind, "
        'f"{median:.2f} ({low:.2f} to {high:.2f})")',
        "found",
    )
    depths = "-".join(map(str, settings.depths))
    imports = ["from explorer.training.depth.result import band, chosen"]
    return Program(
        f"shattering-{depths}",
        Sentence("ResNet Explorer: do gradients shatter, before any training?"),
        (measured, words),
        tuple(imports if part is None else ["from itertools import islice", *imports]),
    )
