"""Which native call serves which function on which release.

Each function has a row for every release in which its native call changed. The row that serves a
release is the last one whose ``since`` is not newer. A new release needs a row only where it
changes a call.
"""

import functools
from typing import Any, Callable, Dict, List, NamedTuple, Tuple

from tfcompat_ce.shim import installed


class Route(NamedTuple):
    """A native call, and how it spells the class axis ("" where it has none)."""

    since: Tuple[int, int]
    call: str
    axis: str


ROUTES: Dict[str, List[Route]] = {
    "softmax": [
        Route((1, 0), "nn.softmax", axis="dim"),
        Route((1, 5), "nn.softmax", axis="axis"),
        # From 1.14 on, 1.x logs that `tf.nn` names are deprecated; its `compat.v1` does not.
        Route((1, 13), "compat.v1.nn.softmax", axis="axis"),
        Route((2, 0), "nn.softmax", axis="axis"),
    ],
    "log_softmax": [
        Route((1, 0), "nn.log_softmax", axis="dim"),
        Route((1, 5), "nn.log_softmax", axis="axis"),
        Route((1, 13), "compat.v1.nn.log_softmax", axis="axis"),
        Route((2, 0), "nn.log_softmax", axis="axis"),
    ],
    "softmax_cross_entropy_with_logits": [
        # Has no gradient into labels: softmax.py adds it.
        Route((1, 0), "nn.softmax_cross_entropy_with_logits", axis="dim"),
        # The name without _v2 logs a deprecation warning from here to 1.15.
        Route((1, 5), "nn.softmax_cross_entropy_with_logits_v2", axis="dim"),
        Route((1, 13), "compat.v1.nn.softmax_cross_entropy_with_logits_v2", axis="axis"),
        Route((2, 0), "nn.softmax_cross_entropy_with_logits", axis="axis"),
    ],
    "sparse_softmax_cross_entropy_with_logits": [
        Route((1, 0), "nn.sparse_softmax_cross_entropy_with_logits", axis=""),
        Route((1, 13), "compat.v1.nn.sparse_softmax_cross_entropy_with_logits", axis=""),
        Route((2, 0), "nn.sparse_softmax_cross_entropy_with_logits", axis=""),
    ],
}


def route(function: str, release: Tuple[int, int]) -> Route:
    """The row that serves a function on a release.

    >>> route("softmax", (1, 4)).axis
    'dim'
    """
    return [row for row in ROUTES[function] if row.since <= release][-1]


@functools.lru_cache(maxsize=None)
def native(function: str) -> Callable[..., Any]:
    """The installed TensorFlow's call for a function; its class axis is always ``axis``."""
    row = route(function, installed.release())
    call = installed.tensorflow()
    for part in row.call.split("."):
        call = getattr(call, part)
    return _renamed_axis(call) if row.axis == "dim" else call


def _renamed_axis(call: Callable[..., Any]) -> Callable[..., Any]:
    def renamed(*args: Any, **kwargs: Any) -> Any:
        kwargs["dim"] = kwargs.pop("axis")
        return call(*args, **kwargs)

    return renamed
