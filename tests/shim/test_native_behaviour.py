"""Native TensorFlow, held against each claim that migration_notes.md makes about it.

A claim is a code that stands in brackets in the notes, what happens since which release, and a
call. When TensorFlow breaks one, the failure names the lines of the notes that are out of date.

S softmax and log_softmax, X the cross-entropy, V its _v2, P the sparse one, C tf.compat.v1.nn and
TensorFlow's own modules, B disable_v2_behavior, W warnings, D op determinism, U tf_upgrade_v2.
"""

import inspect
import io
import logging
import os
import re
import subprocess
import sys
from collections import namedtuple

import numpy as np
import pytest
import tensorflow
from packaging.version import Version
from tensorflow.python.ops import nn_ops

RELEASE = Version(tensorflow.__version__).release[:2]
tf = tensorflow.compat.v1 if RELEASE >= (1, 13) else tensorflow
nn = tensorflow.nn
errors = tf.errors
NOTES = os.path.join(os.path.dirname(__file__), "..", "..", "migration_notes.md")

Refused = namedtuple("Refused", "words graph eager")
OneOf = namedtuple("OneOf", "values")
Near = namedtuple("Near", "value relative")
ByMode = namedtuple("ByMode", "graph eager")
CRASH = "the process dies"
CODES = set()
CLAIMS = {}
ALONE = {"W1": "graph", "D1": "eager", "B1": "eager"}


def claim(code, since, call):
    """What call() does is told by the newest release in `since` that is not newer than this."""
    CODES.add(code)
    known = [v for v in since if Version(v).release <= RELEASE]
    if known:
        CLAIMS[code] = (since[max(known, key=Version)], call)


def refused(words, graph, eager=None):
    return Refused(words, graph, eager or graph)


# ---------------------------------------------------------------------------------- data

LOGITS = np.array([[0.5, 1.5, 0.1], [2.2, 1.3, 1.7]])
LABELS = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
CLASSES = [1, 2]
CUBE = np.arange(24.0).reshape(2, 3, 4) ** 2 / 99
CUBE_LABELS = np.random.RandomState(0).dirichlet(np.ones(4), (2, 3))
WIDE = np.zeros([1, 8192], np.float16)
WIDE_LABELS = np.eye(1, 8192, dtype=np.float16)


def log_softmax(x, axis=-1):
    x = x - x.max(axis, keepdims=True)
    return x - np.log(np.exp(x).sum(axis, keepdims=True))


def softmax(x, axis=-1):
    return np.exp(log_softmax(x, axis))


def cross_entropy(labels, logits, axis=-1):
    return -(labels * log_softmax(logits, axis)).sum(axis)


LOSSES = [0.4790107, 1.19967598]
SWAPPED = [1.7580339, 6.36751251]
LABEL_GRADIENT = -log_softmax(LOGITS)
SECOND = [[0.17698403, -0.27267158, 0.09568755], [0.41698453, 0.05046284, -0.46744737]]
TRUE_SCALED = 2 * softmax(LOGITS) - 2 * LABELS
MIXED = [[-0.77671246, 0.44022183, -0.62646873], [-0.83943169, -0.24986312, 1.55147714]]

# ------------------------------------------------------------------------------- calls

XENT = "softmax_cross_entropy_with_logits"
SPARSE = "sparse_" + XENT


def xent(labels=LABELS, logits=LOGITS, module=nn, name=XENT, **keywords):
    return getattr(module, name)(labels=labels, logits=logits, **keywords)


def sparse(labels=CLASSES, logits=LOGITS, **keywords):
    return xent(labels, logits, name=SPARSE, **keywords)


def xent_v2(labels=LABELS, logits=LOGITS):
    return xent(labels, logits, tf.nn, XENT + "_v2")


def softmax_axis(axis):
    return {"dim" if RELEASE < (1, 5) else "axis": axis}


def xent_axis(axis):
    return {"dim" if RELEASE < (2, 0) else "axis": axis}


def gradient(loss, at, of):
    """The gradient of loss(*at) with respect to at[of]."""
    at = [tf.convert_to_tensor(x) for x in at]
    if RELEASE < (2, 0) or not tensorflow.executing_eagerly():
        return tf.gradients(loss(*at), at[of])[0]
    with tensorflow.GradientTape() as tape:
        tape.watch(at[of])
        value = loss(*at)
    return tape.gradient(value, at[of])


