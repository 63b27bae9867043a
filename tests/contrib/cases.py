"""Small programs that use ``tf.contrib``, and what comes of each of them.

    python cases.py FILE native|ours|ours-eager-default

writes to FILE, for each case, its variables, and the values and gradients of what it gives, all
from the same initial values; or the error that ended it. ``native`` is TensorFlow's own
``tf.contrib``, of 1.x; ``ours`` is ours, on any release.
"""

import importlib
import importlib.util
import json
import sys
import zlib
from importlib.machinery import PathFinder

import numpy as np

import tfcompat_ce.v1 as tf

ROOT = "tfcompat_ce.v1.contrib"
CASES = {}


def case(function):
    CASES[function.__name__] = function
    return function


def parts(how):
    """Gives a part of contrib by its name, ours or TensorFlow's."""
    root = "tensorflow.contrib" if how == "native" else ROOT
    if root == ROOT and hasattr(importlib.import_module("tensorflow"), "contrib"):
        # In the place of the release's own.
        spec = PathFinder.find_spec(ROOT, tf.__path__)
        sys.modules[ROOT] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[ROOT])
    return lambda name: importlib.import_module(f"{root}.{name}")


def floats(*shape, seed=0):
    return tf.constant(np.random.RandomState(seed).uniform(-1, 1, shape).astype(np.float32))


def integers(limit, *shape, seed=0):
    return tf.constant(np.random.RandomState(seed).randint(0, limit, shape).astype(np.int32))


def steps(count, make):
    return [make(seed) for seed in range(count)]


def cell_over_steps(cell, width=4):
    outputs, state = tf.nn.dynamic_rnn(cell, floats(3, 5, width), dtype=tf.float32)
    flat = []

    def collect(value):
        if isinstance(value, (list, tuple)):
            for one in value:
                collect(one)
        else:
            flat.append(value)

    collect(state)
    return [outputs, *flat]


# rnn


@case
def aliases(contrib):
    rnn = contrib("rnn")
    cells = [rnn.GRUCell(3), rnn.BasicLSTMCell(4), rnn.LSTMCell(3, num_proj=2), rnn.BasicRNNCell(2)]
    return cell_over_steps(rnn.MultiRNNCell([rnn.DropoutWrapper(cell) for cell in cells]))


@case
def static_rnn(contrib):
    rnn = contrib("rnn")
    outputs, state = rnn.static_rnn(
        rnn.BasicLSTMCell(3), steps(3, lambda seed: floats(2, 4, seed=seed)), dtype=tf.float32
    )
    return [*outputs, *state]


@case
def attention_cell(contrib):
    rnn = contrib("rnn")
    return cell_over_steps(rnn.AttentionCellWrapper(rnn.BasicLSTMCell(3), 2))


@case
def attention_cell_sizes(contrib):
    rnn = contrib("rnn")
    cell = rnn.AttentionCellWrapper(rnn.GRUCell(3), 2, attn_size=4, attn_vec_size=5, input_size=6)
    return cell_over_steps(cell)


@case
def attention_cell_concatenated(contrib):
    rnn = contrib("rnn")
    return cell_over_steps(rnn.AttentionCellWrapper(rnn.GRUCell(3), 2, state_is_tuple=False))


@case
def attention_cell_statically(contrib):
    rnn = contrib("rnn")
    outputs, _ = rnn.static_rnn(
        rnn.AttentionCellWrapper(rnn.BasicLSTMCell(3), 2),
        steps(3, lambda seed: floats(2, 4, seed=seed)),
        dtype=tf.float32,
    )
    return outputs


@case
def projections(contrib):
    rnn = contrib("rnn")
    cell = rnn.InputProjectionWrapper(rnn.GRUCell(3), 5, activation=tf.tanh)
    return cell_over_steps(rnn.OutputProjectionWrapper(cell, 2, activation=tf.sigmoid))


@case
def embedding_cell(contrib):
    rnn = contrib("rnn")
    cell = rnn.EmbeddingWrapper(rnn.LSTMCell(3), 7, 4)
    outputs, state = rnn.static_rnn(
        cell, steps(3, lambda seed: integers(7, 2, seed=seed)), dtype=tf.float32
    )
    return [*outputs, *state]


@case
def highway(contrib):
    rnn = contrib("rnn")
    return cell_over_steps(rnn.HighwayWrapper(rnn.GRUCell(4)))


@case
def highway_uncoupled(contrib):
    rnn = contrib("rnn")
    return cell_over_steps(
        rnn.HighwayWrapper(rnn.GRUCell(4), couple_carry_transform_gates=False, carry_bias_init=0.5)
    )


