"""The whole program as 2.x has it."""

import pytest
from pairs import findings, rewritten

TF = "import tensorflow as tf\n"
SWITCH = "tf.compat.v1.disable_v2_behavior()\n"


def v2(before, **options):
    return rewritten(before, "v2", select=("TFC",), **options)


def last(line, **options):
    return v2(f"{TF}{line}\n", **options).splitlines()[-1]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("tf.log(x)", "tf.math.log(x)"),
        ("tf.random_normal([2])", "tf.random.normal([2])"),
        ("tf.gfile.GFile(p)", "tf.io.gfile.GFile(p)"),
        ("tf.nn.relu(x)", "tf.nn.relu(x)"),
        ("tf.Session()", "tf.compat.v1.Session()"),
        ("tf.train.Saver.save", "tf.compat.v1.train.Saver.save"),
        ("tf.reduce_sum(x, reduction_indices=1, keep_dims=True)", "tf.reduce_sum(x, axis=1, keepdims=True)"),
        ("tf.reduce_sum(*x)", "tf.compat.v1.reduce_sum(*x)"),
        ("f = tf.reduce_sum", "f = tf.compat.v1.reduce_sum"),
        ("tf.transpose(x, [1, 0], 't')", "tf.transpose(x, [1, 0], name='t')"),
        ("tf.nn.dropout(x, keep)", "tf.nn.dropout(x, rate=1 - keep)"),
        ("tf.nn.dropout(x, keep_prob=a + b)", "tf.nn.dropout(x, rate=1 - (a + b))"),
        ("tf.nn.dropout(x, p, None)", "tf.compat.v1.nn.dropout(x, p, None)"),
        ("tf.constant(0, shape=[2])", "tf.compat.v1.constant(0, shape=[2])"),
        ("tf.pack([tf.mul(a, b)])", "tf.stack([tf.multiply(a, b)])"),
        ("tf.merge_all_summaries()", "tf.compat.v1.summary.merge_all()"),
        ("tf.contrib.rnn.GRUCell(3)", "tf.compat.v1.nn.rnn_cell.GRUCell(3)"),
        ("tf.contrib.rnn.static_rnn(c, x)", "tf.compat.v1.nn.static_rnn(c, x)"),
        ("tf.contrib.framework.nest.flatten(x)", "tf.nest.flatten(x)"),
        ("tf.math.log(x)", "tf.math.log(x)"),
        ("tf.compat.v1.Session()", "tf.compat.v1.Session()"),
    ],
)  # fmt: skip
def test_a_name(before, after):
    assert last(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import tfcompat_ce.v1 as tf\ntf.log(x)\n", "import tensorflow as tf\ntf.math.log(x)\n"),
        ("from tfcompat_ce import v1 as tf\ntf.log(x)\n", "import tensorflow as tf\ntf.math.log(x)\n"),
        ("import tensorflow\ntensorflow.log(x)\n", "import tensorflow\ntensorflow.math.log(x)\n"),
        ("from tensorflow import log\nlog(x)\n", "from tensorflow.math import log\nlog(x)\n"),
        ("from tensorflow import random_normal\n", "from tensorflow.random import normal as random_normal\n"),
        ("from tensorflow import nn, float32\nnn.relu\n", "from tensorflow.compat.v1 import nn\nfrom tensorflow import float32\nnn.relu\n"),
        ("from tfcompat_ce.v1 import layers\n", "from tensorflow.compat.v1 import layers\n"),
    ],
)  # fmt: skip
def test_imports(before, after):
    assert v2(before) == after


def test_graph_code_says_so():
    code = f"{TF}x = tf.placeholder(tf.float32)\n"
    assert v2(code) == f"{TF}{SWITCH}x = tf.compat.v1.placeholder(tf.float32)\n"


def test_the_family_is_led_out_with_the_rest():
    code = (
        "import tfcompat_ce.v1 as tf\ntf.disable_v2_behavior()\n"
        "tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=p)\n"
    )
    assert v2(code) == (
        f"{TF}{SWITCH}"
        "tf.nn.softmax_cross_entropy_with_logits(labels=tf.stop_gradient(y), logits=p)\n"
    )


def test_what_is_gone_is_for_a_person():
    (found,) = findings(f"{TF}tf.contrib.gan.gan_model(g)\n", "v2", select=("TFC",))
    assert (found.code, found.action.value, found.line) == ("TFC030", "manual", 2)


def test_2x_code_stays():
    code = f"{TF}tf.random.set_seed(1)\ntf.constant(1, shape=[2])\n"
    assert v2(code) == code
