"""What Keras 3 took from the 1.x namespace: `tf.layers`, and the way to `tf.nn.rnn_cell`."""

import importlib
import importlib.util
import os

import numpy as np
import pytest

from tfcompat_ce import v1
from tfcompat_ce.api.releases import RELEASES
from tfcompat_ce.shim import installed

RELEASE = installed.release()
KERAS_3 = RELEASE >= (2, 16) and os.environ.get("TF_USE_LEGACY_KERAS") != "1"
HAS_TF_KERAS = importlib.util.find_spec("tf_keras") is not None

only_keras_2 = pytest.mark.skipif(KERAS_3, reason="TensorFlow uses Keras 3")
only_keras_3 = pytest.mark.skipif(not KERAS_3, reason="TensorFlow uses Keras 2")
with_layers = pytest.mark.skipif(KERAS_3 and not HAS_TF_KERAS, reason="tf_keras is not installed")
without_layers = pytest.mark.skipif(HAS_TF_KERAS, reason="tf_keras is installed")

NORMAL = ["gamma:0", "beta:0", "moving_mean:0", "moving_variance:0"]

LAYERS = """
from tfcompat_ce import v1 as tf
try:
    tf.layers.dense
except AttributeError as error:
    print("::", error)
try:
    from tfcompat_ce.v1.layers import dense
except ImportError as error:
    print("::", error)
try:
    from tfcompat_ce.v1.layers import *
except ImportError as error:
    print("::", error)
"""


@only_keras_2
def test_layers_are_tensorflows_own():
    tf = installed.tensorflow()
    native = tf.compat.v1 if RELEASE >= (1, 13) else tf
    from tfcompat_ce.v1.layers import dense

    from tfcompat_ce.v1 import layers

    assert v1.layers.dense is dense is native.layers.dense
    assert layers is v1.layers is native.layers


@with_layers
def test_layers_build_what_1x_built():
    """Also where the layers' package is not TensorFlow, and nothing was set for it."""
    with v1.Graph().as_default(), v1.Session() as session:
        sums = v1.layers.dense(
            v1.constant([[1.0, 2.0]]), 2, kernel_initializer=v1.ones_initializer()
        )
        v1.layers.batch_normalization(sums, training=True)
        v1.layers.dense(sums, 2, name="out", kernel_regularizer=v1.nn.l2_loss)
        variables = {variable.name: variable for variable in v1.global_variables()}
        updates = v1.get_collection(v1.GraphKeys.UPDATE_OPS)
        losses = v1.get_collection(v1.GraphKeys.REGULARIZATION_LOSSES)
        session.run(v1.global_variables_initializer())
        assert session.run(sums).tolist() == [[3.0, 3.0]]
        session.run(updates)
        moved = session.run(variables["batch_normalization/moving_mean:0"])
    np.testing.assert_allclose(moved, [0.03, 0.03], rtol=1e-5)
    normal = ["batch_normalization/" + name for name in NORMAL]
    dense = ["dense/kernel:0", "dense/bias:0", "out/kernel:0", "out/bias:0"]
    assert sorted(variables) == sorted(dense + normal)
    assert (len(updates), len(losses)) == (2, 1)


@only_keras_3
@with_layers
def test_layers_of_tf_keras_are_imported_when_one_is_used(python):
    program = """
import sys
from tfcompat_ce.v1 import *
from tfcompat_ce import v1

assert "tf_keras" not in sys.modules
from tfcompat_ce.v1.layers import *
import tfcompat_ce.v1.layers as module

assert dense is layers.dense is v1.layers.dense is module.dense
assert "tf_keras" in sys.modules and "dense" in dir(layers)
assert v1.keras.__version__.startswith("3.")
"""
    python(program, TF_USE_LEGACY_KERAS="0")


