"""TFC011: advice, and with --fix-advice the fused call."""

import pytest
from pairs import TF, actions, findings, rewritten, unchanged

HEAD = f"{TF}tf.placeholder\n"
NN = "nn.softmax_cross_entropy_with_logits_v2"
V2 = "tf.nn.softmax_cross_entropy_with_logits"
BY_HAND = "-tf.reduce_sum(y * tf.log(tf.nn.softmax(x)), -1)"


def fixed(code, target="nn"):
    after = rewritten(HEAD + code + "\n", target, fix_advice=True)
    return after.partition("tf.placeholder\n")[2].rstrip("\n")


@pytest.mark.parametrize(
    ("before", "nn", "v2"),
    [
        (
            "-tf.reduce_sum(y * tf.log(tf.nn.softmax(x)), -1)",
            f"{NN}(labels=y, logits=x)",
            f"{V2}(labels=y, logits=x, axis=-1)",
        ),
        (
            "-tf.reduce_sum(y * tf.log(tf.nn.softmax(x)), axis=[-1])",
            f"{NN}(labels=y, logits=x)",
            f"{V2}(labels=y, logits=x, axis=-1)",
        ),
        (
            "-tf.reduce_sum(y * tf.log(tf.nn.softmax(x, 1)), 1, name='xent')",
            f"{NN}(labels=y, logits=x, axis=1, name='xent')",
            f"{V2}(labels=y, logits=x, axis=1, name='xent')",
        ),
        (
            "-tf.reduce_sum(y * tf.log(tf.nn.softmax(x)), name='xent')",
            f"tf.reduce_sum({NN}(labels=y, logits=x), name='xent')",
            f"tf.reduce_sum({V2}(labels=y, logits=x, axis=-1), name='xent')",
        ),
        (
            "-tf.reduce_sum(y * tf.log(tf.nn.softmax(x, 0)), 0)",
            f"{NN}(labels=y, logits=x, axis=0)",
            f"{V2}(labels=y, logits=x, axis=0)",
        ),
        (
            "-tf.reduce_sum(tf.log(tf.nn.softmax(x)) * y)",
            f"tf.reduce_sum({NN}(logits=x, labels=y))",
            f"tf.reduce_sum({V2}(logits=x, labels=y, axis=-1))",
        ),
        (
            "-(tf.reduce_sum(tf.multiply(y, tf.math.log(tf.nn.softmax(x)))))",
            f"(tf.reduce_sum({NN}(labels=y, logits=x)))",
            f"(tf.reduce_sum({V2}(labels=y, logits=x, axis=-1)))",
        ),
        (
            "tf.reduce_mean(-tf.reduce_sum(y * tf.log(tf.nn.softmax(x)), -1))",
            f"tf.reduce_mean({NN}(labels=y, logits=x))",
            f"tf.reduce_mean({V2}(labels=y, logits=x, axis=-1))",
        ),
        (
            "-tf.reduce_mean(tf.reduce_sum(y * tf.log(tf.nn.softmax(x)), -1))",
            f"tf.reduce_mean({NN}(labels=y, logits=x))",
            f"tf.reduce_mean({V2}(labels=y, logits=x, axis=-1))",
        ),
        (
            "p = tf.nn.softmax(x)\nloss = -tf.reduce_sum(y * tf.log(p), -1)",
            f"p = tf.nn.softmax(x)\nloss = {NN}(labels=y, logits=x)",
            f"p = tf.nn.softmax(x)\nloss = {V2}(labels=y, logits=x, axis=-1)",
        ),
        (
            "def f(h):\n    p = tf.nn.softmax(dense(h))\n    return -tf.reduce_sum(y * tf.log(p), reduction_indices=[-1])",
            f"def f(h):\n    p_logits = dense(h)\n    p = tf.nn.softmax(p_logits)\n    return {NN}(labels=y, logits=p_logits)",
            f"def f(h):\n    p_logits = dense(h)\n    p = tf.nn.softmax(p_logits)\n    return {V2}(labels=y, logits=p_logits, axis=-1)",
        ),
    ],
)
def test_fixed(before, nn, v2):
    x = "" if "def" in before else "x = f()\n"
    assert fixed(x + before) == x + nn
    assert fixed(x + before, "v2") == x + v2
    assert "advice" in actions(HEAD + x + before + "\n")
    assert unchanged(HEAD + x + before + "\n")


