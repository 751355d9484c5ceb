"""What the Trained tab says in words and tables: HTML in both languages, every number measured."""

from collections.abc import Sequence
from html import escape
from statistics import fmean

from explorer.inspection.result import ResponseDeviation
from explorer.interface.language import both
from explorer.interface.sentences import both_languages
from explorer.training.degradation import MARGIN, Comparison, depth_comparisons, twin_comparisons
from explorer.training.race_result import NETWORKS, NetworkKind
from explorer.training.shipped import PAPER_110, TOLERANCE, TableRow, table_6
from explorer.training.trained_run import TrainedRun, by_network

PAPER_ITERATIONS = 64_000
NAMED_IMAGES = 8  # more are counted


def recipe_text(runs: Sequence[TrainedRun]) -> str:
    """By what recipe the program's networks were trained, beside the paper's."""
    if not of_one_recipe(runs):
        return f'<p class="note">{both("trained_recipe_several")}</p>'
    last = runs[0].rows[-1]
    key = "trained_recipe_paper" if runs[0].recipe == "paper" else "trained_recipe_short"
    numbers = {"epochs": last.epoch, "iterations": f"{last.iteration:,}"}
    return f'<p class="note">{both(key, **numbers)}</p>'


def of_one_recipe(runs: Sequence[TrainedRun]) -> bool:
    """Whether all of them may be compared."""
    return len({run.schedule for run in runs}) == 1


def ends_text(runs: Sequence[TrainedRun], own: Sequence[TrainedRun]) -> str:
    """Where each curve ends, for those who do not see it."""
    lines = []
    for seeds in (*by_network(runs), *((run,) for run in own)):
        last = seeds[0].rows[-1]
        errors = {
            "train": f"{fmean(run.rows[-1].train_error for run in seeds):.2%}",
            "test": f"{fmean(run.rows[-1].test_error for run in seeds):.2%}",
        }
        said = both("trained_end", epoch=last.epoch, **errors)
        count = f" {both('trained_t_seeds', seeds=len(seeds))}" if len(seeds) > 1 else ""
        lines.append(f"<li>{escape(seeds[0].label)}{count}: {said}</li>")
    return f"<ul>{''.join(lines)}</ul>"


def depth_text(runs: Sequence[TrainedRun]) -> str:
    """What the program's own rows show of depth, and of shortcuts; no more than that."""
    compared = depth_comparisons(runs)
    lines = []
    for kind in NETWORKS:
        found = [each for each in compared if each.first.kind == kind]
        lines += [_depth_line(each) for each in found]
        depths = {run.network.depth for run in runs if run.kind == kind and run.network}
        if not found and len(depths) == 1:
            lines.append(f"{_kind(kind)}: {both('trained_depth_one', depth=depths.pop())}")
    lines += [
        both(
            "trained_twins",
            depth=each.first.depth,
            **_errors(each, ("plain_train", "residual_train", "plain_test", "residual_test")),
        )
        for each in twin_comparisons(runs)
    ]
    if all(each.first.seeds == each.second.seeds == 1 for each in twin_comparisons(runs)):
        lines.append(both("trained_one_seed"))
    items = "".join(f"<li>{line}</li>" for line in lines)
    return f'<ul class="trained-claims">{items}</ul>'


def table_text(runs: Sequence[TrainedRun]) -> str:
    """Table 6 of the paper with our networks beside it."""
    head = "".join(
        f'<th scope="col">{both(key)}</th>'
        for key in (
            "trained_t_depth", "trained_t_paper", "trained_t_residual", "trained_t_difference",
            "trained_t_mark", "trained_t_plain",
        )
    )  # fmt: skip
    rows = "".join(_table_row(row) for row in table_6(runs))
    shorter = ""
    if of_one_recipe(runs) and runs[0].rows[-1].iteration < PAPER_ITERATIONS:
        iterations = f"{runs[0].rows[-1].iteration:,}"
        shorter = f'<p class="note">{both("trained_t_shorter", iterations=iterations)}</p>'
    best = {"mean": f"{PAPER_110[0]:.2f}", "deviation": f"{PAPER_110[1]:.2f}"}
    return (
        f'<div class="scroll"><table class="anatomy trained-table"><caption>'
        f"{both('trained_t_caption', tolerance=TOLERANCE)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>{shorter}"
        f'<p class="hint">{both("trained_t_note", **best)}</p>'
    )


