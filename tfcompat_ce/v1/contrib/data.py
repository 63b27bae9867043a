"""``tf.contrib.data``, most of which is in ``tf.data.experimental``.

Source: https://github.com/tensorflow/tensorflow/tree/r1.15/tensorflow/contrib/data/python/ops
"""

from typing import Any, Callable

from tfcompat_ce import v1 as tf
from tfcompat_ce.shim import contrib as _contrib

_contrib.part(__name__)

_Apply = Callable[[Any], Any]


def batch_and_drop_remainder(batch_size: Any) -> _Apply:
    """For ``Dataset.apply``: batches, without a last one that is smaller."""
    return lambda dataset: dataset.batch(batch_size, drop_remainder=True)


def padded_batch_and_drop_remainder(
    batch_size: Any, padded_shapes: Any, padding_values: Any = None
) -> _Apply:
    """For ``Dataset.apply``: padded batches, without a last one that is smaller."""
    return lambda dataset: dataset.padded_batch(
        batch_size, padded_shapes, padding_values, drop_remainder=True
    )


def sloppy_interleave(
    map_func: Any,
    cycle_length: Any,
    block_length: Any = 1,
) -> _Apply:
    """For ``Dataset.apply``: ``parallel_interleave`` that does not wait for a late element."""
    apply: _Apply = tf.data.experimental.parallel_interleave(
        map_func, cycle_length, block_length, sloppy=True
    )
    return apply