def second_gradient(loss, of, then_of):
    def squared(*at):
        return tf.reduce_sum(gradient(loss, at, of) ** 2)

    return gradient(squared, [LABELS, LOGITS], then_of)


def stopped(labels, logits):
    return xent(tf.stop_gradient(labels), logits)


def composed(labels, logits):
    return -tf.reduce_sum(labels * nn.log_softmax(logits), axis=-1)


def signature(module, name):
    return str(inspect.signature(getattr(module, name))) if hasattr(module, name) else "absent"


def with_unknown_shapes(call, *values):
    """What call gives for tensors whose shapes are known only when it runs."""
    with tensorflow.Graph().as_default(), tf.Session() as session:
        tensors = [tf.placeholder(value.dtype) for value in values]
        return session.run(call(*tensors), dict(zip(tensors, values)))


def xla(call, *values):
    word = "jit_compile" if RELEASE >= (2, 5) else "experimental_compile"
    return tensorflow.function(call, **{word: True})(*[tf.constant(value) for value in values])


def bfloat16(x):
    return tf.cast(x, tf.bfloat16)


def warnings_of_every_call():
    """The calls that TensorFlow warns about, each made twice."""
    lines = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(record.getMessage())
    tf.logging.set_verbosity(tf.logging.WARN)
    logging.getLogger("tensorflow").addHandler(handler)
    for module in (nn, tf.nn):
        for name in ("softmax", "log_softmax", XENT, XENT + "_v2", SPARSE) * 2:
            takes = signature(module, name)
            given = {"logits": LOGITS, "labels": CLASSES if name == SPARSE else LABELS}
            given = {word: value for word, value in given.items() if word in takes}
            if takes != "absent":
                getattr(module, name)(**given)
            if "dim=" in takes:
                getattr(module, name)(dim=0, **given)
    found = re.findall(
        r"(\w+) \(from \S+\)( with dim)? is deprecated|(The name .*)", "\n".join(lines)
    )
    return "; ".join(sorted("".join(words) for words in found))


def under_op_determinism():
    tensorflow.config.experimental.enable_op_determinism()
    with tensorflow.Graph().as_default() as graph:
        xent()
    kinds = {operation.type for operation in graph.get_operations()}
    mixed = second_gradient(xent, of=1, then_of=0)
    scaled = gradient(xent, [2 * LABELS, LOGITS], of=1)
    try:
        sparse([1, 3])
    except errors.InvalidArgumentError as error:
        words = re.search("indices.*3[)]", str(error)).group()
    facts = [
        "fused" if "SoftmaxCrossEntropyWithLogits" in kinds else "composed",
        "second gradient " + ("right" if np.allclose(mixed, MIXED) else "wrong"),
        "labels of sum 2 " + ("right" if np.allclose(scaled, TRUE_SCALED) else "wrong"),
        words,
    ]
    return "; ".join(facts)


def without_v2_behavior():
    tf.disable_v2_behavior()
    return signature(nn, XENT)


def upgraded(line):
    """The line as TensorFlow's own tf_upgrade_v2 rewrites it."""
    from tensorflow.tools.compatibility import ast_edits, tf_upgrade_v2

    source, result = io.StringIO("import tensorflow as tf\n" + line), io.StringIO()
    upgrader = ast_edits.ASTCodeUpgrader(tf_upgrade_v2.TFAPIChangeSpec())
    upgrader.process_opened_file("in.py", source, "out.py", result)
    return result.getvalue().split("\n")[1]


# ------------------------------------------------------------------------------ claims

SHAPES = refused("must be equal|must be broadcastable", ValueError, errors.InvalidArgumentError)
RANGE = refused("start <= limit", ValueError, errors.InvalidArgumentError)
RANGE_WHEN_RUN = refused("start <= limit", errors.InvalidArgumentError)
RANK = refused("[Rr]ank", ValueError)
NAMED = refused("with named arguments", ValueError)
BOTH = refused("Cannot specify both", ValueError)
NO_KEYWORD = refused("unexpected keyword", TypeError)
NO_KERNEL = refused("No OpKernel", errors.InvalidArgumentError)
DTYPE = refused("not in list of allowed", TypeError)
DTYPE_2_0 = refused("", TypeError, errors.NotFoundError)
DTYPE_2_3 = refused("not in (the )?list of allowed", TypeError, errors.InvalidArgumentError)


