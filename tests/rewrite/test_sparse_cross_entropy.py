"""TFC003, before and after."""

import pytest
from pairs import TF, actions, line, rewritten, unchanged

SPARSE = "tf.nn.sparse_softmax_cross_entropy_with_logits"
NN = "nn.sparse_softmax_cross_entropy_with_logits"


@pytest.mark.parametrize(
    ("arguments", "after"),
    [
        ("y_hat, [1, 2]", "logits=y_hat, labels=[1, 2]"),
        ("pred, y, 'n'", "logits=pred, labels=y, name='n'"),
        ("pred, labels=y", "logits=pred, labels=y"),
        ("None, y, p", "labels=y, logits=p"),
        ("labels=y, _sentinel=None, logits=p", "labels=y, logits=p"),
        ("logits, tf.argmax(labels, 1)", "logits=logits, labels=tf.argmax(labels, 1)"),
    ],
)
def test_calls(arguments, after):
    assert line(f"{SPARSE}({arguments})") == f"{NN}({after})"
    assert line(f"{SPARSE}({arguments})", "v2") == f"{SPARSE}({after})"


@pytest.mark.parametrize(
    "code",
    [
        f"{TF}{SPARSE}(labels=y, logits=p)\n",
        f"{TF}{SPARSE}(logits=p, labels=y, name='n')\n",
        f"{TF}tf.GradientTape\n{SPARSE}(y, p)\n",
        f"{TF}tf.compat.v1.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=p)\n",
        "import tensorflow.compat.v1 as tf\n" + f"x = {SPARSE}\n",
    ],
)
def test_right_as_it_stands(code):
    assert unchanged(code)
    assert actions(code) == actions(code, "v2") == ["correct"]


@pytest.mark.parametrize(
    "arguments",
    ["labels, logits", "*args", "labels=y", "p, y, 'n', 4", "_sentinel=x, labels=y, logits=p"],
)
def test_left_to_a_person(arguments):
    code = f"{TF}tf.log\n{SPARSE}({arguments})\n"
    assert unchanged(code)
    assert actions(code) == actions(code, "v2") == ["manual"]


def test_bare():
    code = f"{TF}losses = [{SPARSE}]\n"
    assert actions(code, "v2") == ["correct"]
    assert actions(code, "v2", origin="0") == ["manual"]
    assert f"losses = [{NN}]" in rewritten(code)