@case
def layer_norm_lstm(contrib):
    return cell_over_steps(contrib("rnn").LayerNormBasicLSTMCell(3, norm_gain=0.9, norm_shift=0.1))


@case
def lstm_without_layer_norm(contrib):
    return cell_over_steps(contrib("rnn").LayerNormBasicLSTMCell(3, layer_norm=False))


@case
def ugrnn(contrib):
    return cell_over_steps(contrib("rnn").UGRNNCell(3))


@case
def block_lstm(contrib):
    return cell_over_steps(contrib("rnn").LSTMBlockCell(3, forget_bias=0.5))


@case
def block_lstm_with_peepholes(contrib):
    rnn = contrib("rnn")
    cells = [rnn.LSTMBlockCell(3, use_peephole=True, cell_clip=0.2), rnn.LSTMBlockCell(2)]
    outputs, _ = rnn.static_rnn(
        rnn.MultiRNNCell(cells),
        steps(3, lambda seed: floats(2, 4, seed=seed)),
        dtype=tf.float32,
    )
    return outputs


@case
def fused_lstm(contrib):
    cell = contrib("rnn").LSTMBlockFusedCell(3)
    outputs, state = cell(floats(5, 2, 4), dtype=tf.float32)
    again, _ = cell(floats(3, 2, 4, seed=1), initial_state=state)
    return [outputs, *state, again]


@case
def fused_lstm_of_lengths(contrib):
    cell = contrib("rnn").LSTMBlockFusedCell(3, use_peephole=True)
    outputs, state = cell(floats(5, 3, 4), dtype=tf.float32, sequence_length=[2, 0, 5])
    return [outputs, *state]


@case
def fused_lstm_backwards(contrib):
    rnn, lengths = contrib("rnn"), [2, 1, 5]
    cell = rnn.TimeReversedFusedRNN(rnn.LSTMBlockFusedCell(3))
    outputs, state = cell(floats(5, 3, 4), dtype=tf.float32, sequence_length=lengths)
    again, _ = cell(floats(3, 3, 4, seed=1), initial_state=state)
    return [outputs, *state, again]


@case
def fused_from_steps(contrib):
    rnn = contrib("rnn")
    found = []
    for dynamic in (False, True):
        for inputs in (floats(3, 2, 4), steps(3, lambda seed: floats(2, 4, seed=seed))):
            with tf.variable_scope(None, "fused"):
                one = rnn.FusedRNNCellAdaptor(rnn.GRUCell(3), use_dynamic_rnn=dynamic)
                back = rnn.TimeReversedFusedRNN(rnn.FusedRNNCellAdaptor(rnn.BasicRNNCell(2)))
                outputs, state = one(inputs, dtype=tf.float32)
                behind, _ = back(inputs, dtype=tf.float32, scope="back")
            found += [tf.stack(outputs), state, tf.stack(behind)]
    return found


@case
def safe_embedding(contrib):
    table = tf.get_variable("table", [6, 4])
    ids = tf.SparseTensor([[0, 0], [0, 2], [2, 1]], tf.constant([1, 3, 5], tf.int64), [3, 3])
    lookup = contrib("layers").safe_embedding_lookup_sparse
    return [lookup(table, ids), lookup(table, ids, combiner="sum", default_id=2)]


@case
def names_of_framework(contrib):
    framework = contrib("framework")
    with tf.name_scope("a"), tf.name_scope("b"):
        scope = framework.get_name_scope()
    known = framework.smart_cond(tf.constant(True), lambda: tf.ones([2]), lambda: tf.zeros([2]))
    table = contrib("metrics").confusion_matrix([1, 2, 1], [1, 1, 2], num_classes=3)
    assert scope == "a/b" and framework.smart_constant_value(tf.constant(3)) == 3
    return [known, table, contrib("nn").nth_element(floats(2, 4), 1)]


def coupled(**options):
    return lambda contrib: cell_over_steps(
        contrib("rnn").CoupledInputForgetGateLSTMCell(3, **options)
    )


CASES["coupled_lstm"] = coupled(forget_bias=0.5)
CASES["coupled_lstm_with_all"] = coupled(
    use_peepholes=True, num_proj=2, proj_clip=0.2, layer_norm=True, norm_gain=0.9, norm_shift=0.1
)
CASES["coupled_lstm_in_one_state"] = coupled(num_proj=2, state_is_tuple=False)


@case
def block_gru(contrib):
    rnn = contrib("rnn")
    return cell_over_steps(rnn.MultiRNNCell([rnn.GRUBlockCell(3), rnn.GRUBlockCellV2(2)]))