@only_keras_3
@without_layers
def test_layers_without_tf_keras_are_there_until_one_is_used():
    assert hasattr(v1, "layers")
    assert not hasattr(v1.layers, "dense")
    assert getattr(v1.layers, "dense", None) is None
    with pytest.raises(AttributeError, match=r"^tf\.layers\.dense needs Keras 2, which Tensor"):
        v1.layers.dense
    with pytest.raises(AttributeError, match=r"^tf\.layers\.Flatten needs Keras 2"):
        v1.layers.Flatten()
    assert dir(v1.layers) == []


@only_keras_3
@without_layers
@pytest.mark.parametrize("what", ["dense", "*"])
def test_an_import_from_layers_without_tf_keras_says_the_same(what):
    with pytest.raises(ImportError, match=r"^tf\.layers\.dense needs Keras 2") as error:
        exec(f"from tfcompat_ce.v1.layers import {what}")
    assert error.value.name == "tfcompat_ce.v1.layers.dense"


@only_keras_3
def test_layers_leave_the_rest_alone():
    names = {}
    exec("from tfcompat_ce.v1 import *", names)
    assert names["layers"] is v1.layers
    assert importlib.import_module("tfcompat_ce.v1.layers") is v1.layers
    assert os.environ.get("TF_USE_LEGACY_KERAS") != "1"


@only_keras_3
@without_layers
@pytest.mark.parametrize("setting", ["0", "1"])
def test_without_tf_keras_the_message_says_what_to_install(python, setting):
    output = python(LAYERS, TF_USE_LEGACY_KERAS=setting)
    messages = [line for line in output.splitlines() if line.startswith("::")]
    distribution = next(one.distribution for one in RELEASES if one.minor == RELEASE)
    tensorflow = "{}=={}.{}.*".format(distribution, *RELEASE)
    for message in messages:
        assert message.endswith(f": pip install 'tfcompat-ce[legacy-keras]' '{tensorflow}'")
    assert len(messages) == 3


@only_keras_3
@without_layers
def test_a_tf_keras_of_another_release_is_named(python, tmp_path):
    (tmp_path / "tf_keras").mkdir()
    (tmp_path / "tf_keras" / "__init__.py").write_text("raise ImportError('no such op')")
    output = python(LAYERS, TF_USE_LEGACY_KERAS="0")
    messages = [line for line in output.splitlines() if line.startswith("::")]
    for message in messages:
        assert "importing tf_keras fails: ImportError('no such op')" in message
        assert message.endswith("pip install 'tf_keras=={}.{}.*'".format(*RELEASE))
    assert len(messages) == 3


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def test_cells_and_static_rnn():
    """On every release: before 1.2 they were in tf.contrib.rnn, from 2.16 on Keras 3 hides them."""
    x = np.linspace(-1, 1, 12).reshape(3, 2, 2).astype(np.float32)
    kernel = np.linspace(-0.5, 0.7, 12).reshape(3, 4).astype(np.float32)
    with v1.Graph().as_default(), v1.Session() as session:
        cell = v1.nn.rnn_cell.BasicLSTMCell(1, forget_bias=1.0)
        outputs, state = v1.nn.static_rnn(cell, [v1.constant(step) for step in x], dtype="float32")
        weights, bias = v1.trainable_variables()
        session.run(v1.global_variables_initializer())
        assert session.run(bias).tolist() == [0.0] * 4
        session.run(v1.assign(weights, kernel))
        values, last = session.run([outputs, state])

    c = h = np.zeros((2, 1))
    for step, value in zip(x, values):
        i, j, f, o = np.split(np.concatenate([step, h], 1).dot(kernel), 4, axis=1)
        c = c * sigmoid(f + 1) + sigmoid(i) * np.tanh(j)
        h = np.tanh(c) * sigmoid(o)
        np.testing.assert_allclose(value, h, rtol=2e-6)
    np.testing.assert_allclose(last.c, c, rtol=2e-6)
    assert isinstance(last, v1.nn.rnn_cell.LSTMStateTuple)
