"""Cells that take all steps at once, made of others.

Source: https://github.com/tensorflow/tensorflow/tree/v1.15.5/tensorflow/contrib/rnn
"""

import abc
from typing import Any, Dict

from tfcompat_ce import v1 as tf


class FusedRNNCell(abc.ABC):
    """A cell that is called once, with all steps: ``LSTMBlockFusedCell`` is of that kind."""

    @abc.abstractmethod
    def __call__(
        self,
        inputs: Any,
        initial_state: Any = None,
        dtype: Any = None,
        sequence_length: Any = None,
        scope: Any = None,
    ) -> Any:
        """The outputs of all steps, and the last state.

        Args:
          inputs: ``[time, batch, depth]``, or a list of ``[batch, depth]``; so are the outputs.
          initial_state: The state to start with.
          dtype: Of the state, where none is given to start with.
          sequence_length: The steps of each example, ``[batch]``.
          scope: The variable scope.
        """


class FusedRNNCellAdaptor(FusedRNNCell):
    """A cell for one step, as one for all of them."""

    def __init__(self, cell: Any, use_dynamic_rnn: bool = False) -> None:
        self._cell, self._use_dynamic_rnn = cell, use_dynamic_rnn

    def __call__(
        self,
        inputs: Any,
        initial_state: Any = None,
        dtype: Any = None,
        sequence_length: Any = None,
        scope: Any = None,
    ) -> Any:
        options: Dict[str, Any] = {
            "initial_state": initial_state,
            "dtype": dtype,
            "sequence_length": sequence_length,
            "scope": scope,
        }
        is_list = isinstance(inputs, list)
        if not self._use_dynamic_rnn:
            steps = inputs if is_list else tf.unstack(inputs)
            outputs, state = tf.nn.static_rnn(self._cell, steps, **options)
            return (outputs if is_list else tf.stack(outputs)), state
        steps = tf.stack(inputs) if is_list else inputs
        outputs, state = tf.nn.dynamic_rnn(self._cell, steps, time_major=True, **options)
        return (tf.unstack(outputs) if is_list else outputs), state


class TimeReversedFusedRNN(FusedRNNCell):
    """A cell for all steps that reads them backwards."""

    def __init__(self, cell: Any) -> None:
        self._cell = cell

    def __call__(
        self,
        inputs: Any,
        initial_state: Any = None,
        dtype: Any = None,
        sequence_length: Any = None,
        scope: Any = None,
    ) -> Any:
        options: Dict[str, Any] = {} if scope is None else {"scope": scope}
        outputs, state = self._cell(
            _reversed(inputs, sequence_length),
            initial_state=initial_state,
            dtype=dtype,
            sequence_length=sequence_length,
            **options,
        )
        return _reversed(outputs, sequence_length), state


def _reversed(steps: Any, lengths: Any) -> Any:
    if isinstance(steps, list):
        return steps[::-1]
    if lengths is None:
        return tf.reverse(steps, [0])
    return tf.reverse_sequence(steps, lengths, seq_axis=0, batch_axis=1)