@case
def nas_cell(contrib):
    rnn = contrib("rnn")
    cells = [rnn.NASCell(3), rnn.NASCell(4, num_proj=2, use_bias=True)]
    return cell_over_steps(rnn.MultiRNNCell(cells))


def convolved(cell, *shape):
    outputs, state = tf.nn.dynamic_rnn(cell, floats(2, 3, *shape), dtype=tf.float32)
    return [outputs, *state]


@case
def conv_lstm(contrib):
    rnn = contrib("rnn")
    line = rnn.Conv1DLSTMCell(input_shape=[5, 2], output_channels=3, kernel_shape=[3])
    plane = rnn.ConvLSTMCell(2, [4, 4, 1], 2, [3, 3], use_bias=False, forget_bias=0.5)
    with tf.variable_scope("line"):
        first = convolved(line, 5, 2)
    with tf.variable_scope("plane"):
        return [*first, *convolved(plane, 4, 4, 1)]


@case
def other_axes(contrib):
    return [contrib("rnn").transpose_batch_time(floats(2, 3, 4))]


@case
def stacked_statically(contrib):
    rnn = contrib("rnn")
    outputs, forward, backward = rnn.stack_bidirectional_rnn(
        [rnn.GRUCell(2), rnn.GRUCell(3)],
        [rnn.GRUCell(3), rnn.GRUCell(2)],
        steps(3, lambda seed: floats(2, 4, seed=seed)),
        dtype=tf.float32,
    )
    return [*outputs, *forward, *backward]


@case
def stacked_dynamically(contrib):
    rnn = contrib("rnn")
    outputs, forward, backward = rnn.stack_bidirectional_dynamic_rnn(
        [rnn.GRUCell(2), rnn.GRUCell(3)],
        [rnn.GRUCell(3), rnn.GRUCell(2)],
        floats(2, 4, 3),
        initial_states_fw=[floats(2, 2), floats(2, 3)],
        dtype=tf.float32,
        sequence_length=tf.constant([4, 2]),
    )
    return [outputs, *forward, *backward]


# legacy_seq2seq


def read_and_write(symbols=6):
    read = steps(3, lambda seed: integers(symbols, 2, seed=seed))
    write = steps(2, lambda seed: integers(symbols, 2, seed=seed + 10))
    return read, write


def flat_state(state):
    return list(state) if isinstance(state, tuple) else [state]


@case
def decoder_with_loop(contrib):
    seq2seq, rnn = contrib("legacy_seq2seq"), contrib("rnn")
    outputs, state = seq2seq.rnn_decoder(
        steps(3, lambda seed: floats(2, 3, seed=seed)),
        floats(2, 3),
        rnn.GRUCell(3),
        loop_function=lambda output, step: output * step,
    )
    return [*outputs, state]


@case
def basic_seq2seq(contrib):
    seq2seq, rnn = contrib("legacy_seq2seq"), contrib("rnn")
    inputs = steps(3, lambda seed: floats(2, 3, seed=seed))
    outputs, state = seq2seq.basic_rnn_seq2seq(inputs, inputs[:2], rnn.BasicLSTMCell(3))
    return [*outputs, *state]


@case
def tied_seq2seq(contrib):
    seq2seq, rnn = contrib("legacy_seq2seq"), contrib("rnn")
    inputs = steps(3, lambda seed: floats(2, 3, seed=seed))
    outputs, state = seq2seq.tied_rnn_seq2seq(inputs, inputs[:2], rnn.GRUCell(3))
    return [*outputs, state]


def embedded(name, feed_previous, **options):
    def build(contrib):
        seq2seq, rnn = contrib("legacy_seq2seq"), contrib("rnn")
        read, write = read_and_write()
        sizes = (6, 4) if name == "embedding_tied_rnn_seq2seq" else (6, 6, 4)
        feed = feed_previous() if callable(feed_previous) else feed_previous
        outputs, state = getattr(seq2seq, name)(
            read, write, rnn.BasicLSTMCell(3), *sizes, feed_previous=feed, **options
        )
        return [*outputs, *flat_state(state)]

    return build


for _name in ("embedding_rnn_seq2seq", "embedding_tied_rnn_seq2seq", "embedding_attention_seq2seq"):
    CASES[_name] = embedded(_name, False)
    CASES[_name + "_feeding"] = embedded(_name, True)
    for _feed in (True, False):
        CASES[f"{_name}_by_a_tensor_{_feed}".lower()] = embedded(
            _name, lambda feed=_feed: tf.constant(feed)
        )
CASES["attention_from_the_first_state"] = embedded(
    "embedding_attention_seq2seq", False, num_heads=2, initial_state_attention=True
)


