"""What travels to the browser, taken apart by a decoder of this test's own."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from explorer.figures.race.wire import SENT, packed
from explorer.interface.race.run import RaceRun
from explorer.interface.race.wire import CHUNK, news
from explorer.training.measuring.quantities import QUANTITIES
from explorer.training.measuring.words import GRADIENT_WORDS, LEARNING_WORDS
from explorer.training.race.result import NETWORKS
from explorer.training.race.settings import RaceSettings
from tests.figures.race.test_wire import decoded
from tests.figures.race_steps import FACTS, race_steps
from tests.interface.fake_races import SMALL, TITLE, shown
from tests.page.race_on_paper import PATH, sent


def test_the_page_is_told_what_an_older_record_lacks() -> None:
    run = shown(1)
    assert news(run, 0, 0)["facts"]["missing"] == []
    run.facts = replace(FACTS, missing=("activation",))
    assert news(run, 0, 0)["facts"]["missing"] == ["activation"]


def test_the_scripts_are_tested_with_what_the_program_sends() -> None:
    """`python -m tests.page.race_on_paper` writes the file anew."""
    assert json.loads(PATH.read_text("utf-8")) == json.loads(json.dumps(sent()))


def test_only_what_is_new_travels() -> None:
    run = shown(7)
    got = news(run, 4, run.settings.steps)
    assert (got["from"], got["done"], got["phase"]) == (4, 7, "running")
    assert [row[0] for row in got["rows"]] == [5, 6, 7]
    assert decoded(got["numbers"]) == decoded(packed(run.steps[4:], FACTS))
    assert "facts" not in got


@pytest.mark.parametrize("cursor", [7, 8, 10**9])
def test_a_cursor_at_or_beyond_the_end(cursor: int) -> None:
    got = news(shown(7), cursor, SMALL.steps)
    assert (got["from"], got["done"], got["rows"], got["numbers"]) == (7, 7, [], "")


def test_a_cursor_before_the_beginning() -> None:
    got = news(shown(3), -5, 0)
    assert got["from"] == 0
    assert len(got["rows"]) == 3


def test_many_steps_come_in_parts_that_join() -> None:
    run = shown(2 * CHUNK + 5)
    assert CHUNK <= 200
    rows, numbers, cursor, answers = [], [], 0, 0
    while cursor < len(run.steps):
        got = news(run, cursor, SMALL.steps)
        assert got["from"] == cursor
        assert got["done"] == len(run.steps)
        assert 0 < len(got["rows"]) <= CHUNK
        rows += got["rows"]
        numbers += decoded(got["numbers"])
        cursor += len(got["rows"])
        answers += 1
    assert answers == 3
    assert [row[0] for row in rows] == list(range(1, 2 * CHUNK + 6))
    assert numbers == decoded(packed(run.steps, FACTS))


def test_before_its_networks_are_built_a_race_has_nothing() -> None:
    got = news(RaceRun(SMALL, TITLE), 0, 0)
    nothing = {"rows": [], "numbers": "", "events": []}
    assert got == {"from": 0, "done": 0, "phase": "waiting", **nothing}


def test_a_row_says_what_the_words_and_curves_need() -> None:
    run = shown(2)
    plain = run.steps[1].plain
    assert plain is not None
    verdict = replace(plain.verdict, word="exploding", first_word="healthy")
    broken = replace(
        plain, loss=math.nan, train_accuracy=math.nan, test_accuracy=math.nan,
        running_test_accuracy=0.123456,
        verdict=verdict, diverged=True,
    )  # fmt: skip
    run.steps[1] = replace(run.steps[1], plain=broken, seconds=1.23456)
    first, second = news(run, 0, SMALL.steps)["rows"]
    vanishing, healthy = GRADIENT_WORDS.index("vanishing"), GRADIENT_WORDS.index("healthy")
    chance = LEARNING_WORDS.index("at chance")
    assert first == [
        1, 0.1,
        [2.3, 0.5, None, None, vanishing, vanishing, chance, 0],
        [2.3, 0.5, None, None, healthy, healthy, chance, 0],
    ]  # fmt: skip
    assert second == [
        2, 1.235,
        [None, None, None, 0.1235, GRADIENT_WORDS.index("exploding"), healthy, chance, 1],
        [1.15, 0.5, 0.25, None, healthy, healthy, chance, 0],
    ]  # fmt: skip


def test_a_network_that_is_out_has_no_entry() -> None:
    run = shown(3)
    run.steps = race_steps(3, plain_stops=1)
    rows = news(run, 0, SMALL.steps)["rows"]
    assert [row[2] is None for row in rows] == [False, True, True]
    assert all(row[3] for row in rows)


def test_a_step_at_depth_56_is_under_4_kb() -> None:
    run = shown(20, RaceSettings())
    layers = {kind: tuple(f"stage1.block{i}.conv1" for i in range(55)) for kind in NETWORKS}
    run.facts = replace(FACTS, layers=layers)

    def wide(each: object) -> object:
        generator = np.random.default_rng(1)
        numbers = {name: 10 ** generator.uniform(-30, 3, 55) for name in QUANTITIES}
        return replace(each, **numbers, test_accuracy=0.98765, running_test_accuracy=0.12345)

    run.steps = [
        replace(step, plain=wide(step.plain), residual=wide(step.residual)) for step in run.steps
    ]
    one = len(json.dumps(news(run, 19, SMALL.steps), allow_nan=False))
    assert one < 4000
    all_of_them = len(json.dumps(news(run, 0, SMALL.steps), allow_nan=False))
    assert all_of_them < 20 * 4000
    assert all_of_them > 20 * 55 * 2 * len(SENT) * 3  # nothing is left out


@pytest.mark.parametrize("known", [0, True, SMALL.steps - 1])
def test_a_browser_whose_facts_say_another_length_gets_them_anew(known: int) -> None:
    run = shown(2)
    assert news(run, 2, known)["facts"]["settings"]["steps"] == SMALL.steps
    run.more(7)
    assert news(run, 2, SMALL.steps)["facts"]["settings"]["steps"] == SMALL.steps + 7
    assert "facts" not in news(run, 2, SMALL.steps + 7)


def test_the_facts_travel_once_and_name_no_place_of_the_machine() -> None:
    run = shown(3, RaceSettings(data="/home/somebody/uploads/secret/mine.npz"))
    run.facts = replace(FACTS, data="mine")
    got = news(run, 0, 0)
    facts = got["facts"]
    assert "/" not in json.dumps({**facts["settings"], "data": facts["data"]})
    assert "secret" not in json.dumps(got)
    assert facts["settings"]["depth"] == 56
    assert facts["settings"]["data"] == facts["data"] == "mine"
    assert facts["layers"] == {kind: list(FACTS.layers[kind]) for kind in NETWORKS}
    assert (facts["train_images"], facts["test_images"]) == (1438, 359)
    assert facts["guess"] == {"entropy": math.log(10), "majority_share": 0.1, "test_share": 0.0}
    assert facts["weights_sha256"] == {"plain": "aa" * 32, "residual": "aa" * 32}
    assert facts["data_sha256"] == "dd" * 32
    assert facts["device"] == {"en": "CPU (2 threads)", "zh": "CPU（2 线程）"}
