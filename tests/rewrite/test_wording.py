"""What arguments' names say, where the position alone would decide."""

import pytest
from pairs import TF, actions

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
