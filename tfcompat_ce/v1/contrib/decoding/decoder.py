"""Decoders, and the loop that runs one."""

import collections
import contextlib
from importlib import import_module
from typing import Any, Tuple

from tfcompat_ce import v1 as tf

_nest: Any = import_module("tensorflow.python.util.nest")

BasicDecoderOutput = collections.namedtuple("BasicDecoderOutput", ["rnn_output", "sample_id"])


class Decoder:
    """What ``dynamic_decode`` runs. Subclasses have ``initialize`` and ``step``.

    ``batch_size``, ``output_size`` and ``output_dtype`` describe what a step gives.
    """

    batch_size: Any
    output_size: Any
    output_dtype: Any
    # Whether a step says of all sequences which have ended, and not only of those that run.
    tracks_own_finished = False

    def initialize(self, name: Any = None) -> Any:
        """Which sequences have ended, the first inputs, and the first state."""
        raise NotImplementedError

    def step(self, time: Any, inputs: Any, state: Any, name: Any = None) -> Any:
        """Outputs, the next state, the next inputs, and which sequences have ended."""
        raise NotImplementedError

    def finalize(self, outputs: Any, final_state: Any, sequence_lengths: Any) -> Any:
        """What becomes of the outputs of all steps, and of the last state."""
        raise NotImplementedError


class BasicDecoder(Decoder):
    """Decodes with a cell, whose next input a helper makes."""

    def __init__(
        self, cell: Any, helper: Any, initial_state: Any, output_layer: Any = None
    ) -> None:
        """Makes it.

        Args:
          cell: The cell.
          helper: What samples an output, and makes the next input of the sample.
          initial_state: The first state.
          output_layer: A layer for the outputs of the cell, before they are sampled.
        """
        self._cell, self._helper = cell, helper
        self._initial_state, self._output_layer = initial_state, output_layer

    @property
    def batch_size(self) -> Any:
        return self._helper.batch_size

    @property
    def output_size(self) -> Any:
        size = output_size(self._cell, self._output_layer)
        return BasicDecoderOutput(size, self._helper.sample_ids_shape)

    @property
    def output_dtype(self) -> Any:
        dtype = _nest.flatten(self._initial_state)[0].dtype
        kinds = _nest.map_structure(lambda _: dtype, output_size(self._cell, self._output_layer))
        return BasicDecoderOutput(kinds, self._helper.sample_ids_dtype)

    def initialize(self, name: Any = None) -> Any:
        return (*self._helper.initialize(), self._initial_state)

    def step(self, time: Any, inputs: Any, state: Any, name: Any = None) -> Any:
        with tf.name_scope(name, "BasicDecoderStep", (time, inputs, state)):
            outputs, state = self._cell(inputs, state)
            if self._output_layer is not None:
                outputs = self._output_layer(outputs)
            samples = self._helper.sample(time=time, outputs=outputs, state=state)
            finished, inputs, state = self._helper.next_inputs(
                time=time, outputs=outputs, state=state, sample_ids=samples
            )
        return BasicDecoderOutput(outputs, samples), state, inputs, finished


def output_size(cell: Any, layer: Any) -> Any:
    """The shape of an output of a cell and a layer, without the batch."""
    size = cell.output_size
    if layer is None:
        return size
    shape = layer.compute_output_shape(tf.TensorShape([None]).concatenate(size))
    return tf.TensorShape(shape)[1:]


