"""The cells of ``tf.contrib.rnn`` that are one operation, and those of convolutions and of NAS.

Importing this needs ``tf.nn.rnn_cell.RNNCell``.

Source: https://github.com/tensorflow/tensorflow/tree/r1.15/tensorflow/contrib/rnn/python/ops
"""

import contextlib
from importlib import import_module as _import_module
from typing import Any, List, Tuple

from tfcompat_ce import v1 as tf
from tfcompat_ce.v1.contrib.rnn.cells import _width

_RNNCell: Any = tf.nn.rnn_cell.RNNCell
_ops: Any = _import_module("tensorflow.python.framework.ops")


def _lstm_block_gradient(op: Any, *gradients: Any) -> Tuple[Any, ...]:
    x, memory, hidden, kernel, entry_diag, forget_diag, output_diag, bias = op.inputs
    entry, new_memory, forget, out, new, activated, _ = op.outputs
    memory_gradient, gates, *diagonals = tf.raw_ops.LSTMBlockCellGrad(
        x=x,
        cs_prev=memory,
        h_prev=hidden,
        w=kernel,
        wci=entry_diag,
        wcf=forget_diag,
        wco=output_diag,
        b=bias,
        i=entry,
        cs=new_memory,
        f=forget,
        o=out,
        ci=new,
        co=activated,
        cs_grad=gradients[1],
        h_grad=gradients[6],
        use_peephole=op.get_attr("use_peephole"),
    )
    size = _width(x)
    both = tf.matmul(gates, kernel, transpose_b=True)
    of_kernel = tf.matmul(tf.concat([x, hidden], 1), gates, transpose_a=True)
    parts = both[:, :size], memory_gradient, both[:, size:], of_kernel
    return (*parts, *diagonals, tf.reduce_sum(gates, 0))


def _gru_block_gradient(op: Any, *gradients: Any) -> Tuple[Any, ...]:
    x, hidden, gate_kernel, kernel, gate_bias, bias = op.inputs
    reset, update, new, _ = op.outputs
    of_x, of_hidden, of_new, of_gates = tf.raw_ops.GRUBlockCellGrad(
        x=x,
        h_prev=hidden,
        w_ru=gate_kernel,
        w_c=kernel,
        b_ru=gate_bias,
        b_c=bias,
        r=reset,
        u=update,
        c=new,
        d_h=gradients[3],
    )
    of_gate_kernel = tf.matmul(tf.concat([x, hidden], 1), of_gates, transpose_a=True)
    of_kernel = tf.matmul(tf.concat([x, hidden * reset], 1), of_new, transpose_a=True)
    biases = tf.reduce_sum(of_gates, 0), tf.reduce_sum(of_new, 0)
    return (of_x, of_hidden, of_gate_kernel, of_kernel, *biases)


for _name, _gradient in (
    ("LSTMBlockCell", _lstm_block_gradient),
    ("GRUBlockCell", _gru_block_gradient),
):
    with contextlib.suppress(KeyError):  # contrib's own came first, as on 1.15
        _ops.RegisterGradient(_name)(_gradient)


class _LSTM:
    """What the two kinds of LSTM share: their variables, and the arguments of their operation."""

    def __init__(
        self, num_units: int, forget_bias: float, cell_clip: Any, use_peephole: bool
    ) -> None:
        self.num_units, self._peephole = num_units, use_peephole
        self._forget_bias, self._clip = forget_bias, -1 if cell_clip is None else cell_clip

    def arguments(self, width: int, dtype: Any) -> Any:
        units = self.num_units
        kernel = tf.get_variable("kernel", [width + units, 4 * units], dtype)
        bias = tf.get_variable("bias", [4 * units], dtype, tf.constant_initializer(0.0))
        names = "w_i_diag", "w_f_diag", "w_o_diag"
        if self._peephole:
            diagonals = [tf.get_variable(name, [units], dtype) for name in names]
        else:
            diagonals = [tf.zeros([units], dtype)] * 3
        return dict(
            zip(("wci", "wcf", "wco"), diagonals),
            w=kernel,
            b=bias,
            forget_bias=self._forget_bias,
            cell_clip=self._clip,
            use_peephole=self._peephole,
        )


