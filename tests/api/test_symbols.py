"""The table of TensorFlow's API: what it says, and that the installed TensorFlow says the same."""

import doctest
import gzip
import importlib
import json
import os
import pkgutil
import subprocess
import sys

import collect
import merge
import pytest

from tfcompat_ce import api
from tfcompat_ce.api import derived, symbols
from tfcompat_ce.api.releases import RELEASES
from tfcompat_ce.api.symbols import V1, V2, find

# Libraries with versions of their own, which TensorFlow takes as pip finds them: Keras with what
# `tf` has from it (from 2.6 on), tensorflow_estimator, tensorboard, absl (`tf.flags`).
ELSEWHERE = {
    V1: ("app", "estimator", "flags", "keras", "layers", "logging", "nn.rnn_cell", "summary"),
    V2: ("estimator", "initializers", "keras", "losses", "metrics", "optimizers", "summary"),
}
SHOWN = 20


def is_elsewhere(namespace, name):
    roots = ELSEWHERE[namespace]
    return any(name == root or name.startswith(root + ".") for root in roots)


def said(kind, parameters, same):
    return kind, parameters, sorted(same)


def difference(expected, found):
    """What to read when the table and TensorFlow do not agree."""
    lines = ["not in the table: {} {}".format(*key) for key in sorted(set(found) - set(expected))]
    lines += ["not in TensorFlow: {} {}".format(*key) for key in sorted(set(expected) - set(found))]
    for key in sorted(set(expected) & set(found)):
        if expected[key] != found[key]:
            message = "{} {}: the table says {}, TensorFlow {}"
            lines.append(message.format(key[0], key[1], expected[key], found[key]))
    more = [f"... and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
    return "\n".join(lines[:SHOWN] + more)


def in_table(release):
    found = {}
    for namespace in (V1, V2):
        for symbol in symbols.symbols(namespace):
            if symbol.has(release) and not symbol.needs_keras_2(release):
                kind = symbol.kind_in(release)
                takes = merge.taken(kind, symbol.parameters(release))
                found[namespace, symbol.name] = said(kind, takes, symbol.spellings(release))
    return found


def in_tensorflow(release, dump):
    return {
        key: said(entry.kind, entry.parameters, entry.same)
        for key, entry in merge.entries(release, dump, None)
    }


def without_elsewhere(found):
    return {key: value for key, value in found.items() if not is_elsewhere(*key)}


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    tensorflow = pytest.importorskip("tensorflow")
    release = next((row for row in RELEASES if row.version == tensorflow.__version__), None)
    if release is None or not sys.platform.startswith("linux"):
        pytest.skip("the table was read off other wheels")
    # In a process of its own: other tests switch TensorFlow's behaviour.
    out = tmp_path_factory.mktemp("api") / "dump.json"
    subprocess.check_call([sys.executable, "-W", "ignore", collect.__file__, str(out)])
    return release.minor, json.loads(out.read_text())


def test_the_table_is_what_tensorflow_has(installed):
    release, dump = installed
    expected = without_elsewhere(in_table(release))
    found = without_elsewhere(in_tensorflow(release, dump))
    assert len(found) > 1000
    text = difference(expected, found)
    if text:
        pytest.fail(text, pytrace=False)


def test_a_wrong_table_is_seen(installed):
    release, dump = installed
    found = without_elsewhere(in_tensorflow(release, dump))
    wrong = dict(found)
    del wrong[V1, "nn.relu"]
    wrong[V1, "nn.softmax"] = said("function", "labels,logits", ())
    wrong[V1, "nn.no_such_name"] = said("function", "x", ())
    text = difference(wrong, found)
    assert "not in the table: v1 nn.relu" in text
    assert "not in TensorFlow: v1 nn.no_such_name" in text
    assert "v1 nn.softmax: the table says ('function', 'labels,logits'" in text


def test_a_namespace_is_the_same_in_both_places(installed):
    """1.x has 1.x's as ``tf`` and as ``tf.compat.v1``; 2.x has 2.x's as ``tf.compat.v2``, too."""
    release, dump = installed
    other = "compat.v1" if release < (2, 0) else "compat.v2"
    if other not in dump["roots"]:
        pytest.skip("has no tf." + other)
    here = merge.namespaces(release, dump)[V1 if release < (2, 0) else V2]
    # It is there to be called from 2.x's namespace in a 1.x program.
    only_there = {"enable_v2_behavior"}
    there = dump["roots"][other]
    assert set(there) - set(here) == (only_there if release >= (2, 0) else set())
    assert {name: here[name][:3] for name in there if name in here} == {
        name: row[:3] for name, row in there.items() if name in here
    }


def test_what_needs_keras_2(installed):
    """`tf.layers` and the RNN cells; of Keras itself that depends on its version."""
    release, dump = installed
    there = {name for name in dump["roots"].get("compat.v1", ()) if is_elsewhere(V1, name)}
    needy = [
        symbol.name
        for symbol in symbols.symbols(V1)
        if symbol.needs_keras_2(release) and symbol.name.startswith(("layers.", "nn.rnn_cell."))
    ]
    assert bool(needy) == (release >= (2, 16))
    legacy = os.environ.get("TF_USE_LEGACY_KERAS") == "1"
    assert [name for name in needy if name in there] == (needy if legacy else [])


@pytest.mark.parametrize("name", [found.name for found in pkgutil.iter_modules(api.__path__)])
def test_examples(name):
    assert doctest.testmod(importlib.import_module(f"tfcompat_ce.api.{name}")).failed == 0


def words(name, namespace, release):
    return [parameter.name for parameter in find(name, namespace).parameters(release)]


@pytest.mark.parametrize(
    "namespace, release, expected",
    [
        (V1, (0, 12), "logits dim name"),
        (V1, (1, 4), "logits dim name"),
        (V1, (1, 5), "logits axis name dim"),
        (V1, (2, 22), "logits axis name dim"),
        (V2, (1, 15), "logits axis name"),
        (V2, (2, 22), "logits axis name"),
    ],
)
def test_softmax(namespace, release, expected):
    assert words("nn.softmax", namespace, release) == expected.split()


def test_sigmoid_cross_entropy_lost_its_sentinel():
    name = "nn.sigmoid_cross_entropy_with_logits"
    assert words(name, V1, (1, 15))[:3] == ["_sentinel", "labels", "logits"]
    assert words(name, V1, (2, 21)) == ["labels", "logits", "name"]
    assert derived.moved(name, (V1, (1, 15)), (V1, (2, 21))) == 0


MOVED_IN_1_0 = [
    "TensorArray",
    "concat",
    "convert_to_tensor",
    "image.decode_jpeg",
    "nn.ctc_loss",
    "nn.depthwise_conv2d",
    "nn.log_poisson_loss",
    "nn.nce_loss",
    "nn.sampled_softmax_loss",
    "nn.separable_conv2d",
    "nn.sigmoid_cross_entropy_with_logits",
    "nn.softmax_cross_entropy_with_logits",
    "nn.sparse_softmax_cross_entropy_with_logits",
    "nn.weighted_cross_entropy_with_logits",
    "sparse_split",
    "split",
    "train.ExponentialMovingAverage",
    "train.Scaffold",
    "train.SyncReplicasOptimizer",
    "zeros_initializer",
]


@pytest.mark.parametrize("name", MOVED_IN_1_0)
def test_moved_in_1_0(name):
    assert derived.moved(name, (V1, (0, 12)), (V1, (1, 0))) is not None


@pytest.mark.parametrize("name", ["reduce_join", "reverse_sequence", "sparse_concat"])
def test_what_gave_way_has_not_moved(name):
    """1.0 calls an axis `axis` where it stood, and takes its old name behind all others."""
    assert derived.moved(name, (V1, (0, 12)), (V1, (1, 0))) is None


def test_what_moved_in_1_0_is_all_known():
    both = symbols.names(V1, (0, 12)) & symbols.names(V1, (1, 0))
    found = {name for name in both if derived.moved(name, (V1, (0, 12)), (V1, (1, 0))) is not None}
    # These two only lost a parameter at the end.
    shorter = {"convert_to_tensor_or_indexed_slices", "ones_initializer"}
    assert {name for name in found if not name.startswith("contrib.")} == shorter | set(
        MOVED_IN_1_0
    )


@pytest.mark.parametrize(
    "name, expected",
    [
        ("log", "math.log"),
        ("random_normal", "random.normal"),
        ("gfile.GFile", "io.gfile.GFile"),
        ("nn.relu", "nn.relu"),
        ("nn.softmax", None),
        ("Session", None),
        ("summary.scalar", None),
        # It returns a dataset of 1.x, whatever it wraps.
        ("data.Dataset.from_tensor_slices", None),
    ],
)
def test_the_same_object_in_2_x(name, expected):
    assert find(name).same_in_v2 == expected


@pytest.mark.parametrize(
    "name, since, gone",
    [
        ("scalar_summary", (0, 12), (1, 0)),
        ("mul", (0, 12), (1, 0)),
        ("layers.dense", (1, 0), None),
        ("contrib.layers.fully_connected", (0, 12), (2, 0)),
        ("compat.v1", (1, 13), None),
    ],
)
def test_since_and_gone(name, since, gone):
    assert (find(name).since, find(name).gone) == (since, gone)


def test_keras_2():
    assert find("layers.dense").needs_keras_2((2, 16))
    assert not find("layers.dense").needs_keras_2((2, 15))
    assert find("nn.rnn_cell.BasicLSTMCell").needs_keras_2((2, 21))


def test_releases():
    assert symbols.releases() == ((0, 12),) + tuple(release.minor for release in RELEASES)
    assert find("nn.softmax").has((3, 0)), "a newer release counts as the newest"
    with pytest.raises(ValueError, match=r"begins with TensorFlow 0\.12"):
        find("nn.softmax").has((0, 11))


@pytest.mark.skipif(sys.version_info < (3, 10), reason="is slow, and the same everywhere")
def test_the_data_is_what_would_be_written(monkeypatch, tmp_path):
    """Read and written again it is the same, byte by byte."""
    before = symbols.DATA
    table = merge.kept(())
    monkeypatch.setattr(symbols, "DATA", str(tmp_path / "again.txt.gz"))
    merge.write(table)
    with gzip.open(before) as first, gzip.open(symbols.DATA) as second:
        assert first.read() == second.read()


def test_importing_reads_nothing():
    code = (
        "import sys; from tfcompat_ce.api import symbols; print(symbols._load.cache_info().misses)"
    )
    out = subprocess.check_output([sys.executable, "-c", code])
    assert out.split() == [b"0"]