SIGNATURES = {
    "1.0": "(logits, dim=-1, name=None)",
    "1.5": "(logits, axis=None, name=None, dim=None)",
    "2.0": "(logits, axis=None, name=None)",
}
claim("S1", SIGNATURES, lambda: signature(nn, "softmax"))
claim("S2", SIGNATURES, lambda: signature(nn, "log_softmax"))
claim(
    "S3",
    {"1.0": NO_KEYWORD, "1.5": BOTH, "2.0": NO_KEYWORD},
    lambda: nn.softmax(LOGITS, dim=-1, axis=-1),
)
claim("S4", {"1.0": RANGE, "1.6": softmax(CUBE, -2)}, lambda: nn.softmax(CUBE, **softmax_axis(-2)))
claim(
    "S5", {"1.0": RANGE_WHEN_RUN, "1.1": softmax(CUBE)}, lambda: nn.softmax(CUBE, **softmax_axis(2))
)
claim(
    "S6",
    {
        "1.0": RANGE_WHEN_RUN,
        "1.6": softmax(LOGITS, 0),
        "1.13": refused("must be in the range", errors.InvalidArgumentError),
    },
    lambda: nn.softmax(LOGITS, **softmax_axis(2)),
)
claim(
    "S7",
    {"1.0": refused("", (ValueError, TypeError)), "1.14": softmax(LOGITS)},
    lambda: nn.softmax(LOGITS, **softmax_axis(np.int64(-1))),
)
claim("S8", {"1.0": DTYPE, "2.0": DTYPE_2_0, "2.3": DTYPE_2_3}, lambda: nn.softmax([1, 2, 3]))
claim(
    "S9",
    {
        "1.0": refused("out of range", IndexError),
        "1.11": refused(
            "rank 1|>= ?1", ValueError, (errors.InvalidArgumentError, errors.AbortedError)
        ),
    },
    lambda: nn.softmax(1.0),
)
claim("S10", {"1.0": [1 / 2048.0], "1.13": [1 / 8192.0]}, lambda: nn.softmax(WIDE)[0, :1])
claim("S11", {"1.0": [-7.625], "1.13": [-9.0078125]}, lambda: nn.log_softmax(WIDE)[0, :1])
claim(
    "S12",
    {
        "1.0": refused("bfloat16", TypeError),
        "1.5": NO_KERNEL,
        "1.14": Near([0.09, 0.2447, 0.6652], 2.0**-6),
    },
    lambda: tf.cast(nn.softmax(tf.cast([1.0, 2.0, 3.0], tf.bfloat16)), tf.float32),
)
claim("S13", {"1.0": [0, 1]}, lambda: nn.softmax([-np.inf, 0]))
claim(
    "S14",
    {"1.0": [np.nan, np.nan], "2.12": OneOf([[np.nan, np.nan], [np.nan, 0]])},
    lambda: nn.softmax([np.nan, 0]),
)
claim(
    "S15",
    {"1.0": refused("cannot infer", errors.InvalidArgumentError), "1.4": np.zeros([0, 3])},
    lambda: nn.softmax(np.zeros([0, 3]), **softmax_axis(0)),
)
SIXTH = np.full([2] * 6, 0.5)
claim(
    "S16",
    {"1.0": SIXTH, "2.12": OneOf([SIXTH, refused("dims must be <= 5", errors.AbortedError)])},
    lambda: nn.softmax(np.float32(SIXTH)),
)
claim("S17", {"1.0": SIXTH}, lambda: nn.softmax(SIXTH))
claim("S18", {"1.0": softmax(LOGITS, 0)}, lambda: nn.softmax(LOGITS, 0))
claim("S19", {"1.0": softmax(LOGITS)}, lambda: nn.softmax(LOGITS))

