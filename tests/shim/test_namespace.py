"""What can be imported from where, and what it is."""

import copy
import inspect
import pickle
import sys
import types

import numpy as np
import pytest

import tfcompat_ce
from tfcompat_ce import v1, v2
from tfcompat_ce.shim import installed, supplied

RELEASE = installed.release()
HAS_V2 = RELEASE >= (1, 14)

SIGNATURES = {
    "v1 softmax": "logits, axis=None, name=None, dim=None",
    "v1 log_softmax": "logits, axis=None, name=None, dim=None",
    "v1 softmax_cross_entropy_with_logits": (
        "_sentinel=None, labels=None, logits=None, dim=-1, name=None, axis=None"
    ),
    "v1 softmax_cross_entropy_with_logits_v2": "labels, logits, axis=None, name=None, dim=None",
    "v1 sparse_softmax_cross_entropy_with_logits": (
        "_sentinel=None, labels=None, logits=None, name=None"
    ),
    "v1 sigmoid_cross_entropy_with_logits": "_sentinel=None, labels=None, logits=None, name=None",
    "v2 softmax": "logits, axis=None, name=None",
    "v2 log_softmax": "logits, axis=None, name=None",
    "v2 softmax_cross_entropy_with_logits": "labels, logits, axis=-1, name=None",
    "v2 sparse_softmax_cross_entropy_with_logits": "labels, logits, name=None",
}
FAMILY = {
    namespace: {name.split()[1] for name in SIGNATURES if name.startswith(namespace)}
    for namespace in ("v1", "v2")
}
SUPPLIED = {"v1": supplied.nn(), "v2": {}}


def ours(name):
    namespace, function = name.split()
    return getattr(getattr(tfcompat_ce, namespace).nn, function)


def native_nn(namespace):
    """TensorFlow's own nn of a meaning, or None where this release has none."""
    tf = installed.tensorflow()
    if namespace == "v1":
        return tf.compat.v1.nn if RELEASE >= (1, 13) else tf.nn
    if RELEASE >= (2, 0):
        return tf.nn
    return tf.compat.v2.nn if HAS_V2 else None


def public(names):
    return {name for name in names if not name.startswith("_")}


each_function = pytest.mark.parametrize("name", sorted(SIGNATURES))
each_namespace = pytest.mark.parametrize("namespace", ["v1", "v2"])


@pytest.mark.parametrize(
    "statement",
    [
        "from tfcompat_ce import nn",
        "import tfcompat_ce.nn; nn = tfcompat_ce.nn",
        "import tfcompat_ce.nn as nn",
        "import tfcompat_ce.v1.nn; nn = tfcompat_ce.v1.nn",
        "import tfcompat_ce.v1.nn as nn",
        "from tfcompat_ce.v1 import nn",
        "import tfcompat_ce.v1 as tf; nn = tf.nn",
        "from tfcompat_ce.v1 import *",
        "import importlib; nn = importlib.import_module('tfcompat_ce.nn')",
    ],
)
def test_every_way_to_import_gives_the_same_module(statement):
    names = {}
    exec(statement, names)
    assert names["nn"] is v1.nn


def test_the_two_names_of_nn_in_a_fresh_interpreter(python):
    output = python(
        "import tfcompat_ce.nn\n"
        "import tfcompat_ce.v1.nn\n"
        "import sys\n"
        "print(tfcompat_ce.nn is tfcompat_ce.v1.nn is sys.modules['tfcompat_ce.nn'])\n"
        "print([name for name in sys.modules if name.startswith('tensorflow')])\n"
    )
    assert output.splitlines() == ["True", "[]"]


@pytest.mark.parametrize("statement", ["import tfcompat_ce", "from tfcompat_ce import nn"])
def test_an_import_brings_little_with_it(python, statement):
    output = python(
        f"import sys; before = set(sys.modules); {statement}\n"
        "slow = {'inspect', 'numpy', 'packaging', 'tempfile', 'tensorflow'}\n"
        "print(sorted(slow & set(sys.modules) - before))\n"
    )
    assert output == "[]\n"


