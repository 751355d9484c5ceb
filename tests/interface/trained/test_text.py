"""What the Trained tab says: only what the rows show."""

import re

import numpy as np
import pytest

from explorer.inspection.result import ResponseDeviation
from explorer.interface.trained.text import (
    depth_text,
    ends_text,
    own_text,
    recipe_text,
    responses_text,
    seeds_text,
    table_text,
)
from explorer.training.trained.shipped import shipped_runs
from explorer.training.trained.trained_run import run_from_texts
from tests.interface.read import english
from tests.training.runs_on_paper import CURVE, card, run, settings, table


def paired(html: str) -> None:
    assert html.count('lang="en"') == html.count('lang="zh"') > 0


def test_one_depth_claims_nothing_of_depth() -> None:
    html = depth_text([run("cifar-plain20", 6.91, 11.74), run("cifar-resnet20", 5.03, 9.78)])
    paired(html)
    said = english(html)
    assert said.count("only the 20-layer network comes with the program") == 2
    assert "degradation" not in said
    assert "helps" not in said
    assert (
        "At 20 layers, plain against residual in these runs: training error 6.91 % against 5.03 %, "
        "test error 11.74 % against 9.78 %. The residual network ends better."
    ) in said


def test_degradation_is_said_where_both_errors_rise() -> None:
    said = english(
        depth_text(
            [
                run("cifar-plain20", 7, 11),
                run("cifar-plain56", 12.5, 15.25),
                run("cifar-resnet20", 5, 9.8),
                run("cifar-resnet56", 1.5, 8),
                run("cifar-resnet110", 1.6, 9.7),
            ]
        )
    )
    assert (
        "plain: 56 layers end worse than 20 in these runs, in training (7.00 % → 12.50 %) "
        "and in testing (11.00 % → 15.25 %). After 2 epochs, as in the paper, depth makes the "
        "plain network worse in training too; part of the gap may be slowness."
    ) in said
    assert said.count("slowness") == 1
    assert (
        "residual: 56 layers end better than 20 in these runs, in training (5.00 % → 1.50 %)"
    ) in said
    assert "110 layers against 20: training 5.00 % → 1.60 %, testing 9.80 % → 9.70 %" in said
    assert "only the" not in said


def test_a_residual_network_that_depth_makes_worse_is_not_the_papers_picture() -> None:
    said = english(depth_text([run("cifar-resnet20", 5, 9), run("cifar-resnet56", 9, 15)]))
    assert "residual: 56 layers end worse than 20 in these runs" in said
    assert "as in the paper" not in said


def test_what_the_seeds_differ_by_is_not_claimed() -> None:
    plain = [run("cifar-plain20", 7, 11), run("cifar-plain20", 9, 13, seed=1)]
    residual = [run("cifar-resnet20", 6, 10), run("cifar-resnet20", 8, 12, seed=1)]
    html = depth_text([*plain, *residual, run("cifar-plain56", 10, 14)])
    paired(html)
    said = english(html)
    assert (
        "56 layers against 20: training 8.00 % [7.00, 9.00] → 10.00 %, testing 12.00 % "
        "[11.00, 13.00] → 14.00 %. This is a difference inside the spread of the seeds"
    ) in said
    assert (
        "training error 8.00 % [7.00, 9.00] against 7.00 % [6.00, 8.00], test error 12.00 % "
        "[11.00, 13.00] against 11.00 % [10.00, 12.00]. This is a difference inside the spread"
    ) in said
    assert "better." not in said
    assert "even the nearest two seeds differ by more than 0.5 points" in said


def test_of_what_a_spread_was_measured_is_said_and_of_what_not() -> None:
    html = seeds_text(
        [
            *(run("cifar-plain20", 7, 11, seed=seed) for seed in (0, 1, 2)),
            *(run("cifar-resnet20", 5, 9, seed=seed) for seed in (0, 1, 2)),
            run("cifar-plain56", 7, 11),
            run("cifar-resnet56", 5, 9),
        ]
    )
    paired(html)
    assert english(html) == (
        "20 layers: mean of 3 seeds (0, 1, 2), in brackets the smallest and the largest. "
        "56 layers: one seed; the spread was not measured."
    )


