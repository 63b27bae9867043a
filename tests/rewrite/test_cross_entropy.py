"""TFC001, before and after."""

import pytest
from pairs import TF, actions, findings, line, rewritten, unchanged

XENT = "tf.nn.softmax_cross_entropy_with_logits"
NN = "nn.softmax_cross_entropy_with_logits"


@pytest.mark.parametrize(
    ("arguments", "nn", "v2"),
    [
        ("logits=a, labels=b", "logits=a, labels=b", "logits=a, labels=tf.stop_gradient(b)"),
        ("labels=b, logits=a", "labels=b, logits=a", "labels=tf.stop_gradient(b), logits=a"),
        ("pred, y", "logits=pred, labels=y", "logits=pred, labels=tf.stop_gradient(y)"),
        (
            "pred, y, 1",
            "logits=pred, labels=y, axis=1",
            "logits=pred, labels=tf.stop_gradient(y), axis=1",
        ),
        (
            "pred, y, 1, 'loss'",
            "logits=pred, labels=y, axis=1, name='loss'",
            "logits=pred, labels=tf.stop_gradient(y), axis=1, name='loss'",
        ),
        ("pred, labels=y", "logits=pred, labels=y", "logits=pred, labels=tf.stop_gradient(y)"),
        ("None, y, p", "labels=y, logits=p", "labels=tf.stop_gradient(y), logits=p"),
        (
            "None, y, p, 1, 'n'",
            "labels=y, logits=p, axis=1, name='n'",
            "labels=tf.stop_gradient(y), logits=p, axis=1, name='n'",
        ),
        (
            "_sentinel=None, labels=y, logits=p",
            "labels=y, logits=p",
            "labels=tf.stop_gradient(y), logits=p",
        ),
        (
            "labels=y, logits=p, _sentinel=None",
            "labels=y, logits=p",
            "labels=tf.stop_gradient(y), logits=p",
        ),
        ("None, labels=y, logits=p", "labels=y, logits=p", "labels=tf.stop_gradient(y), logits=p"),
        (
            "logits=a, labels=b, dim=-1",
            "logits=a, labels=b, axis=-1",
            "logits=a, labels=tf.stop_gradient(b), axis=-1",
        ),
        (
            "logits=a, labels=b, dim = 0, name='n'",
            "logits=a, labels=b, axis = 0, name='n'",
            "logits=a, labels=tf.stop_gradient(b), axis = 0, name='n'",
        ),
        (
            "pred, (x := y)",
            "logits=pred, labels=(x := y)",
            "logits=pred, labels=tf.stop_gradient((x := y))",
        ),
        (
            "x := pred, y",
            "logits=(x := pred), labels=y",
            "logits=(x := pred), labels=tf.stop_gradient(y)",
        ),
        ("pred, y,", "logits=pred, labels=y,", "logits=pred, labels=tf.stop_gradient(y),"),
        (
            "pred, y if t else z",
            "logits=pred, labels=y if t else z",
            "logits=pred, labels=tf.stop_gradient(y if t else z)",
        ),
        (
            "lambda: 0, y",
            "logits=lambda: 0, labels=y",
            "logits=lambda: 0, labels=tf.stop_gradient(y)",
        ),
        (
            "net(x), batch['labels']",
            "logits=net(x), labels=batch['labels']",
            "logits=net(x), labels=tf.stop_gradient(batch['labels'])",
        ),
        ("y, y_", "logits=y, labels=y_", "logits=y, labels=tf.stop_gradient(y_)"),
    ],
)
def test_calls(arguments, nn, v2):
    assert line(f"{XENT}({arguments})") == f"{NN}({nn})"
    assert line(f"{XENT}({arguments})", "v2") == f"{XENT}({v2})"


@pytest.mark.parametrize(
    "labels",
    [
        "[[0., 1.]]",
        "((0, 1), (1, 0))",
        "tf.one_hot(y, 10)",
        "tf.stop_gradient(y)",
        "-1.0",
        "[-1, tf.one_hot(y, 2)]",
    ],
)
def test_labels_without_gradient_are_not_wrapped(labels):
    assert line(f"{XENT}(pred, {labels})", "v2") == f"{XENT}(logits=pred, labels={labels})"
    assert unchanged(f"{TF}{XENT}(logits=pred, labels={labels})\n")
    assert actions(f"{TF}{XENT}(logits=pred, labels={labels})\n") == ["correct"]


