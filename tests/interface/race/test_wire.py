"""What travels to the browser, taken apart by a decoder of this test's own."""

import base64
import json
import math
import struct
from dataclasses import replace

import numpy as np
import pytest

from explorer.interface.race.run import LIVE, RaceRun
from explorer.interface.race.wire import (
    CHUNK,
    ENTRY,
    SENT,
    gauges,
    news,
    packed,
    three_bytes,
    wire,
)
from explorer.training.measuring.quantities import QUANTITIES
from explorer.training.measuring.words import GRADIENT_WORDS, LEARNING_WORDS, Verdict
from explorer.training.race.settings import RaceSettings
from tests.figures.race_steps import FACTS, race_steps
from tests.interface.fake_races import SMALL, TITLE, shown
from tests.page.race_on_paper import PATH, sent

KINDS = ("plain", "residual")


def decoded(text: str) -> list[float]:
    """3 bytes each: a little-endian float32 whose lowest byte is 0."""
    body = base64.b64decode(text, validate=True)
    assert len(body) % 3 == 0
    return [
        struct.unpack("<f", b"\0" + body[start : start + 3])[0] for start in range(0, len(body), 3)
    ]


def through(values: list[float]) -> list[float]:
    body = three_bytes(np.array(values, dtype=np.float64))
    assert body.shape == (len(values), 3)
    return decoded(base64.b64encode(body.tobytes()).decode())


def test_numbers_keep_five_digits_over_the_whole_range() -> None:
    generator = np.random.default_rng(0)
    values = (
        generator.choice([-1, 1], 5000) * 10.0 ** generator.uniform(-37.9, 38.5, 5000)
    ).tolist()
    values += [1.0, 2.0, 0.1, 1 / 3, math.pi, 3.4e38, 1.2e-38, 1 + 2**-16, 2 - 2**-20]
    for value, got in zip(values, through(values), strict=True):
        assert abs(got - value) <= (2**-16 + 2**-23) * abs(value), value


def test_rounding_goes_to_the_nearest() -> None:
    (got,) = through([1 + 0.75 * 2**-15])
    assert got == 1 + 2**-15
    (got,) = through([1 + 0.25 * 2**-15])
    assert got == 1


def test_what_no_axis_shows_arrives_as_what_it_is() -> None:
    zero, infinite, negative, huge, nan = through([0.0, math.inf, -math.inf, 1e300, math.nan])
    assert (zero, infinite, negative, huge) == (0, math.inf, -math.inf, math.inf)
    assert math.isnan(nan)
    (nan,) = through([struct.unpack("<d", b"\xff" * 7 + b"\x7f")[0]])  # with all its bits set
    assert math.isnan(nan)
    tiny = through([1e-44, 1e-40, 1e-300])
    assert all(0 <= got < 1.1754944e-38 for got in tiny)  # the browser calls it underflow
    assert abs(tiny[1] - 1e-40) <= 2**-142
    assert tiny[2] == 0


def test_the_order_is_step_quantity_network_layer() -> None:
    steps = race_steps(4, plain_stops=2)
    got = np.reshape(decoded(packed(steps, FACTS)), (4, len(SENT), 2, 6))
    for number, step in enumerate(steps):
        for place, quantity in enumerate(SENT):
            for which, kind in enumerate(KINDS):
                each = step.network(kind)
                if each is None:
                    assert np.isnan(got[number, place, which]).all()
                else:
                    expected = getattr(each, quantity)
                    np.testing.assert_allclose(got[number, place, which], expected, 1.6e-5)
    assert np.isnan(got).any()


def test_all_quantities_travel_but_those_that_the_browser_divides() -> None:
    assert {*SENT, "relative_gradient"} == {*QUANTITIES}
    assert packed([], FACTS) == ""
    offered = gauges()
    assert [each["name"] for each in offered if each["sent"]] == list(SENT)
    assert [each for each in offered if not each["sent"]] == [
        {
            "name": "relative_gradient",
            "sent": False,
            "derived_from": ["weight_gradient", "weight"],
            "log": True,
        }
    ]


def test_the_page_is_told_what_an_older_record_lacks() -> None:
    run = shown(1)
    assert news(run, 0, False)["facts"]["missing"] == []
    run.facts = replace(FACTS, missing=("activation",))
    assert news(run, 0, False)["facts"]["missing"] == ["activation"]


def test_the_browser_is_told_how_to_read_what_travels() -> None:
    told = json.loads(json.dumps(wire()))
    assert told["networks"] == list(KINDS)
    assert told["gauges"] == gauges()
    assert told["live"] == list(LIVE)


