"""What of ``tf.contrib`` has no recorded outcome: eager code, summaries, SciPy, the projector."""

import importlib
import importlib.util

import numpy as np
import pytest

import tfcompat_ce.v1 as tf
from tfcompat_ce.api import contrib
from tfcompat_ce.shim import installed

pytestmark = pytest.mark.skipif(
    installed.release() < (2, 0), reason="tf.contrib is TensorFlow's own"
)

PARTS = {
    *("checkpoint", "lite", "staging"),
    *("cluster_resolver", "crf", "data", "distributions", "eager", "eager.metrics"),
    *("factorization", "image"),
    *("legacy_seq2seq", "lookup", "nn", "opt", "rnn", "seq2seq", "signal", "stateless"),
    *("summary", "util"),
}
OFFERED = [name for name in contrib.offered() if name.rpartition(".")[0] in PARTS]


def part(name):
    return importlib.import_module(f"tfcompat_ce.v1.contrib.{name}")


@pytest.mark.parametrize("name", OFFERED)
def test_what_the_table_offers_is_there(name):
    home, _, last = name.rpartition(".")
    assert getattr(part(home), last) is not None


def test_private_names_of_rnn():
    from tfcompat_ce.v1.contrib.rnn.python.ops.core_rnn_cell import _linear

    with tf.Graph().as_default(), tf.variable_scope("here"):
        assert _linear([tf.ones([2, 3]), tf.ones([2, 1])], 5, True).get_shape().as_list() == [2, 5]
        names = [variable.op.name for variable in tf.global_variables()]
    assert names == ["here/kernel", "here/bias"]


def test_gradients_of_eager_code():
    tfe = part("eager")
    weight = tfe.Variable(3.0, name="weight")
    ((gradient, variable),) = tfe.implicit_gradients(lambda x: weight * x * x)(2.0)
    assert gradient.numpy() == 4.0 and variable is weight
    loss, _ = tfe.implicit_value_and_gradients(lambda x: weight * x)(2.0)
    assert loss.numpy() == 6.0
    (gradient,) = tfe.gradients_function(lambda x: x * x)(3.0)
    assert gradient.numpy() == 6.0
    value, (gradient,) = tfe.value_and_gradients_function(lambda x: x * x)(3.0)
    assert (value.numpy(), gradient.numpy()) == (9.0, 6.0)
    assert tfe.defun(lambda x: x + 1)(1.0).numpy() == 2.0
    assert tfe.num_gpus() >= 0 and any("CPU" in name for name in tfe.list_devices())


@pytest.mark.skipif(
    installed.release() >= (2, 16) and importlib.util.find_spec("tf_keras") is None,
    reason="tf.layers needs Keras 2",
)
def test_a_network_of_eager_code():
    tfe = part("eager")

    class OldNet(tfe.Network):
        def __init__(self):
            super().__init__()
            self.hidden = self.track_layer(tf.layers.Dense(3, activation=tf.nn.relu))
            self.out = self.track_layer(tf.layers.Dense(2, use_bias=False))

        def call(self, x):
            return self.out(self.hidden(x))

    net, x = OldNet(), np.ones((2, 4), np.float32)
    assert net(x).shape == net(x).shape == (2, 2)
    assert [one.name for one in net.variables] == [
        *("old_net/dense/kernel:0", "old_net/dense/bias:0", "old_net/dense_1/kernel:0")
    ]
    assert net.layers == [net.hidden, net.out] == [net.get_layer(index=at) for at in range(2)]
    assert net.get_layer(net.out.name) is net.out
    pairs = tfe.implicit_gradients(lambda: tf.reduce_sum(net(x)))()
    assert {variable.name for _, variable in pairs} == {one.name for one in net.trainable_weights}
    for wrong in ({}, {"index": 2}, {"name": "none"}, {"name": net.out.name, "index": 1}):
        with pytest.raises(ValueError):
            net.get_layer(**wrong)

    def double(inputs, training):
        return inputs * (2.0 if training else 1.0)

    line = tfe.Sequential([tf.layers.Dense(1), tf.nn.relu, double], name="line")
    plain = line(x, training=False).numpy()
    np.testing.assert_array_equal(line(x, training=True).numpy(), 2 * plain)
    assert [one.name for one in line.weights] == ["line/dense/kernel:0", "line/dense/bias:0"]


def test_a_saver_of_eager_code(tmp_path):
    tfe = part("eager")
    weight = tfe.Variable(3.0, name="weight")
    saver = tfe.Saver([weight])
    path = saver.save(str(tmp_path / "values"), global_step=2)
    weight.assign(4.0)
    saver.restore(path)
    assert path.endswith("values-2") and weight.numpy() == 3.0


def test_the_first_clusters_are_1_15_s():
    rows = np.random.RandomState(0).rand(30, 3).astype(np.float32)
    with tf.Graph().as_default(), tf.Session() as session:
        means = part("factorization").KMeans(tf.constant(rows), 4)
        start = means.training_graph()[-2]
        session.run(tf.global_variables_initializer())
        session.run(start)
        clusters = session.run(tf.global_variables()[0])
    # What 1.15 draws with seed 0, which TensorFlow's own KMeans takes for another.
    np.testing.assert_array_equal(clusters, rows[[19, 28, 19, 15]])