@pytest.mark.parametrize(
    "labels", ["one_hot(y, 10)", "tf.cast(y, t)", "[y]", "np.one_hot(y)", "tf.nn.stop_gradient(y)"]
)
def test_labels_that_may_carry_a_gradient_are_wrapped(labels):
    assert line(f"{XENT}(logits=a, labels={labels})", "v2") == (
        f"{XENT}(logits=a, labels=tf.stop_gradient({labels}))"
    )


def test_comments_and_layout_stay():
    before = f"""\
{TF}
loss = tf.reduce_mean(   # mean
    {XENT}(
        None,  # the sentinel
        y,   # one-hot
        logits = (a +
                  b), \\
        dim = -1,
    ))
"""
    assert (
        rewritten(before)
        == f"""\
{TF}from tfcompat_ce import nn

loss = tf.reduce_mean(   # mean
    {NN}(
          # the sentinel
        labels=y,   # one-hot
        logits = (a +
                  b), \\
        axis = -1,
    ))
"""
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            f"losses = [{XENT}(p, y) for p, y in zip(ps, ys)]",
            f"losses = [{NN}(logits=p, labels=y) for p, y in zip(ps, ys)]",
        ),
        (f"loss = lambda p, y: {XENT}(p, y)", f"loss = lambda p, y: {NN}(logits=p, labels=y)"),
        (
            f"def f(loss={XENT}(p, y)): return tf.log(loss)",
            f"def f(loss={NN}(logits=p, labels=y)): return tf.log(loss)",
        ),
        (f'f"{{{XENT}(p, y)!r}}"', f'f"{{{NN}(logits=p, labels=y)!r}}"'),
        (
            f"{XENT}({XENT}(p, y), {XENT}(q, z))",
            f"{NN}(logits={NN}(logits=p, labels=y), labels={NN}(logits=q, labels=z))",
        ),
        (f"({XENT})(p, y)", f"({NN})(logits=p, labels=y)"),
        (f"{XENT} (p, y)", f"{NN} (logits=p, labels=y)"),
        (
            f"{XENT}(logits=tf.nn.softmax(p, dim=1), labels=y)",
            f"{NN}(logits=nn.softmax(p, axis=1), labels=y)",
        ),
        (f"losses = {{'xent': {XENT}}}", f"losses = {{'xent': {NN}}}"),
        (f"train(loss={XENT})", f"train(loss={NN})"),
        (f"@wrap({XENT})\ndef f(): pass", f"@wrap({NN})\ndef f(): pass"),
        (f"self.loss = {XENT}", f"self.loss = {NN}"),
        (f"if {XENT}(p, y): pass", f"if {NN}(logits=p, labels=y): pass"),
    ],
)
def test_every_position_in_a_program(before, after):
    assert (
        rewritten(f"{TF}tf.log\n{before}\n") == f"{TF}from tfcompat_ce import nn\ntf.log\n{after}\n"
    )


@pytest.mark.parametrize(
    "call",
    [
        f"{XENT}(*args)",
        f"{XENT}(**kwargs)",
        f"{XENT}(labels=y, **kwargs)",
        f"{XENT}(labels, logits)",
        f"{XENT}(y_true, y_pred)",
        f"{XENT}(x, logits)",
        f"{XENT}(self.labels, self.net)",
        f"{XENT}(tf.one_hot(y, 2), x)",
        f"{XENT}(labels=y)",
        f"{XENT}(pred)",
        f"{XENT}()",
        f"{XENT}(p, y, 1, 'n', 5)",
        f"{XENT}(p, logits=p, labels=y)",
        f"{XENT}(_sentinel=s, labels=y, logits=p)",
        f"{XENT}(labels=y, logits=p, dim=1, axis=1)",
        f"{XENT}(labels=y, logits=p, weights=w)",
        f"del {XENT}",
        f"{XENT} = mine",
        f"functools.partial({XENT}, p)",
        "getattr(tf.nn, 'softmax_cross_entropy_with_logits')(p, y)",
    ],
)
def test_left_to_a_person(call):
    code = f"import functools\n{TF}tf.Session\n{call}\n"
    assert actions(code) == ["manual"] == actions(code, "v2")
    assert unchanged(code)


