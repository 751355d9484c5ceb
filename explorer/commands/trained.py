"""`python -m explorer trained`: networks that were trained, beside the 2015 paper's Table 6."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from explorer.commands.exit_status import wrong_usage
from explorer.commands.given.options import json_of
from explorer.commands.progress import Narrator
from explorer.training.trained.degradation import (
    Comparison,
    Trained,
    depth_comparisons,
    twin_comparisons,
)
from explorer.training.trained.over_seeds import OverSeeds
from explorer.training.trained.recipe_difference import agreements, differences
from explorer.training.trained.shipped import TOLERANCE, TableRow, one_recipe, shipped_runs, table_6
from explorer.training.trained.trained_run import TrainedRun


def trained(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FILE]...",
            help="Runs of your own: training.csv, with settings.json, result.json or "
            "model-card.md, or a zip.",
        ),
    ] = None,
    as_json: Annotated[bool, json_of("object")] = False,
) -> None:
    """Compare the networks that come with the program with the 2015 paper's Table 6.

    And with each other: what depth did, what shortcuts did, only as far as their errors show it.
    Of several seeds the mean stands first, then the smallest and the largest. What differs from the
    paper's recipe is named. Runs of your own come last. Errors are in per cent.

    Source: He et al. 2015, "Deep residual learning for image recognition", section 4.2.
    """
    from explorer.training.trained.opened_runs import opened_runs

    runs = shipped_runs()
    with wrong_usage():
        own = opened_runs(files or [])
    with Narrator() as narrator:
        if as_json:
            narrator.result(json.dumps(_report(runs, own), indent=2, ensure_ascii=False))
            return
        for line in (
            *map(_row_line, table_6(runs)),
            *_recipe_lines(runs),
            *_claims(runs),
            *map(_run_line, own),
        ):
            narrator.result(line)


def _report(runs: Sequence[TrainedRun], own: Sequence[TrainedRun]) -> dict[str, Any]:
    """What `--json` prints."""
    result = one_recipe(runs)
    return {
        "tolerance": TOLERANCE,
        "recipe": {
            "differs_from_the_paper": list(differences(result)) if result else None,
            "as_in_the_paper": list(agreements(result)) if result else None,
        },
        "table_6": [
            {
                "depth": row.depth,
                "paper": row.paper,
                "residual": row.residual.described() if row.residual else None,
                "plain": row.plain.described() if row.plain else None,
                "difference": row.difference,
                "reached": row.reached,
            }
            for row in table_6(runs)
        ],
        "depths": list(map(_compared, depth_comparisons(runs))),
        "twins": list(map(_compared, twin_comparisons(runs))),
        "runs": [_described(run) for run in (*runs, *own)],
    }


def _compared(each: Comparison) -> dict[str, Any]:
    return {
        "first": _network(each.first),
        "second": _network(each.second),
        "change": each.change,
    }


def _network(each: Trained) -> dict[str, Any]:
    return {
        "kind": each.kind,
        "depth": each.depth,
        "epochs": each.epochs,
        "train": each.train.described(),
        "test": each.test.described(),
    }


def _described(run: TrainedRun) -> dict[str, Any]:
    return {
        "label": run.label,
        "network": run.network.text if run.network else None,
        "data": run.data,
        "seed": run.seed,
        "finished": run.finished,
        "iterations": [row.iteration for row in run.rows],
        "train_errors": [round(row.train_error * 100, 3) for row in run.rows],
        "test_errors": [round(row.test_error * 100, 3) for row in run.rows],
    }


def _row_line(row: TableRow) -> str:
    line = f"{row.depth} layers: the paper {row.compared_with:.2f}"
    if row.residual is not None and row.difference is not None:
        word = f"reached within {TOLERANCE}" if row.reached else "not reached with this recipe"
        line += f"; ours {_over(row.residual)}, {row.difference:+.2f}: {word}"
    if row.plain is not None:
        line += f"; plain {_over(row.plain)}"
    return line


def _over(errors: OverSeeds) -> str:
    if errors.spread is None:
        return f"{errors.mean:.2f} (one seed; the spread was not measured)"
    seeds = ", ".join(map(str, errors.seeds))
    return (
        f"{errors.mean:.2f} (mean of {len(errors.seeds)} seeds, {seeds}; {errors.smallest:.2f} to "
        f"{errors.largest:.2f})"
    )


def _recipe_lines(runs: Sequence[TrainedRun]) -> list[str]:
    result = one_recipe(runs)
    if result is None:
        return []
    return [
        "ours differ from the paper's recipe in:",
        *(f"  {phrase}" for phrase in differences(result)),
        f"as in the paper: {'; '.join(agreements(result))}",
    ]


def _claims(runs: Sequence[TrainedRun]) -> list[str]:
    depths = depth_comparisons(runs)
    lines = [
        f"{each.first.kind}, {each.first.depth} to {each.second.depth} layers in these runs: "
        f"{_change(each)}{_slowness(each)}"
        for each in depths
    ]
    if not depths:
        lines.append("of no kind two depths are shipped yet: nothing is said of what depth does")
    lines += [
        f"{each.first.depth} layers, plain to residual in these runs: {_change(each)}"
        for each in twin_comparisons(runs)
    ]
    return lines


def _slowness(each: Comparison) -> str:
    if each.change != "worse" or each.first.kind != "plain":
        return ""
    return (
        f": after {each.second.epochs} epochs, as in the paper, depth makes the plain network "
        "worse in training too; part of the gap may be slowness"
    )


def _change(each: Comparison) -> str:
    first, second = each.first, each.second
    word = {
        "inside the spread": "a difference inside the spread of the seeds",
        "unclear": "no claim",
    }.get(each.change, each.change)
    return (
        f"{word} (training error {_range(first.train)} to {_range(second.train)}, "
        f"test error {_range(first.test)} to {_range(second.test)})"
    )


def _range(errors: OverSeeds) -> str:
    if errors.spread is None:
        return f"{errors.mean:.2f}"
    return f"{errors.mean:.2f} [{errors.smallest:.2f}, {errors.largest:.2f}]"


def _run_line(run: TrainedRun) -> str:
    last = run.rows[-1]
    network = run.network.text if run.network else "a network that no file names"
    return (
        f"{run.label}: {network}, epoch {last.epoch}, iteration {last.iteration:,}: "
        f"training error {last.train_error:.2%}, test error {last.test_error:.2%}"
    )