claim(
    "X1",
    {
        "1.0": "(_sentinel=None, labels=None, logits=None, dim=-1, name=None)",
        "1.14": "(_sentinel=None, labels=None, logits=None, dim=-1, name=None, axis=None)",
        "2.0": "(labels, logits, axis=-1, name=None)",
    },
    lambda: signature(nn, XENT),
)
claim("X2", {"1.0": NAMED, "2.0": SWAPPED}, lambda: getattr(nn, XENT)(LOGITS, LABELS))
claim("X3", {"1.0": LOSSES}, lambda: xent())
claim(
    "X4",
    {"1.0": None, "2.0": LABEL_GRADIENT},
    lambda: gradient(xent, [LABELS, LOGITS], of=0),
)
claim(
    "X5",
    {"1.0": NO_KEYWORD, "1.14": BOTH, "2.0": LOSSES},
    lambda: xent(axis=-1),
)
claim("X6", {"1.0": RANGE}, lambda: xent(**xent_axis(-2)))
claim("X7", {"1.0": cross_entropy(LABELS, LOGITS, 0)}, lambda: xent(**xent_axis(0)))
claim("X8", {"1.0": RANGE, "1.13": LOSSES}, lambda: xent(**xent_axis(np.int64(-1))))
for code, labels in (("X9", LABELS[:1]), ("X10", LABELS[0]), ("X11", LABELS.sum(1)[:, None])):
    claim(
        code,
        {"1.0": SHAPES, "1.8": cross_entropy(labels, LOGITS)},
        lambda labels=labels: xent(labels),
    )
claim(
    "X12",
    {"1.0": SHAPES, "1.8": CRASH, "2.4": cross_entropy(np.ones([1, 1]), LOGITS)},
    lambda: xent([[1.0]]),
)
claim(
    "X13",
    {"1.0": SHAPES, "1.8": cross_entropy(CUBE_LABELS[:1, :1], CUBE)},
    lambda: xent(CUBE_LABELS[:1, :1], CUBE),
)
claim("X14", {"1.0": SHAPES}, lambda: xent(CUBE_LABELS[:1], CUBE))
claim(
    "X15",
    {"1.0": cross_entropy(CUBE_LABELS, CUBE)},
    lambda: xent(CUBE_LABELS.reshape(3, 2, 4), CUBE),
)
claim(
    "X16",
    {
        "1.0": SHAPES,
        "1.8": refused("[Rr]eshape", ValueError, errors.InvalidArgumentError),
    },
    lambda: xent(LABELS, LOGITS[:1]),
)
claim("X17", {"1.0": SHAPES}, lambda: xent(LABELS, LOGITS[:, :2]))
claim(
    "X18",
    {
        "1.0": SHAPES,
        "1.8": refused("Incompatible shapes between", ValueError),
        "2.0": ByMode(
            refused("Incompatible shapes between", ValueError), softmax(LOGITS) - LABELS[:1]
        ),
    },
    lambda: gradient(xent, [LABELS[:1], LOGITS], of=1),
)
claim(
    "X19",
    {
        "2.0": refused(
            "Incompatible shapes between|reshape", ValueError, errors.InvalidArgumentError
        )
    },
    lambda: gradient(xent, [LABELS[:1], LOGITS], of=0),
)
claim(
    "X20",
    {"1.0": refused("No gradient defined", LookupError), "1.1": SECOND},
    lambda: second_gradient(xent, of=1, then_of=1),
)
claim(
    "X21",
    {"1.1": None, "2.0": np.zeros([2, 3])},
    lambda: second_gradient(xent, of=1, then_of=0),
)
claim(
    "X22",
    {"1.0": DTYPE, "2.0": DTYPE_2_0, "2.3": DTYPE_2_3},
    lambda: xent(LABELS.astype(int), LOGITS.astype(int)),
)
claim(
    "X23",
    {"1.0": refused("index out of range|begin", IndexError, errors.InvalidArgumentError)},
    lambda: xent(0.5, 0.5),
)
for code, dtype in (("X24", np.int32), ("X25", np.float32), ("X26", bool)):
    claim(code, {"1.0": LOSSES}, lambda dtype=dtype: xent(LABELS.astype(dtype)))
