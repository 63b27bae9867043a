"""Beam search: the likeliest sequences, and not the likeliest symbols one by one."""

import collections
from importlib import import_module
from typing import Any

from tfcompat_ce import v1 as tf
from tfcompat_ce.v1.contrib.decoding.attention import AttentionWrapperState
from tfcompat_ce.v1.contrib.decoding.decoder import Decoder
from tfcompat_ce.v1.contrib.decoding.helper import embedder, tokens

_nest: Any = import_module("tensorflow.python.util.nest")

BeamSearchDecoderState = collections.namedtuple(
    "BeamSearchDecoderState",
    ["cell_state", "log_probs", "finished", "lengths", "accumulated_attention_probs"],
)
BeamSearchDecoderOutput = collections.namedtuple(
    "BeamSearchDecoderOutput", ["scores", "predicted_ids", "parent_ids"]
)
FinalBeamSearchDecoderOutput = collections.namedtuple(
    "FinalBeamSearchDecoderOutput", ["predicted_ids", "beam_search_decoder_output"]
)


class BeamSearchDecoder(Decoder):
    """Keeps the ``beam_width`` likeliest sequences of each example, at each step."""

    tracks_own_finished = True

    def __init__(
        self,
        cell: Any,
        embedding: Any,
        start_tokens: Any,
        end_token: Any,
        initial_state: Any,
        beam_width: int,
        output_layer: Any = None,
        length_penalty_weight: float = 0.0,
        coverage_penalty_weight: float = 0.0,
        reorder_tensor_arrays: bool = True,
    ) -> None:
        """Makes it.

        Args:
          cell: The cell.
          embedding: Embeddings ``[symbols, size]``, or a function of symbols.
          start_tokens: The first symbols, ``[batch]``.
          end_token: The symbol that ends a sequence.
          initial_state: The first state, ``[batch * beam_width, ...]``: see ``tile_batch``.
          beam_width: How many sequences are kept.
          output_layer: A layer that makes logits of an output.
          length_penalty_weight: 0.0 for none.
          coverage_penalty_weight: 0.0 for none. Others need a cell that attends.
          reorder_tensor_arrays: Whether the history of alignments is put in the order of the
            sequences, at the end.

        Raises:
          ValueError: a symbol is of another rank.
        """
        self._cell, self._output_layer, self._width = cell, output_layer, beam_width
        self._length_weight, self._coverage_weight = length_penalty_weight, coverage_penalty_weight
        self._reorder, self._embed = reorder_tensor_arrays, embedder(embedding)
        start, self._end = tokens(start_tokens, end_token)
        self.batch_size = tf.size(start)
        self._known_batch = start.get_shape().as_list()[0]
        self._first_state = _nest.map_structure(self._split_state, initial_state)
        self._first_inputs = self._embed(tf.tile(start[:, None], [1, beam_width]))

    @property
    def output_size(self) -> Any:
        shape = tf.TensorShape([self._width])
        return BeamSearchDecoderOutput(shape, shape, shape)

    @property
    def output_dtype(self) -> Any:
        dtype = _nest.flatten(self._first_state)[0].dtype
        return BeamSearchDecoderOutput(dtype, tf.int32, tf.int32)

    def initialize(self, name: Any = None) -> Any:
        dtype = _nest.flatten(self._first_state)[0].dtype
        zeros = tf.zeros([self.batch_size], tf.int32)
        # At first all are the same: only one of them counts.
        finished = tf.one_hot(zeros, self._width, on_value=False, off_value=True, dtype=tf.bool)
        log_probs = tf.one_hot(
            zeros,
            self._width,
            on_value=tf.constant(0.0, dtype),
            off_value=tf.constant(float("-inf"), dtype),
            dtype=dtype,
        )
        state = BeamSearchDecoderState(
            cell_state=self._first_state,
            log_probs=log_probs,
            finished=finished,
            lengths=tf.zeros([self.batch_size, self._width], tf.int64),
            accumulated_attention_probs=self._attention(self._first_state, ()),
        )
        return finished, self._first_inputs, state

    def step(self, time: Any, inputs: Any, state: Any, name: Any = None) -> Any:
        with tf.name_scope(name, "BeamSearchDecoderStep", (time, inputs, state)):
            merged = _nest.map_structure(self._merge_state, state.cell_state)
            inputs = _nest.map_structure(self._merge, inputs)
            outputs, cell_state = self._cell(inputs, merged)
            logits = self._split(outputs)
            cell_state = _nest.map_structure(self._split_state, cell_state)
            if self._output_layer is not None:
                logits = self._output_layer(logits)
            output, state = self._search(logits, cell_state, state)
            next_inputs = tf.cond(
                tf.reduce_all(state.finished),
                lambda: self._first_inputs,
                lambda: self._embed(output.predicted_ids),
            )
        return output, state, next_inputs, state.finished

    def finalize(self, outputs: Any, final_state: Any, sequence_lengths: Any) -> Any:
        longest = tf.cast(tf.reduce_max(final_state.lengths, axis=1), tf.int32)
        predicted = gather_tree(
            outputs.predicted_ids, outputs.parent_ids, longest, end_token=self._end
        )
        if self._reorder:

            def ordered(value: Any) -> Any:
                if not isinstance(value, tf.TensorArray):
                    return value
                return self._ordered(value, outputs.parent_ids, final_state.lengths)

            state = _nest.map_structure(ordered, final_state.cell_state)
            final_state = final_state._replace(cell_state=state)
        return FinalBeamSearchDecoderOutput(predicted, outputs), final_state

    def _is_sortable(self, shape: Any) -> bool:
        """As 1.x decides: not what is known to be ``[batch * width, ...]`` of known size."""
        if not shape.ndims:
            return False
        batch, lengths = self._known_batch, shape.as_list()
        if batch is None or lengths[0] is None:
            return True
        if lengths[0] != batch * self._width:
            return False
        return len(lengths) < 2 or lengths[1] is None or lengths[:2] == [batch, self._width]

    def _search(self, logits: Any, cell_state: Any, state: Any) -> Any:
        symbols = logits.get_shape().as_list()[-1] or tf.shape(logits)[-1]
        running = tf.logical_not(state.finished)
        log_probs = self._only_end(tf.nn.log_softmax(logits), state.finished, symbols)
        total = state.log_probs[:, :, None] + log_probs
        longer = tf.one_hot(
            tf.fill([self.batch_size, self._width], self._end),
            symbols,
            on_value=tf.constant(0, tf.int64),
            off_value=tf.constant(1, tf.int64),
        )
        longer *= tf.cast(running, tf.int64)[:, :, None]
        seen = self._attention(cell_state, None)
        if seen is not None:
            seen *= tf.cast(running, tf.float32)[:, :, None]
            seen += state.accumulated_attention_probs
        scores = self._scores(total, state.lengths[:, :, None] + longer, state.finished, seen)
        best, places = tf.nn.top_k(tf.reshape(scores, [self.batch_size, -1]), k=self._width)
        best.set_shape([self._known_batch, self._width])
        places.set_shape([self._known_batch, self._width])
        parents, words = tf.floordiv(places, symbols), tf.floormod(places, symbols)
        flat = tf.reshape(total, [self.batch_size, -1])
        finished = _of_parent(state.finished, parents)
        lengths = _of_parent(state.lengths, parents)
        next_state = BeamSearchDecoderState(
            cell_state=_nest.map_structure(lambda one: _state_of_parent(one, parents), cell_state),
            log_probs=_of_parent(flat, places),
            finished=tf.logical_or(finished, tf.equal(words, self._end)),
            lengths=lengths + tf.cast(tf.logical_not(finished), tf.int64),
            accumulated_attention_probs=() if seen is None else _of_parent(seen, parents),
        )
        return BeamSearchDecoderOutput(best, words, parents), next_state

    def _only_end(self, log_probs: Any, finished: Any, symbols: Any) -> Any:
        """What has ended goes on with the symbol that ends, which costs nothing."""
        kind = log_probs.dtype
        end = tf.one_hot(
            self._end,
            symbols,
            on_value=tf.constant(0.0, kind),
            off_value=tf.constant(kind.min, kind),
        )
        shape = tf.shape(log_probs)
        mask = tf.tile(finished[:, :, None], [1, 1, shape[2]])
        return tf.where(mask, tf.tile(end[None, None], [shape[0], shape[1], 1]), log_probs)

    def _scores(self, total: Any, lengths: Any, finished: Any, seen: Any) -> Any:
        scores = total
        weight = tf.convert_to_tensor(self._length_weight)
        if tf.get_static_value(weight) != 0:
            penalty = tf.div((5.0 + tf.cast(lengths, tf.float32)) ** weight, (5.0 + 1.0) ** weight)
            scores = total / tf.cast(penalty, total.dtype)
        if seen is None:
            return scores
        seen = tf.where(tf.equal(seen, 0.0), tf.ones_like(seen), seen)
        coverage = tf.reduce_sum(tf.log(tf.minimum(seen, 1.0)), 2) * tf.cast(finished, tf.float32)
        return scores + (coverage * self._coverage_weight)[:, :, None]

    def _attention(self, cell_state: Any, otherwise: Any) -> Any:
        """How much of each place is seen, the mean of all mechanisms."""
        if self._coverage_weight == 0.0:
            return otherwise
        states = [cell_state]
        if not isinstance(cell_state, AttentionWrapperState):
            states = [one for one in cell_state if isinstance(one, AttentionWrapperState)]
        if not states:
            raise ValueError("coverage_penalty_weight must be 0.0 if no cell is attentional.")
        return _mean([_mean(_nest.flatten(one.alignments)) for one in states])

    def _split_state(self, value: Any) -> Any:
        is_array = isinstance(value, tf.TensorArray)
        return value if is_array or value.get_shape().ndims == 0 else self._split(value)

    def _merge_state(self, value: Any) -> Any:
        is_array = isinstance(value, tf.TensorArray)
        return value if is_array or value.get_shape().ndims < 2 else self._merge(value)

    def _split(self, value: Any) -> Any:
        """``[batch * width, ...]`` as ``[batch, width, ...]``."""
        rest = tf.shape(value)[1:]
        split = tf.reshape(value, tf.concat([[self.batch_size, self._width], rest], 0))
        split.set_shape(
            tf.TensorShape([self._known_batch, self._width]).concatenate(value.get_shape()[1:])
        )
        return split

    def _merge(self, value: Any) -> Any:
        """``[batch, width, ...]`` as ``[batch * width, ...]``."""
        rest = tf.shape(value)[2:]
        merged = tf.reshape(value, tf.concat([[self.batch_size * self._width], rest], 0))
        known = self._known_batch and self._known_batch * self._width
        merged.set_shape(tf.TensorShape([known]).concatenate(value.get_shape()[2:]))
        return merged

    def _ordered(self, array: Any, parents: Any, lengths: Any) -> Any:
        """What was written at each step, in the order of the sequences at the end."""
        if not self._is_sortable(array.element_shape):
            return array
        value = array.stack()
        steps, shape = tf.shape(parents)[0], tf.shape(value)
        beams = tf.zeros_like(parents) + tf.range(self._width)[None, None]
        longest = tf.cast(tf.reduce_max(lengths, axis=1), tf.int32)
        source = gather_tree(beams, parents, longest, end_token=self._width + 1)
        counts = tf.transpose(tf.sequence_mask(lengths, maxlen=steps), [2, 0, 1])
        source = tf.where(counts, source, beams)
        value = tf.reshape(value, [steps, self.batch_size, self._width, -1])
        return tf.reshape(tf.gather(value, source, batch_dims=2), shape)


