"""TFC011: advice, and with --fix-advice the fused call."""

import pytest
from pairs import TF, actions, findings, rewritten, unchanged

HEAD = f"{TF}tf.placeholder\n"
NN = "nn.softmax_cross_entropy_with_logits_v2"
V2 = "tf.nn.softmax_cross_entropy_with_logits"


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
    [("-1", "see that the labels sum to 1"), ("1", "not sure to be over the same axis")],
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
    ],
)
def test_fixed_at_once_with_what_is_inside(before, nn, v2):
    before = f"x = f()\n{before}"
    assert fixed(before) == f"x = f()\n{nn}"
    assert fixed(before, "v2") == f"x = f()\n{v2}"
    assert "advice" not in actions(f"{HEAD}{before}\n", fix_advice=True)


def test_logits_that_have_a_softmax_of_their_own_and_stand_elsewhere():
    code = "p = tf.nn.softmax(g(tf.nn.softmax(x, dim=0)))\nloss = -tf.reduce_sum(y * tf.log(p), -1)"
    after = "p = tf.nn.softmax(g(nn.softmax(x, axis=0)))\nloss = -tf.reduce_sum(y * tf.log(p), -1)"
    assert fixed(code) == after
