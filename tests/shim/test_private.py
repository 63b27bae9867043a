"""``tfcompat_ce.v1.python``: private modules as 1.x had them."""

import importlib

import pytest

import tfcompat_ce.v1 as tf
from tfcompat_ce.api import private, symbols
from tfcompat_ce.shim import installed
from tfcompat_ce.shim.elsewhere import is_there

RELEASE = installed.release()
NO_KERAS = RELEASE >= (2, 16) and not is_there("tf_keras")


@pytest.mark.parametrize(
    "module, name",
    [
        ("framework.graph_util", "convert_variables_to_constants"),
        ("framework.ops", "get_default_graph"),
        ("framework.dtypes", "as_dtype"),
        ("ops.rnn_cell", "BasicLSTMCell"),
        ("ops.rnn", "dynamic_rnn"),
        ("ops.variable_scope", "variable_scope"),
        ("ops.control_flow_ops", "while_loop"),
        ("training.saver", "Saver"),
        ("training.moving_averages", "assign_moving_average"),
        ("training.training_ops", "apply_adam"),
        ("platform.gfile", "FastGFile"),
        ("platform.tf_logging", "info"),
        ("client.device_lib", "list_local_devices"),
    ],
)
def test_is_there_on_every_release(module, name):
    if "rnn_cell" in module and NO_KERAS:
        pytest.skip("needs tf_keras")
    assert callable(getattr(importlib.import_module("tfcompat_ce.v1.python." + module), name))


def test_every_way_to_import_gives_the_same():
    import tfcompat_ce.v1.python.framework.graph_util as by_alias
    from tfcompat_ce.v1.python.framework import graph_util
    from tfcompat_ce.v1.python.framework.graph_util import extract_sub_graph

    assert by_alias.extract_sub_graph is graph_util.extract_sub_graph is extract_sub_graph
    assert tf.python.framework.graph_util.extract_sub_graph is extract_sub_graph
    assert "extract_sub_graph" in dir(graph_util)


def test_a_module_that_lost_nothing_is_tensorflows_own():
    from tensorflow.python.ops import clip_ops
    from tfcompat_ce.v1.python.ops import clip_ops as ours

    assert ours is clip_ops


def test_the_family_is_ours():
    from tfcompat_ce.v1.python.ops import nn, nn_ops

    for module in (nn, nn_ops):
        for name in ("softmax", "sparse_softmax_cross_entropy_with_logits"):
            assert getattr(module, name) is getattr(tf.nn, name)
    with pytest.raises(ValueError, match="labels="):
        nn_ops.softmax_cross_entropy_with_logits([[1.0]], [[1.0]])


@pytest.mark.skipif(RELEASE < (1, 14) or NO_KERAS, reason="no such Keras here")
def test_keras_is_the_keras_of_the_namespace():
    from tfcompat_ce.v1.python.keras.layers import Dense
    from tfcompat_ce.v1.python.keras.layers.core import Dense as also_dense
    from tfcompat_ce.v1.python.keras.models import Sequential
    from tfcompat_ce.v1.python.keras.utils import to_categorical

    assert Dense is also_dense is tf.keras.layers.Dense
    assert Sequential is tf.keras.models.Sequential
    assert to_categorical is tf.keras.utils.to_categorical


@pytest.mark.skipif(RELEASE < (2, 6), reason="this Keras is TensorFlow's own")
def test_nn_that_another_module_imports_is_ours():
    from tfcompat_ce.v1.python.keras.backend import nn

    assert nn is tf.python.ops.nn
    assert nn.softmax is tf.nn.softmax


def test_what_is_set_is_set_in_tensorflows_own(monkeypatch):
    from tensorflow.python.ops import rnn_cell_impl as native
    from tfcompat_ce.v1.python.ops import rnn_cell_impl

    monkeypatch.setattr(rnn_cell_impl, "_set_by_a_test", 1, raising=False)
    assert native._set_by_a_test == 1


@pytest.mark.parametrize(
    "module, name, value",
    [
        ("util.nest", "is_sequence", [1]),
        ("data.util.nest", "is_sequence", (1,)),
    ],
)
def test_what_has_another_name_now(module, name, value):
    if RELEASE < (1, 2):
        pytest.skip("tf.data came later")
    found = getattr(importlib.import_module("tfcompat_ce.v1.python." + module), name)
    assert found(value) and not found(1)


def test_classes_that_own_cells_are_made_of():
    if RELEASE < (2, 0):
        pytest.skip("what 1.x has of them is its own")
    from tfcompat_ce.v1.python.ops.rnn_cell_impl import _LayerRNNCell, _linear

    assert callable(_linear) and isinstance(_LayerRNNCell, type)


def test_what_is_not_there_is_said():
    with pytest.raises(ImportError, match=r"tensorflow\.python\.ops\.no_such_module"):
        from tfcompat_ce.v1.python.ops import no_such_module  # noqa: F401
    with pytest.raises(AttributeError, match="no public name"):
        tf.python.ops.no_such_name


@pytest.mark.skipif(RELEASE != (1, 15), reason="1.15 says what 1.x had")
def test_public_names_are_the_same_objects():
    """What stands in for a private name where it is lost is what 1.15 has under both names.

    But for some that 1.15 has twice, for 1.x and for 2.x, as `math_ops.reduce_sum`: no release has
    lost those.
    """
    from tensorflow.python.util import tf_decorator

    checked, wrong = 0, []
    for module in private.sorted_modules():
        try:
            own = importlib.import_module(module)
        except ImportError:
            continue  # another release had it
        for name in private.names(module):
            public = private.public(module, name)
            if not hasattr(own, name) or not public:
                continue
            value = importlib.import_module("tensorflow.compat.v1")
            for part in public.split("."):
                value = getattr(value, part, None)
            if callable(value) and symbols.find(public).has(RELEASE):
                checked += 1
                same = tf_decorator.unwrap(value)[1] is tf_decorator.unwrap(getattr(own, name))[1]
                wrong += [] if same else [(module, name, public)]
    assert checked > 1800
    assert len(wrong) <= 36, wrong
