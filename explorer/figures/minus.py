"""Numbers as they are printed: with a minus, not with a hyphen, as Plotly prints them."""


def minus(numbers: str) -> str:
    """Formatted numbers with the minus of mathematics (U+2212), in exponents too."""
    return numbers.replace("-", "\N{MINUS SIGN}")
