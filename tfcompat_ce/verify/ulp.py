"""Distances between numbers in units in the last place (ULP) of a dtype."""

from typing import Any

import numpy as np

# Significant bits, the one before the point included, and the smallest exponent of a normal number.
_FORMATS = {
    "float16": (11, -14),
    "bfloat16": (8, -126),
    "float32": (24, -126),
    "float64": (53, -1022),
}


def spacing(x: Any, dtype: str) -> Any:
    """The distance between neighbouring numbers of a dtype at ``|x|``, in float64.

    >>> float(spacing(1.0, "float32")) == 2.0**-23
    True
    """
    precision, smallest = _FORMATS[dtype]
    _, exponent = np.frexp(np.asarray(x, np.float64))
    return np.ldexp(1.0, np.maximum(exponent - 1, smallest) - (precision - 1))


def error(actual: Any, exact: Any, dtype: str, at_least: float = 0.0) -> Any:
    """How far ``actual`` is from ``exact``, in ULP of ``dtype``, element by element.

    NaN against NaN and equal infinities are 0 apart; NaN or an infinity against anything else is
    infinitely far.

    Args:
      at_least: The ULP is taken no smaller than at this magnitude. Results that come of a
        subtraction, such as a loss near 0, are exact only relative to what was subtracted.

    >>> float(error(1.0 + 2.0**-23, 1.0, "float32"))
    1.0
    """
    actual, exact = np.asarray(actual, np.float64), np.asarray(exact, np.float64)
    finite = np.isfinite(actual) & np.isfinite(exact)
    with np.errstate(invalid="ignore"):
        distance = np.abs(actual - exact)
        unit = spacing(np.where(finite, np.maximum(np.abs(exact), at_least), 1.0), dtype)
    same = (actual == exact) | (np.isnan(actual) & np.isnan(exact))
    return np.where(finite, distance / unit, np.where(same, 0.0, np.inf))
