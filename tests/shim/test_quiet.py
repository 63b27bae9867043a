"""No call into the shim makes TensorFlow warn or log, however verbose it is."""

from tfcompat_ce.shim import installed

RELEASE = installed.release()

# What is printed before the first marker is TensorFlow's own: it logs when it is imported, when it
# makes its first session and when it traces its first function, and some gradients warn each time.
PROGRAM = """
import logging, sys, warnings

logging.basicConfig(level=1)
warnings.simplefilter("always")
warnings.filterwarnings("ignore", module="gast")  # AutoGraph's parser, about Python 3.13

import tensorflow as tf
from tfcompat_ce import v1, v2

v1.logging.set_verbosity(v1.logging.DEBUG)
RELEASE = {release}
LOGITS = [[0.5, 1.5, 0.1], [2.2, 1.3, 1.7]]
LABELS = [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]


def native(x, y):
    nn = tf.compat.v1.nn if RELEASE >= (1, 13) else tf.nn
    return [nn.softmax(x), nn.log_softmax(x), v1.reduce_sum(x[:1] * y, 0)]


def shim(x, y):
    sparse = [1, 2]
    values = [
        v1.nn.softmax(x),
        v1.nn.softmax(x, axis=0),
        v1.nn.softmax(x, dim=0),
        v1.nn.log_softmax(x),
        v1.nn.log_softmax(x, axis=-2),
        v1.nn.log_softmax(x, dim=-2),
        v1.nn.softmax_cross_entropy_with_logits(labels=y, logits=x),
        v1.nn.softmax_cross_entropy_with_logits(labels=y, logits=x, dim=0),
        v1.nn.softmax_cross_entropy_with_logits(labels=y, logits=x, axis=0),
        v1.nn.softmax_cross_entropy_with_logits(labels=y[:1], logits=x, name="loss"),
        v1.nn.softmax_cross_entropy_with_logits_v2(y, x),
        v1.nn.softmax_cross_entropy_with_logits_v2(y, x, dim=0),
        v1.nn.softmax_cross_entropy_with_logits_v2(y, x, axis=0),
        v1.nn.sparse_softmax_cross_entropy_with_logits(labels=sparse, logits=x),
        v1.nn.relu(x),
        v2.nn.softmax(x, axis=0),
        v2.nn.log_softmax(x, axis=0),
        v2.nn.softmax_cross_entropy_with_logits(y, x),
        v2.nn.softmax_cross_entropy_with_logits(y, x, axis=-2),
        v2.nn.sparse_softmax_cross_entropy_with_logits(sparse, x),
    ]
    if RELEASE >= (1, 14):
        values.append(v2.nn.relu(x))
    return values


def in_every_mode(function):
    with v1.Graph().as_default(), v1.Session() as session:
        x, y = v1.constant(LOGITS), v1.constant(LABELS)
        values = function(x, y)
        session.run(values + v1.gradients(values, [x]))
        x, y = v1.placeholder_with_default(x, None), v1.placeholder_with_default(y, None)
        values = function(x, y)
        session.run(values + v1.gradients(values, [x]))
    if RELEASE < (2, 0):
        return

    def with_gradient(x, y):
        with tf.GradientTape() as tape:
            tape.watch([x, y])
            values = function(x, y)
        return values, tape.gradient(values, [x, y])

    with_gradient(tf.constant(LOGITS), tf.constant(LABELS))
    tf.function(with_gradient)(tf.constant(LOGITS), tf.constant(LABELS))


def marker():
    sys.stdout.flush()
    sys.stderr.flush()
    print("-- marker --", flush=True)


in_every_mode(native)
marker()
in_every_mode(shim)
marker()
{loud}
marker()
if RELEASE >= (2, 0):
    tf.autograph.set_verbosity(3)
    tf.function(shim)(tf.constant(LOGITS), tf.constant(LABELS))
marker()
"""

# Each of these is deprecated, and says so: if they pass unnoticed, so would ours.
LOUD = """
with v1.Graph().as_default():
    v1.initialize_all_variables()
    if RELEASE >= (1, 5):
        nn = tf.compat.v1.nn if RELEASE >= (1, 13) else tf.nn
        nn.softmax_cross_entropy_with_logits(labels=tf.constant(LABELS), logits=tf.constant(LOGITS))
warnings.warn("a warning of Python's", DeprecationWarning)
"""


def test_no_call_warns_or_logs(python):
    output = python(
        PROGRAM.format(release=RELEASE, loud=LOUD),
        TF_CPP_MIN_LOG_LEVEL="0",
        AUTOGRAPH_VERBOSITY="0",
    )
    before, of_the_shim, of_the_loud, autograph, _ = output.split("-- marker --\n")
    assert [line for line in of_the_shim.splitlines() if line not in before.splitlines()] == []

    # The test would have noticed.
    assert "initialize_all_variables" in of_the_loud
    assert "a warning of Python's" in of_the_loud
    if RELEASE >= (1, 5):
        assert "softmax_cross_entropy_with_logits" in of_the_loud

    # Asked for everything, AutoGraph names no function that it could not convert.
    if RELEASE >= (2, 0):
        assert "Converted call: <function softmax" in autograph
        assert "could not" not in autograph
        assert "Error" not in autograph
