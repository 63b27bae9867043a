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


def reduce_dataset(dataset: Any, reducer: Any) -> Any:
    """What a ``Reducer`` makes of all elements. It is not finalized, as in 1.15."""
    if not isinstance(dataset, tf.data.Dataset):
        raise TypeError("`dataset` must be a `tf.data.Dataset` object.")
    first = reducer.init_func(tf.constant(0, tf.int64))
    return dataset.reduce(first, reducer.reduce_func)


def read_batch_features(
    file_pattern: Any,
    batch_size: int,
    features: Any,
    reader: Any = None,
    reader_args: Any = None,
    randomize_input: bool = True,
    num_epochs: Any = None,
    capacity: int = 10000,
) -> Any:
    """The next batch of the Examples in some files: a tensor for each feature.

    Args:
      file_pattern: The files, or a pattern for them.
      batch_size: How many Examples there are in a batch.
      features: Of an Example: by name, a FixedLenFeature or a VarLenFeature.
      reader: Makes a Dataset of a file's name; a TFRecordDataset by default.
      reader_args: More arguments for it.
      randomize_input: Whether to shuffle.
      num_epochs: How often to read the files; forever by default.
      capacity: How many Examples are shuffled at a time.
    """
    dataset = tf.data.experimental.make_batched_features_dataset(
        file_pattern,
        batch_size,
        features,
        reader=reader or tf.data.TFRecordDataset,
        reader_args=reader_args,
        shuffle=randomize_input,
        num_epochs=num_epochs,
        shuffle_buffer_size=capacity,
    )
    return tf.data.make_one_shot_iterator(dataset).get_next()
