"""`tf.estimator`: the losses, variables and models of 1.15, on every release that can have it."""

import json
import re

import numpy as np
import pytest

from tfcompat_ce import v1
from tfcompat_ce.api.releases import RELEASES
from tfcompat_ce.shim import installed
from tfcompat_ce.shim.elsewhere import is_there

RELEASE = installed.release()
PACKAGES = ("tensorflow_estimator", "tf_keras")
DISTRIBUTION = next(one.distribution for one in RELEASES if one.minor == RELEASE)
MISSING = [name for name in PACKAGES if not is_there(name)]

from_2_16 = pytest.mark.skipif(RELEASE < (2, 16), reason="TensorFlow has its own tf.estimator")

# What stands still from release to release: initial values are given, batches are not shuffled.
PROGRAM = """
import json
import sys

import numpy as np
import tfcompat_ce.v1 as tf
from tfcompat_ce.v1.estimator.inputs import numpy_input_fn

tf.disable_v2_behavior()
tf.logging.set_verbosity(tf.logging.ERROR)
FOLDER = sys.argv[0] + "."

words = ["red", "green", "blue"]
numbers = np.linspace(-1, 1, 160).reshape(40, 4).astype(np.float32) ** 2
features = {"x": numbers, "word": np.array([words[i * i % 7 % 3] for i in range(40)])}
classes = np.arange(40) % 3
shown = numpy_input_fn(features, classes, batch_size=8, num_epochs=None, shuffle=False)
once = numpy_input_fn(features, classes, batch_size=8, num_epochs=1, shuffle=False)

x = tf.feature_column.numeric_column("x", shape=4)
word = tf.feature_column.categorical_column_with_vocabulary_list("word", words)
columns = [x, tf.feature_column.indicator_column(word)]


def values(*shape):
    return np.linspace(-0.5, 0.6, int(np.prod(shape))).reshape(shape).astype(np.float32)


def model_fn(features, labels, mode, params):
    hidden = tf.feature_column.input_layer(features, params["columns"])
    hidden = tf.layers.dense(hidden, 5, kernel_initializer=tf.constant_initializer(values(7, 5)))
    training = mode == tf.estimator.ModeKeys.TRAIN
    hidden = tf.nn.relu(tf.layers.batch_normalization(hidden, training=training))
    logits = tf.layers.dense(hidden, 3, kernel_initializer=tf.constant_initializer(values(5, 3)))
    probabilities = tf.nn.softmax(logits)
    if mode == tf.estimator.ModeKeys.PREDICT:
        predictions = {"probabilities": probabilities}
        exported = {"predict": tf.estimator.export.PredictOutput(predictions)}
        return tf.estimator.EstimatorSpec(mode, predictions, export_outputs=exported)
    loss = tf.losses.sparse_softmax_cross_entropy(labels=labels, logits=logits)
    accuracy = tf.metrics.accuracy(labels, tf.argmax(logits, 1))
    if mode == tf.estimator.ModeKeys.EVAL:
        return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops={"accuracy": accuracy})
    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
        optimizer = tf.train.AdagradOptimizer(0.2)
        train_op = optimizer.minimize(loss, global_step=tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


class Steps(tf.train.SessionRunHook):
    seen = 0

    def after_run(self, context, values):
        self.seen += 1


def saved():
    "Values for the variables of a DNNRegressor, in a checkpoint."
    names = {"hiddenlayer_0/kernel": (7, 4), "hiddenlayer_0/bias": (4,)}
    names.update({"logits/kernel": (4, 1), "logits/bias": (1,)})
    with tf.Graph().as_default(), tf.Session() as session:
        for name, shape in names.items():
            tf.get_variable("dnn/" + name, initializer=tf.constant(values(*shape)))
        session.run(tf.global_variables_initializer())
        return tf.train.Saver().save(session, FOLDER + "saved/values")


def own(folder):
    return tf.estimator.Estimator(model_fn, folder, params={"columns": columns})


def dnn(folder):
    settings = tf.estimator.WarmStartSettings(saved(), vars_to_warm_start="dnn/.*")
    sgd = tf.train.GradientDescentOptimizer(0.01)
    return tf.estimator.DNNRegressor([4], columns, folder, optimizer=sgd, warm_start_from=settings)


def linear(folder):
    return tf.estimator.LinearClassifier([x, word], folder, n_classes=3)


def receiver():
    inputs = {
        "x": tf.placeholder(tf.float32, [None, 4]),
        "word": tf.placeholder(tf.string, [None]),
    }
    return tf.estimator.export.ServingInputReceiver(inputs, inputs)


def served(folder):
    with tf.Graph().as_default(), tf.Session() as session:
        model = tf.saved_model.loader.load(session, ["serve"], folder)
        signature = model.signature_def["predict"]
        feed = {info.name: features[name] for name, info in signature.inputs.items()}
        return session.run(signature.outputs[KEYS[make]].name, feed)


KEYS = {own: "probabilities", dnn: "predictions", linear: "probabilities"}


found = {}
for make in (own, dnn, linear):
    folder = FOLDER + make.__name__
    estimator, steps = make(folder), Steps()
    estimator.train(shown, steps=10, hooks=[steps])
    estimator = make(folder)  # goes on from the checkpoint
    estimator.train(shown, steps=10, hooks=[steps])
    evaluated = estimator.evaluate(once)
    names = sorted(estimator.get_variable_names())
    spec = tf.estimator.TrainSpec(shown, max_steps=30)
    exporter = tf.estimator.FinalExporter("final", receiver)
    tf.estimator.train_and_evaluate(
        estimator, spec, tf.estimator.EvalSpec(once, exporters=exporter, start_delay_secs=0)
    )
    found[make.__name__] = {
        "steps": steps.seen,
        "losses": [float(evaluated["loss"]), float(estimator.evaluate(once)["loss"])],
        "variables": {name: estimator.get_variable_value(name).shape for name in names},
    }
    exported = estimator.export_savedmodel(FOLDER + "models", receiver).decode()
    predicted = [row[KEYS[make]] for row in estimator.predict(once)]
    np.testing.assert_allclose(served(exported), predicted, rtol=1e-6)
print("::", json.dumps(found))
"""

