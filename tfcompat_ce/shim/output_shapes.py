"""Transposed convolutions know their shape, as in 1.x.

Up to 2.0 their static shape was the one asked for. Later releases (2.9 does, and 2.21) take the
size of the batch from the input, where a placeholder leaves it open: a program that reshapes to
`get_shape()` then fails.
"""

import functools
from typing import Any, Callable

from tfcompat_ce.shim import installed
from tfcompat_ce.shim.namespace import Supplied, function

FUNCTIONS = ("atrous_conv2d_transpose", "conv1d_transpose", "conv2d_transpose")
POSITION = 2  # of `output_shape`


def transposed_convolutions(native: Any) -> Supplied:
    """The functions of ``tf.nn`` whose results get the shape that was asked for."""
    return {name: functools.partial(_shaped, getattr(native, name)) for name in FUNCTIONS}


@functools.lru_cache(maxsize=None)
def _shaped(native: Callable[..., Any]) -> Callable[..., Any]:
    @function
    @functools.wraps(native)
    def shaped(*args: Any, **kwargs: Any) -> Any:
        result = native(*args, **kwargs)
        if result.shape.is_fully_defined():
            return result
        wanted = kwargs["output_shape"] if "output_shape" in kwargs else args[POSITION]
        result.set_shape(_sizes(wanted))
        return result

    return shaped


def _sizes(shape: Any) -> Any:
    """What is known of a shape before anything runs: its sizes, None for each that is not."""
    if isinstance(shape, (list, tuple)):
        return [_known(size) for size in shape]
    return _known(shape)


def _known(value: Any) -> Any:
    """A number, or an array, that is known before anything runs; None where it is not."""
    tf = installed.tensorflow()
    return tf.get_static_value(value) if tf.is_tensor(value) else value