@case
def projected_outputs(contrib):
    seq2seq, rnn = contrib("legacy_seq2seq"), contrib("rnn")
    read, write = read_and_write()
    weights, biases = tf.get_variable("w", [3, 6]), tf.get_variable("b", [6])
    outputs, state = seq2seq.embedding_rnn_seq2seq(
        read,
        write,
        rnn.GRUCell(3),
        6,
        6,
        4,
        output_projection=(weights, biases),
        feed_previous=True,
    )
    return [*outputs, state]


@case
def one_to_many(contrib):
    seq2seq, rnn = contrib("legacy_seq2seq"), contrib("rnn")
    read, write = read_and_write(4)
    outputs, states = seq2seq.one2many_rnn_seq2seq(
        read,
        {"a": write, "b": write[:1]},
        rnn.GRUCell(3),
        {"a": rnn.GRUCell(3), "b": rnn.GRUCell(3)},
        6,
        {"a": 5, "b": 4},
        4,
    )
    return [*outputs["a"], *outputs["b"], states["a"], states["b"]]


@case
def buckets(contrib):
    seq2seq, rnn = contrib("legacy_seq2seq"), contrib("rnn")
    read, write = read_and_write()

    def model(read, write):
        return seq2seq.embedding_rnn_seq2seq(read, write, rnn.GRUCell(3), 6, 6, 4)

    weights = steps(2, lambda seed: tf.constant([1.0, float(seed)]))
    both = []
    for per_example in (False, True):
        with tf.variable_scope("model", reuse=per_example or None):
            _, losses = seq2seq.model_with_buckets(
                read, write, write, weights, [(2, 1), (3, 2)], model, per_example_loss=per_example
            )
        both += losses
    return both


@case
def sequence_losses(contrib):
    seq2seq = contrib("legacy_seq2seq")
    logits = [tf.get_variable(f"logits{step}", [3, 5]) for step in range(2)]
    targets = steps(2, lambda seed: integers(5, 3, seed=seed))
    weights = steps(2, lambda seed: tf.constant([1.0, 0.5, 0.0]))
    return [
        seq2seq.sequence_loss_by_example(logits, targets, weights),
        seq2seq.sequence_loss_by_example(logits, targets, weights, average_across_timesteps=False),
        seq2seq.sequence_loss(logits, targets, weights),
        seq2seq.sequence_loss(logits, targets, weights, average_across_batch=False),
    ]


# seq2seq


@case
def weighted_sequence_loss(contrib):
    loss = contrib("seq2seq").sequence_loss
    logits, targets = tf.get_variable("logits", [3, 4, 5]), integers(5, 3, 4)
    weights = tf.sequence_mask([4, 2, 0], 4, dtype=tf.float32)
    return [
        loss(logits, targets, weights),
        loss(logits, targets, weights, average_across_timesteps=False),
        loss(logits, targets, weights, average_across_batch=False),
        loss(logits, targets, weights, False, False),
        loss(logits, targets, weights, False, False, True, True),
        loss(logits, targets, weights, False, False, True, False),
        loss(logits, targets, weights, False, False, False, True),
        loss(
            logits,
            targets,
            weights,
            softmax_loss_function=tf.nn.sparse_softmax_cross_entropy_with_logits,
        ),
    ]


@case
def tiled_and_hard(contrib):
    seq2seq = contrib("seq2seq")
    value = floats(2, 3)
    tiled, (twice, _) = seq2seq.tile_batch(value, 3), seq2seq.tile_batch((value, value), 2)
    return [tiled, twice, seq2seq.hardmax(floats(2, 3, 4))]


SYMBOLS, UNITS = 6, 4


def decoding_cell(contrib):
    rnn = contrib("rnn")
    return rnn.OutputProjectionWrapper(rnn.BasicLSTMCell(UNITS), SYMBOLS)


def first_state(cell, batch=3):
    return cell.zero_state(batch, tf.float32)


def decoded(contrib, cell, helper, state, **options):
    seq2seq = contrib("seq2seq")
    decoder = seq2seq.BasicDecoder(cell, helper, state)
    outputs, state, lengths = seq2seq.dynamic_decode(decoder, **options)
    state = getattr(state, "cell_state", state)
    return [outputs.rnn_output, outputs.sample_id, *state, lengths]


@case
def decoder_in_training(contrib):
    helper = contrib("seq2seq").TrainingHelper(floats(3, 5, 2), tf.constant([5, 2, 3]))
    cell = decoding_cell(contrib)
    return decoded(contrib, cell, helper, first_state(cell))


