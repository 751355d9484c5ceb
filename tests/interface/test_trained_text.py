"""What the Trained tab says: only what the rows show."""

import re

import numpy as np
import pytest

from explorer.inspection.result import ResponseDeviation
from explorer.interface.trained_text import (
    depth_text,
    ends_text,
    own_text,
    recipe_text,
    responses_text,
    table_text,
)
from explorer.training.shipped import shipped_runs
from explorer.training.trained_run import TrainedRun, run_from_texts
from tests.training.runs_on_paper import card, settings, table

CURVE = table((0.5, 0.6), (0.25, 0.375))


def run(network: str, train: float, test: float, curve: str = CURVE, **said: object) -> TrainedRun:
    text = card(network, train=train, test=test, **said)  # type: ignore[arg-type]
    return run_from_texts(network, curve, card=text)


def english(html: str) -> str:
    """What an English reader sees."""
    seen = re.sub(r'<span lang="zh">.*?</span>', "", html)
    return " ".join(re.sub(r"<[^>]*>", " ", seen).split())


def paired(html: str) -> None:
    assert html.count('lang="en"') == html.count('lang="zh"') > 0


def test_one_depth_claims_nothing_of_depth() -> None:
    html = depth_text([run("cifar-plain20", 6.91, 11.74), run("cifar-resnet20", 5.03, 9.78)])
    paired(html)
    said = english(html)
    assert said.count("only the 20-layer network comes with the program") == 2
    assert "degradation" not in said
    assert "helps" not in said
    assert "training error 6.91 % against 5.03 %, test error 11.74 % against 9.78 %" in said
    assert "One seed each" in said


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
        "plain : 56 layers end worse than 20, in training (7.00 % → 12.50 %) "
        "and in testing (11.00 % → 15.25 %). This is the paper's degradation"
    ) in said
    assert "residual : 56 layers end better than 20, in training (5.00 % → 1.50 %)" in said
    assert "110 layers against 20: training 5.00 % → 1.60 %, testing 9.80 % → 9.70 %" in said
    assert "only the" not in said


def test_several_seeds_are_not_called_one() -> None:
    pair = [run("cifar-plain20", 7, 11), run("cifar-resnet20", 5, 9)]
    more = [run("cifar-plain20", 8, 12, seed=1), run("cifar-resnet20", 6, 10, seed=1)]
    assert "One seed each" in english(depth_text(pair))
    assert "One seed each" not in english(depth_text([*pair, *more]))


def test_the_recipe_is_what_the_rows_have() -> None:
    pair = [run("cifar-plain20", 7, 11), run("cifar-resnet20", 5, 9)]
    assert "2 epochs (200 iterations), one cycle" in english(recipe_text(pair))
    longer = run("cifar-plain56", 7, 11, curve=table(*[(0.5, 0.5)] * 3))
    assert "more than one recipe" in english(recipe_text([*pair, longer]))
    as_published = run_from_texts(
        "cifar-resnet20",
        table((0.1, 0.1), iterations=64_000),
        card=card("cifar-resnet20").replace("short:", "paper:"),
    )
    assert "by the paper's recipe" in english(recipe_text([as_published]))
    assert "shorter recipe" not in english(table_text([as_published]))
    assert "Ours had 200 iterations, the paper's 64,000" in english(table_text(pair))


def test_the_table_has_both_numbers_the_difference_and_a_mark() -> None:
    html = table_text(
        [
            run("cifar-resnet20", 5, 9.78),
            run("cifar-resnet56", 5, 7.0),
            run("cifar-resnet56", 5, 7.4, seed=1),
            run("cifar-plain20", 5, 11.74),
        ]
    )
    paired(html)
    rows = dict(re.findall(r'<tr data-depth="(\d+)">(.*?)</tr>', html))
    assert english(rows["20"]) == "20 8.75 9.78 +1.03 above tolerance 11.74"
    assert 'class="light broken"' in rows["20"]
    assert english(rows["56"]).startswith("56 6.97 7.20 ± 0.28 (2 seeds) +0.23 within tolerance")
    assert 'class="light ok"' in rows["56"]
    assert english(rows["110"]).startswith("110 6.43 (6.61 ± 0.16) not shipped yet")
    assert "at most 0.5 points" in english(html)


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
        "cifar-plain20 (2 seeds) : after epoch 2, 30.00% training error and 42.50% test error"
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
    assert "two : cifar-plain32 , plain , 2 epochs, 37.50% test error" in english(two)
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
    assert "Measured on 10 photographs" in said
    assert said.count("7") >= 1
    assert "… (+2)" in said
    assert "<b>8</b>" not in html
    assert "cifar-plain8 : mean over the layers 1.500." in said
    assert "random" not in said
    random = measured("cifar-plain8", "random weights: nothing learned yet")
    assert "random weights" in english(responses_text([random], ["x"]))


@pytest.mark.parametrize("part", [depth_text, recipe_text, table_text])
def test_what_comes_with_the_program_is_said_in_both_languages(part) -> None:  # type: ignore[no-untyped-def]
    paired(part(shipped_runs()))
