import math

from explorer.interface.programs.numbers import number, numbers


def test_four_digits_and_nothing_that_json_cannot_say() -> None:
    assert numbers([0.123456, 1e-44, 123456.0]) == [0.1235, 1e-44, 123500.0]
    assert numbers([math.nan, math.inf]) == [None, None]
    assert number(None) is None
