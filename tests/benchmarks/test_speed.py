"""The shim against the native call and the bare op. `tox -e bench` prints the ratios."""

import os
import statistics
import subprocess
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np
import pytest

from tfcompat_ce import nn, v1, v2
from tfcompat_ce.shim import installed

pytest.importorskip("pytest_benchmark")
tf = installed.tensorflow()
RELEASE = installed.release()
EAGER = RELEASE >= (2, 0)
native_nn = tf.nn if EAGER else v1.nn
eager = pytest.mark.skipif(not EAGER, reason="eager by default from 2.0 on")


def v1_cross_entropy(labels, logits):
    return nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits)


def v2_cross_entropy(labels, logits):
    return v2.nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits)


def native_cross_entropy(labels, logits):
    if EAGER:
        return tf.nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    return tf.compat.v1.nn.softmax_cross_entropy_with_logits_v2(labels=labels, logits=logits)


def op_cross_entropy(labels, logits):
    return tf.raw_ops.SoftmaxCrossEntropyWithLogits(features=logits, labels=labels)[0]


def op_cross_entropy_of_halves(labels, logits):
    """In float32, as native computes it."""
    cast = tf.raw_ops.Cast
    losses = op_cross_entropy(cast(x=labels, DstT=tf.float32), cast(x=logits, DstT=tf.float32))
    return cast(x=losses, DstT=logits.dtype)