@case
def decoder_with_zeros_after_the_end(contrib):
    helper = contrib("seq2seq").TrainingHelper(
        floats(5, 3, 2), tf.constant([5, 0, 3]), time_major=True
    )
    cell = decoding_cell(contrib)
    options = {"impute_finished": True, "output_time_major": True, "maximum_iterations": 4}
    return decoded(contrib, cell, helper, first_state(cell), **options)


@case
def greedy_decoder(contrib):
    embedding = tf.get_variable("embedding", [SYMBOLS, 3])
    helper = contrib("seq2seq").GreedyEmbeddingHelper(embedding, [0, 1, 2], 3)
    cell = decoding_cell(contrib)
    return decoded(contrib, cell, helper, first_state(cell), maximum_iterations=5)


@case
def decoder_by_functions(contrib):
    seq2seq = contrib("seq2seq")
    helper = seq2seq.InferenceHelper(
        sample_fn=lambda outputs: outputs,
        sample_shape=[SYMBOLS],
        sample_dtype=tf.float32,
        start_inputs=floats(3, SYMBOLS),
        end_fn=lambda sample: sample[:, 0] > 0.5,
        next_inputs_fn=lambda sample: sample * 2.0,
    )
    cell = decoding_cell(contrib)
    return decoded(contrib, cell, helper, first_state(cell), maximum_iterations=3)


@case
def decoder_by_own_functions(contrib):
    seq2seq = contrib("seq2seq")
    helper = seq2seq.CustomHelper(
        initialize_fn=lambda: (tf.tile([False], [3]), floats(3, 2)),
        sample_fn=lambda time, outputs, state: tf.cast(tf.argmax(outputs, 1), tf.int32),
        next_inputs_fn=lambda time, outputs, state, sample_ids: (
            tf.tile([time >= 2], [3]),
            outputs[:, :2],
            state,
        ),
    )
    cell = decoding_cell(contrib)
    return decoded(contrib, cell, helper, first_state(cell))


def never_and_always(probability):
    def build(contrib):
        embedding = tf.get_variable("embedding", [SYMBOLS, 2])
        helper = contrib("seq2seq").ScheduledEmbeddingTrainingHelper(
            floats(3, 5, 2),
            tf.constant([5, 2, 3]),
            lambda ids: embedding[1] + 0.0 * lookup(ids),
            probability,
        )
        lookup = lambda ids: tf.nn.embedding_lookup(embedding, ids)  # noqa: E731
        cell = decoding_cell(contrib)
        outputs = decoded(contrib, cell, helper, first_state(cell))
        return [outputs[0], *outputs[2:]]  # The samples are drawn.

    return build


CASES["scheduled_never"] = never_and_always(0.0)
CASES["scheduled_always"] = never_and_always(1.0)


def scheduled_outputs(probability, **options):
    def build(contrib):
        seq2seq = contrib("seq2seq")
        inputs = floats(3, 5, SYMBOLS)
        helper = seq2seq.ScheduledOutputTrainingHelper(
            inputs, tf.constant([5, 2, 3]), probability, **options
        )
        cell = decoding_cell(contrib)
        return decoded(contrib, cell, helper, first_state(cell))

    return build


CASES["scheduled_outputs_never"] = scheduled_outputs(0.0)
CASES["scheduled_outputs_always"] = scheduled_outputs(1.0)
CASES["scheduled_outputs_made"] = scheduled_outputs(1.0, next_inputs_fn=lambda outputs: outputs * 2)


def memory(batch=3):
    return floats(batch, 4, 5, seed=9), tf.constant([4, 2, 3])


def attending(mechanism, *, lengths=True, history=False, training=True, **options):
    def build(contrib):
        seq2seq, rnn = contrib("seq2seq"), contrib("rnn")
        seen, places = memory()
        options_of_mechanism = {"memory_sequence_length": places if lengths else None}
        kinds = mechanism if isinstance(mechanism, list) else [mechanism]
        made = [make(seq2seq, seen, options_of_mechanism) for make in kinds]
        cell = seq2seq.AttentionWrapper(
            rnn.GRUCell(UNITS),
            made if isinstance(mechanism, list) else made[0],
            alignment_history=history,
            **options,
        )
        helper = seq2seq.TrainingHelper(floats(3, 5, 2), tf.constant([5, 2, 3]))
        decoder = seq2seq.BasicDecoder(cell, helper, cell.zero_state(3, tf.float32))
        outputs, state, _ = seq2seq.dynamic_decode(decoder)
        last = [state.alignments] if not isinstance(mechanism, list) else list(state.alignments)
        kept = [state.alignment_history.stack()] if history else []
        return [outputs.rnn_output, state.cell_state, state.attention, *last, *kept]

    return build