claim("X27", {"1.0": np.float16([9.0078125])}, lambda: xent(WIDE_LABELS, WIDE))
claim(
    "X28",
    {
        "1.0": refused("bfloat16", TypeError),
        "1.5": NO_KERNEL,
        "1.8": Near(LOSSES, 2.0**-7),
    },
    lambda: tf.cast(xent(bfloat16(LABELS), bfloat16(LOGITS)), tf.float32),
)
claim(
    "X29",
    {"1.0": [np.inf, np.nan, 0]},
    lambda: xent(
        [[0.0, 1.0], [1.0, 0.0], [1.0, 0.0]], [[0.0, -np.inf], [0.0, -np.inf], [0.0, -1e9]]
    ),
)
claim(
    "X30",
    {
        "1.0": refused("cannot infer", errors.InvalidArgumentError),
        "1.4": [0, 0],
        "2.16": CRASH,
        "2.17": [0, 0],
    },
    lambda: xent(np.zeros([2, 0]), np.zeros([2, 0])),
)
claim(
    "X31",
    {
        "1.0": refused("Both labels and logits must", ValueError),
        "2.0": refused("(m|M)issing", TypeError),
    },
    lambda: getattr(nn, XENT)(logits=LOGITS),
)
claim(
    "X32",
    {"1.0": softmax(LOGITS) - 2 * LABELS},
    lambda: gradient(xent, [2 * LABELS, LOGITS], of=1),
)

claim("X33", {"1.0": LOSSES}, lambda: stopped(LABELS, LOGITS))
claim("X34", {"1.0": None}, lambda: gradient(stopped, [LABELS, LOGITS], of=0))
claim("X35", {"1.0": LABEL_GRADIENT}, lambda: gradient(composed, [LABELS, LOGITS], of=0))
claim("X36", {"1.0": MIXED}, lambda: second_gradient(composed, of=1, then_of=0))
claim("X37", {"1.0": TRUE_SCALED}, lambda: gradient(composed, [2 * LABELS, LOGITS], of=1))
claim(
    "X38",
    {"1.0": softmax(LOGITS) - LABELS[:1]},
    lambda: gradient(
        lambda labels, logits: xent(labels + tf.zeros_like(logits), logits),
        [LABELS[:1], LOGITS],
        of=1,
    ),
)
claim(
    "X39",
    {"1.0": cross_entropy(CUBE_LABELS, CUBE, 1)},
    lambda: xent(tf.transpose(CUBE_LABELS, [0, 2, 1]), tf.transpose(CUBE, [0, 2, 1])),
)

claim(
    "V1",
    {
        "1.0": "absent",
        "1.5": "(_sentinel=None, labels=None, logits=None, dim=-1, name=None)",
        "1.13": "(labels, logits, axis=None, name=None, dim=None)",
        "2.0": "absent",
    },
    lambda: signature(nn, XENT + "_v2"),
)
claim("V2", {"1.5": NAMED, "1.13": SWAPPED}, lambda: getattr(tf.nn, XENT + "_v2")(LOGITS, LABELS))
claim("V3", {"1.5": LABEL_GRADIENT}, lambda: gradient(xent_v2, [LABELS, LOGITS], of=0))
claim("V4", {"1.5": np.zeros([2, 3])}, lambda: second_gradient(xent_v2, of=1, then_of=0))