@pytest.mark.parametrize(
    "code",
    [
        "-tf.reduce_sum(y * tf.log(tf.nn.softmax(x) + 1e-10), 1)",
        "-tf.reduce_sum(y * tf.log(tf.clip_by_value(tf.nn.softmax(x), 1e-10, 1.0)))",
        "-tf.reduce_sum(w * y * tf.log(tf.nn.softmax(x)), 1)",
        "-tf.reduce_sum(y * tf.log(tf.nn.softmax(x, 1)), 0)",
        "-tf.reduce_sum(y * tf.log(tf.nn.softmax(x)), 1)",
        "-tf.reduce_sum(y * tf.log(tf.nn.softmax(x, -1)), 1)",
        "-tf.reduce_sum(y * tf.log(tf.nn.softmax(x, 1)), -1)",
        "-tf.reduce_sum(y * tf.log(tf.nn.softmax(x)), -1, True)",
        "-tf.reduce_sum(mask[:, None] * tf.log(tf.nn.softmax(x)), -1)",
        "-tf.reduce_sum(mask[..., tf.newaxis] * tf.log(tf.nn.softmax(x)), -1)",
        "-tf.reduce_sum(y * tf.log(tf.nn.softmax(x)), 0)",
        "-tf.reduce_sum(y * tf.log(tf.nn.softmax(x)), axis=k)",
        "-tf.reduce_sum(y * tf.log(tf.nn.softmax(x)), 1, keep_dims=True)",
        "-tf.reduce_mean(y * tf.log(tf.nn.softmax(x)))",
        "tf.reduce_sum(-y * tf.log(tf.nn.softmax(x)), 1)",
        "-tf.reduce_sum(y * tf.log(tf.nn.softmax(x)),  # over classes\n 1)",
        "p = tf.nn.softmax(x)\nx = x + 1\n-tf.reduce_sum(y * tf.log(p), 1)",
        "def f():\n    return -tf.reduce_sum(y * tf.log(p), -1)\np = tf.nn.softmax(x)",
        "for x in xs:\n    loss = -tf.reduce_sum(y * tf.log(p), -1)\n    p = tf.nn.softmax(x)",
    ],
)
def test_advised_but_not_fixed(code):
    assert "TFC011" in [f.code for f in findings(HEAD + code + "\n")]
    assert fixed(code) == code


@pytest.mark.parametrize(
    "code",
    [
        "tf.log(tf.nn.softmax(x))",
        "-tf.reduce_sum(y * tf.log(p), 1)",
        "-tf.reduce_sum(y * tf.log(tf.nn.sigmoid(x)), 1)",
        "-np.sum(y * np.log(tf.nn.softmax(x)))",
        "-tf.reduce_sum(tf.nn.softmax(x) * tf.log(q), 1)",
    ],
)
def test_something_else(code):
    assert "TFC011" not in [f.code for f in findings(HEAD + code + "\n")]
    assert fixed(code) == code


@pytest.mark.parametrize(
    ("axis", "said"),
    [("-1", "see that the labels sum to 1"), ("1", "not sure to be over the softmax's axis")],
)
def test_what_to_see_to(axis, said):
    code = f"{HEAD}-tf.reduce_sum(y * tf.log(tf.nn.softmax(x)), {axis})\n"
    for fix in (False, True):
        assert any(said in f.message for f in findings(code, fix_advice=fix) if f.code == "TFC011")


def test_a_minus_that_keeps_words_apart():
    code = "a if-tf.reduce_sum(y * tf.log(tf.nn.softmax(x)), -1)else b"
    assert fixed(code) == f"a if {NN}(labels=y, logits=x)else b"


