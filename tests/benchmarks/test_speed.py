"""The shim against the native call and the bare op. `tox -e bench` prints the ratios.

What is compared takes turns, forwards and backwards, and CPU time is counted: what else runs on
the machine slows none of it more than the others. A ratio is the median of those of all rounds.
"""

import gc
import os
import resource
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
native_nn = tf.nn if RELEASE >= (2, 0) else tf.compat.v1.nn
if RELEASE < (2, 0):
    v1.enable_eager_execution()
tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)


def v1_cross_entropy(labels, logits):
    return nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits)


def v2_cross_entropy(labels, logits):
    return v2.nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits)


def native_cross_entropy(labels, logits):
    if RELEASE >= (2, 0):
        return tf.nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    return native_nn.softmax_cross_entropy_with_logits_v2(labels=labels, logits=logits)


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
    "native": lambda y, x: native_nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=x),
    "v1": lambda y, x: nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=x),
    "v2": lambda y, x: v2.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=x),
    "op": lambda y, x: tf.raw_ops.SparseSoftmaxCrossEntropyWithLogits(features=x, labels=y)[0],
}


def of_activation(function, op, **kwargs):
    calls = {
        subject: lambda y, x, module=module: getattr(module, function)(x, **kwargs)
        for subject, module in (("native", native_nn), ("v1", nn), ("v2", v2.nn))
    }
    return dict(calls, op=lambda y, x: getattr(tf.raw_ops, op)(logits=x))


SOFTMAX = of_activation("softmax", "Softmax")
ROUNDS = 61


def in_turns(benchmark, group, timers, rounds=ROUNDS):
    """Compares what timers measure, which give seconds; "native" is the measure of the others."""
    benchmark.group = group
    times = {subject: [] for subject in timers}
    order = list(timers)
    for subject in order * 3:
        timers[subject]()
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            for subject in order:
                times[subject].append(timers[subject]())
            order.reverse()
    finally:
        gc.enable()
    benchmark.extra_info["seconds"] = {it: statistics.median(times[it]) for it in times}
    benchmark.extra_info["ratios"] = {
        it: statistics.median(a / b for a, b in zip(times[it], times["native"])) for it in times
    }
    benchmark.pedantic(timers["native"])


def timer(call, number=1):
    def seconds():
        start = time.process_time()
        for _ in range(number):
            call()
        return (time.process_time() - start) / number

    return seconds


def on(calls, *arguments, number=50):
    return {
        subject: timer(lambda call=call: call(*arguments), number)
        for subject, call in calls.items()
    }


def logits_and_labels(shape=(32, 10)):
    random = np.random.RandomState(0)
    labels = np.eye(shape[-1], dtype="float32")[random.randint(shape[-1], size=shape[:-1])]
    return tf.constant(labels), tf.constant(random.randn(*shape).astype("float32"))


LABELS, LOGITS = logits_and_labels()
CLASSES = tf.constant(np.arange(32) % 10)


def test_cross_entropy(benchmark):
    in_turns(benchmark, "cross-entropy", on(CROSS_ENTROPY, LABELS, LOGITS))


def test_sparse(benchmark):
    in_turns(benchmark, "sparse cross-entropy", on(SPARSE, CLASSES, LOGITS))


@pytest.mark.parametrize(
    ("group", "calls"),
    [
        ("softmax", SOFTMAX),
        ("log_softmax", of_activation("log_softmax", "LogSoftmax")),
        (
            "softmax, axis np.int64(-1)",
            of_activation("softmax", "Softmax", axis=np.int64(-1)),
        ),
        ("softmax, axis 0", of_activation("softmax", "Softmax", axis=0)),
    ],
)
def test_softmax(benchmark, group, calls):
    in_turns(benchmark, group, on(calls, LABELS, LOGITS))


def test_gradient(benchmark):
    def gradient(function):
        with tf.GradientTape() as tape:
            tape.watch(LOGITS)
            losses = function(LABELS, LOGITS)
        return tape.gradient(losses, LOGITS)

    calls = {it: lambda call=call: gradient(call) for it, call in CROSS_ENTROPY.items()}
    in_turns(benchmark, "cross-entropy, with its gradient", on(calls, number=10))