# What 1.15.5 finds, with its own tf.estimator.
EXPECTED = {
    "own": (1.0979163646697998, 1.0980173349380493),
    "dnn": (5.700201511383057, 5.438265800476074),
    "linear": (8.7652587890625, 8.760374069213867),
}
OWN = {"dense/kernel": [7, 5], "dense/bias": [5], "dense_1/kernel": [5, 3], "dense_1/bias": [3]}
OWN.update({"batch_normalization/beta": [5], "batch_normalization/gamma": [5]})
OWN.update({name + "/Adagrad": shape for name, shape in OWN.items()})
OWN.update({"batch_normalization/moving_" + name: [5] for name in ("mean", "variance")})
DNN = {"dnn/hiddenlayer_0/kernel": [7, 4], "dnn/hiddenlayer_0/bias": [4]}
DNN.update({"dnn/logits/kernel": [4, 1], "dnn/logits/bias": [1]})
LINEAR = {"x/weights": [4, 3], "word/weights": [3, 3], "bias_weights": [3]}
LINEAR = {
    "linear/linear_model/" + name + slot: shape
    for name, shape in LINEAR.items()
    for slot in ("", "/part_0/Ftrl", "/part_0/Ftrl_1")
}
VARIABLES = {"own": OWN, "dnn": DNN, "linear": LINEAR}

only_with_packages = pytest.mark.skipif(
    RELEASE >= (2, 16) and bool(MISSING), reason="the extra `estimator` is not installed"
)


@only_with_packages
@pytest.mark.skipif(RELEASE < (1, 12), reason="tf.estimator was still in the making")
@pytest.mark.parametrize(
    "legacy", [pytest.param("0", id="any Keras"), pytest.param("1", marks=from_2_16)]
)
def test_estimators(python, legacy):
    """They train, go on from checkpoints, warm-start, evaluate, predict and export as in 1.15."""
    output = python(PROGRAM, TF_USE_LEGACY_KERAS=legacy)
    found = json.loads(re.search("^:: (.*)$", output, re.MULTILINE).group(1))
    assert sorted(found) == sorted(EXPECTED)
    for name, losses in EXPECTED.items():
        assert found[name]["variables"] == dict(VARIABLES[name], global_step=[])
        assert found[name]["steps"] == 20
        np.testing.assert_allclose(found[name]["losses"], losses, rtol=5e-6)