def test_all_that_differs_from_the_papers_recipe_is_named() -> None:
    pair = [run("cifar-plain20", 7, 11), run("cifar-resnet20", 5, 9)]
    html = recipe_text(pair)
    paired(html)
    said = english(html)
    for part in (
        "1,200 iterations (4 epochs) of the paper's 64,000",
        "weight decay 0.0005 against 0.0001",
        "Nesterov",
        "one cycle of the learning rate",
        "bfloat16",
        "As in the paper: batch 128; momentum 0.9",
        "augmentation",
    ):
        assert part in said
    chinese = " ".join(re.findall(r'<span lang="zh">(.*?)</span>', html))
    left = re.sub(r"Nesterov|bfloat16|GPU|He ", "", chinese)
    assert re.search(r"[a-z]{2,}", left) is None, left
    assert "权重衰减 0.0005，论文为 0.0001；Nesterov 动量，论文为普通动量；" in chinese
    other = run("cifar-plain56", 7, 11, weight_decay=0.0001)
    assert "more than one recipe" in english(recipe_text([*pair, other]))


def test_the_table_has_both_numbers_and_says_what_was_not_reached_without_alarm() -> None:
    html = table_text(
        [
            run("cifar-resnet20", 5, 9.78),
            run("cifar-resnet56", 5, 7.0),
            run("cifar-resnet56", 5, 7.4, seed=1),
            run("cifar-resnet56", 5, 7.5, seed=2),
            run("cifar-plain20", 5, 11.74),
        ]
    )
    paired(html)
    rows = {
        depth: (shown, english(cells))
        for depth, shown, cells in re.findall(r'<tr data-depth="(\d+)"(.*?)>(.*?)</tr>', html)
    }
    one = "(one seed; the spread was not measured)"
    assert rows["20"] == (
        "",
        f"layers 20 paper, residual 8.75 ours, residual 9.78 {one} difference +1.03 the paper's "
        f"number not reached with this recipe ours, plain 11.74 {one}",
    )
    assert rows["56"] == (
        "",
        "layers 56 paper, residual 6.97 ours, residual 7.30 [7.00, 7.50] (3 seeds) difference "
        "+0.33 the paper's number reached within 0.5 ours, plain –",
    )
    for depth, paper in (("32", "7.51"), ("44", "7.17"), ("110", "6.43 (6.61 ± 0.16)")):
        alone, said = rows[depth]
        assert alone == ' class="paper-alone"'
        assert said.startswith(f"layers {depth} paper, residual {paper} ours, residual –")
    assert "light" not in html  # no mark of alarm, and none of praise
    assert "in brackets the smallest and the largest" in english(html)


def test_where_curves_end_is_said_for_those_who_do_not_see_them() -> None:
    own = run_from_texts("mine <b>", CURVE)
    html = ends_text([run("cifar-plain20", 7, 11)], [own])
    paired(html)
    assert "cifar-plain20: after epoch 2, 25.00% training error and 37.50% test error" in english(
        html
    )
    assert "mine &lt;b&gt;" in html
    others = run_from_texts("more", table((0.5, 0.6), (0.35, 0.475)), card=card(seed=1))
    both_seeds = english(ends_text([run("cifar-plain20", 7, 11), others], []))
    assert both_seeds.endswith(
        "cifar-plain20 (2 seeds): after epoch 2, 30.00% training error and 42.50% test error"
    )


def test_own_runs_are_named_as_they_were_understood() -> None:
    assert own_text([]) == ""
    html = own_text(
        [
            run_from_texts("<i>one</i>", CURVE),
            run_from_texts("two", CURVE, settings=settings("cifar-plain32")),
            run_from_texts("three", CURVE, card=card("cifar-resnet32")),
        ]
    )
    paired(html)
    one, two, three = re.findall("<li>.*?</li>", html)
    assert "&lt;i&gt;one" in one
    assert "What network it is, is not in this file" in english(one)
    assert "two: cifar-plain32, plain, 2 epochs, 37.50% test error" in english(two)
    assert "Not finished yet." in english(two)
    assert "residual" in english(three)
    assert "Not finished" not in english(three)


def test_figure_7_says_what_it_is_of() -> None:
    def measured(name: str, source: str) -> ResponseDeviation:
        return ResponseDeviation(name, source, 8, False, ("a", "b"), np.array([1.0, 2.0]), "", 10)

    trained = measured("cifar-plain8", "trained by this program")
    html = responses_text([trained], [f"<b>{n}</b>" for n in range(10)])
    paired(html)
    said = english(html)
    assert "Measured on 10 pictures" in said
    assert said.count("7") >= 1
    assert "… (+2)" in said
    assert "<b>8</b>" not in html
    assert "cifar-plain8: mean over the layers 1.500." in said
    assert "random" not in said
    random = measured("cifar-plain8", "random weights: nothing learned yet")
    assert "random weights" in english(responses_text([random], ["x"]))


@pytest.mark.parametrize("part", [depth_text, recipe_text, seeds_text, table_text])
def test_what_comes_with_the_program_is_said_in_both_languages(part) -> None:  # type: ignore[no-untyped-def]
    paired(part(shipped_runs()))
