"""Numbers for the sheets: written as on a blackboard, and those of the library."""

import re
from collections.abc import Mapping

import pytest

import explorer
from explorer.interface.lesson.measured import Values, factor, share
from explorer.interface.lesson.races import RACES
from explorer.interface.lesson.steps import STEPS, lesson


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (2.685e-13, "2.7 × 10⁻¹³"), (1.58, "1.6"), (287.6, "290"), (0.0124, "0.012"),
        (0.00124, "1.2 × 10⁻³"), (0.0, "0"), (2.5e7, "2.5 × 10⁷"),
    ],
)  # fmt: skip
def test_factors_are_written_as_on_a_blackboard(value: float, said: str) -> None:
    assert factor(value) == said
    assert share(0.15378, 1) == "15.4 %"


def test_every_value_of_a_text_is_measured_but_for_what_a_room_measures_itself(
    known: Mapping[str, Values],
) -> None:
    for step in STEPS:
        words = lesson("en")[step.key]
        said = " ".join(words[part] for part in ("told", "sentence", "source"))
        missing = set(re.findall(r"{(\w+)}", said)) - set(known[step.key])
        assert missing <= {"before", "after", "faint", "loud", "sick"}, step.key
    (step,) = explorer.race(RACES["hears"], device="cpu")
    plain = step.networks[0].activation_gradient
    assert known["hears"]["truth"] == factor(float(plain[0] / plain[54]))  # 55 convolutions