class LSTMBlockCell(_RNNCell):  # type: ignore[misc]
    """An LSTM cell that is one operation, with the variables of ``LSTMCell``."""

    def __init__(
        self,
        num_units: int,
        forget_bias: float = 1.0,
        cell_clip: Any = None,
        use_peephole: bool = False,
        dtype: Any = None,
        reuse: Any = None,
        name: Any = "lstm_cell",
    ) -> None:
        super().__init__(_reuse=reuse, dtype=dtype, name=name)
        self._lstm = _LSTM(num_units, forget_bias, cell_clip, use_peephole)

    @property
    def state_size(self) -> Any:
        return tf.nn.rnn_cell.LSTMStateTuple(self._lstm.num_units, self._lstm.num_units)

    @property
    def output_size(self) -> Any:
        return self._lstm.num_units

    def call(self, inputs: Any, state: Any) -> Any:
        memory, hidden = state
        given = self._lstm.arguments(_width(inputs), inputs.dtype)
        made = tf.raw_ops.LSTMBlockCell(x=inputs, cs_prev=memory, h_prev=hidden, **given)
        return made.h, tf.nn.rnn_cell.LSTMStateTuple(made.cs, made.h)


class LSTMBlockFusedCell:
    """An LSTM over all steps that is one operation, with the variables of ``LSTMCell``."""

    def __init__(
        self,
        num_units: int,
        forget_bias: float = 1.0,
        cell_clip: Any = None,
        use_peephole: bool = False,
        reuse: Any = None,
        dtype: Any = None,
        name: Any = "lstm_fused_cell",
    ) -> None:
        self._lstm = _LSTM(num_units, forget_bias, cell_clip, use_peephole)
        self._reuse, self._scope = reuse, name

    @property
    def num_units(self) -> int:
        return self._lstm.num_units

    def __call__(
        self, inputs: Any, initial_state: Any = None, dtype: Any = None, sequence_length: Any = None
    ) -> Any:
        """The outputs of all steps, and the last state.

        Args:
          inputs: ``[time, batch, depth]``.
          initial_state: The memory and the output to start with, each ``[batch, num_units]``.
          dtype: Of the state, where none is given to start with.
          sequence_length: The steps of each example, ``[batch]``.
        """
        steps = tf.convert_to_tensor(inputs)
        if initial_state is None:
            if dtype is None:
                raise ValueError("Either initial_state or dtype needs to be specified")
            zeros = tf.zeros(tf.stack([tf.shape(steps)[1], self.num_units]), dtype)
            initial_state = zeros, zeros
        memory, hidden = initial_state
        with tf.variable_scope(self._scope, reuse=self._reuse) as self._scope:
            self._reuse = True
            given = self._lstm.arguments(_depth(steps), steps.dtype)
            count = tf.shape(steps)[0] if sequence_length is None else sequence_length
            made = tf.raw_ops.BlockLSTM(
                seq_len_max=tf.cast(tf.reduce_max(count), tf.int64),
                x=steps,
                cs_prev=memory,
                h_prev=hidden,
                **given,
            )
            memories, outputs = made.cs, made.h
            if sequence_length is None:
                last = memories[-1], outputs[-1]
            else:
                mask = tf.sequence_mask(sequence_length, tf.shape(steps)[0], dtype=outputs.dtype)
                outputs *= tf.expand_dims(tf.transpose(mask), -1)
                last = (
                    _at(sequence_length, memory, memories),
                    _at(sequence_length, hidden, outputs),
                )
        return outputs, tf.nn.rnn_cell.LSTMStateTuple(*last)


def _depth(steps: Any) -> int:
    depth = steps.get_shape().with_rank(3).as_list()[2]
    if depth is None:
        raise ValueError(f"the last axis of the inputs has to be known: {steps}")
    return int(depth)


