"""``tf.models.rnn.linear``, which was later ``tf.nn.rnn_cell``'s."""

from typing import Any

from tfcompat_ce import v1 as tf


def linear(
    args: Any, output_size: int, bias: bool, bias_start: float = 0.0, scope: Any = None
) -> Any:
    """The sum of each tensor times a matrix of its own, and a bias.

    The variables are 0.x's: ``Matrix`` and ``Bias``, in the scope ``Linear``.

    >>> import tfcompat_ce.v1 as tf
    >>> from tfcompat_ce.v1.models.rnn.linear import linear
    >>> with tf.Graph().as_default():
    ...     y = linear([tf.ones([2, 3]), tf.ones([2, 1])], 5, True)
    >>> y.get_shape().as_list()
    [2, 5]

    Args:
      args: A tensor ``[batch, n]``, or a list of them.
      output_size: The second dimension of the result.
      bias: Whether there is one.
      bias_start: Its first value.
      scope: The variable scope.

    Returns:
      A tensor ``[batch, output_size]``, of the dtype of the arguments.

    Raises:
      ValueError: no arguments, or one that is no matrix of a known width.

    Source:
      https://github.com/tensorflow/tensorflow/blob/v0.12.1/tensorflow/python/ops/rnn_cell.py
    """
    inputs = list(args) if isinstance(args, (list, tuple)) else [args]
    shapes = [one.get_shape().as_list() for one in inputs]
    if not shapes or any(len(shape) != 2 or not shape[1] for shape in shapes):
        raise ValueError(f"linear takes matrices of a known width, not shapes {shapes}")
    with tf.variable_scope(scope or "Linear"):
        size = [sum(shape[1] for shape in shapes), output_size]
        matrix = tf.get_variable("Matrix", size, dtype=inputs[0].dtype)
        product = tf.matmul(tf.concat(inputs, 1), matrix)
        if not bias:
            return product
        start = tf.constant_initializer(bias_start, dtype=inputs[0].dtype)
        return product + tf.get_variable("Bias", [output_size], inputs[0].dtype, start)
