"""``tf.contrib.rnn``: stacks of bidirectional networks here, cells of its own in ``cells``.

Most of it is ``tf.nn.rnn_cell`` and ``tf.nn.static_rnn`` by other names.
"""

from typing import Any, List, Optional, Sequence, Tuple

from tfcompat_ce import v1 as tf
from tfcompat_ce.shim import contrib as _contrib


def stack_bidirectional_rnn(
    cells_fw: List[Any],
    cells_bw: List[Any],
    inputs: Sequence[Any],
    initial_states_fw: Optional[List[Any]] = None,
    initial_states_bw: Optional[List[Any]] = None,
    dtype: Any = None,
    sequence_length: Any = None,
    scope: Any = None,
) -> Tuple[Any, Tuple[Any, ...], Tuple[Any, ...]]:
    """Bidirectional networks one above the other: outputs, and the last states of either way.

    Args:
      cells_fw: A cell for each layer.
      cells_bw: As many.
      inputs: ``[batch, size]`` for each step.
      initial_states_fw: A state for each layer.
      initial_states_bw: Likewise.
      dtype: Of the states that are not given.
      sequence_length: int32 ``[batch]``.
      scope: Of the variables.

    Raises:
      ValueError: the lists are not lists, are empty, or not equally long.
    """
    states = _states(cells_fw, cells_bw, initial_states_fw, initial_states_bw)
    forward, backward = [], []
    with tf.variable_scope(scope or "stack_bidirectional_rnn"):
        for at, (cell_fw, cell_bw) in enumerate(zip(cells_fw, cells_bw)):
            with tf.variable_scope(f"cell_{at}") as layer:
                inputs, state_fw, state_bw = tf.nn.static_bidirectional_rnn(
                    cell_fw,
                    cell_bw,
                    inputs,
                    initial_state_fw=states[0][at],
                    initial_state_bw=states[1][at],
                    sequence_length=sequence_length,
                    dtype=dtype,
                    scope=layer,
                )
            forward.append(state_fw)
            backward.append(state_bw)
    return inputs, tuple(forward), tuple(backward)


def stack_bidirectional_dynamic_rnn(
    cells_fw: List[Any],
    cells_bw: List[Any],
    inputs: Any,
    initial_states_fw: Optional[List[Any]] = None,
    initial_states_bw: Optional[List[Any]] = None,
    dtype: Any = None,
    sequence_length: Any = None,
    parallel_iterations: Optional[int] = None,
    time_major: bool = False,
    scope: Any = None,
    swap_memory: bool = False,
) -> Tuple[Any, Tuple[Any, ...], Tuple[Any, ...]]:
    """`stack_bidirectional_rnn` of one tensor, ``[batch, length, size]``."""
    states = _states(cells_fw, cells_bw, initial_states_fw, initial_states_bw)
    forward, backward = [], []
    with tf.variable_scope(scope or "stack_bidirectional_rnn"):
        for at, (cell_fw, cell_bw) in enumerate(zip(cells_fw, cells_bw)):
            with tf.variable_scope(f"cell_{at}"):
                outputs, (state_fw, state_bw) = tf.nn.bidirectional_dynamic_rnn(
                    cell_fw,
                    cell_bw,
                    inputs,
                    initial_state_fw=states[0][at],
                    initial_state_bw=states[1][at],
                    sequence_length=sequence_length,
                    dtype=dtype,
                    parallel_iterations=parallel_iterations,
                    swap_memory=swap_memory,
                    time_major=time_major,
                )
                inputs = tf.concat(outputs, 2)
            forward.append(state_fw)
            backward.append(state_bw)
    return inputs, tuple(forward), tuple(backward)


def transpose_batch_time(x: Any) -> Any:
    """``[batch, length, ...]`` as ``[length, batch, ...]``, or the other way round."""
    rank = tf.rank(x)
    shape = x.get_shape()
    out = tf.transpose(x, tf.concat([[1, 0], tf.range(2, rank)], 0))
    if shape.ndims is not None:
        sizes = shape.as_list()
        out.set_shape([sizes[1], sizes[0], *sizes[2:]])
    return out


def _states(cells_fw: Any, cells_bw: Any, states_fw: Any, states_bw: Any) -> Tuple[Any, Any]:
    for what, cells in (("cells_fw", cells_fw), ("cells_bw", cells_bw)):
        if not isinstance(cells, list) or not cells:
            raise ValueError(f"{what} must be a list of cells, one for each layer")
    if len(cells_fw) != len(cells_bw):
        raise ValueError("cells_fw and cells_bw must be equally long")
    found = []
    for what, states in (("initial_states_fw", states_fw), ("initial_states_bw", states_bw)):
        if states is not None and (not isinstance(states, list) or len(states) != len(cells_fw)):
            raise ValueError(f"{what} must be a list of states, one for each layer")
        found.append(states or [None] * len(cells_fw))
    return found[0], found[1]


_contrib.part(__name__)
