"""What the scripts read, taken apart by a decoder of this test's own."""

import base64
import json
import math
import struct
from dataclasses import replace

import numpy as np

from explorer.figures.race.wire import ENTRY, SENT, WORDS, gauges, packed, row, three_bytes, wire
from explorer.training.measuring.quantities import QUANTITIES
from explorer.training.measuring.words import GRADIENT_WORDS, LEARNING_WORDS, Verdict
from tests.figures.race_steps import FACTS, race_steps

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


def test_the_browser_is_told_how_to_read_what_travels() -> None:
    told = json.loads(json.dumps(wire(live=("running",))))
    assert told["networks"] == list(KINDS)
    assert told["gauges"] == gauges()
    assert told["live"] == ["running"]
    assert WORDS == {"gradients": GRADIENT_WORDS, "learning": LEARNING_WORDS}


def test_a_row_is_read_where_it_is_written() -> None:
    (step,) = race_steps(1)
    plain = step.plain
    assert plain is not None
    changed = replace(
        plain, loss=7.5, train_accuracy=0.1, test_accuracy=0.2, running_test_accuracy=0.3,
        verdict=Verdict("healthy", "starving", ""),
        learning=Verdict("learned", "at chance", ""), diverged=True,
    )  # fmt: skip
    entry = row(replace(step, plain=changed))[2]
    assert dict(zip(ENTRY, entry, strict=True)) == {
        "loss": 7.5, "train_accuracy": 0.1, "test_accuracy": 0.2, "running_test_accuracy": 0.3,
        "word": GRADIENT_WORDS.index("healthy"), "first_word": GRADIENT_WORDS.index("starving"),
        "learning": LEARNING_WORDS.index("learned"), "diverged": 1,
    }  # fmt: skip