claim(
    "P1",
    {
        "1.0": "(_sentinel=None, labels=None, logits=None, name=None)",
        "2.0": "(labels, logits, name=None)",
    },
    lambda: signature(nn, SPARSE),
)
claim("P2", {"1.0": NAMED, "2.0": RANK}, lambda: getattr(nn, SPARSE)(LOGITS, CLASSES))
claim(
    "P3",
    {"1.0": DTYPE, "2.0": DTYPE_2_0, "2.3": DTYPE_2_3},
    lambda: sparse(np.uint8(CLASSES)),
)
claim(
    "P4",
    {
        "1.0": -log_softmax(CUBE)[..., 0].reshape(3, 2),
        "1.7": refused("Shape mismatch|must equal", ValueError),
    },
    lambda: sparse(np.zeros([3, 2], int), CUBE),
)
claim("P5", {"1.0": RANK}, lambda: sparse([[1], [2]]))
claim(
    "P6",
    {"1.0": [[0.4790107], [1.19967598]], "1.7": refused("", errors.InvalidArgumentError)},
    lambda: with_unknown_shapes(sparse, np.int32([[1], [2]]), LOGITS),
)
claim(
    "P7",
    {"1.0": refused("label value of 3", errors.InvalidArgumentError)},
    lambda: sparse([1, 3]),
)
NAN_FOR_LABEL_3 = [0.4790107, np.nan]
claim(
    "P8",
    {
        "2.1": ByMode(refused("label value of 3", errors.InvalidArgumentError), NAN_FOR_LABEL_3),
        "2.2": NAN_FOR_LABEL_3,
    },
    lambda: xla(sparse, [1, 3], LOGITS),
)
claim(
    "P9",
    {"1.0": refused("radient", LookupError), "2.2": SECOND},
    lambda: second_gradient(lambda labels, logits: sparse(CLASSES, logits), of=1, then_of=1),
)
claim("P10", {"1.0": np.float16([9.0078125])}, lambda: sparse([0], WIDE))
claim(
    "P11",
    {
        "1.0": refused("bfloat16", TypeError),
        "1.5": NO_KERNEL,
        "1.14": Near(LOSSES, 2.0**-7),
        "2.4": refused("", errors.InvalidArgumentError, errors.NotFoundError),
        "2.8": Near(LOSSES, 2.0**-7),
    },
    lambda: tf.cast(sparse(CLASSES, bfloat16(LOGITS)), tf.float32),
)
claim(
    "P12",
    {"1.0": refused("at least one class", errors.InvalidArgumentError)},
    lambda: sparse([0, 0], np.zeros([2, 0])),
)
claim("P13", {"1.0": LOSSES}, lambda: sparse())

claim(
    "C1",
    {
        "1.13": "(_sentinel=None, labels=None, logits=None, dim=-1, name=None)",
        "1.14": "(_sentinel=None, labels=None, logits=None, dim=-1, name=None, axis=None)",
        "2.12": "(labels=None, logits=None, dim=-1, name=None, axis=None)",
    },
    lambda: signature(tf.nn, XENT),
)
claim("C2", {"1.13": NAMED, "2.12": SWAPPED}, lambda: getattr(tf.nn, XENT)(LOGITS, LABELS))
claim("C3", {"1.13": NAMED, "2.12": RANK}, lambda: getattr(tf.nn, SPARSE)(LOGITS, CLASSES))
claim(
    "C4",
    {"1.13": None},
    lambda: gradient(lambda *at: xent(*at, module=tf.nn), [LABELS, LOGITS], of=0),
)
claim("C5", {"1.13": NO_KEYWORD, "1.14": BOTH}, lambda: xent(module=tf.nn, axis=-1))
claim("C6", {"1.13": softmax(LOGITS, 0)}, lambda: tf.nn.softmax(LOGITS, dim=0))
claim(
    "C7",
    {"1.0": None},
    lambda: gradient(lambda *at: xent(*at, module=nn_ops), [LABELS, LOGITS], of=0),
)
claim("C8", {"1.0": NAMED, "2.12": SWAPPED}, lambda: getattr(nn_ops, XENT)(LOGITS, LABELS))
claim(
    "C9",
    {"1.13": NO_KEYWORD, "1.14": cross_entropy(LABELS, LOGITS, 0)},
    lambda: xent(module=tf.nn, dim=None, axis=0),
)

claim("B1", {"2.0": "(labels, logits, axis=-1, name=None)"}, without_v2_behavior)
claim(
    "W1",
    {
        "1.0": "",
        "1.5": "log_softmax with dim; softmax with dim; " + XENT,
        "1.13": f"log_softmax with dim; softmax with dim; {XENT}; {XENT}_v2_helper with dim",
    },
    warnings_of_every_call,
)
claim(
    "D1",
    {
        "2.8": "composed; second gradient right; labels of sum 2 right; "
        "indices[1] = 3 is not in [0, 3)"
    },
    under_op_determinism,
)

