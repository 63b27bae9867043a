"""Functions of `numpy.random` that took more, or are gone."""

from __future__ import annotations

from typing import Any

import numpy as np

from tfcompat_ce.run.numpy_1.ragged import as_array

__all__ = ["choice", "permutation", "random_integers"]


def choice(a: Any, *args: Any, **options: Any) -> Any:
    """Draws from an array, or from a list of lists of unequal lengths."""
    return np.random.choice(as_array(a), *args, **options)


def permutation(x: Any) -> Any:
    """A shuffled copy of an array, or of a list of lists of unequal lengths."""
    return np.random.permutation(as_array(x))


def random_integers(low: int, high: int | None = None, size: Any = None) -> Any:
    """Integers up to and including the highest."""
    low, high = (1, low) if high is None else (low, high)
    return np.random.randint(low, int(high) + 1, size, dtype=np.int64)
