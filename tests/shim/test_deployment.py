"""Threads, processes, saved and converted models, mixed precision."""

import os

import numpy as np
import pytest
from modes import RELEASE

from tfcompat_ce import nn, v1
from tfcompat_ce.shim import installed
from tfcompat_ce.verify import reference

tf = installed.tensorflow()
X = np.random.RandomState(0).randn(4, 3).astype("float32")
Y = reference.softmax(np.random.RandomState(1).randn(4, 3)).astype("float32")


def since(major, minor, what):
    return pytest.mark.skipif((major, minor) > RELEASE, reason=f"{what} from {major}.{minor} on")


THREADS = """
import threading
import numpy as np
from tfcompat_ce import nn, v1

X = np.random.RandomState(0).randn(4, 3)
together = threading.Barrier(8)
results, errors = [], []


def first_use():
    try:
        together.wait()
        with v1.Graph().as_default(), v1.Session() as session:
            x = v1.constant(X)
            losses = nn.softmax_cross_entropy_with_logits(labels=x, logits=x)
            results.append(session.run([nn.softmax(x), losses]))
    except Exception as error:
        errors.append(error)


threads = [threading.Thread(target=first_use) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
assert not errors, errors
for softmax, losses in results:
    assert softmax.tobytes() == results[0][0].tobytes()
    assert losses.tobytes() == results[0][1].tobytes()
assert len(results) == 8
print("eight right")
"""


def test_the_first_use_by_many_threads(python):
    assert "eight right" in python("import tensorflow\n" + THREADS)


FORK = """
import os
import numpy as np
from tfcompat_ce import nn, v1


def losses():
    with v1.Graph().as_default(), v1.Session() as session:
        x = v1.constant(np.eye(3))
        return session.run(nn.softmax_cross_entropy_with_logits(labels=x, logits=x))


child = os.fork()
found = losses()
np.testing.assert_allclose(found, np.log(np.e + 2) - 1)
if not child:
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
print("both right")
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="fork is Unix's")
def test_a_process_that_forks_before_the_first_use(python):
    """As TensorFlow itself, it cannot be used on both sides of a fork."""
    assert "both right" in python(FORK)


@since(2, 0, "tf.Module")
def test_a_saved_model_does_not_need_this_package(python, tmp_path):
    class Model(tf.Module):
        @tf.function(input_signature=[tf.TensorSpec([None, 3]), tf.TensorSpec([None, 3])])
        def losses(self, labels, logits):
            return nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits, axis=0)

    model = Model()
    expected = model.losses(Y, X).numpy()
    tf.saved_model.save(model, str(tmp_path / "model"))
    np.savez(str(tmp_path / "arrays.npz"), x=X, y=Y)
    python(
        f"""
import sys
sys.modules["tfcompat_ce"] = None
import numpy as np, tensorflow as tf
arrays = np.load({str(tmp_path / "arrays.npz")!r})
model = tf.saved_model.load({str(tmp_path / "model")!r})
np.save({str(tmp_path / "losses.npy")!r}, model.losses(arrays["y"], arrays["x"]).numpy())
"""
    )
    assert np.load(str(tmp_path / "losses.npy")).tobytes() == expected.tobytes()


@since(2, 4, "a converter that takes every axis")
@pytest.mark.parametrize("function", ["softmax", "log_softmax"])
@pytest.mark.parametrize("axis", [-1, 0])
def test_tflite(function, axis):
    """TFLite has softmax among its own operations; the cross-entropies are for training."""

    @tf.function(input_signature=[tf.TensorSpec([4, 3])])
    def call(logits):
        return getattr(nn, function)(logits, axis=axis)

    converter = tf.lite.TFLiteConverter.from_concrete_functions([call.get_concrete_function()])
    interpreter = tf.lite.Interpreter(model_content=converter.convert())
    interpreter.allocate_tensors()
    interpreter.set_tensor(interpreter.get_input_details()[0]["index"], X)
    interpreter.invoke()
    found = interpreter.get_tensor(interpreter.get_output_details()[0]["index"])
    np.testing.assert_allclose(found, getattr(reference, function)(X, axis), rtol=1e-4)


@since(2, 4, "Keras' mixed precision")
@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_mixed_precision(policy):
    """The layer computes in 16 bits; loss and gradients have the bits of the native calls."""
    results = []
    for function in (
        lambda y, x: nn.softmax_cross_entropy_with_logits(labels=y, logits=x),
        lambda y, x: tf.nn.softmax_cross_entropy_with_logits(tf.stop_gradient(y), x),
    ):
        layer = tf.keras.layers.Dense(
            3, dtype=tf.keras.mixed_precision.Policy(policy), kernel_initializer="ones"
        )
        with tf.GradientTape() as tape:
            logits = layer(tf.constant(X)) * tf.cast(tf.constant(Y), policy[len("mixed_") :])
            losses = function(tf.constant(Y), logits)
        gradient = tape.gradient(losses, layer.trainable_variables[0])
        assert logits.dtype == losses.dtype == policy[len("mixed_") :]
        assert gradient.dtype == tf.float32
        results.append([v1.cast(losses, tf.float32).numpy(), gradient.numpy()])
    for ours, native in zip(*results):
        assert ours.tobytes() == native.tobytes()
