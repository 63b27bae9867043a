"""What arguments' names say, where the position alone would decide."""

import re

import pytest
from pairs import TF, actions, findings

NAMES = [
    ("logits", "labels", True),
    ("pred", "y", True),
    ("y", "y_", True),
    ("y_conv", "y_", True),
    ("hypothesis", "Y", True),
    ("self.output", "self.target", True),
    ("net(x)", "batch['labels']", True),
    ("tf.matmul(h, W) + b", "y", True),
    ("tf.reshape(logits, [-1])", "tf.reshape(targets, [-1])", True),
    ("a", "b", True),
    ("targetLogits", "trueLabels", True),
    ("labels", "logits", False),
    ("y", "pred", False),
    ("y_", "x", False),
    ("y_true", "y_pred", False),
    ("Y", "hypothesis", False),
    ("self.target", "self.output", False),
    ("batch['labels']", "net(x)", False),
    ("tf.cast(labels, t)", "x", False),
    ("tf.one_hot(y, 10)", "x", False),
    ("x", "logits", False),
    ("y_train", "tf.matmul(h, W)", False),
    ("tf.reshape(targets, [-1])", "tf.reshape(logits, [-1])", False),
]


@pytest.mark.parametrize(("first", "second", "in_order"), NAMES)
def test_by_position(first, second, in_order):
    code = f"{TF}tf.log\ntf.nn.softmax_cross_entropy_with_logits({first}, {second})\n"
    assert actions(code) == ["rewritten" if in_order else "manual"]


@pytest.mark.parametrize(("first", "second", "in_order"), NAMES)
def test_by_position_in_2x_code(first, second, in_order):
    code = f"{TF}tf.function\ntf.nn.softmax_cross_entropy_with_logits({second}, {first})\n"
    assert actions(code) == ["correct" if in_order else "manual"]


XENT = "tf.nn.softmax_cross_entropy_with_logits"


@pytest.mark.parametrize("target", ["nn", "v2"])
@pytest.mark.parametrize(
    "code",
    [
        f"tf.function\n{XENT}(a)",
        f"tf.function\n{XENT}(a, b, c, d, e)",
        f"tf.function\n{XENT}(logits, labels)",
        f"tf.log\n{XENT}(labels, logits)",
        f"tf.log\n{XENT}(logits)",
        f"tf.log\n{XENT}(*a)",
        f"tf.log\ntf.function\n{XENT}(a, b)",
        f"tf.log\nif tf.__version__ < '2':\n    {XENT}(logits=a, labels=b)",
        f"tf.log\nif new:\n    tf = mine\n{XENT}(logits=a, labels=b)",
        "tf.compat.v1.nn.softmax_cross_entropy_with_logits(labels, logits)",
        "tf.nn.softmax_cross_entropy_with_logits_v2(logits, labels)",
        f"getattr(tf.nn, name)\n{XENT} = mine",
        "tf.nn.softmax(**kwargs)",
        "tf.nn.softmax(x, dim=1, axis=1)",
        f"self.{XENT}(a, b)",
        "self.tf.nn.softmax(x, dim=1)",
    ],
)
def test_what_is_left_says_what_to_do(code, target):
    left = [f.message for f in findings(f"{TF}{code}\n", target) if f.action.value == "manual"]
    assert left
    for message in left:
        assert re.search(r"[:;,] (?:\w+ ){0,8}?(?:write|call|change|give|see|become)\b", message), (
            message
        )


def test_what_is_left_as_its_giver_is_says_which_line():
    code = f"{TF}tf.log\nf = {XENT}  # noqa\nf(logits=a, labels=b)\n"
    (found,) = findings(code)
    assert found.message == "it is given its function on line 3, which is left: change that first"