def test_the_scripts_are_tested_with_what_the_program_sends() -> None:
    """`python -m tests.page.race_on_paper` writes the file anew."""
    assert json.loads(PATH.read_text("utf-8")) == json.loads(json.dumps(sent()))


def test_a_row_is_read_where_it_is_written() -> None:
    run = shown(1)
    plain = run.steps[0].plain
    assert plain is not None
    changed = replace(
        plain, loss=7.5, train_accuracy=0.1, test_accuracy=0.2, running_test_accuracy=0.3,
        verdict=Verdict("healthy", "starving", ""),
        learning=Verdict("learned", "at chance", ""), diverged=True,
    )  # fmt: skip
    run.steps[0] = replace(run.steps[0], plain=changed)
    entry = news(run, 0, True)["rows"][0][2]
    assert dict(zip(ENTRY, entry, strict=True)) == {
        "loss": 7.5, "train_accuracy": 0.1, "test_accuracy": 0.2, "running_test_accuracy": 0.3,
        "word": GRADIENT_WORDS.index("healthy"), "first_word": GRADIENT_WORDS.index("starving"),
        "learning": LEARNING_WORDS.index("learned"), "diverged": 1,
    }  # fmt: skip


def test_only_what_is_new_travels() -> None:
    run = shown(7)
    got = news(run, 4, True)
    assert (got["from"], got["done"], got["phase"]) == (4, 7, "running")
    assert [row[0] for row in got["rows"]] == [5, 6, 7]
    assert decoded(got["numbers"]) == decoded(packed(run.steps[4:], FACTS))
    assert "facts" not in got


@pytest.mark.parametrize("cursor", [7, 8, 10**9])
def test_a_cursor_at_or_beyond_the_end(cursor: int) -> None:
    got = news(shown(7), cursor, True)
    assert (got["from"], got["done"], got["rows"], got["numbers"]) == (7, 7, [], "")


def test_a_cursor_before_the_beginning() -> None:
    got = news(shown(3), -5, False)
    assert got["from"] == 0
    assert len(got["rows"]) == 3


def test_many_steps_come_in_parts_that_join() -> None:
    run = shown(2 * CHUNK + 5)
    assert CHUNK <= 200
    rows, numbers, cursor, answers = [], [], 0, 0
    while cursor < len(run.steps):
        got = news(run, cursor, True)
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
    got = news(RaceRun(SMALL, TITLE), 0, False)
    assert got == {"from": 0, "done": 0, "phase": "waiting", "rows": [], "numbers": ""}


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
    first, second = news(run, 0, True)["rows"]
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
    rows = news(run, 0, True)["rows"]
    assert [row[2] is None for row in rows] == [False, True, True]
    assert all(row[3] for row in rows)


def test_a_step_at_depth_56_is_under_4_kb() -> None:
    run = shown(20, RaceSettings())
    layers = {kind: tuple(f"stage1.block{i}.conv1" for i in range(55)) for kind in KINDS}
    run.facts = replace(FACTS, layers=layers)

    def wide(each: object) -> object:
        generator = np.random.default_rng(1)
        numbers = {name: 10 ** generator.uniform(-30, 3, 55) for name in QUANTITIES}
        return replace(each, **numbers, test_accuracy=0.98765, running_test_accuracy=0.12345)

    run.steps = [
        replace(step, plain=wide(step.plain), residual=wide(step.residual)) for step in run.steps
    ]
    one = len(json.dumps(news(run, 19, True), allow_nan=False))
    assert one < 4000
    all_of_them = len(json.dumps(news(run, 0, True), allow_nan=False))
    assert all_of_them < 20 * 4000
    assert all_of_them > 20 * 55 * 2 * len(SENT) * 3  # nothing is left out


def test_the_facts_travel_once_and_name_no_place_of_the_machine() -> None:
    run = shown(3, RaceSettings(data="/home/somebody/uploads/secret/mine.npz"))
    run.facts = replace(FACTS, data="mine")
    got = news(run, 0, False)
    facts = got["facts"]
    assert "/" not in json.dumps({**facts["settings"], "data": facts["data"]})
    assert "secret" not in json.dumps(got)
    assert facts["settings"]["depth"] == 56
    assert facts["settings"]["data"] == facts["data"] == "mine"
    assert facts["layers"] == {kind: list(FACTS.layers[kind]) for kind in KINDS}
    assert (facts["train_images"], facts["test_images"]) == (1438, 359)
    assert facts["guess"] == {"entropy": math.log(10), "majority_share": 0.1, "test_share": 0.0}
    assert facts["weights_sha256"] == {"plain": "aa" * 32, "residual": "aa" * 32}
    assert facts["data_sha256"] == "dd" * 32
    assert facts["device"] == {"en": "CPU (2 threads)", "zh": "CPU（2 线程）"}
