"""Lists of unequal lengths, which made an array of lists."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np


def accepts_ragged(call: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, which makes an array of objects where nothing else can be made."""

    @functools.wraps(call)
    def accepting(value: Any, dtype: Any = None, *args: Any, **options: Any) -> Any:
        try:
            return call(value, dtype, *args, **options)
        except ValueError as error:
            if dtype is not None or "inhomogeneous" not in str(error):
                raise
        return call(value, object, *args, **options)

    return accepting


def as_array(value: Any) -> Any:
    """Lists of unequal lengths as an array; anything else as it is."""
    return _asarray(value) if isinstance(value, list | tuple) else value


_asarray = accepts_ragged(np.asarray)