KINDS = {
    "float16": lambda x: tf.cast(x, tf.float16),
    "bfloat16": lambda x: tf.cast(x, tf.bfloat16),
    "arrays": lambda x: x.numpy(),
    "lists": lambda x: x.numpy().tolist(),
    "Variables": tf.Variable,
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("function", ["softmax", "cross-entropy", "sparse cross-entropy"])
def test_kinds(benchmark, function, kind):
    if kind == "bfloat16" and RELEASE == (2, 2):
        pytest.skip("2.2's kernel may end the process")
    if (function, kind) == ("sparse cross-entropy", "bfloat16") and (2, 4) <= RELEASE < (2, 8):
        pytest.skip("2.4 to 2.7 have no kernel for it")
    labels, logits = (KINDS[kind](x) for x in (LABELS, LOGITS))
    calls = {"softmax": SOFTMAX, "cross-entropy": CROSS_ENTROPY}.get(function, SPARSE)
    if function == "sparse cross-entropy":
        labels = CLASSES
    elif function == "cross-entropy" and kind.endswith("16"):
        calls = dict(CROSS_ENTROPY, op=op_cross_entropy_of_halves)
    in_turns(benchmark, f"{function}, {kind}", on(calls, labels, logits, number=20))


@pytest.mark.parametrize("dtype", ["float64", "int32"])
def test_labels_of_another_dtype(benchmark, dtype):
    calls = dict(
        CROSS_ENTROPY, op=lambda y, x: op_cross_entropy(tf.raw_ops.Cast(x=y, DstT=x.dtype), x)
    )
    timers = on(calls, tf.cast(LABELS, dtype), LOGITS, number=20)
    in_turns(benchmark, f"cross-entropy, {dtype} labels", timers)


def test_labels_that_broadcast(benchmark):
    timers = on(CROSS_ENTROPY, LABELS[:1], LOGITS, number=20)
    in_turns(benchmark, "cross-entropy, labels of one row", timers)


def test_no_rows(benchmark):
    timers = on(SPARSE, CLASSES[:0], LOGITS[:0], number=20)
    in_turns(benchmark, "sparse cross-entropy, no rows", timers)


def test_function(benchmark):
    traced = {subject: tf.function(call) for subject, call in CROSS_ENTROPY.items()}
    in_turns(benchmark, "cross-entropy in a tf.function", on(traced, LABELS, LOGITS, number=20))


@pytest.mark.parametrize("shape", [(1024, 1000), (65536, 10), (128, 32000)], ids=str)
def test_large(benchmark, shape):
    timers = on(CROSS_ENTROPY, *logits_and_labels(shape), number=1)
    in_turns(benchmark, "cross-entropy of {} x {}".format(*shape), timers, rounds=15)


@pytest.mark.parametrize("shape", [[32, 10], [None, 10], [None, None, 10]], ids=str)
@pytest.mark.parametrize("function", ["cross-entropy", "sparse cross-entropy", "softmax"])
def test_graph(benchmark, function, shape):
    """Building a graph. The bare cross-entropies take two axes only."""
    calls = {"softmax": SOFTMAX, "cross-entropy": CROSS_ENTROPY}.get(function, SPARSE)
    number = 5 if calls is SOFTMAX else 1
    nodes = {}

    def build(subject):
        with v1.Graph().as_default() as graph:
            logits = v1.placeholder("float32", shape)
            labels = (
                v1.placeholder("int64", shape[:-1])
                if calls is SPARSE
                else v1.placeholder("float32", shape)
            )
            before = len(graph.get_operations())
            seconds = timer(lambda: calls[subject](labels, logits), number)()
            nodes[subject] = (len(graph.get_operations()) - before) // number
            return seconds

    subjects = [it for it in calls if it != "op" or calls is SOFTMAX or len(shape) == 2]
    sizes = " x ".join("?" if size is None else str(size) for size in shape)
    timers = {subject: lambda subject=subject: build(subject) for subject in subjects}
    in_turns(benchmark, f"{function}, building a graph, {sizes}", timers)
    benchmark.extra_info["nodes"] = nodes


IMPORTS = {
    "native": "import tensorflow",
    "nothing": "pass",
    "tfcompat_ce": "import tfcompat_ce",
    "tensorflow, and tfcompat_ce.nn": "import tensorflow; from tfcompat_ce import nn",
}


def test_import(benchmark):
    def seconds(program):
        def used():
            children = resource.getrusage(resource.RUSAGE_CHILDREN)
            return children.ru_utime + children.ru_stime

        before = used()
        subprocess.check_call([sys.executable, "-c", program], stderr=subprocess.DEVNULL)
        return used() - before

    timers = {it: lambda program=program: seconds(program) for it, program in IMPORTS.items()}
    in_turns(benchmark, "import", timers, rounds=7)
