import pytest

from explorer.figures.minus import minus


@pytest.mark.parametrize(
    ("number", "printed"),
    [("-1.68", "\u22121.68"), ("+0.5", "+0.5"), ("-2e-07 … -1", "\u22122e\u221207 … \u22121")],
)
def test_a_hyphen_becomes_a_minus(number: str, printed: str) -> None:
    assert minus(number) == printed
