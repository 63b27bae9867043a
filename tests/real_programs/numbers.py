"""The numbers that a program prints, and how far two runs are apart."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

DIGITS = r"(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?"
NUMBER = re.compile(rf"(?<![\w.])[-+]?(?:{DIGITS}|nan|inf)(?!\w)", re.I)
FLOOR = 1e-2  # what is smaller is as good as this


def numbers(text: str) -> list[float]:
    """Every number in a text.

    >>> numbers("step 10: loss=0.25 [[1. -2e-3]] conv2d")
    [10.0, 0.25, 1.0, -0.002]
    """
    return [float(found) for found in NUMBER.findall(text)]


def difference(one: Sequence[float], other: Sequence[float]) -> float:
    """The largest relative difference; infinite where there are more numbers of one.

    >>> difference([1.0, 2.0], [1.0, 2.2])
    0.1
    """
    if len(one) != len(other):
        return math.inf
    return max((_apart(a, b) for a, b in zip(one, other, strict=True)), default=0.0)


def _apart(a: float, b: float) -> float:
    if a == b or (math.isnan(a) and math.isnan(b)):
        return 0.0
    if not (math.isfinite(a) and math.isfinite(b)):
        return math.inf
    return round(abs(a - b) / max(abs(a), FLOOR), 12)


def steady(expected: Sequence[float], again: Sequence[float], bound: float) -> list[int] | None:
    """Which numbers are the same in two runs of one program; None where their count is not."""
    if len(expected) != len(again):
        return None
    return [i for i, pair in enumerate(zip(expected, again, strict=True)) if _apart(*pair) <= bound]