def _at(lengths: Any, first: Any, others: Any) -> Any:
    """The state of each example after its last step."""
    lengths = tf.cast(lengths, tf.int32)
    places = tf.stack([lengths, tf.range(tf.shape(lengths)[0])], axis=1)
    return tf.gather_nd(tf.concat([tf.expand_dims(first, 0), others], 0), places)


class GRUBlockCell(_RNNCell):  # type: ignore[misc]
    """A GRU cell that is one operation. ``GRUBlockCellV2`` has the variables of ``GRUCell``."""

    _NAMES = "w_ru", "b_ru", "w_c", "b_c"

    def __init__(
        self,
        num_units: Any = None,
        cell_size: Any = None,
        reuse: Any = None,
        name: Any = "gru_cell",
        dtype: Any = None,
    ) -> None:
        super().__init__(_reuse=reuse, name=name, dtype=dtype)
        if (cell_size is None) == (num_units is None):
            raise ValueError("Exactly one of num_units or cell_size must be provided.")
        self._num_units = cell_size if num_units is None else num_units

    @property
    def state_size(self) -> Any:
        return self._num_units

    @property
    def output_size(self) -> Any:
        return self._num_units

    def call(self, inputs: Any, state: Any) -> Any:
        units, dtype = self._num_units, inputs.dtype
        size = _width(inputs) + units
        gate_kernel, gate_bias, kernel, bias = self._NAMES
        made = tf.raw_ops.GRUBlockCell(
            x=inputs,
            h_prev=state,
            w_ru=tf.get_variable(gate_kernel, [size, 2 * units], dtype),
            b_ru=tf.get_variable(gate_bias, [2 * units], dtype, tf.constant_initializer(1.0)),
            w_c=tf.get_variable(kernel, [size, units], dtype),
            b_c=tf.get_variable(bias, [units], dtype, tf.constant_initializer(0.0)),
        )
        return made.h, made.h


class GRUBlockCellV2(GRUBlockCell):
    """A GRU cell that is one operation, with the variables of ``GRUCell``."""

    _NAMES = "gates/kernel", "gates/bias", "candidate/kernel", "candidate/bias"


