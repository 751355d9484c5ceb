"""`python -m explorer trained`: networks that were trained, beside the 2015 paper's Table 6."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from explorer.commands.exit_status import wrong_usage
from explorer.commands.progress import Narrator
from explorer.training.degradation import Comparison, depth_comparisons, twin_comparisons
from explorer.training.shipped import TOLERANCE, TableRow, shipped_runs, table_6
from explorer.training.trained_run import TrainedRun


def trained(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FILE]...",
            help="Runs of your own: training.csv, with settings.json or model-card.md, or a zip.",
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object and nothing else.")
    ] = False,
) -> None:
    """Compare the networks that come with the program with the 2015 paper's Table 6.

    And with each other: what depth did, what shortcuts did, only as far as their errors show it.
    Runs of your own are listed after them. Errors are in per cent.

    Source: He et al. 2015, "Deep residual learning for image recognition", section 4.2.
    """
    from explorer.training.opened_runs import opened_runs

    runs = shipped_runs()
    with wrong_usage():
        own = opened_runs(files or [])
    with Narrator() as narrator:
        if as_json:
            narrator.result(json.dumps(_report(runs, own), indent=2, ensure_ascii=False))
            return
        for line in (*map(_row_line, table_6(runs)), *_claims(runs), *map(_run_line, own)):
            narrator.result(line)


def _report(runs: Sequence[TrainedRun], own: Sequence[TrainedRun]) -> dict[str, Any]:
    """What `--json` prints."""
    return {
        "tolerance": TOLERANCE,
        "table_6": [
            {**asdict(row), "difference": row.difference, "reached": row.reached}
            for row in table_6(runs)
        ],
        "depths": [{**asdict(each), "change": each.change} for each in depth_comparisons(runs)],
        "twins": [{**asdict(each), "change": each.change} for each in twin_comparisons(runs)],
        "runs": [_described(run) for run in (*runs, *own)],
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
    if row.residual is None or row.difference is None:
        ours = "none shipped yet"
    else:
        word = "within" if row.reached else "above"
        ours = (
            f"ours {row.residual:.2f}{_spread(row.residual_deviation, row.residual_seeds)}, "
            f"{row.difference:+.2f}: {word} the tolerance of {TOLERANCE}"
        )
    plain = ""
    if row.plain is not None:
        plain = f"; plain {row.plain:.2f}{_spread(row.plain_deviation, row.plain_seeds)}"
    return f"{row.depth} layers: the paper {row.compared_with:.2f}, {ours}{plain}"


def _spread(deviation: float | None, seeds: int) -> str:
    return "" if deviation is None else f" ± {deviation:.2f} ({seeds} seeds)"


def _claims(runs: Sequence[TrainedRun]) -> list[str]:
    depths = depth_comparisons(runs)
    lines = [
        f"{each.first.kind}, {each.first.depth} to {each.second.depth} layers: {_change(each)}"
        for each in depths
    ]
    if not depths:
        lines.append("of no kind two depths are shipped yet: nothing is said of what depth does")
    lines += [
        f"{each.first.depth} layers, plain to residual: {_change(each)}"
        for each in twin_comparisons(runs)
    ]
    return lines


def _change(each: Comparison) -> str:
    first, second = each.first, each.second
    word = "no claim" if each.change == "unclear" else each.change
    return (
        f"{word} (training error {first.train:.2f} to {second.train:.2f}, "
        f"test error {first.test:.2f} to {second.test:.2f})"
    )


def _run_line(run: TrainedRun) -> str:
    last = run.rows[-1]
    network = run.network.text if run.network else "a network that no file names"
    return (
        f"{run.label}: {network}, epoch {last.epoch}, iteration {last.iteration:,}: "
        f"training error {last.train_error:.2%}, test error {last.test_error:.2%}"
    )
