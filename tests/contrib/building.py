"""Programs of tf.contrib, and what a release makes of each: variables, values, gradients.

A program is a function of `tf`, 1.x's namespace. It gives tensors; the first is differentiated.
Every variable starts with numbers that follow from its name alone.
"""

import zlib

import numpy as np


def numbers(name, shape):
    """Numbers from -1 to 1 that are the same everywhere."""
    random = np.random.RandomState(zlib.crc32(name.encode()) % (1 << 31))
    return random.uniform(-1, 1, shape).astype(np.float32)


def images(tf):
    return tf.constant(numbers("images", [2, 6, 6, 3]))


def rows(tf):
    return tf.constant(numbers("rows", [3, 4]))


def steps(tf, count=3, size=4):
    return [tf.constant(numbers(f"step{at}", [2, size])) for at in range(count)]


def ids(tf, count=3):
    return [tf.constant([at % 5, (at + 2) % 5], tf.int32) for at in range(count)]


PROGRAMS = {}
NEED_SLIM = set()


def program(function):
    PROGRAMS[function.__name__] = function
    return function


def with_slim(function):
    NEED_SLIM.add(function.__name__)
    return program(function)


@program
def regularizers(tf):
    weights = tf.get_variable("w", [3, 4])
    tf.add_to_collection("weights", weights)
    layers = tf.contrib.layers
    both = layers.l1_l2_regularizer(0.1, 0.2)(weights)
    total = layers.apply_regularization(layers.l2_regularizer(0.3))
    return both + total, layers.l1_regularizer(0.5)(weights)


@program
def flatten(tf):
    weights = tf.get_variable("w", [2, 3, 4, 5])
    return [tf.contrib.layers.flatten(weights * 2.0)]


@program
def one_hot_encoding(tf):
    return [tf.contrib.layers.one_hot_encoding(tf.constant([1, 0, 2]), 3, 2.0, -1.0)]


@program
def embed_sequence(tf):
    symbols = tf.constant([[1, 2, 2], [0, 1, 4]])
    first = tf.contrib.layers.embed_sequence(symbols, 5, 3, scope="words")
    again = tf.contrib.layers.embed_sequence(symbols, 5, 3, True, scope="words", reuse=True)
    return first * again, again


@program
def sequence_loss(tf):
    logits = tf.get_variable("logits", [2, 3, 5])
    targets = tf.constant([[1, 2, 0], [4, 3, 3]])
    weights = tf.constant([[1.0, 0.5, 0.0], [1.0, 2.0, 1.0]])
    loss = tf.contrib.seq2seq.sequence_loss
    return (
        loss(logits, targets, weights),
        loss(logits, targets, weights, average_across_batch=False),
        loss(logits, targets, weights, average_across_timesteps=False),
        loss(logits, targets, weights, False, False),
        loss(logits, targets, weights, False, False, True, True),
        loss(logits, targets, weights, False, False, True, False),
        loss(logits, targets, tf.zeros_like(weights)),
    )


@program
def legacy_sequence_loss(tf):
    logits = [tf.get_variable(f"logits{at}", [2, 5]) for at in range(3)]
    weights = [tf.constant([1.0, 0.5]) for _ in range(3)]
    seq2seq = tf.contrib.legacy_seq2seq
    return (
        seq2seq.sequence_loss(logits, ids(tf), weights),
        seq2seq.sequence_loss(logits, ids(tf), weights, False, False),
        seq2seq.sequence_loss_by_example(logits, ids(tf), weights),
    )


@program
def rnn_decoder(tf):
    cell = tf.contrib.rnn.BasicLSTMCell(3)
    start = cell.zero_state(2, tf.float32)
    feed = lambda previous, at: tf.concat([previous, previous[:, :1]], 1)  # noqa: E731
    outputs, state = tf.contrib.legacy_seq2seq.rnn_decoder(steps(tf), start, cell, feed)
    return [tf.concat(outputs, 0), *state]


@program
def static_rnn(tf):
    cell = tf.contrib.rnn.MultiRNNCell([tf.contrib.rnn.GRUCell(3), tf.contrib.rnn.LSTMCell(2)])
    outputs, _ = tf.contrib.rnn.static_rnn(cell, steps(tf), dtype=tf.float32)
    return outputs