def dynamic_decode(
    decoder: Any,
    output_time_major: bool = False,
    impute_finished: bool = False,
    maximum_iterations: Any = None,
    parallel_iterations: int = 32,
    swap_memory: bool = False,
    scope: Any = None,
) -> Tuple[Any, Any, Any]:
    """Runs a decoder until all sequences have ended.

    Args:
      decoder: The decoder.
      output_time_major: Give outputs ``[steps, batch, ...]``, and not ``[batch, steps, ...]``.
      impute_finished: Give zeros after the end of a sequence, and its state of then.
      maximum_iterations: The most steps.
      parallel_iterations: How many steps may run at the same time.
      swap_memory: Whether tensors for the gradient may wait in the host's memory.
      scope: The variable scope, "decoder" if None.

    Returns:
      Outputs, the last state, and the length of each sequence, int32 ``[batch]``.

    Raises:
      TypeError: it is no decoder.
      ValueError: ``maximum_iterations`` is no scalar.
    """
    if not isinstance(decoder, Decoder):
        raise TypeError(f"Expected decoder to be type Decoder, but saw: {type(decoder)}")
    with tf.variable_scope(scope, "decoder") as variables:
        in_loop = tf.get_default_graph()._get_control_flow_context() is not None
        if variables.caching_device is None and not in_loop:
            variables.set_caching_device(lambda operation: operation.device)
        if maximum_iterations is not None:
            maximum_iterations = tf.convert_to_tensor(maximum_iterations, tf.int32)
            if maximum_iterations.get_shape().ndims != 0:
                raise ValueError("maximum_iterations must be a scalar")
        finished, inputs, state = decoder.initialize()
        if maximum_iterations is not None:
            finished = tf.logical_or(finished, maximum_iterations <= 0)
        sizes, kinds = decoder.output_size, decoder.output_dtype
        batch = tf.convert_to_tensor(decoder.batch_size)
        known = tf.get_static_value(batch)

        def array(size: Any, kind: Any) -> Any:
            shape = (
                tf.TensorShape([known]).concatenate(size) if tf.TensorShape(size).ndims else None
            )
            return tf.TensorArray(kind, size=0, dynamic_size=True, element_shape=shape)

        def body(time: Any, arrays: Any, state: Any, inputs: Any, finished: Any, ends: Any) -> Any:
            outputs, new_state, inputs, ended = decoder.step(time, inputs, state)
            if not decoder.tracks_own_finished:
                ended = tf.logical_or(ended, finished)
            ends = tf.where(finished, ends, tf.zeros_like(ends) + time + 1)
            if impute_finished:
                outputs = _nest.map_structure(
                    lambda one: tf.where(finished, tf.zeros_like(one), one), outputs
                )
                new_state = _nest.map_structure(
                    lambda new, old: _kept(finished, new, old), new_state, state
                )
            arrays = _nest.map_structure(lambda one, out: one.write(time, out), arrays, outputs)
            return time + 1, arrays, new_state, inputs, ended, ends

        arrays = _nest.map_structure(array, sizes, kinds)
        ends = tf.zeros_like(finished, dtype=tf.int32)
        _, arrays, state, _, _, ends = tf.while_loop(
            lambda time, arrays, state, inputs, finished, ends: tf.logical_not(
                tf.reduce_all(finished)
            ),
            body,
            (tf.constant(0), arrays, state, inputs, finished, ends),
            parallel_iterations=parallel_iterations,
            maximum_iterations=maximum_iterations,
            swap_memory=swap_memory,
        )
        outputs = _nest.map_structure(lambda one: one.stack(), arrays)
        with contextlib.suppress(NotImplementedError):
            outputs, state = decoder.finalize(outputs, state, ends)
        if not output_time_major:
            outputs = _nest.map_structure(batch_first, outputs)
    return outputs, state, ends


def batch_first(value: Any) -> Any:
    """``[steps, batch, ...]`` as ``[batch, steps, ...]``, or the other way round."""
    rank = value.get_shape().ndims
    if rank is None:
        others = tf.range(2, tf.rank(value))
        return tf.transpose(value, tf.concat([[1, 0], others], 0))
    return tf.transpose(value, [1, 0, *range(2, rank)]) if rank >= 2 else value


def _kept(finished: Any, new: Any, old: Any) -> Any:
    if isinstance(old, tf.TensorArray) or new.get_shape().ndims == 0:
        return new
    new.set_shape(old.get_shape())
    return tf.where(finished, old, new)
