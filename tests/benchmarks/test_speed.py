"""The shim against the native call and the bare op. `tox -e bench` prints the ratios."""

import os
import subprocess
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np
import pytest

from tfcompat_ce import installed, nn, v1, v2

tf = installed.tensorflow()
RELEASE = installed.release()
EAGER = RELEASE >= (2, 0)
native_nn = tf.nn if EAGER else v1.nn
eager = pytest.mark.skipif(not EAGER, reason="eager by default from 2.0 on")


def v1_cross_entropy(labels, logits):
    return nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits)


def native_cross_entropy(labels, logits):
    if EAGER:
        return tf.nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    return tf.compat.v1.nn.softmax_cross_entropy_with_logits_v2(labels=labels, logits=logits)


def op_cross_entropy(labels, logits):
    return tf.raw_ops.SoftmaxCrossEntropyWithLogits(features=logits, labels=labels)[0]


CROSS_ENTROPY = {
    "native": native_cross_entropy,
    "v1": v1_cross_entropy,
    "v2": v2.nn.softmax_cross_entropy_with_logits,
    "op": op_cross_entropy,
}
SPARSE = {
    "native": lambda y, x: tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=x),
    "v1": lambda y, x: nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=x),
    "v2": lambda y, x: v2.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=x),
    "op": lambda y, x: tf.raw_ops.SparseSoftmaxCrossEntropyWithLogits(features=x, labels=y)[0],
}
SOFTMAX = {
    "native": lambda y, x: tf.nn.softmax(x),
    "v1": lambda y, x: nn.softmax(x),
    "v2": lambda y, x: v2.nn.softmax(x),
    "op": lambda y, x: tf.raw_ops.Softmax(logits=x),
}
subjects = pytest.mark.parametrize("subject", ["native", "v1", "v2", "op"])


def logits_and_labels(shape=(32, 10)):
    random = np.random.RandomState(0)
    labels = np.eye(shape[-1], dtype="float32")[random.randint(shape[-1], size=shape[:-1])]
    return v1.constant(labels), v1.constant(random.randn(*shape).astype("float32"))


@eager
@subjects
@pytest.mark.benchmark(group="cross-entropy, eager", warmup=True)
def test_eager(benchmark, subject):
    benchmark(CROSS_ENTROPY[subject], *logits_and_labels())


@eager
@subjects
@pytest.mark.benchmark(group="cross-entropy and its gradient, eager", warmup=True)
def test_eager_gradient(benchmark, subject):
    labels, logits = logits_and_labels()
    function = CROSS_ENTROPY[subject]

    def gradient():
        with tf.GradientTape() as tape:
            tape.watch(logits)
            losses = function(labels, logits)
        return tape.gradient(losses, logits)

    benchmark(gradient)


@eager
@subjects
@pytest.mark.benchmark(group="sparse cross-entropy, eager", warmup=True)
def test_eager_sparse(benchmark, subject):
    _, logits = logits_and_labels()
    benchmark(SPARSE[subject], tf.constant(np.arange(32) % 10), logits)


@eager
@subjects
@pytest.mark.benchmark(group="softmax, eager", warmup=True)
def test_eager_softmax(benchmark, subject):
    benchmark(SOFTMAX[subject], *logits_and_labels())


@eager
@subjects
@pytest.mark.benchmark(group="a call of a tf.function", warmup=True)
def test_function(benchmark, subject):
    benchmark(tf.function(CROSS_ENTROPY[subject]), *logits_and_labels())


@eager
@subjects
@pytest.mark.parametrize("shape", [(1024, 1000), (65536, 10), (128, 32000)], ids=str)
def test_large(benchmark, subject, shape):
    benchmark.group = "cross-entropy of {} x {}, eager".format(*shape)
    benchmark.pedantic(CROSS_ENTROPY[subject], logits_and_labels(shape), rounds=60, warmup_rounds=5)


@subjects
@pytest.mark.benchmark(group="building a graph")
def test_graph(benchmark, subject):
    def build():
        with v1.Graph().as_default() as graph:
            inputs = logits_and_labels()
            return graph, inputs

    graph, inputs = build()
    before = len(graph.get_operations())
    with graph.as_default():
        CROSS_ENTROPY[subject](*inputs)
    benchmark.extra_info["nodes"] = len(graph.get_operations()) - before

    def setup():
        graph, inputs = build()
        return (graph, inputs), {}

    def in_graph(graph, inputs):
        with graph.as_default():
            CROSS_ENTROPY[subject](*inputs)

    benchmark.pedantic(in_graph, setup=setup, rounds=100, warmup_rounds=5)


IMPORTS = {
    "nothing": "pass",
    "tfcompat_ce": "import tfcompat_ce",
    "tensorflow": "import tensorflow",
    "tensorflow, and tfcompat_ce.nn": "import tensorflow; from tfcompat_ce import nn",
}


@pytest.mark.benchmark(group="import")
@pytest.mark.parametrize("what", list(IMPORTS))
def test_import(benchmark, what):
    benchmark.pedantic(
        subprocess.check_call,
        ([sys.executable, "-c", IMPORTS[what]],),
        {"stderr": subprocess.DEVNULL},
        rounds=5,
        warmup_rounds=1,
    )
