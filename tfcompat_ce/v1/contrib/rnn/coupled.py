"""An LSTM whose input gate is what its forget gate leaves.

Source: https://github.com/tensorflow/tensorflow/tree/r1.15/tensorflow/contrib/rnn/python/ops
"""

from typing import Any

from tfcompat_ce import v1 as tf
from tfcompat_ce.v1.contrib.rnn.cells import LayerNormBasicLSTMCell


class CoupledInputForgetGateLSTMCell(LayerNormBasicLSTMCell):
    """An LSTM cell with two gates, peepholes and a projection.

    As 1.15's it takes an initializer and makes no use of it. It has its variables in one piece.
    """

    def __init__(
        self,
        num_units: int,
        use_peepholes: bool = False,
        initializer: Any = None,
        num_proj: Any = None,
        proj_clip: Any = None,
        num_unit_shards: int = 1,
        num_proj_shards: int = 1,
        forget_bias: float = 1.0,
        state_is_tuple: bool = True,
        activation: Any = tf.tanh,
        reuse: Any = None,
        layer_norm: bool = False,
        norm_gain: float = 1.0,
        norm_shift: float = 0.0,
    ) -> None:
        if num_unit_shards != 1 or num_proj_shards != 1:
            raise ValueError("CoupledInputForgetGateLSTMCell takes one shard on TensorFlow 2.x")
        super().__init__(
            num_units,
            forget_bias,
            activation=activation,
            layer_norm=layer_norm,
            norm_gain=norm_gain,
            norm_shift=norm_shift,
            reuse=reuse,
        )
        self._use_peepholes, self._state_is_tuple = use_peepholes, state_is_tuple
        self._num_proj, self._proj_clip = num_proj, proj_clip

    @property
    def state_size(self) -> Any:
        sizes = (self._num_units, self.output_size)
        return tf.nn.rnn_cell.LSTMStateTuple(*sizes) if self._state_is_tuple else sum(sizes)

    @property
    def output_size(self) -> Any:
        return self._num_proj or self._num_units

    def call(self, inputs: Any, state: Any) -> Any:
        units, sizes = self._num_units, [self._num_units, self.output_size]
        memory, hidden = state if self._state_is_tuple else tf.split(state, sizes, 1)
        both, kind = tf.concat([inputs, hidden], 1), inputs.dtype
        width = both.get_shape().as_list()[1]
        if width is None:
            raise ValueError(f"the last axis of the inputs has to be known: {inputs}")
        gates = tf.matmul(both, tf.get_variable("W_0", [width, 3 * units], kind))
        bias = tf.get_variable("B", [3 * units], kind, tf.zeros_initializer())
        if not self._layer_norm:
            gates = tf.nn.bias_add(gates, bias)
        scopes = ("transform", "forget", "output")
        new, forget, out = (self._norm(*one) for one in zip(tf.split(gates, 3, 1), scopes))
        to_forget, to_out = (self._peephole(name, kind) for name in ("W_F_diag", "W_O_diag"))
        kept = tf.sigmoid(forget + self._forget_bias + to_forget * memory)
        memory = self._norm(kept * memory + (1 - kept) * self._activation(new), "state")
        out = tf.sigmoid(out + to_out * memory)
        hidden = out * self._activation(memory)
        if self._num_proj is not None:
            hidden = tf.matmul(hidden, tf.get_variable("W_P_0", [units, self._num_proj], kind))
            if self._proj_clip is not None:
                hidden = tf.clip_by_value(hidden, -self._proj_clip, self._proj_clip)
        if self._state_is_tuple:
            return hidden, tf.nn.rnn_cell.LSTMStateTuple(memory, hidden)
        return hidden, tf.concat([memory, hidden], 1)

    def _peephole(self, name: str, kind: Any) -> Any:
        return tf.get_variable(name, [self._num_units], kind) if self._use_peepholes else 0.0