UPGRADES = {
    "U1": (
        {
            "1.13": "tf.nn.{}(y_hat, y)",
            "1.14": "tf.nn.{}(labels=tf.stop_gradient(y))",
            "2.12": "tf.nn.{}(labels=tf.stop_gradient(y_hat), logits=y)",
        },
        "tf.nn.{}(y_hat, y)",
    ),
    "U2": (
        {
            "1.13": "tf.nn.{}(logits=a, labels=b, dim=-1)",
            "1.14": "tf.nn.{}(logits=a, labels=tf.stop_gradient(b), axis=-1)",
        },
        "tf.nn.{}(logits=a, labels=b, dim=-1)",
    ),
    "U3": ({"1.13": "tf.nn.{}(a, b)"}, "tf.nn.{}_v2(a, b)"),
    "U4": ({"1.13": "tf.nn.sparse_{}(y_hat, y)"}, "tf.nn.sparse_{}(y_hat, y)"),
    "U5": ({"1.13": "loss = tf.nn.{}"}, "loss = tf.nn.{}"),
}
for code, (since, line) in UPGRADES.items():
    claim(
        code,
        {release: after.format(XENT) for release, after in since.items()},
        lambda line=line: upgraded(line.format(XENT)),
    )

# ------------------------------------------------------------------------------- tests


def outcome(code, mode):
    """What the call of this claim gives: an array, a string, None, or the exception it raises."""
    call = CLAIMS[code][1]
    try:
        if mode == "eager":
            value = call()
            return value.numpy() if isinstance(value, tensorflow.Tensor) else value
        with tensorflow.Graph().as_default(), tf.Session() as session:
            value = call()
            return session.run(value) if isinstance(value, tensorflow.Tensor) else value
    except Exception as error:
        return error


def outcome_of(process):
    output = process.communicate()[0]
    return CRASH if process.returncode < 0 else output.strip()


def agrees(found, expected, mode):
    if isinstance(expected, ByMode):
        expected = getattr(expected, mode)
    if isinstance(expected, OneOf):
        return any(agrees(found, value, mode) for value in expected.values)
    if isinstance(expected, Refused):
        kind = getattr(expected, mode)
        return isinstance(found, kind) and re.search(expected.words, str(found)) is not None
    if isinstance(found, Exception):
        return False
    if expected is None or isinstance(expected, str):
        return type(found) is type(expected) and found == expected
    if isinstance(expected, Near):
        return np.allclose(found, expected.value, rtol=expected.relative)
    expected = np.asarray(expected)
    same_dtype = expected.dtype != np.float16 or found.dtype == np.float16
    return (
        same_dtype
        and np.shape(found) == expected.shape
        and np.allclose(found, expected, rtol=1e-6, equal_nan=True)
    )


def lines_of_the_notes(code):
    with open(NOTES, encoding="utf-8") as notes:
        return [
            f"migration_notes.md:{number}: {line.strip()}"
            for number, line in enumerate(notes, 1)
            if f"[{code}]" in line
        ]


def modes(code):
    if code in ALONE:
        return [ALONE[code]]
    return ["graph"] if RELEASE < (2, 0) or CLAIMS[code][0] is CRASH else ["graph", "eager"]


CASES = [(code, mode) for code in CLAIMS for mode in modes(code)]


@pytest.fixture(scope="module")
def processes():
    """The calls that spoil or end their process, each in one of its own, beside the others."""
    started = {
        code: subprocess.Popen(
            [sys.executable, __file__, code, mode],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            universal_newlines=True,
        )
        for code, mode in CASES
        if code in ALONE or CLAIMS[code][0] is CRASH
    }
    yield started
    for process in started.values():
        process.kill()
        process.wait()


@pytest.mark.parametrize("code, mode", CASES)
def test_tensorflow_does_what_the_notes_say(processes, code, mode):
    expected = CLAIMS[code][0]
    found = outcome_of(processes[code]) if code in processes else outcome(code, mode)
    if not agrees(found, expected, mode):
        said = "\n".join(lines_of_the_notes(code))
        pytest.fail(
            f"out of date for TensorFlow {tensorflow.__version__}, claim {code}:\n{said}\n"
            f"expected {expected!r}\nfound {found!r}",
            pytrace=False,
        )


def test_the_notes_name_these_claims_and_no_others():
    with open(NOTES, encoding="utf-8") as notes:
        assert set(re.findall(r"\[([A-Z]\d+)\]", notes.read())) == CODES


if __name__ == "__main__":
    print(outcome(*sys.argv[1:]))