CROSS_ENTROPY = {
    "native": native_cross_entropy,
    "v1": v1_cross_entropy,
    "v2": v2_cross_entropy,
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
ROUNDS = 200


def in_turns(benchmark, calls, number=1, rounds=ROUNDS):
    """The median time of each of the calls, which take turns: what slows one, slows all."""
    times = {subject: [] for subject in calls}
    for _ in range(rounds):
        for subject, call in calls.items():
            start = time.perf_counter()
            for _ in range(number):
                call()
            times[subject].append((time.perf_counter() - start) / number)
    benchmark.extra_info["seconds"] = {
        subject: statistics.median(of_subject) for subject, of_subject in times.items()
    }
    benchmark.pedantic(calls["native"], rounds=10)


def on(calls, *arguments):
    return {subject: lambda call=call: call(*arguments) for subject, call in calls.items()}


def logits_and_labels(shape=(32, 10)):
    random = np.random.RandomState(0)
    labels = np.eye(shape[-1], dtype="float32")[random.randint(shape[-1], size=shape[:-1])]
    return v1.constant(labels), v1.constant(random.randn(*shape).astype("float32"))


@eager
@pytest.mark.benchmark(group="cross-entropy, eager")
def test_eager(benchmark):
    in_turns(benchmark, on(CROSS_ENTROPY, *logits_and_labels()), number=50)


@eager
@pytest.mark.benchmark(group="cross-entropy and its gradient, eager")
def test_eager_gradient(benchmark):
    labels, logits = logits_and_labels()

    def gradient(function):
        with tf.GradientTape() as tape:
            tape.watch(logits)
            losses = function(labels, logits)
        return tape.gradient(losses, logits)

    calls = {name: lambda call=call: gradient(call) for name, call in CROSS_ENTROPY.items()}
    in_turns(benchmark, calls, number=20)


@eager
@pytest.mark.benchmark(group="sparse cross-entropy, eager")
def test_eager_sparse(benchmark):
    _, logits = logits_and_labels()
    in_turns(benchmark, on(SPARSE, tf.constant(np.arange(32) % 10), logits), number=50)


@eager
@pytest.mark.benchmark(group="softmax, eager")
def test_eager_softmax(benchmark):
    in_turns(benchmark, on(SOFTMAX, *logits_and_labels()), number=50)


KINDS = {
    "float16": lambda x: tf.cast(x, tf.float16),
    "bfloat16": lambda x: tf.cast(x, tf.bfloat16),
    "array": lambda x: x.numpy(),
    "list": lambda x: x.numpy().tolist(),
    "Variable": tf.Variable,
}


@eager
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("function", ["softmax", "cross-entropy", "sparse cross-entropy"])
def test_kinds(benchmark, function, kind):
    if kind == "bfloat16" and RELEASE < (2, 3):
        pytest.skip("bfloat16 softmax is another before 2.3, and 2.2's may end the process")
    if (function, kind) == ("sparse cross-entropy", "bfloat16") and (2, 4) <= RELEASE < (2, 8):
        pytest.skip("2.4 to 2.7 have no kernel for it")
    benchmark.group = f"{function}, eager, {kind}"
    labels, logits = (KINDS[kind](x) for x in logits_and_labels())
    calls = {"softmax": SOFTMAX, "cross-entropy": CROSS_ENTROPY}.get(function, SPARSE)
    if function == "sparse cross-entropy":
        labels = tf.constant(np.arange(32) % 10)
    elif function == "cross-entropy" and kind.endswith("16"):
        calls = dict(CROSS_ENTROPY, op=op_cross_entropy_of_halves)
    in_turns(benchmark, on(calls, labels, logits), number=20)


@eager
@pytest.mark.parametrize("dtype", ["float64", "int32"])
def test_labels_of_another_dtype(benchmark, dtype):
    benchmark.group = f"cross-entropy, eager, labels of {dtype}"
    labels, logits = logits_and_labels()
    calls = dict(
        CROSS_ENTROPY, op=lambda y, x: op_cross_entropy(tf.raw_ops.Cast(x=y, DstT=x.dtype), x)
    )
    in_turns(benchmark, on(calls, tf.cast(labels, dtype), logits), number=20)


@eager
@pytest.mark.benchmark(group="sparse cross-entropy, eager, no rows")
def test_no_rows(benchmark):
    _, logits = logits_and_labels()
    in_turns(benchmark, on(SPARSE, tf.constant([], tf.int64), logits[:0]), number=20)


@eager
@pytest.mark.benchmark(group="a call of a tf.function")
def test_function(benchmark):
    traced = {subject: tf.function(call) for subject, call in CROSS_ENTROPY.items()}
    in_turns(benchmark, on(traced, *logits_and_labels()), number=20)


@eager
@pytest.mark.parametrize("shape", [(1024, 1000), (65536, 10), (128, 32000)], ids=str)
def test_large(benchmark, shape):
    benchmark.group = "cross-entropy of {} x {}, eager".format(*shape)
    in_turns(benchmark, on(CROSS_ENTROPY, *logits_and_labels(shape)))


@pytest.mark.parametrize("batch", [32, None])
def test_graph(benchmark, batch):
    benchmark.group = "building a graph" + (", unknown batch" if batch is None else "")
    nodes = {}

    def build(function):
        with v1.Graph().as_default() as graph:
            inputs = [v1.placeholder("float32", [batch, 10]) for _ in range(2)]
            before, start = len(graph.get_operations()), time.perf_counter()
            function(*inputs)
            seconds = time.perf_counter() - start
            return seconds, len(graph.get_operations()) - before

    times = {subject: [] for subject in CROSS_ENTROPY}
    for _ in range(ROUNDS):
        for subject, function in CROSS_ENTROPY.items():
            seconds, nodes[subject] = build(function)
            times[subject].append(seconds)
    benchmark.extra_info["seconds"] = {it: statistics.median(times[it]) for it in times}
    benchmark.extra_info["nodes"] = nodes
    benchmark.pedantic(build, (CROSS_ENTROPY["native"],), rounds=10)


IMPORTS = {
    "nothing": "pass",
    "tfcompat_ce": "import tfcompat_ce",
    "tensorflow": "import tensorflow",
    "tensorflow, and tfcompat_ce.nn": "import tensorflow; from tfcompat_ce import nn",
}


@pytest.mark.benchmark(group="import")
def test_import(benchmark):
    def run(program):
        subprocess.check_call([sys.executable, "-c", program], stderr=subprocess.DEVNULL)

    calls = {what: lambda program=program: run(program) for what, program in IMPORTS.items()}
    calls["native"] = calls["tensorflow"]
    in_turns(benchmark, calls, rounds=7)