@pytest.mark.skipif(not (1, 1) <= RELEASE < (2, 16), reason="TensorFlow has no tf.estimator")
def test_where_tensorflow_has_it_it_is_tensorflows():
    tf = installed.tensorflow()
    native = tf.compat.v1 if RELEASE >= (1, 13) else tf
    assert v1.estimator is native.estimator


@from_2_16
@only_with_packages
def test_nothing_is_imported_before_it_is_used_and_tensorflow_stays_as_it_is(python):
    program = """
import sys
from tfcompat_ce.v1 import *
import tfcompat_ce.v1.estimator as module

packages = {"tensorflow_estimator", "tf_keras"}
assert packages.isdisjoint(sys.modules)
from tensorflow.python.framework import ops
before = set(dir(ops))
from tfcompat_ce.v1.estimator import Estimator, RunConfig
from tfcompat_ce.v1.estimator.export import PredictOutput
import tfcompat_ce.v1.estimator.inputs

assert Estimator is estimator.Estimator is module.Estimator
assert estimator.export.PredictOutput is PredictOutput
assert "DNNClassifier" in dir(estimator)
assert packages.issubset(sys.modules)
assert set(dir(ops)) == before
assert keras.__version__.startswith("3.")

strategy = distribute.MirroredStrategy(["/cpu:0"])
assert RunConfig(train_distribute=strategy).train_distribute is strategy
"""
    python(program, TF_USE_LEGACY_KERAS="0")


@from_2_16
@pytest.mark.skipif(not MISSING, reason="the extra `estimator` is installed")
@pytest.mark.parametrize(
    "code",
    [
        "import tfcompat_ce.v1 as tf; tf.estimator.Estimator",
        "from tfcompat_ce.v1.estimator import Estimator",
        "from tfcompat_ce.v1.estimator import *",
        "import tfcompat_ce.v1.estimator as e; e.Estimator",
    ],
)
def test_without_the_packages_one_line_says_what_to_install(code):
    with pytest.raises((AttributeError, ImportError)) as error:
        exec(code)
    assert str(error.value) == (
        "tf.estimator.Estimator needs {}: pip install 'tfcompat-ce[estimator]' "
        "'{}=={}.{}.*'".format(" and ".join(MISSING), DISTRIBUTION, *RELEASE)
    )


@from_2_16
@only_with_packages
def test_an_estimator_of_a_model_of_keras(python):
    program = """
import numpy as np
import tfcompat_ce.v1 as tf

tf.disable_v2_behavior()
layer = tf.keras.layers.Dense(1, input_shape=(2,), kernel_initializer="ones", name="out")
model = tf.keras.models.Sequential([layer])
model.compile(tf.train.GradientDescentOptimizer(0.1), "mse")
estimator = tf.keras.estimator.model_to_estimator(model)
rows, zeros = np.ones((8, 2), np.float32), np.zeros((8, 1), np.float32)
fed = tf.estimator.inputs.numpy_input_fn(
    {"out_input": rows}, zeros, batch_size=4, num_epochs=None, shuffle=False
)
estimator.train(fed, steps=3)
assert abs(estimator.evaluate(fed, steps=1)["loss"] - 0.01638399) < 1e-7  # 1.15's
"""
    python(program, TF_USE_LEGACY_KERAS="1")


@only_with_packages
@pytest.mark.skipif(RELEASE < (2, 0), reason="tf.contrib is TensorFlow's own")
def test_estimators_for_tpus_under_their_old_names():
    tpu = v1.contrib.tpu
    assert tpu.TPUEstimator is v1.estimator.tpu.TPUEstimator
    config = tpu.RunConfig(tpu_config=tpu.TPUConfig(iterations_per_loop=7))
    assert config.tpu_config.iterations_per_loop == 7
    assert tpu.InputPipelineConfig.PER_HOST_V2 is not None
    assert tpu.CrossShardOptimizer is v1.tpu.CrossShardOptimizer
