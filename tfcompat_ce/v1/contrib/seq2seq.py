"""``tf.contrib.seq2seq``: the loss. The decoders are those of the package tensorflow_addons."""

from typing import Any, Callable, Optional

from tfcompat_ce import v1 as tf
from tfcompat_ce.shim import contrib as _contrib


def sequence_loss(
    logits: Any,
    targets: Any,
    weights: Any,
    average_across_timesteps: bool = True,
    average_across_batch: bool = True,
    sum_over_timesteps: bool = False,
    sum_over_batch: bool = False,
    softmax_loss_function: Optional[Callable[..., Any]] = None,
    name: Optional[str] = None,
) -> Any:
    """The weighted cross-entropy of sequences of classes.

    Args:
      logits: Floating, ``[batch, length, classes]``.
      targets: int32 or int64, ``[batch, length]``.
      weights: Floating, ``[batch, length]``: 0 where a sequence is over.
      average_across_timesteps: Whether to sum up over time, and divide by the weights' sum.
      average_across_batch: Likewise over the batch.
      sum_over_timesteps: Whether to sum up over time, and divide by the number of weights that
        are not 0.
      sum_over_batch: Likewise over the batch.
      softmax_loss_function: A function of ``labels``, ``[batch * length]``, and ``logits``,
        ``[batch * length, classes]``, in place of the sparse softmax cross-entropy.
      name: Of the operations.

    Returns:
      A scalar; ``[length]`` or ``[batch]`` where only one axis is reduced, ``[batch, length]``
      where none is.

    Raises:
      ValueError: a rank is another one, or an axis is both averaged and summed over.
    """
    for what, tensor, rank in (
        ("logits", logits, 3),
        ("targets", targets, 2),
        ("weights", weights, 2),
    ):
        if len(tensor.get_shape()) != rank:
            raise ValueError(f"{what} must have the rank {rank}, not {tensor.get_shape()}")
    if average_across_timesteps and sum_over_timesteps:
        raise ValueError("average_across_timesteps and sum_over_timesteps cannot both be True")
    if average_across_batch and sum_over_batch:
        raise ValueError("average_across_batch and sum_over_batch cannot both be True")
    average = [average_across_batch, average_across_timesteps]
    total = [sum_over_batch, sum_over_timesteps]
    with tf.name_scope(name, "sequence_loss", [logits, targets, weights]):
        flat = tf.reshape(logits, [-1, tf.shape(logits)[2]])
        loss = softmax_loss_function or tf.nn.sparse_softmax_cross_entropy_with_logits
        losses = loss(labels=tf.reshape(targets, [-1]), logits=flat)
        losses *= tf.reshape(weights, [-1])
        if all(average) or all(total):
            axes: Any = None
        else:
            losses = tf.reshape(losses, tf.shape(logits)[:2])
            # One axis: where one is averaged and the other summed over, 1.x averages alone.
            axes = next(([at.index(True)] for at in (average, total) if any(at)), [])
        if axes == []:
            return losses
        losses = tf.reduce_sum(losses, axis=axes)
        if any(average):
            return tf.div_no_nan(losses, tf.reduce_sum(weights, axis=axes))
        return tf.div_no_nan(losses, tf.cast(tf.count_nonzero(weights, axis=axes), losses.dtype))


_contrib.part(__name__)