class NASCell(_RNNCell):  # type: ignore[misc]
    """The cell that was found by search: https://arxiv.org/abs/1611.01578."""

    def __init__(
        self,
        num_units: int,
        num_proj: Any = None,
        use_bias: bool = False,
        reuse: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(_reuse=reuse, **kwargs)
        self._num_units, self._num_proj, self._use_bias = num_units, num_proj, use_bias

    @property
    def state_size(self) -> Any:
        return tf.nn.rnn_cell.LSTMStateTuple(self._num_units, self.output_size)

    @property
    def output_size(self) -> Any:
        return self._num_proj or self._num_units

    def call(self, inputs: Any, state: Any) -> Any:
        memory, hidden = state
        size, dtype = 8 * self._num_units, inputs.dtype
        recurrent = tf.get_variable("recurrent_kernel", [self.output_size, size], dtype)
        kernel = tf.get_variable("kernel", [_width(inputs), size], dtype)
        of_hidden = tf.matmul(hidden, recurrent)
        if self._use_bias:
            bias = tf.get_variable("bias", [size], dtype, tf.zeros_initializer())
            of_hidden = tf.nn.bias_add(of_hidden, bias)
        pairs = list(zip(tf.split(tf.matmul(inputs, kernel), 8, 1), tf.split(of_hidden, 8, 1)))
        sums: List[Any] = [x * h if at == 3 else x + h for at, (x, h) in enumerate(pairs)]
        functions = ["sigmoid", "relu", "sigmoid", "relu", "tanh", "sigmoid", "tanh", "sigmoid"]
        first = [getattr(tf.nn, name)(one) for name, one in zip(functions, sums)]
        left = tf.tanh(tf.tanh(first[0] * first[1]) + memory)
        memory = left * tf.tanh(first[2] + first[3])
        right = tf.tanh(tf.tanh(first[4] * first[5]) + tf.sigmoid(first[6] + first[7]))
        hidden = tf.tanh(memory * right)
        if self._num_proj is not None:
            shape = [self._num_units, self._num_proj]
            hidden = tf.matmul(hidden, tf.get_variable("projection_weights", shape, dtype))
        return hidden, tf.nn.rnn_cell.LSTMStateTuple(memory, hidden)


class ConvLSTMCell(_RNNCell):  # type: ignore[misc]
    """An LSTM cell of convolutions over 1, 2 or 3 dimensions."""

    def __init__(
        self,
        conv_ndims: int,
        input_shape: Any,
        output_channels: int,
        kernel_shape: Any,
        use_bias: bool = True,
        skip_connection: bool = False,
        forget_bias: float = 1.0,
        initializers: Any = None,
        name: Any = "conv_lstm_cell",
    ) -> None:
        super().__init__(name=name)
        if conv_ndims != len(input_shape) - 1:
            raise ValueError(f"Invalid input_shape {input_shape} for conv_ndims={conv_ndims}.")
        self._ndims, self._shape = conv_ndims, list(input_shape)
        self._channels, self._kernel_shape = output_channels, list(kernel_shape)
        self._use_bias, self._skip, self._forget_bias = use_bias, skip_connection, forget_bias

    @property
    def state_size(self) -> Any:
        shape = tf.TensorShape([*self._shape[:-1], self._channels])
        return tf.nn.rnn_cell.LSTMStateTuple(shape, shape)

    @property
    def output_size(self) -> Any:
        more = self._shape[-1] if self._skip else 0
        return tf.TensorShape([*self._shape[:-1], self._channels + more])

    def call(self, inputs: Any, state: Any, scope: Any = None) -> Any:
        memory, hidden = state
        gates = self._convolved(tf.concat([inputs, hidden], self._ndims + 1))
        entry, new, forget, out = tf.split(gates, 4, self._ndims + 1)
        memory = tf.sigmoid(forget + self._forget_bias) * memory
        memory += tf.sigmoid(entry) * tf.tanh(new)
        output = tf.tanh(memory) * tf.sigmoid(out)
        if self._skip:
            output = tf.concat([output, inputs], -1)
        return output, tf.nn.rnn_cell.LSTMStateTuple(memory, output)

    def _convolved(self, value: Any) -> Any:
        channels = 4 * self._channels
        depth = value.get_shape().as_list()[-1]
        kernel = tf.get_variable("kernel", [*self._kernel_shape, depth, channels], value.dtype)
        convolve = (tf.nn.conv1d, tf.nn.conv2d, tf.nn.conv3d)[self._ndims - 1]
        strides: Any = 1 if self._ndims == 1 else [1] * (self._ndims + 2)
        result = convolve(value, kernel, strides, padding="SAME")
        if self._use_bias:
            start = tf.constant_initializer(0.0)
            result += tf.get_variable("biases", [channels], value.dtype, start)
        return result


class Conv1DLSTMCell(ConvLSTMCell):
    """A ``ConvLSTMCell`` over one dimension."""

    def __init__(self, name: Any = "conv_1d_lstm_cell", **kwargs: Any) -> None:
        super().__init__(1, name=name, **kwargs)


class Conv2DLSTMCell(ConvLSTMCell):
    """A ``ConvLSTMCell`` over two dimensions."""

    def __init__(self, name: Any = "conv_2d_lstm_cell", **kwargs: Any) -> None:
        super().__init__(2, name=name, **kwargs)


class Conv3DLSTMCell(ConvLSTMCell):
    """A ``ConvLSTMCell`` over three dimensions."""

    def __init__(self, name: Any = "conv_3d_lstm_cell", **kwargs: Any) -> None:
        super().__init__(3, name=name, **kwargs)
