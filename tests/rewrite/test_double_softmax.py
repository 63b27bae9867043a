"""TFC010 is advice: reported, nothing changed, nothing left to do."""

import pytest
from pairs import TF, findings, unchanged


def advised(code):
    return [(f.line, f.column) for f in findings(TF + code, origin="2") if f.code == "TFC010"]


@pytest.mark.parametrize(
    "code",
    [
        "tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=tf.nn.softmax(x))",
        "tf.nn.softmax_cross_entropy_with_logits(y, tf.nn.softmax(x))",
        "tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=(tf.nn.softmax(x)))",
        "tf.nn.softmax(tf.nn.softmax(x))",
        "p = tf.nn.softmax(x)\ntf.nn.softmax_cross_entropy_with_logits(labels=y, logits=p)",
        "def f(x):\n    p = tf.nn.softmax(x)\n    return tf.nn.softmax_cross_entropy_with_logits(y, p)",
        "tf.losses.softmax_cross_entropy(y, tf.nn.softmax(x))",
        "tf.losses.sparse_softmax_cross_entropy(labels=y, logits=tf.nn.softmax(x))",
        "p = tf.layers.dense(x, 10, activation=tf.nn.softmax)\ntf.nn.softmax_cross_entropy_with_logits(y, p)",
        "p = dense(x, activation='softmax')\ntf.nn.softmax_cross_entropy_with_logits(y, p)",
    ],
)
def test_advised(code):
    assert len(advised(code)) == 1
    assert unchanged(TF + code + "\n", origin="2")


@pytest.mark.parametrize(
    "code",
    [
        "tf.nn.softmax_cross_entropy_with_logits(labels=tf.nn.softmax(x), logits=x)",
        "tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=tf.nn.log_softmax(x))",
        "p = tf.nn.softmax(x)\np = x\ntf.nn.softmax_cross_entropy_with_logits(labels=y, logits=p)",
        "p = tf.nn.softmax(x)\nif a:\n    p = x\ntf.nn.softmax_cross_entropy_with_logits(labels=y, logits=p)",
        "p = tf.nn.softmax(x)\ndef f(p):\n    tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=p)",
        "tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=softmax(x))",
        "tf.nn.softmax_cross_entropy_with_logits(*tf.nn.softmax(x))",
    ],
)
def test_not_advised(code):
    assert advised(code) == []


def test_noqa():
    assert advised("tf.nn.softmax(tf.nn.softmax(x))  # noqa: TFC010") == []