def test_both_readings_are_in_the_message():
    (finding,) = findings(f"{TF}{XENT}(labels, logits)\n")
    assert "logits=labels, labels=logits (0.x's order)" in finding.message
    assert "labels=labels, logits=logits (2.x's order)" in finding.message


def test_a_bare_reference_cannot_become_native():
    code = f"{TF}losses = {{'xent': {XENT}}}\n"
    assert actions(code, "v2") == ["manual"]
    assert rewritten(code, "v2") == code


def test_an_alias_whose_uses_are_all_calls_that_can_be_read():
    code = f"{TF}f = {XENT}\nf(logits=a, labels=b)\n"
    after = f"{TF}f = {XENT}\nf(logits=a, labels=tf.stop_gradient(b))\n"
    assert actions(code, "v2") == ["correct", "rewritten"]
    assert rewritten(code, "v2") == after
    assert actions(after, "v2") == ["correct", "correct"]


@pytest.mark.parametrize(
    "code",
    [
        f"f = {XENT}\n",
        f"f = {XENT}\nf(logits=a, labels=b)\ng(f)\n",
        f"f = {XENT}\nf(logits=a, labels=b)\nf(**kwargs)\n",
        f"class A:\n    f = {XENT}\n    f(logits=a, labels=b)\n",
    ],
)
def test_an_alias_with_another_use(code):
    assert actions(TF + code, "v2")[0] == "manual"


def test_an_alias_of_2x_s_new_name_says_the_same_on_a_second_run():
    code = f"{TF}tf.log\nf = {XENT}_v2\nf(labels=y, logits=p)\n"
    assert set(actions(rewritten(code, "v2"), "v2")) == {"correct"}


def test_partial():
    code = f"import functools\n{TF}tf.log\nfunctools.partial({XENT}, labels=b, dim=1)\n"
    assert rewritten(code, "v2").splitlines()[-1] == (
        f"functools.partial({XENT}, labels=tf.stop_gradient(b), axis=1)"
    )
    assert rewritten(code).splitlines()[-1] == f"functools.partial({NN}, labels=b, axis=1)"
    assert actions(f"import functools\n{TF}functools.partial({XENT}, logits=b)\n", "v2") == [
        "manual"
    ]


@pytest.mark.parametrize(
    "code",
    [
        f"{TF}{XENT}(labels, logits)\nwith tf.GradientTape() as t: pass\n",
        f"{TF}tf.function\n{XENT}(labels=y, logits=p)\n",
        f"{TF}{XENT}(labels=y, logits=p, axis=1)\n",
        f"{TF}{XENT}(y, logits=p)\n",
        f"{TF}tf.optimizers\n{XENT}(*args)\n",
        "import tensorflow.compat.v1 as tf\ntf.Session\ntf.nn.softmax_cross_entropy_with_logits(labels=y, logits=p)\n",
        "import tensorflow.compat.v1 as tf\ntf.nn.softmax_cross_entropy_with_logits(labels=y, logits=p, dim=1)\n",
        "import tensorflow.compat.v1 as tf\ntf.nn.softmax_cross_entropy_with_logits(None, y, p)\n",
        f"{TF}tf.compat.v1.nn.softmax_cross_entropy_with_logits(labels=y, logits=p)\n",
        f"{TF}tf.compat.v1.nn.softmax_cross_entropy_with_logits(**kwargs)\n",
        f"{TF}tf.compat.v2.nn.softmax_cross_entropy_with_logits(labels, logits)\n",
        "from tensorflow.compat.v1 import nn\nf = nn.softmax_cross_entropy_with_logits\nf(labels=y, logits=p)\n",
        "from tfcompat_ce.v1 import nn\nnn.softmax_cross_entropy_with_logits(labels=y, logits=p)\n",
    ],
)
def test_right_as_it_stands(code):
    assert unchanged(code)
    assert set(actions(code)) == set(actions(code, "v2")) == {"correct"}


