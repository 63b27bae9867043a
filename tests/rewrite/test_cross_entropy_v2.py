"""TFC002, before and after."""

import pytest
from pairs import TF, actions, findings, line, rewritten, unchanged

V2 = "tf.nn.softmax_cross_entropy_with_logits_v2"


@pytest.mark.parametrize(
    ("arguments", "after"),
    [
        ("labels=y, logits=p", "labels=y, logits=p"),
        ("labels=y, logits=p, dim=1", "labels=y, logits=p, axis=1"),
        ("labels=y, logits=p, axis=1", "labels=y, logits=p, axis=1"),
        ("y, p", "labels=y, logits=p"),
        ("None, y, p, 1", "labels=y, logits=p, axis=1"),
        ("_sentinel=None, labels=y, logits=p", "labels=y, logits=p"),
    ],
)
def test_calls(arguments, after):
    assert line(f"{V2}({arguments})") == f"nn.softmax_cross_entropy_with_logits_v2({after})"
    after = after if "axis" in after else f"{after}, axis=-1"
    assert line(f"{V2}({arguments})", "v2") == f"tf.nn.softmax_cross_entropy_with_logits({after})"


@pytest.mark.parametrize(
    "use", [f"loss = {V2}", f"f({V2})", f"class A:\n    f = {V2}\n    f(y, p)"]
)
def test_passed_on(use):
    code = f"{TF}tf.log\n{use}\n"
    (found, *_) = findings(code, "v2")
    assert found.action.value == "manual"
    assert "functools.partial(tf.nn.softmax_cross_entropy_with_logits, axis=-1)" in found.message
    assert rewritten(code, "v2").count("_v2") == 1
    advised = f"import functools\n{code}".replace(V2, found.message.rpartition(": write ")[2])
    assert actions(advised, "v2")[0] == "correct"


def test_bare():
    assert line(f"losses[{V2}]") == "losses[nn.softmax_cross_entropy_with_logits_v2]"


def test_import():
    before = "from tensorflow.nn import relu, softmax_cross_entropy_with_logits_v2\nsoftmax_cross_entropy_with_logits_v2(labels=y, logits=p)\n"
    assert rewritten(before) == before.replace("tensorflow.nn", "tfcompat_ce.nn")
    assert rewritten(before, "v2") == before.replace(
        "relu, softmax_cross_entropy_with_logits_v2",
        "relu, softmax_cross_entropy_with_logits as softmax_cross_entropy_with_logits_v2",
    ).replace("=p)", "=p, axis=-1)")
    aliased = "from tensorflow.nn import softmax_cross_entropy_with_logits_v2 as xent\nxent(labels=y, logits=p)\n"
    assert rewritten(aliased, "v2") == aliased.replace("_v2", "").replace("=p)", "=p, axis=-1)")


@pytest.mark.parametrize(
    "arguments", ["logits, labels", "*args", "labels=y", "labels=y, logits=p, axis=1, dim=1"]
)
def test_left_to_a_person(arguments):
    code = f"{TF}{V2}({arguments})\n"
    assert unchanged(code)
    assert actions(code) == actions(code, "v2") == ["manual"]


def test_right_as_it_stands():
    code = "import tensorflow.compat.v1 as tf\n" + f"{V2}(labels=y, logits=p, dim=1)\n"
    assert unchanged(code)
    assert actions(code) == ["correct"]


@pytest.mark.parametrize(
    "alias",
    [
        f"xent = {V2} if new else tf.nn.softmax_cross_entropy_with_logits",
        f"try:\n    xent = {V2}\nexcept AttributeError:\n    xent = tf.nn.softmax_cross_entropy_with_logits",
        f"xent = new and {V2} or tf.nn.softmax_cross_entropy_with_logits",
    ],
)
def test_one_of_two(alias):
    code = f"{TF}tf.log\n{alias}\nxent(labels=y, logits=p)\n"
    assert actions(code) == ["rewritten"] * 3
    assert rewritten(code).count(" nn.softmax") == 2
    assert actions(code, "v2") == ["manual"] * 3
    assert rewritten(code, "v2") == code


def test_an_alias_whose_calls_are_clear():
    code = f"{TF}tf.log\nxent = {V2}\nxent(labels=y, logits=p)\n"
    assert rewritten(code, "v2") == code.replace("_v2", "").replace("=p)", "=p, axis=-1)")
    unclear = code.replace("(labels=y, logits=p)", "(**kwargs)")
    assert rewritten(unclear, "v2") == unclear


@pytest.mark.parametrize("left", ["xent(logits, labels)", "xent(a, b)  # noqa: TFC002", "xent(a)"])
@pytest.mark.parametrize(
    "alias",
    [
        f"xent = {V2}",
        "from tensorflow.nn import softmax_cross_entropy_with_logits_v2 as xent",
    ],
)
def test_a_name_with_a_call_that_is_left_keeps_its_function(alias, left):
    code = f"{TF}tf.log\n{alias}\nxent(labels=y, logits=p)\n{left}\n"
    assert rewritten(code, "v2") == code
    assert set(actions(code, "v2")) == {"manual"}


@pytest.mark.parametrize("target", ["nn", "v1", "v2"])
def test_what_2x_has_not_in_its_own_namespace(target):
    code = f"{TF}{V2}(labels=y, logits=p)\ntf.nn.softmax(x, dim=1)\n".replace(
        "tf.nn", "tf.compat.v2.nn"
    )
    assert rewritten(code, target).splitlines()[1:] == [
        "tf.compat.v2.nn.softmax_cross_entropy_with_logits(labels=y, logits=p, axis=-1)",
        "tf.compat.v2.nn.softmax(x, axis=1)",
    ]


@pytest.mark.parametrize(
    "code",
    [
        f"if hasattr(tf.nn, 'x'):\n    xent = {V2}\nelse:\n    xent = tf.nn.softmax_cross_entropy_with_logits",
        f"x = {V2} if tf.__version__ > '2' else tf.nn.softmax_cross_entropy_with_logits",
        f"if TF2:\n    pass\nelif tf_version == 1:\n    {V2}(labels=y, logits=p)\n    tf.nn.softmax_cross_entropy_with_logits(p, y)",
    ],
)
def test_under_a_test_of_the_version(code):
    assert actions(f"{TF}tf.log\n{code}\n") == ["manual"] * 2
    assert unchanged(f"{TF}tf.log\n{code}\n")


def test_a_test_that_calls():
    code = f"{TF}tf.log\nif {V2}(labels=y, logits=p) is None and tf.__version__:\n    pass\n"
    assert actions(code) == ["rewritten"]