def luong(**options):
    return lambda seq2seq, seen, more: seq2seq.LuongAttention(UNITS, seen, **options, **more)


def bahdanau(**options):
    return lambda seq2seq, seen, more: seq2seq.BahdanauAttention(3, seen, **options, **more)


CASES["luong"] = attending(luong())
CASES["luong_scaled"] = attending(luong(scale=True), attention_layer_size=3)
CASES["luong_everywhere"] = attending(luong(), lengths=False, output_attention=False)
CASES["bahdanau"] = attending(bahdanau(), attention_layer_size=3)
CASES["bahdanau_normalized"] = attending(bahdanau(normalize=True), history=True)
CASES["two_mechanisms"] = attending([luong(), bahdanau()], attention_layer_size=[3, 2])
CASES["two_of_a_kind"] = attending([luong(scale=True), luong(scale=True)])
CASES["own_input_and_shares"] = attending(
    luong(probability_fn=tf.nn.sigmoid),
    cell_input_fn=lambda inputs, attention: tf.concat([attention, inputs * 2.0], -1),
)


def beams(contrib, cell, state, hide=lambda value: value, width=2, **options):
    seq2seq = contrib("seq2seq")
    embedding = tf.get_variable("embedding", [SYMBOLS, 3])
    start = hide(tf.constant([0, 1, 2]))
    decoder = seq2seq.BeamSearchDecoder(cell, embedding, start, 3, state, width, **options)
    outputs, state, lengths = seq2seq.dynamic_decode(decoder, maximum_iterations=5)
    rest = outputs.beam_search_decoder_output
    found = [outputs.predicted_ids, rest.scores, rest.predicted_ids, rest.parent_ids]
    # Scores of minus infinity at first do not serve as values.
    return [*found, state.log_probs, state.lengths, lengths], state


@case
def beam_search(contrib):
    cell = decoding_cell(contrib)
    return beams(contrib, cell, first_state(cell, 3 * 2))[0]


@case
def beam_search_with_length_penalty(contrib):
    cell = decoding_cell(contrib)
    state = contrib("seq2seq").tile_batch(first_state(cell, 3), 3)
    return beams(contrib, cell, state, width=3, length_penalty_weight=0.7)[0]


def attending_beams(hide):
    """With sizes that are known, or that only the run knows."""

    def build(contrib):
        seq2seq, rnn = contrib("seq2seq"), contrib("rnn")
        seen, places = (seq2seq.tile_batch(hide(one), 2) for one in memory())
        attention = seq2seq.BahdanauAttention(3, seen, memory_sequence_length=places)
        cell = seq2seq.AttentionWrapper(
            rnn.GRUCell(UNITS), attention, attention_layer_size=SYMBOLS, alignment_history=True
        )
        state = cell.zero_state(tf.shape(seen)[0], tf.float32)
        state = state.clone(cell_state=floats(6, UNITS))
        values, state = beams(contrib, cell, state, hide, coverage_penalty_weight=0.3)
        history = state.cell_state.alignment_history
        if not isinstance(history, tf.Tensor):
            history = history.stack()
        return [*values, history, state.accumulated_attention_probs]

    return build


def hidden(value):
    return tf.placeholder_with_default(value, [None, *value.get_shape().as_list()[1:]])


CASES["beam_search_with_attention"] = attending_beams(lambda value: value)
CASES["beam_search_of_unknown_size"] = attending_beams(hidden)


# crf


def crf_inputs(length=4):
    return tf.get_variable("scores", [3, length, 5]), tf.constant([length, max(length - 2, 1), 1])


@case
def crf_likelihood(contrib):
    scores, lengths = crf_inputs()
    likelihood, transitions = contrib("crf").crf_log_likelihood(scores, integers(5, 3, 4), lengths)
    return [likelihood, transitions]


@case
def crf_likelihood_of_one_step(contrib):
    scores, lengths = crf_inputs(1)
    tags = tf.cast(integers(5, 3, 1), tf.int64)
    return [contrib("crf").crf_log_likelihood(scores, tags, lengths)[0]]


@case
def crf_empty_sequence(contrib):
    scores, _ = crf_inputs()
    lengths = tf.constant([4, 0, 2], tf.int64)
    return [contrib("crf").crf_log_likelihood(scores, integers(5, 3, 4), lengths)[0]]


@case
def crf_many_tags(contrib):
    scores, lengths = crf_inputs()
    transitions = tf.get_variable("transitions", [5, 5])
    bitmap = tf.constant(np.random.RandomState(0).rand(3, 4, 5) > 0.3)
    return [contrib("crf").crf_multitag_sequence_score(scores, bitmap, lengths, transitions)]


