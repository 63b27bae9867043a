"""``tf.contrib.training.bucket``: batches of what is alike, by queues.

Source: https://github.com/tensorflow/tensorflow/blob/r1.15/tensorflow/contrib/training/python/training/bucket_ops.py
"""

from typing import Any, Callable, Dict, List, Sequence, Tuple

import numpy as np

from tfcompat_ce import v1 as tf
from tfcompat_ce.shim import contrib as _contrib

_contrib.part(__name__)

# How a queue that is closed ends the threads that feed another.
_CLOSED = (tf.errors.OutOfRangeError, tf.errors.CancelledError)


def bucket(
    tensors: Any,
    which_bucket: Any,
    batch_size: Any,
    num_buckets: int,
    num_threads: int = 1,
    capacity: int = 32,
    bucket_capacities: Any = None,
    shapes: Any = None,
    dynamic_pad: bool = False,
    allow_smaller_final_batch: bool = False,
    keep_input: Any = True,
    shared_name: Any = None,
    name: Any = None,
) -> Tuple[Any, Any]:
    """Collects examples in buckets, and gives a batch of one as soon as it is full.

    Args:
      tensors: A tensor, or a list or dictionary of them, for one example.
      which_bucket: Of the example, an int32 scalar from 0 on.
      batch_size: Of a batch, or of each bucket's.
      num_buckets: How many there are.
      num_threads: That read examples.
      capacity: Batches that wait at most.
      bucket_capacities: Examples that wait in each bucket at most, ``capacity`` by default.
      shapes: Of the tensors, where they do not say so.
      dynamic_pad: Whether to fill examples up with zeros to the longest of their batch.
      allow_smaller_final_batch: Whether what is left over at the end is a batch, too.
      keep_input: Whether to take the example, a bool or a scalar tensor.
      shared_name: Sessions share the queues under it.
      name: Of the name scope, "bucket" if None.

    Returns:
      The number of a bucket, and a batch of it, built as ``tensors``; a list of one is a tensor.

    Raises:
      ValueError: there is not one size, or capacity, for each bucket.
    """
    names, values = _listed(tensors)
    with tf.name_scope(name, "bucket", values):
        values = [tf.convert_to_tensor(one) for one in values]
        sizes = _for_each(batch_size, num_buckets, "batch_size")
        capacities = _for_each(bucket_capacities or capacity, num_buckets, "bucket_capacities")
        types = [one.dtype for one in values]
        make = tf.PaddingFIFOQueue if dynamic_pad else tf.FIFOQueue
        queues = [
            make(
                capacities[number],
                types,
                shapes or [one.get_shape() for one in values],
                shared_name=None if shared_name is None else f"{shared_name}_{number}",
                name=f"bucket_queue_{number}",
            )
            for number in range(num_buckets)
        ]
        is_fixed = isinstance(batch_size, (int, np.integer)) and not allow_smaller_final_batch
        fixed = batch_size if is_fixed else None
        top = tf.PaddingFIFOQueue(
            capacity,
            [tf.int32, *types],
            [[], *(tf.TensorShape([fixed]).concatenate(one) for one in queues[0].shapes)],
            shared_name=shared_name,
            name="top_queue",
        )
        filled = [
            _filled(top, queue, number, size, allow_smaller_final_batch)
            for number, (queue, size) in enumerate(zip(queues, sizes))
        ]
        taken = _taken(queues, values, tf.convert_to_tensor(which_bucket, tf.int32), keep_input)
        _run(queues[0], filled, [top])
        _run(top, [taken] * num_threads, queues)
        full = tf.cast(top.size(), tf.float32) / float(capacity)
        tf.summary.scalar(f"bucket/{top.name}/fraction_of_{capacity}_full", full)
        number, *batch = top.dequeue(name="dequeue_top")
        if len(batch) == 1 and not names:
            return number, batch[0]
        return number, _as_given(tensors, names, batch)


