"""Names that today's NumPy lacks."""

import numpy
import pytest
from pairs import findings, rewritten

from tfcompat_ce.api.numpy_names import ANOTHER_WAY, BUILTINS, RENAMED

NP = "import numpy as np\n"


@pytest.mark.parametrize("target", ["v1", "v2"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("np.zeros(3, dtype=np.int)", "np.zeros(3, dtype=int)"),
        ("x.astype(np.float)", "x.astype(float)"),
        ("np.array(a, np.object)", "np.array(a, object)"),
        ("np.long(3)", "int(3)"),
        ("np.unicode", "str"),
        ("np.product(a)", "np.prod(a)"),
        ("np.Inf + np.NaN", "np.inf + np.nan"),
        ("image.tostring()", "image.tobytes()"),
        ("f(images[i] . tostring( ))", "f(images[i] . tobytes( ))"),
        ("(a + b).tostring()[2:]", "(a + b).tobytes()[2:]"),
        ("np.fromstring(s, np.uint8)", "np.frombuffer(s, np.uint8).copy()"),
        (
            "np.fromstring(f.read(), dtype=np.uint8).reshape(3)",
            "np.frombuffer(f.read(), dtype=np.uint8).copy().reshape(3)",
        ),
        ("np.alen(a)", "len(a)"),
        ("np.float_(3)", "np.float64(3)"),
        ("np.asscalar(a[0])", "a[0].item()"),
        ("np.asscalar(np.sum(a))", "np.sum(a).item()"),
        ("np.reshape(a, newshape=(1, 2))", "np.reshape(a, (1, 2))"),
        ("np.reshape(a, newshape=[1, 2], order='F')", "np.reshape(a, [1, 2], order='F')"),
    ],
)
def test_they_are_put_right(target, before, after):
    assert rewritten(f"{NP}{before}\n", target) == f"{NP}{after}\n"


@pytest.mark.parametrize("target", ["v1", "v2"])
@pytest.mark.parametrize(
    "line",
    ["np.int32(3)", "np.integer", "x.int", "np.reshape(a, (1, 2))", "a.reshape(newshape)", "'np.int'", "other.np.int", "np.fromstring(s, sep=',')", "np.fromstring(s, float, -1, ' ')", "etree.tostring(x)", "x.tostring", "def tostring(self): pass\nx.tostring()", "'x.tostring()'"],
)  # fmt: skip
def test_the_rest_stays(target, line):
    code = f"{NP}{line}\n"
    assert rewritten(code, target) == code and not findings(code, target)


@pytest.mark.parametrize(
    "line", ["int = 3\nnp.int(2)", "np.asscalar(a + b)", "np.cast['int'](x)", "np.reshape(a, order='C', newshape=2)", "np.fromstring(*a)", "np.math.pi"]
)  # fmt: skip
def test_what_is_left(line):
    code = f"{NP}{line}\n"
    assert rewritten(code, "v1") == code
    assert [found.action.value for found in findings(code, "v1")] == ["manual"]


def test_a_parameter_called_np_is_not_numpy():
    code = f"{NP}def f(np): return np.int(3)\n"
    assert rewritten(code, "v1") == code


def test_the_softmax_family_alone_leaves_numpy_alone():
    assert rewritten(f"{NP}np.int(3)\n", "nn") == f"{NP}np.int(3)\n"


def test_the_table_is_true_of_the_installed_numpy():
    assert all(hasattr(numpy, new) for new in RENAMED.values())
    if numpy.__version__ >= "2.4":
        old = {*BUILTINS, *RENAMED, *ANOTHER_WAY} - {"bool", "long", "str", "round_"}
        assert not [name for name in old if name in dir(numpy)]