@pytest.mark.parametrize(
    ("before", "nn", "v2"),
    [
        (
            "-tf.reduce_mean(tf.reduce_sum(y * tf.log(tf.nn.softmax(x, dim=0)), axis=0))",
            f"tf.reduce_mean({NN}(labels=y, logits=x, axis=0))",
            f"tf.reduce_mean({V2}(labels=y, logits=x, axis=0))",
        ),
        (
            "-tf.reduce_sum(tf.log(tf.nn.softmax(x, dim=0)) * y, 0)",
            f"{NN}(logits=x, labels=y, axis=0)",
            f"{V2}(logits=x, labels=y, axis=0)",
        ),
        (
            "-tf.reduce_sum(f(tf.nn.softmax(a, dim=0)) * tf.log(tf.nn.softmax(x, dim=-1)), -1)",
            f"{NN}(labels=f(nn.softmax(a, axis=0)), logits=x, axis=-1)",
            f"{V2}(labels=f(tf.nn.softmax(a, axis=0)), logits=x, axis=-1)",
        ),
        (
            "-tf.reduce_sum(y * tf.log(tf.nn.softmax(g(tf.nn.softmax(x, dim=0)))), -1)",
            f"{NN}(labels=y, logits=g(nn.softmax(x, axis=0)))",
            f"{V2}(labels=y, logits=g(tf.nn.softmax(x, axis=0)), axis=-1)",
        ),
        (
            "p = tf.nn.softmax(x, dim=-1)\nloss = -tf.reduce_sum(y * tf.log(p), -1)",
            f"p = nn.softmax(x, axis=-1)\nloss = {NN}(labels=y, logits=x, axis=-1)",
            f"p = tf.nn.softmax(x, axis=-1)\nloss = {V2}(labels=y, logits=x, axis=-1)",
        ),
        (
            "p = tf.nn.softmax(g(x), dim=-1)\nloss = -tf.reduce_sum(y * tf.log(p), -1)",
            f"p_logits = g(x)\np = nn.softmax(p_logits, axis=-1)\nloss = {NN}(labels=y, logits=p_logits, axis=-1)",
            f"p_logits = g(x)\np = tf.nn.softmax(p_logits, axis=-1)\nloss = {V2}(labels=y, logits=p_logits, axis=-1)",
        ),
        (
            "p = tf.nn.softmax(g(tf.nn.softmax(x, dim=0)))\nloss = -tf.reduce_sum(y * tf.log(p), -1)",
            f"p_logits = g(nn.softmax(x, axis=0))\np = tf.nn.softmax(p_logits)\nloss = {NN}(labels=y, logits=p_logits)",
            f"p_logits = g(tf.nn.softmax(x, axis=0))\np = tf.nn.softmax(p_logits)\nloss = {V2}(labels=y, logits=p_logits, axis=-1)",
        ),
        (
            f"p = tf.nn.softmax(g({BY_HAND}))\nloss = -tf.reduce_sum(z * tf.log(p), -1)",
            f"p_logits = g({NN}(labels=y, logits=x))\np = tf.nn.softmax(p_logits)\nloss = {NN}(labels=z, logits=p_logits)",
            f"p_logits = g({V2}(labels=y, logits=x, axis=-1))\np = tf.nn.softmax(p_logits)\nloss = {V2}(labels=z, logits=p_logits, axis=-1)",
        ),
        (
            "q = tf.nn.softmax(x)\np = tf.nn.softmax(g(-tf.reduce_sum(y * tf.log(q), -1)))\nloss = -tf.reduce_sum(z * tf.log(p), -1)",
            f"q = tf.nn.softmax(x)\np_logits = g({NN}(labels=y, logits=x))\np = tf.nn.softmax(p_logits)\nloss = {NN}(labels=z, logits=p_logits)",
            f"q = tf.nn.softmax(x)\np_logits = g({V2}(labels=y, logits=x, axis=-1))\np = tf.nn.softmax(p_logits)\nloss = {V2}(labels=z, logits=p_logits, axis=-1)",
        ),
        (
            "q = tf.nn.softmax(h(x))\np = tf.nn.softmax(-tf.reduce_sum(y * tf.log(q), -1))\nloss = -tf.reduce_sum(z * tf.log(p), -1)\nmore = -tf.reduce_sum(a * tf.log(p), -1)",
            f"q_logits = h(x)\nq = tf.nn.softmax(q_logits)\np_logits = {NN}(labels=y, logits=q_logits)\np = tf.nn.softmax(p_logits)\nloss = {NN}(labels=z, logits=p_logits)\nmore = {NN}(labels=a, logits=p_logits)",
            f"q_logits = h(x)\nq = tf.nn.softmax(q_logits)\np_logits = {V2}(labels=y, logits=q_logits, axis=-1)\np = tf.nn.softmax(p_logits)\nloss = {V2}(labels=z, logits=p_logits, axis=-1)\nmore = {V2}(labels=a, logits=p_logits, axis=-1)",
        ),
        (
            f"-tf.reduce_sum(f({BY_HAND}) * tf.log(tf.nn.softmax(g({BY_HAND}))), -1)",
            f"{NN}(labels=f({NN}(labels=y, logits=x)), logits=g({NN}(labels=y, logits=x)))",
            f"{V2}(labels=f({V2}(labels=y, logits=x, axis=-1)), logits=g({V2}(labels=y, logits=x, axis=-1)), axis=-1)",
        ),
    ],
)
def test_fixed_at_once_with_what_is_inside(before, nn, v2):
    before = f"x = f()\n{before}"
    assert fixed(before) == f"x = f()\n{nn}"
    assert fixed(before, "v2") == f"x = f()\n{v2}"
    assert "advice" not in actions(f"{HEAD}{before}\n", fix_advice=True)