def test_keras_is_tf_keras():
    import tfcompat_ce.v1.contrib.keras as keras
    from tfcompat_ce.v1.contrib.keras import layers
    from tfcompat_ce.v1.contrib.keras.layers import Dense

    assert Dense is layers.Dense is keras.layers.Dense is tf.keras.layers.Dense


def test_what_is_not_offered_of_a_private_module_says_so_when_it_is_called():
    from tfcompat_ce.v1.contrib.tensor_forest.python import tensor_forest

    with pytest.raises(AttributeError, match=r"no tf\.contrib\.tensor_forest.*decision_forests"):
        tensor_forest.ForestHParams(num_classes=2)


def test_an_iterator_of_eager_code():
    iterator = part("eager").Iterator(tf.data.Dataset.range(3))
    assert iterator.next().numpy() == 0
    assert [one.numpy() for one in iterator] == [1, 2]
    with pytest.raises(tf.errors.OutOfRangeError):
        iterator.get_next()


def test_metrics_of_eager_code():
    metrics = part("eager.metrics")
    mean = metrics.Mean()
    assert mean([1.0, 3.0]) == [1.0, 3.0]
    mean([5.0], weights=[2.0])
    assert mean.result().numpy() == 3.5
    accuracy = metrics.Accuracy()
    accuracy([1, 2, 3, 4], [1.0, 2.0, 0.0, 0.0])
    assert accuracy.result().numpy() == 0.5
    accuracy.init_variables()
    accuracy([1], [1])
    assert accuracy.result().numpy() == 1.0


@pytest.mark.skipif(importlib.util.find_spec("tensorboard") is None, reason="it is TensorBoard's")
def test_summaries(tmp_path):
    summary = part("summary")
    step = tf.train.get_or_create_global_step()
    writer = summary.create_file_writer(str(tmp_path), flush_millis=10)
    with writer.as_default():
        with summary.never_record_summaries():
            summary.scalar("unseen", 1.0)
        with summary.always_record_summaries():
            summary.scalar("loss", 0.25, family="train", step=step)
            summary.histogram("values", [1.0, 2.0])
            summary.image("picture", tf.zeros([1, 2, 2, 3]))
        with summary.record_summaries_every_n_global_steps(2):
            summary.scalar("even", 1.0, step=0)
    summary.flush(writer)
    tags = set()
    for path in tmp_path.iterdir():
        for event in tf.train.summary_iterator(str(path)):
            tags.update(value.tag for value in event.summary.value)
    assert tags == {"train/loss", "values", "picture", "even"}
    assert summary.create_file_writer(None) is not None


@pytest.mark.skipif(importlib.util.find_spec("scipy") is None, reason="it is for SciPy")
def test_scipys_optimizers():
    opt = part("opt")
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.get_variable("x", [3], initializer=tf.ones_initializer())
        y = tf.get_variable("y", [], initializer=tf.zeros_initializer())
        loss = tf.reduce_sum(tf.square(x - 2.0)) + tf.square(y + 1.0)
        session.run(tf.global_variables_initializer())
        seen = []
        optimizer = opt.ScipyOptimizerInterface(loss, options={"maxiter": 50})
        optimizer.minimize(session, fetches=[loss], loss_callback=seen.append)
        np.testing.assert_allclose(session.run(x), [2.0] * 3, atol=1e-4)
        assert seen[0] == 4.0 and seen[-1] < 1e-6
        bounded = opt.ScipyOptimizerInterface(loss, var_to_bounds={_key(x): (0.0, 1.5)})
        bounded.minimize(session)
        np.testing.assert_allclose(session.run(x), [1.5] * 3, atol=1e-4)
        held = opt.ScipyOptimizerInterface(
            loss, equalities=[tf.reduce_sum(x) - 3.0], inequalities=[y], method="SLSQP"
        )
        held.minimize(session)
        np.testing.assert_allclose(session.run(x), [1.0] * 3, atol=1e-4)
        np.testing.assert_allclose(session.run(y), 0.0, atol=1e-4)


def _key(variable):
    """2.x's variables are keys by their reference, where they compare by value."""
    try:
        hash(variable)
    except TypeError:
        return variable.ref()
    return variable


@pytest.mark.skipif(importlib.util.find_spec("tensorboard") is None, reason="it is TensorBoard's")
def test_the_projector(tmp_path):
    from tfcompat_ce.v1.contrib.tensorboard.plugins import projector

    config = projector.ProjectorConfig()
    config.embeddings.add().tensor_name = "words"
    with tf.Graph().as_default():
        projector.visualize_embeddings(tf.summary.FileWriter(str(tmp_path)), config)
    assert 'tensor_name: "words"' in (tmp_path / "projector_config.pbtxt").read_text()
