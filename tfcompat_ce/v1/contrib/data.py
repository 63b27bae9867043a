"""``tf.contrib.data``: what ``tf.data.experimental`` does not have by the same name."""

from typing import Any, Callable, Optional

from tfcompat_ce import v1 as tf
from tfcompat_ce.shim import contrib as _contrib

Applied = Callable[[Any], Any]


def batch_and_drop_remainder(batch_size: Any) -> Applied:
    """For ``Dataset.apply``: batches of one size; what is left over is not used."""
    return lambda dataset: dataset.batch(batch_size, drop_remainder=True)


def padded_batch_and_drop_remainder(
    batch_size: Any, padded_shapes: Any, padding_values: Any = None
) -> Applied:
    """For ``Dataset.apply``: padded batches of one size; what is left over is not used."""
    return lambda dataset: dataset.padded_batch(
        batch_size, padded_shapes, padding_values, drop_remainder=True
    )


def sloppy_interleave(map_func: Any, cycle_length: int, block_length: int = 1) -> Applied:
    """For ``Dataset.apply``: what several datasets give, in no fixed order."""
    applied: Applied = tf.data.experimental.parallel_interleave(
        map_func, cycle_length, block_length, sloppy=True
    )
    return applied


def reduce_dataset(dataset: Any, reducer: Any) -> Any:
    """What a ``Reducer`` makes of a dataset."""
    state = dataset.reduce(reducer.init_func(tf.constant(0, tf.int64)), reducer.reduce_func)
    return reducer.finalize_func(state)


def read_batch_features(
    file_pattern: Any,
    batch_size: int,
    features: Any,
    reader: Any = None,
    reader_args: Any = None,
    randomize_input: bool = True,
    num_epochs: Optional[int] = None,
    capacity: int = 10000,
) -> Any:
    """Batches of parsed examples from files: the tensors of the next one."""
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


_contrib.part(__name__)