def test_what_is_fixed_inside_another_is_reported_where_it_is():
    code = "q = tf.nn.softmax(x)\np = tf.nn.softmax(\n    -tf.reduce_sum(y * tf.log(q), -1))\nloss = -tf.reduce_sum(z * tf.log(p), -1)\n"
    found = findings(f"{HEAD}x = f()\n{code}", fix_advice=True)
    places = [(f.line, f.column, f.action.value) for f in found if f.code == "TFC011"]
    assert places == [(6, 5, "rewritten"), (7, 8, "rewritten")]


def test_a_product_of_0x_in_a_program_that_moves_as_a_whole():
    code = "import tensorflow as tf\ntf.mul(a, b)\n-tf.reduce_sum(tf.mul(y, tf.log(tf.nn.softmax(x))), -1)\n"
    assert rewritten(code, "v1", fix_advice=True).splitlines() == [
        "import tfcompat_ce.v1 as tf",
        "from tfcompat_ce import nn",
        "tf.multiply(a, b)",
        f"{NN}(labels=y, logits=x)",
    ]


@pytest.mark.parametrize(("target", "options"), [("v2", {}), ("nn", {"origin": "2"})])
def test_where_tensorflow_is_compat_v1(target, options):
    code = "import tensorflow.compat.v1 as tf\n-tf.reduce_sum(y * tf.log(tf.nn.softmax(x)), -1)\n"
    after = rewritten(code, target, fix_advice=True, **options)
    assert after.splitlines()[-1] == f"tf.{NN}(labels=y, logits=x)"
    assert "manual" not in actions(after, target, fix_advice=True, **options)


@pytest.mark.parametrize(
    ("logits", "named"),
    [("a +\n    b", "(a +\n    b)"), ("g(a,\n    b)", "g(a,\n    b)"), ("a := b", "(a := b)")],
)
def test_logits_that_get_a_name_stay_one_expression(logits, named):
    code = f"p = tf.nn.softmax({logits})\nloss = -tf.reduce_sum(y * tf.log(p), -1)"
    after = f"p = tf.nn.softmax(p_logits)\nloss = {NN}(labels=y, logits=p_logits)"
    assert fixed(code) == f"p_logits = {named}\n{after}"


TUTORIAL = f"""{TF}
x = tf.placeholder(tf.float32, [None, 784])
W = tf.Variable(tf.zeros([784, 10]))
b = tf.Variable(tf.zeros([10]))
y = tf.nn.softmax(tf.matmul(x, W) + b)
y_ = tf.placeholder(tf.float32, [None, 10])
cross_entropy = tf.reduce_mean(-tf.reduce_sum(y_ * tf.log(y), reduction_indices=[1]))
"""