def test_modules():
    assert tfcompat_ce.nn is tfcompat_ce.v1.nn
    assert v1.nn is not v2.nn
    for namespace in (v1.nn, v2.nn, v1, v2):
        assert isinstance(namespace, types.ModuleType)
        assert namespace.__doc__
    assert v1.nn.__name__ == "tfcompat_ce.v1.nn"
    assert v2.nn.__name__ == "tfcompat_ce.v2.nn"


@pytest.mark.parametrize("name", sorted(FAMILY["v1"]))
def test_names_at_the_top_of_the_package(name):
    if name in tfcompat_ce.__all__:
        assert getattr(tfcompat_ce, name) is getattr(v1.nn, name)
    else:
        assert name in (
            "log_softmax",
            "sigmoid_cross_entropy_with_logits",
            "softmax_cross_entropy_with_logits_v2",
        )
        assert not hasattr(tfcompat_ce, name)


@each_function
def test_signature(name):
    signature = inspect.signature(ours(name))
    bare = [p.replace(annotation=p.empty) for p in signature.parameters.values()]
    assert str(inspect.Signature(bare)) == f"({SIGNATURES[name]})"


@each_function
def test_functions_can_be_pickled_and_copied(name):
    function = ours(name)
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(function, protocol)) is function
    assert copy.deepcopy({"loss": function})["loss"] is function


def test_v2_has_no_function_called_v2():
    with pytest.raises(AttributeError, match="softmax_cross_entropy_with_logits_v2|1.14"):
        v2.nn.softmax_cross_entropy_with_logits_v2
    assert "softmax_cross_entropy_with_logits_v2" not in dir(v2.nn)


@each_namespace
def test_other_names_are_those_of_tensorflow(namespace):
    native, shim = native_nn(namespace), getattr(tfcompat_ce, namespace).nn
    if native is None:
        pytest.skip("TensorFlow {}.{} has no 2.x nn".format(*RELEASE))
    others = public(dir(native)) - FAMILY[namespace] - set(SUPPLIED[namespace])
    assert {"relu", "conv2d", "dropout", "moments"} < others
    for name in others:
        assert getattr(shim, name) is getattr(native, name), name


@pytest.mark.parametrize("name", sorted(SIGNATURES))
def test_the_family_is_not_tensorflows(name):
    namespace, function = name.split()
    assert ours(name).__module__ == f"tfcompat_ce.{namespace}.nn"
    assert ours(name) is not getattr(native_nn(namespace), function, None)


def test_other_names_have_the_meaning_of_1x(run):
    ones = [[1.0, 1.0]]
    assert run(lambda x: v1.nn.dropout(x, keep_prob=1.0), ones).tolist() == ones
    assert run(lambda x: v1.nn.xw_plus_b(x, [[2.0], [3.0]], [4.0]), ones).tolist() == [[9.0]]
    losses = run(
        lambda x: v1.nn.weighted_cross_entropy_with_logits(targets=x, logits=x, pos_weight=2.0),
        ones,
    )
    assert losses.tolist() == [[pytest.approx(2 * np.log1p(np.exp(-1)))] * 2]


@pytest.mark.skipif(not HAS_V2, reason="no 2.x namespace before 1.14")
def test_other_names_have_the_meaning_of_2x(run):
    ones = [[1.0, 1.0]]
    assert run(lambda x: v2.nn.dropout(x, rate=0.0), ones).tolist() == ones
    with pytest.raises(TypeError, match="keep_prob"):
        v2.nn.dropout(ones, keep_prob=1.0)
    with pytest.raises(AttributeError, match="xw_plus_b"):
        v2.nn.xw_plus_b


@pytest.mark.skipif(HAS_V2, reason="2.x names exist from 1.14 on")
@pytest.mark.parametrize("name", ["relu", "softmax_cross_entropy_with_logits_v2"])
def test_before_1_14_other_names_of_v2_say_why_they_are_not_there(name):
    with pytest.raises(AttributeError, match="no 2.x namespace.*1.14") as error:
        getattr(v2.nn, name)
    assert installed.version() in str(error.value)
    with pytest.raises(AttributeError, match="no 2.x namespace.*1.14"):
        v2.function
    with pytest.raises(ImportError):
        exec("from tfcompat_ce.v2.nn import relu")