def test_swapped_names_in_2x_code_are_reported():
    code = f"{TF}tf.GradientTape\n{XENT}(logits, labels)\n"
    assert actions(code) == ["manual"]
    assert unchanged(code)


def test_positional_call_of_compat_v1():
    code = "import tensorflow.compat.v1 as tf\ntf.nn.softmax_cross_entropy_with_logits({})\n"
    assert rewritten(code.format("pred, y, 1")) == code.format("logits=pred, labels=y, dim=1")
    assert actions(code.format("labels, logits")) == ["manual"]
    assert actions(code.format("labels=y, logits=p, axis=1")) == ["manual"]


@pytest.mark.parametrize("function", ["softmax", "sparse_softmax"])
@pytest.mark.parametrize(
    "imported",
    [
        "from tensorflow.compat.v1 import nn",
        "import tensorflow as tf\ntf.function\nnn = tf.compat.v1.nn",
        "from tensorflow.python.ops import nn_ops as nn",
    ],
)
def test_an_order_that_moved_under_the_same_name(imported, function):
    """Through compat.v1 and private modules, 1.x's way raises to 2.11, and is 2.x's from 2.12 on."""
    code = f"{imported}\nf = nn.{function}_cross_entropy_with_logits\n{{}}\n"
    for call in ("f(a, b)", "f(y, p)"):
        for target in ("nn", "v1", "v2"):
            assert "manual" in actions(code.format(call), target)
            assert call in rewritten(code.format(call), target)
        assert "logits=" in rewritten(code.format(call), origin="0")
    assert "f(logits=p, labels=y)" in rewritten(code.format("f(p, y)"))


def test_from_says_what_the_code_is_for():
    code = f"{TF}{XENT}(a, b)\n"
    assert actions(code, origin="2") == ["correct"]
    assert actions(code, origin="0") == ["rewritten"]
    assert actions(f"{TF}tf.GradientTape\n{XENT}(a, b)\n", origin="1") == ["rewritten"]


def test_from_the_shim_to_native():
    code = "from tfcompat_ce import nn\nnn.softmax_cross_entropy_with_logits(labels=y, logits=p)\n"
    assert actions(code) == ["correct"]
    assert rewritten(code, "v2") == (
        "from tensorflow import nn\nimport tensorflow as tf\n"
        "nn.softmax_cross_entropy_with_logits(labels=tf.stop_gradient(y), logits=p)\n"
    )


def test_the_default_of_a_parameter():
    code = f"{TF}tf.log\ndef f(y, p, loss={XENT}):\n    return loss(labels=y, logits=p)\n"
    assert actions(code) == ["rewritten", "rewritten"]
    assert f"loss={NN}):\n    return loss(labels=y, logits=p)" in rewritten(code)
    assert actions(code, "v2") == ["manual", "manual"]


def test_what_is_given_by_a_line_that_is_left_is_left():
    code = (
        f"{TF}tf.log\nif hasattr(tf.nn, 'x'):\n    f = {XENT}\nelse:\n    f = {XENT}\n"
        "f(labels=y, logits=p)\n"
    )
    assert actions(code) == ["manual"] * 3
    assert rewritten(code) == code
    silenced = f"{TF}f = {XENT}  # noqa\nf(labels=y, logits=p)\n"
    assert actions(silenced) == ["manual"]
    assert rewritten(silenced) == silenced


def test_an_alias_that_nobody_outside_sees():
    code = f"{TF}def f(y, p):\n    g = {XENT}\n    return g(labels=y, logits=p)\n"
    assert actions(code, "v2") == ["correct", "rewritten"]
    assert rewritten(code, "v2") == code.replace("=y", "=tf.stop_gradient(y)")
    for use in ("g", "h(g)", "g(*a)", "(g, g(labels=y, logits=p))"):
        seen = code.replace("g(labels=y, logits=p)", use)
        assert actions(seen, "v2")[0] == "manual"
