"""Numbers as answers say them: four digits, nothing that JSON has no word for."""

import math
from collections.abc import Iterable


def number(value: float | None) -> float | None:
    """A number with four digits; None of one that is not finite."""
    return None if value is None or not math.isfinite(value) else float(f"{value:.4g}")


def numbers(values: Iterable[float]) -> list[float | None]:
    """Several."""
    return [number(float(each)) for each in values]