@case
def crf_decoded(contrib):
    scores, lengths = crf_inputs()
    tags, best = contrib("crf").crf_decode(scores, tf.get_variable("transitions", [5, 5]), lengths)
    return [tags, best]


@case
def crf_decoded_one_step(contrib):
    scores, lengths = crf_inputs(1)
    return contrib("crf").crf_decode(scores, tf.get_variable("transitions", [5, 5]), lengths)


@case
def crf_viterbi(contrib):
    random = np.random.RandomState(0)
    tags, score = contrib("crf").viterbi_decode(random.rand(6, 4), random.rand(4, 4))
    return [tf.constant([int(tag) for tag in tags]), tf.constant(float(score))]


# image, nn, lookup, data, opt


@case
def rotated(contrib):
    image = contrib("image")
    pictures = floats(2, 6, 5, 3)
    return [
        image.rotate(pictures, 0.5),
        image.rotate(pictures, [0.3, -1.2], interpolation="BILINEAR"),
        image.rotate(pictures[0], 3.0),
        image.rotate(pictures[0, :, :, 0], 1.0, interpolation="bilinear"),
    ]


@case
def moved(contrib):
    image = contrib("image")
    pictures = floats(2, 6, 5, 3)
    turn = image.angles_to_projective_transforms([0.4], 6.0, 5.0)
    shift = image.translations_to_projective_transforms([1.0, 2.0])
    return [
        image.translate(pictures, [[1.0, -2.0], [0.5, 0.5]], interpolation="BILINEAR"),
        image.transform(pictures, image.compose_transforms(turn, shift), output_shape=[4, 4]),
        turn,
        shift,
        image.flat_transforms_to_matrices(turn),
    ]


@case
def flipped_losses(contrib):
    nn = contrib("nn")
    logits, labels = tf.get_variable("logits", [3, 4]), tf.nn.softmax(floats(3, 4))
    return [
        nn.deprecated_flipped_softmax_cross_entropy_with_logits(logits, labels),
        nn.deprecated_flipped_sparse_softmax_cross_entropy_with_logits(logits, integers(4, 3)),
        nn.deprecated_flipped_sigmoid_cross_entropy_with_logits(logits, labels),
        nn.scaled_softplus(logits, 2.0),
        nn.scaled_softplus(logits, 2.0, clip=1.4),
    ]


@case
def tables(contrib):
    lookup = contrib("lookup")
    words = tf.constant(["to", "be", "or", "not"])
    found = tf.constant(["or", "to", "question"])
    there = lookup.index_table_from_tensor(words)
    back = lookup.index_to_string_table_from_tensor(words, default_value="?")
    strings = back.lookup(tf.constant([2, 0, 9], tf.int64))
    return [
        there.lookup(found),
        lookup.index_table_from_tensor(words, num_oov_buckets=2).lookup(found),
        lookup.string_to_index_table_from_tensor(words, default_value=7).lookup(found),
        tf.string_to_hash_bucket_fast(strings, 1000),
        hash_table(lookup, words).lookup(found),
    ]


def hash_table(lookup, words):
    pairs = lookup.KeyValueTensorInitializer(words, tf.constant([5, 6, 7, 8], tf.int64))
    table = lookup.HashTable(pairs, -2)
    assert table.init is not None
    return table


@case
def changing_tables(contrib):
    lookup = contrib("lookup")
    keys = tf.constant([4, 9], tf.int64)
    plain = lookup.MutableHashTable(tf.int64, tf.int64, -1)
    dense = lookup.MutableDenseHashTable(
        tf.int64, tf.int64, default_value=-1, empty_key=0, deleted_key=-5
    )
    found = []
    for table in (plain, dense):
        with tf.control_dependencies([table.insert(keys, keys * 2)]):
            found.append(table.lookup(tf.constant([9, 5], tf.int64)))
    return found


@case
def datasets(contrib):
    data = contrib("data")
    numbers = tf.data.Dataset.range(7)
    made = [
        numbers.apply(data.batch_and_drop_remainder(3)),
        numbers.map(lambda n: tf.fill([n], n)).apply(data.padded_batch_and_drop_remainder(2, [7])),
        numbers.apply(data.map_and_batch(lambda n: n * n, 2)),
        numbers.apply(data.shuffle_and_repeat(1, 2)).batch(5),
    ]
    total = data.reduce_dataset(
        numbers, data.Reducer(lambda zero: zero + 1, lambda sum, n: sum + n, lambda sum: -sum)
    )
    return [total, *(tf.data.make_one_shot_iterator(one).get_next() for one in made)]