@each_namespace
def test_names_are_looked_up_when_they_are_asked_for(namespace, monkeypatch):
    native, shim = native_nn(namespace), getattr(tfcompat_ce, namespace).nn
    if native is None:
        pytest.skip("TensorFlow {}.{} has no 2.x nn".format(*RELEASE))
    assert not hasattr(shim, "added_later")
    monkeypatch.setattr(native, "added_later", "here", raising=False)
    assert shim.added_later == "here"


@each_namespace
def test_dir(namespace):
    native, shim = native_nn(namespace), getattr(tfcompat_ce, namespace).nn
    others = public(dir(native)) if native else set()
    assert set(dir(shim)) == others | FAMILY[namespace] | set(SUPPLIED[namespace])


@each_namespace
def test_star_import(namespace):
    native = native_nn(namespace)
    names = {}
    exec(f"from tfcompat_ce.{namespace}.nn import *", names)
    del names["__builtins__"]
    others = public(dir(native)) if native else set()
    assert set(names) == others | FAMILY[namespace] | set(SUPPLIED[namespace])
    for function in FAMILY[namespace]:
        assert names[function] is getattr(getattr(tfcompat_ce, namespace).nn, function)
    for name in others - FAMILY[namespace] - set(SUPPLIED[namespace]):
        assert names[name] is getattr(native, name), name


def test_star_import_of_the_short_name():
    names = {}
    exec("from tfcompat_ce.nn import *", names)
    assert names["softmax"] is v1.nn.softmax
    assert names["relu"] is v1.nn.relu


def test_a_name_that_is_nowhere():
    with pytest.raises(AttributeError) as error:
        v1.nn.nonsense
    assert "'tfcompat_ce.v1.nn' has no attribute 'nonsense'" in str(error.value)
    assert "TensorFlow" in str(error.value)
    with pytest.raises(AttributeError, match="'tfcompat_ce.v1' has no attribute 'nonsense'"):
        v1.nonsense
    with pytest.raises(ImportError, match="nonsense"):
        exec("from tfcompat_ce.nn import nonsense")
    assert not hasattr(v1.nn, "nonsense")
    assert getattr(v1.nn, "nonsense", None) is None


@each_namespace
@pytest.mark.parametrize("name", ["__nonsense__", "__wrapped__", "__test__"])
def test_what_describes_a_module_is_not_passed_on(namespace, name):
    with pytest.raises(AttributeError, match=name):
        getattr(getattr(tfcompat_ce, namespace).nn, name)


def test_the_version_is_tensorflows():
    """Old programs print it."""
    assert v1.__version__ == installed.version()
    if RELEASE >= (1, 14):
        assert v2.__version__ == installed.version()


def test_the_whole_1x_namespace():
    tf = installed.tensorflow()
    native = tf.compat.v1 if RELEASE >= (1, 13) else tf
    names = ["Session", "placeholder", "log", "get_variable", "reduce_sum", "losses", "float32"]
    for name in names:
        assert getattr(v1, name) is getattr(native, name), name
    assert set(names) | {"nn"} <= set(dir(v1))
    assert v1.nn is tfcompat_ce.nn


@pytest.mark.skipif(not HAS_V2, reason="no 2.x namespace before 1.14")
def test_the_whole_2x_namespace():
    tf = installed.tensorflow()
    native = tf if RELEASE >= (2, 0) else tf.compat.v2
    names = ["function", "Variable", "GradientTape", "reduce_sum", "float32"]
    for name in names:
        assert getattr(v2, name) is getattr(native, name), name
    assert set(names) | {"nn"} <= set(dir(v2))
    for gone in ("Session", "placeholder"):
        assert not hasattr(v2, gone)
        assert gone not in dir(v2)


def test_modules_pickle_by_name():
    """As modules do: cloudpickle takes along the functions that mention them."""
    for module in (v1, v2, v1.nn, v2.nn):
        assert pickle.loads(pickle.dumps(module)) is module


@pytest.mark.skipif(sys.version_info < (3, 7), reason="a module's __dir__ came with 3.7")
def test_the_top_level_shows_what_is_public():
    assert sorted(dir(tfcompat_ce)) == sorted([*tfcompat_ce.__all__, "__version__"])