def own_text(own: Sequence[TrainedRun]) -> str:
    """A person's runs as they were understood."""
    if not own:
        return ""
    items = []
    for run in own:
        network = f"{_kind(run.kind)}, " if run.kind else ""
        state = "" if run.finished or not run.planned else both("trained_unfinished")
        unknown = "" if run.network else both("trained_unknown")
        name = f"<code>{escape(run.network.text)}</code>, " if run.network else ""
        last = run.rows[-1]
        said = both("trained_own_run", epochs=last.epoch, test=f"{last.test_error:.2%}")
        items.append(f"<li><b>{escape(run.label)}</b>: {name}{network}{said} {state}{unknown}</li>")
    return f"<ul>{''.join(items)}</ul>"


def responses_text(measured: Sequence[ResponseDeviation], images: Sequence[str]) -> str:
    """What Figure 7 was measured on, and each network's mean, for those who do not see it.

    Args:
        measured: At least one network.
        images: Names of the photographs, as HTML.
    """
    named = ", ".join(images[:NAMED_IMAGES])
    more = f", … (+{len(images) - NAMED_IMAGES})" if len(images) > NAMED_IMAGES else ""
    said = f"{both('trained_responses_of', count=measured[0].count)} {named}{more}"
    items = "".join(
        f"<li><code>{escape(each.network)}</code>: "
        f"{both('trained_mean_deviation', mean=f'{each.deviation.mean():.3f}')} "
        f"{both_languages(each.source) if 'random' in each.source else ''}</li>"
        for each in measured
    )
    return f'<p class="note">{said}</p><ul>{items}</ul>'


def _depth_line(each: Comparison) -> str:
    numbers = {
        "shallow": each.first.depth,
        "deep": each.second.depth,
        "margin": MARGIN,
        **_errors(each, ("train_shallow", "train_deep", "test_shallow", "test_deep")),
    }
    said = {
        "worse": both("trained_depth_worse", **numbers),
        "better": both("trained_depth_better", **numbers),
        "unclear": both("trained_depth_unclear", **numbers),
    }[each.change]
    return f"{_kind(each.first.kind)}: {said}"


def _errors(each: Comparison, names: tuple[str, str, str, str]) -> dict[str, str]:
    """The four errors of a comparison under those names: training first, first network first."""
    first, second = each.first, each.second
    values = (first.train, second.train, first.test, second.test)
    return {name: f"{value:.2f} %" for name, value in zip(names, values, strict=True)}


def _kind(kind: NetworkKind) -> str:
    return (
        f'<b class="{kind}">{both("race_plain") if kind == "plain" else both("race_residual")}</b>'
    )


def _table_row(row: TableRow) -> str:
    paper = f"{row.paper:.2f}"
    if row.compared_with != row.paper:
        paper += f" ({PAPER_110[0]:.2f} ± {PAPER_110[1]:.2f})"
    mark = both("trained_t_none")
    if row.reached is not None:
        word = both("trained_t_reached") if row.reached else both("trained_t_missed")
        mark = f'<span class="light {"ok" if row.reached else "broken"}">{word}</span>'
    cells = (
        paper,
        _measured(row.residual, row.residual_deviation, row.residual_seeds),
        "" if row.difference is None else f"{row.difference:+.2f}",
        mark,
        _measured(row.plain, row.plain_deviation, row.plain_seeds),
    )
    data = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr data-depth="{row.depth}"><th scope="row">{row.depth}</th>{data}</tr>'


def _measured(mean: float | None, deviation: float | None, seeds: int) -> str:
    if mean is None:
        return both("trained_t_none")
    if deviation is None:
        return f"{mean:.2f}"
    return f"{mean:.2f} ± {deviation:.2f} {both('trained_t_seeds', seeds=seeds)}"
