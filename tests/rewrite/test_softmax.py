"""TFC004, before and after."""

import pytest
from pairs import TF, actions, findings, line, rewritten, unchanged


@pytest.mark.parametrize("function", ["softmax", "log_softmax"])
def test_dim_becomes_axis(function):
    assert line(f"tf.nn.{function}(a, dim=0)") == f"nn.{function}(a, axis=0)"
    assert line(f"tf.nn.{function}(a, dim=0)", "v2") == f"tf.nn.{function}(a, axis=0)"
    assert line(f"tf.nn.{function}(logits=a, name='n', dim=0)", "v2") == (
        f"tf.nn.{function}(logits=a, name='n', axis=0)"
    )


@pytest.mark.parametrize(
    "call",
    [
        "tf.nn.softmax(a)",
        "tf.nn.softmax(a, -1)",
        "tf.nn.softmax(a, 1, 'n')",
        "tf.nn.softmax(a, axis=1)",
        "tf.nn.log_softmax(logits=a, name='n')",
        "activation = tf.nn.softmax",
        "dense(activation=tf.nn.softmax)",
        "tf.compat.v1.nn.softmax(a, dim=1)",
    ],
)
def test_right_as_it_stands(call):
    assert unchanged(f"{TF}{call}\n")
    assert actions(f"{TF}{call}\n") == actions(f"{TF}{call}\n", "v2") == ["correct"]


@pytest.mark.parametrize(
    "arguments", ["*args", "x, **kwargs", "x, None, None, 1", "x, 1, dim=1", "x, axis=1, dim=1"]
)
def test_left_to_a_person(arguments):
    code = f"{TF}tf.log\ntf.nn.softmax({arguments})\n"
    assert unchanged(code)
    assert actions(code) == actions(code, "v2") == ["manual"]


def test_partial():
    code = f"from functools import partial\n{TF}f = partial(tf.nn.softmax, dim=1)"
    assert line(code, "v2") == "f = partial(tf.nn.softmax, axis=1)"


def test_passed_on_without_a_call():
    (found,) = findings(f"{TF}acts = [tf.nn.softmax]\nacts[0](x)\n")
    assert found.message == "the same on every release when it is called without dim="


@pytest.mark.parametrize(
    ("given", "call"),
    [
        ("acts = [tf.nn.softmax, tf.nn.log_softmax]", "acts[0](x, dim=1)"),
        ("self.act = act or tf.nn.softmax", "self.act(x, dim=1)"),
        ("for act in (tf.nn.softmax, tf.tanh):", "    act(x, dim=1)"),
        ("layer = dense(activation=tf.nn.softmax)", "layer.activation(x, dim=-1)"),
    ],
)
def test_what_is_passed_on_may_be_called_with_dim(given, call):
    code = f"{TF}{given}\n{call}\n"
    expected = code.replace("tf.nn.", "nn.").replace("nn.tanh", "tf.tanh")
    assert rewritten(code).endswith(expected.partition("\n")[2])
    assert set(actions(code, "v2")) == {"manual"}
    assert rewritten(code, "v2") == code


@pytest.mark.parametrize(
    "call", ["torch.softmax(x, dim=1)", "tf.expand_dims(x, dim=1)", "act(x, axis=1)", "dim = 1"]
)
def test_another_dim(call):
    code = f"import torch\n{TF}act = tf.nn.softmax\n{call}\n"
    assert actions(code)[0] == "correct"
    assert "act = tf.nn.softmax\n" in rewritten(code)
