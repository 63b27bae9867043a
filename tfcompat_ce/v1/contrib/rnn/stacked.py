"""Layers of bidirectional RNNs, each of which sees both directions of the one below.

Source: https://github.com/tensorflow/tensorflow/blob/r1.15/tensorflow/contrib/rnn/python/ops/rnn.py
"""

from typing import Any, Callable, Tuple

from tfcompat_ce import v1 as tf


def stack_bidirectional_rnn(
    cells_fw: Any,
    cells_bw: Any,
    inputs: Any,
    initial_states_fw: Any = None,
    initial_states_bw: Any = None,
    dtype: Any = None,
    sequence_length: Any = None,
    scope: Any = None,
) -> Tuple[Any, Any, Any]:
    """Layers of ``tf.nn.static_bidirectional_rnn``.

    Args:
      cells_fw: A list of cells, one for each layer.
      cells_bw: As many for the other direction.
      inputs: A list of inputs ``[batch, size]``, one for each step.
      initial_states_fw: A list of first states, zeros if None.
      initial_states_bw: The same for the other direction.
      dtype: Of the first states, where these are not given.
      sequence_length: The length of each sequence, ``[batch]``.
      scope: The variable scope, "stack_bidirectional_rnn" if None.

    Returns:
      The outputs of the last layer, a list; the last states forward and backward, by layer.

    Raises:
      ValueError: the lists do not fit each other.
    """

    def layer(*given: Any, **states: Any) -> Any:
        return tf.nn.static_bidirectional_rnn(
            *given,
            sequence_length=sequence_length,
            dtype=dtype,
            scope=tf.get_variable_scope(),
            **states,
        )

    states = _states(cells_fw, cells_bw, initial_states_fw, initial_states_bw)
    return _stacked(layer, cells_fw, cells_bw, inputs, states, scope)


def stack_bidirectional_dynamic_rnn(
    cells_fw: Any,
    cells_bw: Any,
    inputs: Any,
    initial_states_fw: Any = None,
    initial_states_bw: Any = None,
    dtype: Any = None,
    sequence_length: Any = None,
    parallel_iterations: Any = None,
    time_major: bool = False,
    scope: Any = None,
    swap_memory: bool = False,
) -> Tuple[Any, Any, Any]:
    """Layers of ``tf.nn.bidirectional_dynamic_rnn``.

    Args:
      cells_fw: A list of cells, one for each layer.
      cells_bw: As many for the other direction.
      inputs: A tensor ``[batch, steps, size]``, or ``[steps, batch, size]`` if ``time_major``.
      initial_states_fw: A list of first states, zeros if None.
      initial_states_bw: The same for the other direction.
      dtype: Of the first states, where these are not given.
      sequence_length: The length of each sequence, ``[batch]``.
      parallel_iterations: How many steps may run at the same time.
      time_major: See ``inputs``.
      scope: The variable scope, "stack_bidirectional_rnn" if None.
      swap_memory: Whether tensors for the gradient may wait in the host's memory.

    Returns:
      The outputs of the last layer; the last states forward and backward, by layer.

    Raises:
      ValueError: the lists do not fit each other.
    """

    def layer(*given: Any, **states: Any) -> Any:
        outputs, last = tf.nn.bidirectional_dynamic_rnn(
            *given,
            sequence_length=sequence_length,
            parallel_iterations=parallel_iterations,
            dtype=dtype,
            swap_memory=swap_memory,
            time_major=time_major,
            **states,
        )
        return (tf.concat(outputs, 2), *last)

    states = _states(cells_fw, cells_bw, initial_states_fw, initial_states_bw)
    return _stacked(layer, cells_fw, cells_bw, inputs, states, scope)


def _stacked(
    layer: Callable[..., Any], cells_fw: Any, cells_bw: Any, inputs: Any, states: Any, scope: Any
) -> Tuple[Any, Any, Any]:
    """Each layer over the outputs of the one below, in a variable scope of its own."""
    last_fw, last_bw = [], []
    with tf.variable_scope(scope or "stack_bidirectional_rnn"):
        for at, (cell_fw, cell_bw, first_fw, first_bw) in enumerate(
            zip(cells_fw, cells_bw, *states)
        ):
            with tf.variable_scope(f"cell_{at}"):
                inputs, state_fw, state_bw = layer(
                    cell_fw, cell_bw, inputs, initial_state_fw=first_fw, initial_state_bw=first_bw
                )
            last_fw.append(state_fw)
            last_bw.append(state_bw)
    return inputs, tuple(last_fw), tuple(last_bw)


def _states(cells_fw: Any, cells_bw: Any, forward: Any, backward: Any) -> Tuple[Any, Any]:
    """The first states of each layer, None where it starts from zeros."""
    for name, cells in (("fw", cells_fw), ("bw", cells_bw)):
        if not cells:
            raise ValueError(f"Must specify at least one {name} cell for BidirectionalRNN.")
        if not isinstance(cells, list):
            raise ValueError(f"cells_{name} must be a list of RNNCells (one per layer).")
    if len(cells_fw) != len(cells_bw):
        raise ValueError("Forward and Backward cells must have the same depth.")
    for name, states in (("fw", forward), ("bw", backward)):
        if states is not None and (not isinstance(states, list) or len(states) != len(cells_fw)):
            raise ValueError(
                f"initial_states_{name} must be a list of state tensors (one per layer)."
            )
    none = [None] * len(cells_fw)
    return forward or none, backward or none


def transpose_batch_time(x: Any) -> Any:
    """The first two axes of a tensor in the other order."""
    x = tf.convert_to_tensor(x)
    rank = x.get_shape().ndims
    if rank is not None and rank < 2:
        raise ValueError(f"Expected input tensor {x} to have rank at least 2, but saw {rank}")
    return tf.transpose(x, [1, 0, *range(2, rank)] if rank else _first_two(tf.rank(x)))


def _first_two(rank: Any) -> Any:
    return tf.concat([[1, 0], tf.range(2, rank)], 0)
