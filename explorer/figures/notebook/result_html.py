"""Which result is shown by which function: the one table, and who is told of it."""

from importlib import import_module
from typing import Any, Final

# A result's module and name, without importing it, to the function in this folder that shows it.
SHOWN: Final = {
    ("explorer.inspection.result", "Inspection"): ("inspection", "inspection_html"),
    ("explorer.inspection.inspect", "Inspections"): ("inspection", "inspections_html"),
    ("explorer.inspection.recorded", "Record"): ("inspection", "record_html"),
    ("explorer.inspection.result", "Attribution"): ("inspection", "attribution_html"),
    ("explorer.inspection.result", "BlockBranches"): ("inspection", "block_html"),
    ("explorer.inspection.result", "ResponseDeviation"): ("inspection", "responses_html"),
    ("explorer.inspection.blocks.sums", "UnrolledSum"): ("inspection", "unrolled_html"),
    ("explorer.training.race.record", "RecordedRace"): ("race", "race_html"),
    ("explorer.training.race.result", "RaceStep"): ("race", "step_html"),
    ("explorer.training.depth.result", "DepthTable"): ("depth", "sweep_html"),
    ("explorer.training.depth.shattering_result", "Shattering"): ("depth", "shattering_html"),
    ("explorer.training.evaluation", "Evaluation"): ("training", "evaluation_html"),
    ("explorer.training.network_evaluation", "NetworkEvaluation"): (
        "training",
        "network_evaluation_html",
    ),
    ("explorer.training.run.record", "RecordedRun"): ("training", "run_html"),
    ("explorer.training.finetune.finetune", "FinetunedNetwork"): ("training", "finetuned_html"),
    ("explorer.training.finetune.result", "FinetuneResult"): ("training", "finetune_html"),
}


def html(result: object) -> str:
    """A result as a piece of HTML, as notebooks show it: no scripts, nothing fetched.

    Args:
        result: An inspection, a finished race or one of its steps, a depth table, an evaluation, a
            trained run, a fine-tuned network, shattered gradients, ...; or several in a tuple or
            list.

    Raises:
        TypeError: It is nothing that has a picture.
    """
    for kind in type(result).__mro__:
        place = SHOWN.get((kind.__module__, kind.__name__))
        if place is not None:
            shown: str = getattr(import_module(f"{__package__}.{place[0]}"), place[1])(result)
            return shown
    if isinstance(result, tuple | list) and result:
        return "".join(map(html, result))
    names = ", ".join(sorted(name for _, name in SHOWN))
    raise TypeError(f"html shows one of {names}, got {type(result).__name__}: give one of these")


def register(shell: Any) -> None:
    """Tell an IPython shell, which a notebook's kernel has, to show results so."""
    formatter = shell.display_formatter.formatters["text/html"]
    for module, name in SHOWN:
        formatter.for_type_by_name(module, name, html)