def trained(make, use_resource):
    def build(contrib):
        weights = tf.get_variable("weights", [4, 3], use_resource=use_resource)
        table = tf.get_variable("table", [6, 4], use_resource=use_resource)
        rows = tf.nn.embedding_lookup(table, tf.constant([1, 4, 1]))
        loss = tf.reduce_sum(tf.square(tf.matmul(rows, weights) - 1.0))
        step = make(contrib("opt"), [weights], loss)
        return {"steps": step, "values": [loss, weights, table]}

    return build


def in_turn(optimizer, loss, **options):
    """A step that reads all variables before it changes one: else 1.x's weight decay races."""
    pairs = optimizer.compute_gradients(loss)
    with tf.control_dependencies([grad for grad, _ in pairs]):
        return optimizer.apply_gradients(pairs, **options)


OPTIMIZERS = {
    "adam_w": lambda opt, weights, loss: in_turn(opt.AdamWOptimizer(0.01, 0.1), loss),
    "adam_w_of_some": lambda opt, weights, loss: in_turn(
        opt.AdamWOptimizer(0.01, 0.1), loss, decay_var_list=weights
    ),
    "momentum_w": lambda opt, weights, loss: in_turn(opt.MomentumWOptimizer(0.01, 0.1, 0.9), loss),
    "lazy_adam": lambda opt, weights, loss: opt.LazyAdamOptimizer(0.1).minimize(loss),
    "nadam": lambda opt, weights, loss: opt.NadamOptimizer(0.1).minimize(loss),
    "rms_prop_w": lambda opt, weights, loss: in_turn(
        opt.extend_with_decoupled_weight_decay(tf.train.RMSPropOptimizer)(0.01, learning_rate=0.1),
        loss,
    ),
}
for _name in OPTIMIZERS:
    CASES[_name] = trained(OPTIMIZERS[_name], False)
    CASES[_name + "_of_resources"] = trained(OPTIMIZERS[_name], True)


# What comes of a case.


def initial(variable):
    """Values that depend on the name alone, and those that it has already where they matter."""
    shape = variable.get_shape().as_list()
    random = np.random.RandomState(zlib.crc32(variable.op.name.encode()))
    return random.uniform(-0.5, 0.5, shape).astype(variable.dtype.base_dtype.as_numpy_dtype)


def is_free(variable, trainable):
    return variable in trainable and variable.dtype.base_dtype.is_floating


def described(variable):
    in_collections = [
        name
        for name in (
            tf.GraphKeys.GLOBAL_VARIABLES,
            tf.GraphKeys.LOCAL_VARIABLES,
            tf.GraphKeys.MODEL_VARIABLES,
            tf.GraphKeys.TRAINABLE_VARIABLES,
        )
        if any(one is variable for one in tf.get_collection(name))
    ]
    shape, kind = variable.get_shape().as_list(), variable.dtype.base_dtype.name
    return [variable.op.name, shape, kind, in_collections]


def numbers(value):
    """With as many digits as float32 has, and one more."""
    return [float(f"{one:.8g}") for one in np.asarray(value, np.float64).ravel()]


def outcome(build, contrib):
    with tf.Graph().as_default(), tf.Session() as session:
        tf.set_random_seed(1)
        built = build(contrib)
        step = built["steps"] if isinstance(built, dict) else None
        values = list(built["values"] if isinstance(built, dict) else built)
        trainable = tf.trainable_variables()
        gradients = []
        losses = [tf.reduce_sum(one * one) for one in values if one.dtype.is_floating]
        if losses and trainable and step is None:
            found = tf.gradients(tf.add_n(losses), trainable)
            gradients = [tf.convert_to_tensor(one) for one in found if one is not None]
        session.run([tf.global_variables_initializer(), tf.tables_initializer()])
        for variable in trainable:
            variable.load(initial(variable), session)
        for _ in range(3 if step is not None else 0):
            session.run(step)
        values, gradients = session.run([values, gradients])
        return {
            "variables": sorted(described(one) for one in tf.global_variables()),
            "values": [numbers(one) for one in values],
            "gradients": [numbers(one) for one in gradients],
        }


def main(path, how):
    if how != "ours-eager-default":
        tf.disable_v2_behavior()
    contrib = parts(how)
    found = {}
    for name in sorted(CASES):
        try:
            found[name] = outcome(CASES[name], contrib)
        except Exception as error:
            found[name] = repr(error)
    with open(path, "w") as file:
        rows = (f"{json.dumps(name)}: {json.dumps(found[name])}" for name in sorted(found))
        file.write("{\n" + ",\n".join(rows) + "\n}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