@program
def basic_rnn_seq2seq(tf):
    cell = tf.contrib.rnn.BasicRNNCell(3)
    outputs, _ = tf.contrib.legacy_seq2seq.basic_rnn_seq2seq(steps(tf), steps(tf, 2), cell)
    return outputs


@program
def tied_rnn_seq2seq(tf):
    cell = tf.contrib.rnn.BasicRNNCell(3)
    outputs, _ = tf.contrib.legacy_seq2seq.tied_rnn_seq2seq(steps(tf), steps(tf, 2), cell)
    return outputs


@program
def embedding_rnn_seq2seq(tf):
    cell = tf.contrib.rnn.GRUCell(3)
    outputs, _ = tf.contrib.legacy_seq2seq.embedding_rnn_seq2seq(
        ids(tf), ids(tf, 2), cell, 5, 6, 4, feed_previous=True
    )
    return outputs


@program
def embedding_rnn_seq2seq_either(tf):
    cell = tf.contrib.rnn.BasicLSTMCell(3)
    feeds = tf.equal(tf.reduce_sum(ids(tf)[0]), 2)
    outputs, state = tf.contrib.legacy_seq2seq.embedding_rnn_seq2seq(
        ids(tf), ids(tf, 2), cell, 5, 6, 4, feed_previous=feeds
    )
    return [*outputs, *state]


@program
def embedding_tied_rnn_seq2seq(tf):
    cell = tf.contrib.rnn.GRUCell(3)
    outputs, _ = tf.contrib.legacy_seq2seq.embedding_tied_rnn_seq2seq(
        ids(tf), ids(tf, 2), cell, 5, 4
    )
    return outputs


@program
def attention_decoder(tf):
    cell = tf.contrib.rnn.BasicLSTMCell(3)
    start = cell.zero_state(2, tf.float32)
    states = tf.constant(numbers("states", [2, 5, 4]))
    outputs, _ = tf.contrib.legacy_seq2seq.attention_decoder(
        steps(tf), start, states, cell, 6, 2, initial_state_attention=True
    )
    return outputs


@program
def embedding_attention_seq2seq(tf):
    cell = tf.contrib.rnn.GRUCell(3)
    outputs, _ = tf.contrib.legacy_seq2seq.embedding_attention_seq2seq(
        ids(tf), ids(tf, 3), cell, 5, 6, 4, feed_previous=True
    )
    return outputs


@program
def model_with_buckets(tf):
    seq2seq = tf.contrib.legacy_seq2seq
    _, losses = seq2seq.model_with_buckets(
        ids(tf, 3),
        ids(tf, 2),
        ids(tf, 2),
        [tf.ones([2])] * 2,
        [(2, 1), (3, 2)],
        lambda read, written: seq2seq.embedding_rnn_seq2seq(
            read, written, tf.contrib.rnn.GRUCell(3), 5, 6, 4
        ),
    )
    return [losses[0] + losses[1], *losses]


@program
def layer_norm_lstm(tf):
    cell = tf.contrib.rnn.LayerNormBasicLSTMCell(3)
    outputs, state = tf.contrib.rnn.static_rnn(cell, steps(tf), dtype=tf.float32)
    return [tf.concat(outputs, 0), *state]


@program
def no_layer_norm_lstm(tf):
    cell = tf.contrib.rnn.LayerNormBasicLSTMCell(3, layer_norm=False)
    outputs, state = tf.contrib.rnn.static_rnn(cell, steps(tf), dtype=tf.float32)
    return [tf.concat(outputs, 0), *state]


@program
def attention_cell(tf):
    cell = tf.contrib.rnn.AttentionCellWrapper(tf.contrib.rnn.BasicLSTMCell(3), 2)
    outputs, _ = tf.nn.static_rnn(cell, steps(tf), dtype=tf.float32)
    return [tf.concat(outputs, 0)]


@program
def projections(tf):
    rnn = tf.contrib.rnn
    cell = rnn.OutputProjectionWrapper(rnn.InputProjectionWrapper(rnn.GRUCell(3), 5), 2)
    outputs, _ = tf.nn.static_rnn(cell, steps(tf), dtype=tf.float32)
    return [tf.concat(outputs, 0)]