def test_the_tutorial():
    after = TUTORIAL.replace(
        "y = tf.nn.softmax(tf.matmul(x, W) + b)",
        "y_logits = tf.matmul(x, W) + b\ny = tf.nn.softmax(y_logits)",
    ).replace(
        "-tf.reduce_sum(y_ * tf.log(y), reduction_indices=[1])",
        f"{NN}(labels=y_, logits=y_logits)",
    )
    after = after.replace(TF, f"{TF}from tfcompat_ce import nn\n")
    assert rewritten(TUTORIAL, fix_advice=True) == after
    assert "advice" in actions(TUTORIAL)
    assert unchanged(TUTORIAL)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("reduction_indices=[1]", "axis=1"),
        ("reduction_indices=[1]", "1"),
        ("reduction_indices=[1]", "-1"),
        ("[None, 784])", "shape=(None, 784))"),
        ("tf.placeholder(tf.float32, [None, 784])", "tf.reshape(images, [-1, 784])"),
        ("tf.Variable(tf.zeros([784, 10]))", "tf.get_variable('W', [784, 10])"),
        ("tf.Variable(tf.zeros([784, 10]))", "tf.get_variable('W', shape=[784, 10])"),
        ("tf.Variable(tf.zeros([784, 10]))", "tf.Variable(tf.random_normal(shape))"),
        ("tf.Variable(tf.zeros([784, 10]))", "weight_variable([784, 10])"),
        ("tf.Variable(tf.zeros([784, 10]))", "weight_variable(shape=[784, 10])"),
        ("tf.zeros([10])", "0.1"),
        ("tf.zeros([10])", "[0.5, 0.5]"),
        ("tf.matmul(x, W) + b", "tf.nn.bias_add(tf.matmul(x, W), b)"),
        ("tf.matmul(x, W) + b", "tf.add(tf.matmul(tf.nn.dropout(tf.nn.relu(x), 0.5), W), b)"),
        ("tf.matmul(x, W) + b", "tf.layers.dense(x, 10)"),
        ("tf.matmul(x, W) + b", "tf.nn.xw_plus_b(anything(x), W, b)"),
        ("tf.placeholder(tf.float32, [None, 10])", "tf.one_hot(tf.placeholder(t, [None]), 10)"),
    ],
)
def test_the_axis_is_proved_the_last(old, new):
    code = TUTORIAL.replace(old, new).replace(TF, f"{TF}shape = [784, 10]\n{WEIGHTS}")
    assert new in code
    assert NN in rewritten(code, fix_advice=True)
    assert "advice" not in actions(code, fix_advice=True)


WEIGHTS = """
def weight_variable(shape):
    initial = tf.truncated_normal(shape, stddev=0.1)
    return tf.Variable(initial)

def chosen(shape):
    if shape:
        return tf.zeros(shape)
    return x
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[None, 784]", "[None, 28, 784]"),
        (", [None, 784]", ""),
        ("[None, 784]", "shape"),
        ("[None, 784]", "[None, *rest]"),
        ("[None, 784]", "[None] + rest"),
        ("[None, 10]", "[None, 5, 10]"),
        ("[None, 10]", "[10]"),
        (", [None, 10]", ""),
        ("tf.zeros([784, 10])", "initial"),
        ("tf.zeros([784, 10])", "tf.zeros([784, 10]), validate_shape=False"),
        ("tf.zeros([784, 10])", "np.zeros([784, 10])"),
        ("tf.Variable(tf.zeros([784, 10]))", "chosen([784, 10])"),
        ("tf.Variable(tf.zeros([784, 10]))", "weight_variable(*[[784, 10]])"),
        ("tf.zeros([10])", "tf.zeros([2, 1, 10])"),
        ("reduction_indices=[1]", "reduction_indices=[0]"),
        ("reduction_indices=[1]", "reduction_indices=[0, 1]"),
        ("reduction_indices=[1]", "-2"),
        ("reduction_indices=[1]", "2"),
        ("W = ", "W = 5\nif old:\n    W = "),
        ("y_ = ", "for y_ in ys: pass\nif old:\n    y_ = "),
        ("tf.matmul(x, W) + b", "tf.matmul(x, W) + unknown"),
        ("tf.matmul(x, W) + b", "tf.layers.conv2d(x, W)"),
        ("tf.matmul(x, W) + b", "mine.layers.dense(x, 10)"),
    ],
)
def test_the_axis_is_not_proved_the_last(old, new):
    code = TUTORIAL.replace(old, new).replace(TF, f"{TF}{WEIGHTS}")
    assert new in code
    assert rewritten(code, fix_advice=True) == code
    (found,) = [f for f in findings(code, fix_advice=True) if f.code == "TFC011"]
    assert "to be written by hand" in found.message


def test_a_logarithm_that_says_which_release_it_is_stays_while_an_order_hangs_on_it():
    code = f"tf.math.log\n{V2}(a, b)\n-tf.reduce_sum(y * tf.math.log(tf.nn.softmax(x)), -1)"
    assert fixed(code) == code
    assert actions(f"{HEAD}{code}\n", fix_advice=True) == ["manual", "advice", "correct"]
    assert NN in fixed(code.replace("a, b", "labels=a, logits=b"))