def gather_tree(
    step_ids: Any, parent_ids: Any, max_sequence_lengths: Any, end_token: Any, name: Any = None
) -> Any:
    """Follows each sequence back from its end.

    Args:
      step_ids: The symbols, int32 ``[steps, batch, width]``.
      parent_ids: Which sequence of the step before each goes on from, of the same shape.
      max_sequence_lengths: Where to start from, int32 ``[batch]``.
      end_token: The symbol that ends a sequence, and is all that comes after.
      name: Of the name scope, "GatherTree" if None.

    Returns:
      The symbols of each sequence, ``[steps, batch, width]``.
    """
    with tf.name_scope(name, "GatherTree", [step_ids, parent_ids]):
        shape = tf.shape(step_ids)
        itself = tf.zeros_like(step_ids[0]) + tf.range(shape[2])[None]

        def back(carried: Any, at: Any) -> Any:
            _, parents = carried
            time, symbols, before = at
            counts = tf.zeros_like(itself) + (max_sequence_lengths - time)[:, None] > 0
            symbol = tf.where(
                counts, tf.gather(symbols, parents, batch_dims=1), tf.zeros_like(itself) + end_token
            )
            moved = tf.gather(before, parents, batch_dims=1)
            return symbol, tf.where(counts, moved, parents)

        steps = tf.range(shape[0])
        backwards = tuple(tf.reverse(one, [0]) for one in (steps, step_ids, parent_ids))
        found = tf.reverse(tf.scan(back, backwards, (itself, itself))[0], [0])
        ended = tf.cumsum(tf.cast(tf.equal(found, end_token), tf.int32), 0, exclusive=True) > 0
        result = tf.where(ended, tf.zeros_like(found) + end_token, found)
        result.set_shape(step_ids.get_shape())
        return result


def _of_parent(value: Any, parents: Any) -> Any:
    found = tf.gather(value, parents, batch_dims=1)
    found.set_shape(parents.get_shape().concatenate(value.get_shape()[2:]))
    return found


def _state_of_parent(value: Any, parents: Any) -> Any:
    is_array = isinstance(value, tf.TensorArray)
    return value if is_array or value.get_shape().ndims < 2 else _of_parent(value, parents)


def _mean(values: Any) -> Any:
    return values[0] if len(values) == 1 else tf.add_n(values) / float(len(values))
