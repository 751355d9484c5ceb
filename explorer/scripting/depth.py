"""A sweep over depths as Python: gradients of networks that have learned nothing yet."""

from explorer.scripting.program import Cell, Program
from explorer.scripting.writing import call, changed
from explorer.sentences.sentence import Sentence
from explorer.training.depth.result import SweepSettings


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