@program
def stacked_bidirectional(tf):
    cells = [[tf.contrib.rnn.GRUCell(2) for _ in range(2)] for _ in range(2)]
    outputs, _, _ = tf.contrib.rnn.stack_bidirectional_rnn(
        cells[0], cells[1], steps(tf), dtype=tf.float32
    )
    return outputs


@program
def stacked_bidirectional_dynamic(tf):
    cells = [[tf.contrib.rnn.GRUCell(2) for _ in range(2)] for _ in range(2)]
    outputs, forward, _ = tf.contrib.rnn.stack_bidirectional_dynamic_rnn(
        cells[0], cells[1], tf.stack(steps(tf), 1), dtype=tf.float32
    )
    return [outputs, *forward]


@program
def crf(tf):
    inputs = tf.get_variable("inputs", [3, 4, 5])
    tags = tf.constant([[1, 2, 3, 4], [0, 0, 1, 1], [2, 2, 2, 2]])
    lengths = tf.constant([4, 2, 1])
    likelihood, moves = tf.contrib.crf.crf_log_likelihood(inputs, tags, lengths)
    decoded, score = tf.contrib.crf.crf_decode(inputs, moves, lengths)
    seen = tf.where(tf.sequence_mask(lengths, 4), decoded, tf.zeros_like(decoded))
    return likelihood, tf.contrib.crf.crf_log_norm(inputs, lengths, moves), seen, score


@program
def rotated(tf):
    contrib = tf.contrib.image
    return [
        contrib.rotate(images(tf), 0.5, "BILINEAR"),
        contrib.rotate(images(tf), [0.5, -1.0], "BILINEAR"),
        contrib.translate(images(tf), [1.0, -2.0]),
        contrib.transform(images(tf)[0], [1.0, 0.2, 0.5, 0.0, 1.0, -1.0, 0.0, 0.01], "BILINEAR"),
    ]


@program
def normal_vectors(tf):
    tfd = tf.contrib.distributions
    loc = tf.get_variable("loc", [3, 4])
    scale = tf.nn.softplus(tf.get_variable("scale", [4]))
    one = tfd.MultivariateNormalDiag(loc, scale)
    other = tfd.MultivariateNormalDiag(scale_diag=scale + 0.5, scale_identity_multiplier=0.25)
    soft = tfd.MultivariateNormalDiagWithSoftplusScale(loc[0], scale)
    number = tfd.NormalWithSoftplusScale(loc, scale)
    x = rows(tf)
    loss = tf.reduce_sum(one.log_prob(x)) + tf.reduce_sum(one.kl_divergence(soft))
    drawn = one.sample([2, 5], seed=7)
    loss += tf.reduce_sum(other.log_prob(drawn)) + tf.reduce_sum(number.log_prob(x))
    statistics = [one.mean(), one.stddev(), one.variance(), one.covariance(), one.mode()]
    shapes = [one.batch_shape_tensor(), one.event_shape_tensor(), other.event_shape_tensor()]
    return [loss, drawn, one.prob(x), one.entropy(), one.scale.diag_part(), *statistics, *shapes]


@program
def adamw(tf):
    weights = tf.get_variable("w", [3])
    loss = tf.reduce_sum(tf.square(weights))
    step = tf.contrib.opt.AdamWOptimizer(0.1, 0.01).minimize(loss)
    with tf.control_dependencies([step]):
        after = weights.read_value()
        return tf.reduce_sum(after), after


@program
def lazy_adam(tf):
    weights = tf.get_variable("w", [5, 3])
    loss = tf.reduce_sum(tf.square(tf.gather(weights, [1, 3])))
    step = tf.contrib.opt.LazyAdamOptimizer(0.01).minimize(loss)
    with tf.control_dependencies([step]):
        after = weights.read_value()
        return tf.reduce_sum(after), after


@with_slim
def fully_connected(tf):
    layers = tf.contrib.layers
    hidden = layers.fully_connected(
        rows(tf), 3, weights_regularizer=layers.l2_regularizer(0.1), normalizer_fn=layers.layer_norm
    )
    return [layers.linear(hidden, 2, scope="out"), hidden, layers.relu(hidden, 2)]


