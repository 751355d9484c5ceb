"""What the Trained tab says in words and tables: HTML in both languages, every number measured."""

from collections.abc import Sequence
from html import escape
from statistics import fmean

from explorer.figures.saves import part_saves
from explorer.inspection.result import ResponseDeviation
from explorer.interface.words.language import both, text
from explorer.sentences.listed import joined
from explorer.training.race.result import NETWORKS, NetworkKind
from explorer.training.trained.degradation import (
    MARGIN,
    Comparison,
    depth_comparisons,
    twin_comparisons,
)
from explorer.training.trained.over_seeds import OverSeeds
from explorer.training.trained.recipe_difference import agreements, differences
from explorer.training.trained.shipped import PAPER_110, TOLERANCE, TableRow, one_recipe, table_6
from explorer.training.trained.trained_run import TrainedRun, by_network
from explorer.words.languages import LANGUAGES
from explorer.words.sentences import both_languages, in_language

COLUMNS = (  # of Table 6, behind its depths
    "trained_t_paper", "trained_t_residual", "trained_t_difference", "trained_t_mark",
    "trained_t_plain",
)  # fmt: skip
NAMED_IMAGES = 8  # more are counted


def recipe_text(runs: Sequence[TrainedRun]) -> str:
    """By what recipe the program's networks were trained, and all that differs from the paper's."""
    result = one_recipe(runs)
    if result is None:
        return f'<p class="note">{both("trained_recipe_several")}</p>'
    parts = {"differences": differences(result), "agreements": agreements(result)}
    said = "".join(
        f'<span lang="{language}">'
        + text(
            language,
            "trained_recipe",
            **{name: escape(_joined(phrases, language)) for name, phrases in parts.items()},
        )
        + "</span>"
        for language in LANGUAGES
    )
    return folded("trained_recipe_title", f'<p class="note">{said}</p>')


def folded(key: str, content: str) -> str:
    """What is one click away, as HTML."""
    return f"<details><summary>{both(key)}</summary>{content}</details>"


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
    return folded("trained_words", f"<ul>{''.join(lines)}</ul>")


def seeds_text(runs: Sequence[TrainedRun]) -> str:
    """Of which depths a spread over the seeds was measured, and of which it was not."""
    depths: dict[tuple[int | None, ...], set[int]] = {}
    for found in by_network(runs):
        if found[0].network is not None:
            seeds = tuple(run.seed for run in found)
            depths.setdefault(seeds, set()).add(found[0].network.depth)
    said = []
    for seeds, these in depths.items():
        names = {"depths": ", ".join(map(str, sorted(these))), "seeds": ", ".join(map(str, seeds))}
        key = "trained_seeds_one" if len(seeds) == 1 else "trained_seeds_several"
        said.append(both(key, count=len(seeds), **names))
    return f'<p class="note">{" ".join(said)}</p>'


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
    lines += [_twin_line(each) for each in twin_comparisons(runs)]
    items = "".join(f"<li>{line}</li>" for line in lines)
    return f'<ul class="trained-claims">{items}</ul>' + folded(
        "trained_rule", f'<p class="hint">{both("trained_claims_rule", margin=MARGIN)}</p>'
    )


def table_text(runs: Sequence[TrainedRun]) -> str:
    """Table 6 of the paper with our networks beside it."""
    head = "".join(f'<th scope="col">{both(key)}</th>' for key in ("trained_t_depth", *COLUMNS))
    table = table_6(runs)
    rows = "".join(map(_table_row, table))
    best = {"mean": f"{PAPER_110[0]:.2f}", "deviation": f"{PAPER_110[1]:.2f}"}
    return (
        f'<table class="anatomy trained-table" data-part><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
        + part_saves("table-6", [TableRow.NAMES, *(row.cells() for row in table)])
        + folded(
            "trained_reading",
            f'<p class="hint">{both("trained_t_caption")} {both("trained_t_note", **best)}</p>',
        )
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
    return folded("trained_measured", f'<p class="note">{said}</p><ul>{items}</ul>')


def _joined(phrases: Sequence[str], language: str) -> str:
    return in_language(joined("{before}; {next}", phrases), language)


def _depth_line(each: Comparison) -> str:
    numbers = {
        "shallow": each.first.depth,
        "deep": each.second.depth,
        "epochs": each.second.epochs,
        **_errors(each),
    }
    said = {
        "worse": both("trained_depth_worse", **numbers),
        "better": both("trained_depth_better", **numbers),
        "inside the spread": both("trained_depth_inside", **numbers),
        "unclear": both("trained_depth_unclear", **numbers),
    }[each.change]
    if each.change == "worse" and each.first.kind == "plain":
        said += f" {both('trained_degradation', **numbers)}"
    return f"{_kind(each.first.kind)}: {said}"


def _twin_line(each: Comparison) -> str:
    word = {
        "worse": both("trained_twins_worse"),
        "better": both("trained_twins_better"),
        "inside the spread": both("trained_twins_inside"),
        "unclear": both("trained_twins_unclear"),
    }[each.change]
    return f"{both('trained_twins', depth=each.first.depth, **_errors(each))} {word}"


def _errors(each: Comparison) -> dict[str, str]:
    """The errors of a comparison, of the first network and of the second."""
    return {
        "train_first": _range(each.first.train),
        "train_second": _range(each.second.train),
        "test_first": _range(each.first.test),
        "test_second": _range(each.second.test),
    }


def _range(errors: OverSeeds) -> str:
    """As `9.78 %`, or with more than one seed `9.79 % [9.78, 9.80]`."""
    if errors.spread is None:
        return f"{errors.mean:.2f} %"
    return f"{errors.mean:.2f} % [{errors.smallest:.2f}, {errors.largest:.2f}]"


def _kind(kind: NetworkKind) -> str:
    return (
        f'<b class="{kind}">{both("race_plain") if kind == "plain" else both("race_residual")}</b>'
    )


def _table_row(row: TableRow) -> str:
    paper = f"{row.paper:.2f}"
    if row.compared_with != row.paper:
        paper += f" ({PAPER_110[0]:.2f} ± {PAPER_110[1]:.2f})"
    said = ""
    if row.reached is not None:
        key = "trained_t_reached" if row.reached else "trained_t_missed"
        said = both(key, tolerance=TOLERANCE)
    cells = (
        paper,
        _cell(row.residual),
        "" if row.difference is None else f"{row.difference:+.2f}",
        said,
        _cell(row.plain),
    )
    data = "".join(
        f'<td{_nothing(cell)}><span class="head">{both(key)}</span>{cell}</td>'
        for key, cell in zip(COLUMNS, cells, strict=True)
    )
    alone = ' class="paper-alone"' if row.residual is None and row.plain is None else ""
    name = f'<span class="head">{both("trained_t_depth")} </span>{row.depth}'
    return f'<tr data-depth="{row.depth}"{alone}><th scope="row">{name}</th>{data}</tr>'


def _nothing(cell: str) -> str:
    """A class for a cell that says nothing, which a narrow screen leaves out."""
    return ' class="nothing"' if cell in ("", "–") else ""


def _cell(errors: OverSeeds | None) -> str:
    if errors is None:
        return "–"
    if errors.spread is None:
        return f"{errors.mean:.2f}<small>{both('trained_t_one_seed')}</small>"
    seeds = both("trained_t_seeds", seeds=len(errors.seeds))
    spread = f"[{errors.smallest:.2f}, {errors.largest:.2f}]"
    return f"{errors.mean:.2f}<small>{spread} {seeds}</small>"
