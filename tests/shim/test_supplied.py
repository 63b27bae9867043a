"""Names of 1.x that a release does not have: those we supply, and what we say of the others."""

import re

import pytest

from tfcompat_ce import v1, v2
from tfcompat_ce.api import gone
from tfcompat_ce.shim import absent, installed

RELEASE = installed.release()
VERSION = installed.version()

tf = installed.tensorflow()


def native():
    return tf.compat.v1 if RELEASE >= (1, 13) else tf


# Each, and the first release that has it.
DISABLE = {
    "disable_control_flow_v2": (1, 15),
    "disable_eager_execution": (1, 13),
    "disable_resource_variables": (1, 11),
    "disable_tensor_equality": (1, 15),
    "disable_v2_behavior": (1, 13),
    "disable_v2_tensorshape": (1, 13),
}


@pytest.mark.parametrize("name", sorted(DISABLE))
def test_what_disables_is_there_on_every_release(name):
    assert hasattr(native(), name) == (DISABLE[name] <= RELEASE)
    disable = getattr(v1, name)
    assert name in dir(v1)
    if hasattr(native(), name):
        assert disable is getattr(native(), name)
    else:
        assert disable() is None


PROGRAM = """
import tfcompat_ce.v1 as tf

tf.disable_v2_behavior()
tf.disable_eager_execution()
tf.disable_control_flow_v2()
tf.disable_resource_variables()
tf.disable_v2_tensorshape()
print("::", tf.executing_eagerly())
tf.compat.v1.disable_v2_behavior()
x = tf.placeholder(tf.float32, [None, 2])
w = tf.get_variable("w", [2], initializer=tf.zeros_initializer())
with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    print("::", session.run(tf.reduce_sum(x * (w + 1.0)), {x: [[1.0, 2.0]]}))
print("::", w.get_shape()[0].value, type(tf.Graph) is type(tf.compat.v1.Graph))
"""


def test_a_program_that_disables_everything(python):
    output = python(PROGRAM)
    lines = [line for line in output.splitlines() if line.startswith("::")]
    assert lines == [":: False", ":: 3.0", ":: 2 True"]


def test_executing_eagerly():
    assert v1.executing_eagerly() == (RELEASE >= (2, 0))
    with v1.Graph().as_default():
        assert v1.executing_eagerly() is False


@pytest.mark.skipif(RELEASE < (1, 4), reason="no eager execution before 1.4")
def test_enable_eager_execution(python):
    output = python(
        "import tfcompat_ce.v1 as tf\n"
        "tf.enable_eager_execution()\n"
        "print('::', tf.executing_eagerly(), (tf.constant(1) + 2).numpy())\n"
        "try:\n"
        "    tf.disable_eager_execution()\n"
        "except (RuntimeError, ValueError) as error:\n"
        "    print('::', error)\n"
    )
    lines = [line for line in output.splitlines() if line.startswith("::")]
    assert lines[0] == ":: True 3"
    # Once there is an eager tensor, 1.13 and newer refuse; before there is no way back at all.
    refusal = "must be called at program startup" if RELEASE >= (1, 13) else "cannot leave eager"
    assert len(lines) == 2 or RELEASE >= (1, 13)
    assert all(refusal in line or "beginning" in line for line in lines[1:])


@pytest.mark.parametrize("name", sorted(gone.LATER))
def test_what_enables_what_is_not_there_yet(name):
    if gone.LATER[name] <= RELEASE:
        assert callable(getattr(v1, name))
        return
    assert not hasattr(v1, name)
    since = "{}.{}".format(*gone.LATER[name])
    message = f"TensorFlow {VERSION} has no tf.{name}, nor what it enables: that came with {since}."
    with pytest.raises(AttributeError) as error:
        getattr(v1, name)
    assert str(error.value) == message
    with pytest.raises(ImportError) as error:
        exec(f"from tfcompat_ce.v1 import {name}")
    assert str(error.value) == message


@pytest.mark.parametrize("name", sorted(gone.GONE))
def test_what_is_gone(name):
    row = gone.GONE[name]
    if row.release > RELEASE:
        assert absent.why(name) is None
        return
    assert not hasattr(v1, name)
    assert name not in dir(v1)
    with pytest.raises(AttributeError) as error:
        getattr(v1, name)
    assert str(error.value).startswith(f"TensorFlow {VERSION} has no tf.{name}: it went with ")
    assert str(error.value).endswith(row.instead)
    for statement in (
        f"from tfcompat_ce.v1 import {name}",
        f"import tfcompat_ce.v1.{name}",
        f"from tfcompat_ce.v1.{name}.layers import fully_connected",
    ):
        with pytest.raises(ImportError) as imported:
            exec(statement)
        assert str(imported.value) == str(error.value)


def test_what_is_gone_was_there_before():
    assert hasattr(native(), "pywrap_tensorflow") == (RELEASE < (1, 14))


NAMES = r"\btf(?:\.\w+)+"
INSTEAD = sorted({name for row in gone.GONE.values() for name in re.findall(NAMES, row.instead)})


@pytest.mark.skipif(RELEASE < (1, 15), reason="advice is for moving to 2.x")
@pytest.mark.parametrize("name", INSTEAD)
def test_what_is_named_instead_is_there(name):
    found = v1
    for part in name.split(".")[1:]:
        found = getattr(found, part)


@pytest.mark.parametrize("name", ["mul", "sub", "neg", "inv", "pack", "select", "batch_matmul"])
def test_what_is_named_instead_on_every_release(name):
    (instead,) = re.findall(NAMES, absent.why(name).partition("went with 1.0.")[2])
    assert callable(getattr(v1, instead.split(".")[1]))


def test_v2_knows_nothing_of_it():
    for name in ("disable_v2_behavior", "contrib", "mul"):
        assert not hasattr(v2, name)