def bucket_by_sequence_length(
    input_length: Any,
    tensors: Any,
    batch_size: Any,
    bucket_boundaries: Sequence[int],
    num_threads: int = 1,
    capacity: int = 32,
    bucket_capacities: Any = None,
    shapes: Any = None,
    dynamic_pad: bool = False,
    allow_smaller_final_batch: bool = False,
    keep_input: Any = True,
    shared_name: Any = None,
    name: Any = None,
) -> Tuple[Any, Any]:
    """Collects examples of similar lengths, and gives batches of them.

    Args:
      input_length: Of the example, an int32 scalar.
      tensors: As for ``bucket``, and what else is not named here.
      batch_size: Of a batch, or of each bucket's: one more than there are boundaries.
      bucket_boundaries: Lengths that go up; a bucket holds what is below the next.

    Returns:
      The lengths of a batch, and the batch, built as ``tensors``.

    Raises:
      TypeError: a boundary is no integer.
      ValueError: the boundaries do not go up, or there are none.
    """
    boundaries = list(bucket_boundaries)
    if not boundaries:
        raise ValueError("bucket_boundaries must not be empty")
    if not all(isinstance(one, (int, np.integer)) for one in boundaries):
        raise TypeError(f"bucket_boundaries must be integers, not {boundaries!r}")
    if any(one >= following for one, following in zip(boundaries, boundaries[1:])):
        raise ValueError(f"bucket_boundaries must go up, and {boundaries!r} do not")
    with tf.name_scope(name, "bucket_by_sequence_length", [input_length]):
        length = tf.convert_to_tensor(input_length, tf.int32)
        reached = tf.cast(tf.greater_equal(length, boundaries), tf.int32)
        names, values = _listed(tensors)
        _, (lengths, *batch) = bucket(
            [length, *values],
            tf.reduce_sum(reached),
            batch_size,
            len(boundaries) + 1,
            num_threads=num_threads,
            capacity=capacity,
            bucket_capacities=bucket_capacities,
            shapes=[[], *shapes] if shapes is not None else None,
            dynamic_pad=dynamic_pad,
            allow_smaller_final_batch=allow_smaller_final_batch,
            keep_input=keep_input,
            shared_name=shared_name,
        )
        return lengths, _as_given(tensors, names, batch)


def _listed(tensors: Any) -> Tuple[List[Any], List[Any]]:
    if isinstance(tensors, dict):
        names = sorted(tensors)
        return names, [tensors[name] for name in names]
    return [], list(tensors) if isinstance(tensors, (list, tuple)) else [tensors]


def _as_given(tensors: Any, names: List[Any], batch: List[Any]) -> Any:
    if isinstance(tensors, dict):
        made: Dict[Any, Any] = dict(zip(names, batch))
        return made
    return batch if isinstance(tensors, (list, tuple)) else batch[0]


def _for_each(value: Any, num_buckets: int, what: str) -> List[Any]:
    values = list(value) if isinstance(value, (list, tuple)) else [value] * num_buckets
    if len(values) != num_buckets:
        raise ValueError(f"{what} is to have {num_buckets} elements, one a bucket: {values!r}")
    return values


def _filled(top: Any, queue: Any, number: int, size: Any, smaller: bool) -> Any:
    """What puts a batch of a bucket where batches wait."""
    dequeue = queue.dequeue_up_to if smaller else queue.dequeue_many
    batch = dequeue(size, name=f"read_bucket_{number}")
    batch = batch if isinstance(batch, (list, tuple)) else [batch]
    return top.enqueue([tf.constant(number), *batch], name=f"enqueue_from_bucket_{number}")


def _taken(queues: List[Any], values: List[Any], which: Any, keep: Any) -> Any:
    """What puts an example into its bucket, if it is to be kept."""

    def into(queue: Any) -> Callable[[], Any]:
        return lambda: queue.enqueue(values)

    def take() -> Any:
        chosen = [
            tf.cond(tf.equal(which, number), into(queue), tf.no_op)
            for number, queue in enumerate(queues)
        ]
        return tf.group(*chosen, name="group_enqueues")

    if isinstance(keep, (bool, np.bool_)):
        return take() if keep else tf.no_op()
    return tf.cond(tf.convert_to_tensor(keep, tf.bool), take, tf.no_op)


def _run(queue: Any, operations: List[Any], ends: List[Any]) -> None:
    """Has threads run the operations until ``queue`` is closed, and then closes others."""
    runner = tf.train.QueueRunner(
        queue,
        operations,
        close_op=tf.group(*(one.close() for one in ends)),
        cancel_op=tf.group(*(one.close(cancel_pending_enqueues=True) for one in ends)),
        queue_closed_exception_types=_CLOSED,
    )
    tf.train.add_queue_runner(runner)