@with_slim
def convolutions(tf):
    layers = tf.contrib.layers
    with tf.contrib.framework.arg_scope(
        [layers.conv2d],
        normalizer_fn=layers.batch_norm,
        normalizer_params={"is_training": True, "scale": True},
        weights_initializer=layers.xavier_initializer(),
    ):
        x = layers.conv2d(images(tf), 4, [3, 3])
        x = layers.conv2d(x, 2, 3, stride=2, scope="second")
    x = layers.conv2d_transpose(x, 3, 3, stride=2)
    return [layers.max_pool2d(x, 2), layers.avg_pool2d(x, 2), layers.flatten(x)]


@with_slim
def normalized(tf):
    layers = tf.contrib.layers
    trained = layers.batch_norm(rows(tf), is_training=True, updates_collections=None)
    used = layers.batch_norm(rows(tf), is_training=False, scope="used", center=False, scale=True)
    return [
        trained + used,
        layers.layer_norm(rows(tf)),
        layers.instance_norm(images(tf)),
        layers.dropout(rows(tf), is_training=False),
    ]


@with_slim
def slim(tf):
    slim = tf.contrib.slim
    x = slim.repeat(images(tf), 2, slim.conv2d, 3, [3, 3], scope="conv")
    x = slim.separable_conv2d(x, 4, 3, depth_multiplier=1)
    x = slim.stack(slim.flatten(x), slim.fully_connected, [3, 2], scope="fc")
    names = [variable.op.name for variable in slim.get_model_variables()]
    return [x, tf.constant(len(names))]


@with_slim
def losses(tf):
    logits = tf.get_variable("logits", [3, 4])
    labels = tf.constant([[0.0, 0, 1, 0], [1, 0, 0, 0], [0, 1, 0, 0]])
    losses = tf.contrib.losses
    return [
        losses.softmax_cross_entropy(logits, labels, label_smoothing=0.1),
        losses.sigmoid_cross_entropy(logits, labels),
        losses.mean_squared_error(logits, labels),
        losses.sparse_softmax_cross_entropy(logits, tf.constant([2, 0, 1])),
        losses.get_total_loss(),
    ]


@with_slim
def optimize_loss(tf):
    weights = tf.get_variable("w", [3])
    loss = tf.reduce_sum(tf.square(weights))
    tf.train.get_or_create_global_step()
    step = tf.contrib.layers.optimize_loss(
        loss, tf.train.get_global_step(), 0.1, "SGD", clip_gradients=0.5
    )
    with tf.control_dependencies([step]):
        after = weights.read_value()
        return tf.reduce_sum(after), after


@with_slim
def metrics(tf):
    predictions, labels = tf.constant([1, 0, 1, 1]), tf.constant([1, 1, 1, 0])
    _, update = tf.contrib.metrics.streaming_accuracy(predictions, labels)
    return [tf.contrib.metrics.accuracy(predictions, labels), update]


def built(tf, function):
    """What a program makes: JSON, with the names of its variables in their order."""
    graph = tf.Graph()
    with graph.as_default(), tf.Session() as session:
        results = list(function(tf))
        made = tf.global_variables() + tf.local_variables()
        trained = tf.trainable_variables()
        sums = tf.reduce_sum(results[0])
        gradients = tf.gradients(sums, trained) if trained else []
        session.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
        for variable in made:
            if variable.dtype.base_dtype == tf.float32 and not any(
                kept in variable.op.name for kept in ("_power", "Adam", "moving_", "learning_rate")
            ):
                variable.load(numbers(variable.op.name, variable.get_shape().as_list()), session)
        values = session.run(
            [results, [tf.convert_to_tensor(one) for one in gradients if one is not None]]
        )
        collections = {
            name: [getattr(one, "op", one).name for one in graph.get_collection(name)]
            for name in ("variables", "trainable_variables", "model_variables", "local_variables")
        }
        return {
            "variables": [
                [one.op.name, one.get_shape().as_list(), one.dtype.base_dtype.name] for one in made
            ],
            "collections": collections,
            "counts": [
                len(graph.get_collection(name))
                for name in ("update_ops", "regularization_losses", "losses")
            ],
            "values": [listed(value) for value in values[0]],
            "gradients": [listed(value) for value in values[1]],
        }


def listed(value):
    """An array as JSON can have it."""
    return np.asarray(value, np.float64).round(7).tolist()
