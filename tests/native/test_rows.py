"""What 2.x has for 1.x's names: one object, or one meaning."""

import importlib
import inspect

import numpy as np
import pytest

from tfcompat_ce.api.native import CONTRIB, FIRST_OF_2, ROWS, native, of_private, spelling, unit
from tfcompat_ce.api.symbols import LAST_OF_1, V1, find, releases, symbols

tf = pytest.importorskip("tensorflow")
HERE = tuple(int(part) for part in tf.__version__.split(".")[:2])
pytestmark = pytest.mark.skipif(
    HERE < LAST_OF_1, reason="tf.compat.v1 and the new names are of 1.15 and later"
)
X = np.linspace(-2.0, 3.0, 12).reshape(3, 4).astype("float32")
IMAGE = np.linspace(-1.0, 1.0, 32).reshape(1, 4, 4, 2).astype("float32")
KERNEL = np.linspace(-1.0, 2.0, 24).reshape(2, 2, 2, 3).astype("float32")
ONES = [1, 1, 1, 1]
REDUCED = [((), {"reduction_indices": 1, "keep_dims": True}, (), {"axis": 1, "keepdims": True})]
AXIS = [((), {"dimension": 1}, (), {"axis": 1})]
POOL = {"ksize": [1, 2, 2, 1], "strides": ONES, "padding": "SAME"}

# For each function: what is given first, then 1.x's other arguments, and 2.x's.
PAIRS = {
    "reduce_all": (X > 0, REDUCED),
    "reduce_any": (X > 0, REDUCED),
    "reduce_logsumexp": (X, REDUCED),
    "reduce_max": (X, REDUCED),
    "reduce_mean": (X, REDUCED),
    "reduce_min": (X, REDUCED),
    "reduce_prod": (X, REDUCED),
    "reduce_sum": (X, REDUCED),
    "argmax": (X, AXIS),
    "argmin": (X, AXIS),
    "expand_dims": (X, [((), {"dim": 1}, (), {"axis": 1})]),
    "squeeze": (X[:, :1], [((), {"squeeze_dims": [1]}, (), {"axis": [1]})]),
    "boolean_mask": (X, [((X > 0, "m"), {}, (X > 0,), {"name": "m"})]),
    "gather": (X, [(([0, 2],), {"validate_indices": True, "axis": 1}, ([0, 2],), {"axis": 1})]),
    "gather_nd": (X, [(([[0, 1]], "g"), {}, ([[0, 1]],), {"name": "g"})]),
    "shape": (X, [(("s", np.int64), {}, (), {"name": "s", "out_type": np.int64})]),
    "size": (X, [(("s", np.int64), {}, (), {"name": "s", "out_type": np.int64})]),
    "transpose": (X, [(([1, 0], "t"), {}, ([1, 0],), {"name": "t"})]),
    "zeros_like": (X, [((np.float64, "z"), {}, (np.float64, "z"), {})]),
    "ones_like": (X, [((np.float64, "z"), {}, (np.float64, "z"), {})]),
    "constant": ([1.0, 2.0], [((np.float64,), {"name": "c"}, (np.float64,), {"name": "c"})]),
    "nn.avg_pool": (IMAGE, [((), POOL, (), POOL)]),
    "nn.max_pool": (IMAGE, [((), POOL, (), POOL)]),
    "nn.conv2d": (
        IMAGE,
        [
            (
                (),
                {"filter": KERNEL, "strides": ONES, "padding": "SAME"},
                (),
                {"filters": KERNEL, "strides": ONES, "padding": "SAME"},
            )
        ],
    ),
    "nn.dropout": (X, [((0.75,), {"seed": 3}, (), {"rate": 1 - 0.75, "seed": 3})]),
    "nn.moments": (
        X,
        [(([0],), {"keep_dims": True}, ([0],), {"keepdims": True})],
    ),
    "nn.sigmoid_cross_entropy_with_logits": (
        None,
        [((), {"labels": X * 0 + 1, "logits": X}, (), {"labels": X * 0 + 1, "logits": X})],
    ),
}


VECTOR = X[0]
CUBE = IMAGE[:, :, :, :, None]
COUNTS = ([2, 4, 1],)
LABELS = [0, 1, 2]
EXAMPLES = {"x": tf.io.FixedLenFeature([], tf.float32)} if HERE >= LAST_OF_1 else {}
STRIDED = {"strides": ONES, "padding": "SAME"}
NORMS = [((), {"axis": 1, "keep_dims": True}, (), {"axis": 1, "keepdims": True})]
NORMALIZED = [((), {"dim": 1, "epsilon": 1e-3}, (), {"axis": 1, "epsilon": 1e-3})]


def example():
    value = tf.train.Feature(float_list=tf.train.FloatList(value=[2.5]))
    features = tf.train.Features(feature={"x": value})
    return tf.train.Example(features=features).SerializeToString()


def checked(*others):
    return [((*others,), {"message": "m", "name": "c"}, others, {"message": "m", "name": "c"})]


def cast_to(dtype):
    return X * 10, [((), {"name": "c"}, (dtype,), {"name": "c"})]


PAIRS.update({"math." + name: PAIRS[name] for name in PAIRS if name.startswith(("reduce_", "arg"))})
PAIRS.update(
    {
        "pad": (
            X,
            [
                (([[1, 0], [0, 2]], "CONSTANT", "p", 3.0),)
                + ({},)
                + (([[1, 0], [0, 2]], "CONSTANT"), {"name": "p", "constant_values": 3.0})
            ],
        ),
        "tuple": ([1.0, 2.0], [(("t",), {}, (), {"name": "t"})]),
        "map_fn": (None, [((tf.square, X), {}, (tf.square, X), {})]),
        "scan": (None, [((tf.add, X), {}, (tf.add, X), {})]),
        "foldl": (None, [((tf.add, X), {}, (tf.add, X), {})]),
        "foldr": (None, [((tf.add, X), {}, (tf.add, X), {})]),
        "convert_to_tensor": (
            [1, 2],
            [
                ((None, "c"), {}, (None,), {"name": "c"}),
                ((), {"preferred_dtype": tf.float32}, (), {"dtype_hint": tf.float32}),
            ],
        ),
        "norm": (X, NORMS),
        "linalg.norm": (X, NORMS),
        "nn.l2_normalize": (X, NORMALIZED),
        "math.l2_normalize": (X, NORMALIZED),
        "linalg.l2_normalize": (X, NORMALIZED),
        "reverse_sequence": (
            X,
            [(COUNTS, {"seq_dim": 1, "batch_dim": 0}, COUNTS, {"seq_axis": 1, "batch_axis": 0})],
        ),
        "confusion_matrix": (
            LABELS,
            [((LABELS, 3, tf.int64), {}, (LABELS, 3), {"dtype": tf.int64})],
        ),
        "count_nonzero": (
            X > 0,
            [((), {"reduction_indices": 1, "keep_dims": True}, (), {"axis": 1, "keepdims": True})],
        ),
        "multinomial": (
            X,
            [((5, 3, "m"), {"output_dtype": tf.int32}, (5,), {"seed": 3, "dtype": tf.int32})],
        ),
        "nn.in_top_k": (
            None,
            [((X, LABELS, 1), {}, (), {"predictions": X, "targets": LABELS, "k": 1})],
        ),
        "nn.weighted_cross_entropy_with_logits": (
            None,
            [
                (
                    (),
                    {"targets": X * 0 + 1, "logits": X, "pos_weight": 2.0},
                    (),
                    {"labels": X * 0 + 1, "logits": X, "pos_weight": 2.0},
                )
            ],
        ),
        "nn.conv1d": (
            IMAGE[0],
            [
                (
                    (KERNEL[0], 1, "SAME", None, "NWC"),
                    {},
                    (KERNEL[0], 1, "SAME"),
                    {"data_format": "NWC"},
                )
            ],
        ),
        "nn.conv2d_transpose": (
            IMAGE,
            [
                (
                    (),
                    {"filter": KERNEL[:, :, :, :2], "output_shape": [1, 4, 4, 2], **STRIDED},
                    (),
                    {"filters": KERNEL[:, :, :, :2], "output_shape": [1, 4, 4, 2], **STRIDED},
                )
            ],
        ),
        "nn.conv3d": (
            CUBE,
            [
                (
                    (),
                    {"filter": KERNEL[:, :, :, :1, None], "strides": [1] * 5, "padding": "SAME"},
                    (),
                    {"filters": KERNEL[:, :, :, :1, None], "strides": [1] * 5, "padding": "SAME"},
                )
            ],
        ),
        "nn.depthwise_conv2d": (
            IMAGE,
            [((KERNEL, ONES, "VALID", [2, 2]), {}, (KERNEL, ONES, "VALID"), {"dilations": [2, 2]})],
        ),
        "assert_equal": (X, checked(X)),
        "assert_greater": (X, checked(X - 1)),
        "assert_less": (X, checked(X + 1)),
        "assert_rank": (X, checked(2)),
        "assert_greater_equal": (X, checked(X)),
        "assert_less_equal": (X, checked(X)),
        "assert_non_negative": (X * X, checked()),
        "assert_positive": (X * X + 1, checked()),
        "depth_to_space": (np.tile(IMAGE, 2), [((2, "d"), {}, (2,), {"name": "d"})]),
        "space_to_depth": (IMAGE, [((2, "d"), {}, (2,), {"name": "d"})]),
        "decode_csv": (
            ["1,2.5"],
            [(([[0], [0.0]], ",", True, "c"), {}, ([[0], [0.0]], ",", True), {"name": "c"})],
        ),
        "decode_raw": (
            None,
            [
                (
                    (),
                    {"bytes": [b"ab"], "out_type": tf.uint8},
                    (),
                    {"input_bytes": [b"ab"], "out_type": tf.uint8},
                )
            ],
        ),
        "parse_example": (
            [example()],
            [((EXAMPLES, "e"), {}, (EXAMPLES,), {"name": "e"})],
        ),
        "parse_single_example": (
            None,
            [((example(), EXAMPLES, "e"), {}, (example(), EXAMPLES), {"name": "e"})],
        ),
        "to_double": cast_to(tf.float64),
        "to_float": cast_to(tf.float32),
        "to_int32": cast_to(tf.int32),
        "to_int64": cast_to(tf.int64),
    }
)
PAIRS.update({ROWS[old].name: PAIRS[old] for old in list(PAIRS) if ROWS[old].name in ROWS})
PAIRS.update({"debugging." + name: PAIRS[name] for name in PAIRS if "debugging." + name in ROWS})
# What gives no tensors has tests of its own.
FILES = {name for name in ROWS if name.startswith("gfile.")}
APART = {"gradients", "device", "executing_eagerly", *FILES}


def at(root, name):
    for part in name.split("."):
        root = getattr(root, part)
    return root


def number_of(function, first, given, words):
    """What a function gives, and its gradient by what is given first."""
    with tf.Graph().as_default():
        tf.compat.v1.set_random_seed(7)
        if first is None:
            source, value = None, function(*given, **words)
        elif isinstance(first, list):
            source, value = None, function(first, *given, **words)
        else:
            source = tf.compat.v1.placeholder_with_default(first, np.shape(first))
            value = function(source, *given, **words)
        if isinstance(value, dict):
            value = [value[key] for key in sorted(value)]
        if isinstance(value, tf.Operation):
            with tf.control_dependencies([value]):
                value = tf.identity(source)
        values = list(value) if isinstance(value, (tuple, list)) else [value]
        if source is not None and source.dtype.is_floating and values[0].dtype.is_floating:
            values += [one for one in tf.compat.v1.gradients(values, source) if one is not None]
        with tf.compat.v1.Session() as session:
            return session.run(values)


def test_every_row_has_a_pair():
    assert set(PAIRS) | APART == set(ROWS)
    assert not set(PAIRS) & APART


@pytest.mark.parametrize("name", sorted(PAIRS))
def test_2x_means_the_same(name):
    # Where this is 1.15, `tf` is 1.x's still: what is written for 2.x is to run there as well.
    first, calls = PAIRS[name]
    new_name = ROWS[name].name or name
    two = at(tf.compat.v2, new_name)
    for given, words, new_given, new_words in calls:
        old = number_of(at(tf.compat.v1, name), first, given, words)
        for function in (two, at(tf, new_name)):
            new = number_of(function, first, new_given, new_words)
            assert len(old) == len(new)
            for one, other in zip(old, new):
                assert one.dtype == other.dtype
                np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("root", [tf, getattr(tf.compat, "v2", tf)])
def test_gradients_mean_the_same(root):
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        x = tf.constant(X)
        y = x * x
        old = tf.compat.v1.gradients(y, x, [x], "g", True)
        new = root.gradients(y, x, [x], name="g")
        one, other = session.run([old, new])
    np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("root", [tf, getattr(tf.compat, "v2", tf)])
def test_a_device_by_its_name_means_the_same(root):
    assert ROWS["device"].strings == {"device_name_or_function"}
    with tf.Graph().as_default():
        places = []
        for device in (tf.compat.v1.device, root.device):
            with device("/cpu:0"):
                places.append(tf.constant(1).device)
    assert places[0] == places[1] != ""


@pytest.mark.parametrize("root", [tf, getattr(tf.compat, "v2", tf)])
def test_whether_it_runs_eagerly_means_the_same(root):
    assert root.executing_eagerly() == tf.compat.v1.executing_eagerly()
    with tf.Graph().as_default():
        assert not root.executing_eagerly()


def test_files_mean_the_same(tmp_path):
    # One after the other by each of the two: what they say, and what is there after them.
    seen = []
    for at_home in (tf.compat.v1.gfile, tf.io.gfile):
        old = at_home is tf.compat.v1.gfile
        home = tmp_path / ("old" if old else "new")
        home.mkdir()

        def call(name, *given, **words):
            row = ROWS["gfile." + name]
            if not old:
                words = {row.parameters[word]: value for word, value in words.items()}
            function = getattr(at_home, name if old else row.name.rpartition(".")[2])
            try:
                return function(*given, **words)
            except tf.errors.OpError as error:
                return type(error).__name__

        def there(kept=home):
            return sorted(str(path.relative_to(kept)) for path in kept.rglob("*"))

        said = []
        a, b, c = str(home / "a"), str(home / "b"), str(home / "d" / "e")
        with open(a, "w") as file:
            file.write("text")
        said += [call("Exists", filename=a), call("Exists", b), call("Stat", filename=a).length]
        said += [call("Copy", oldpath=a, newpath=b), call("Copy", a, b), call("Copy", a, b, True)]
        said += [there(), call("MakeDirs", dirname=c), call("MkDir", dirname=c + "x"), there()]
        said += [call("Rename", oldname=a, newname=c + "/a"), call("IsDirectory", dirname=c)]
        said += [sorted(call("ListDirectory", dirname=str(home)))]
        said += [[x[len(str(home)) :] for x in call("Glob", filename=str(home / "d" / "*"))]]
        said += [[(x[0][len(str(home)) :], x[1:]) for x in call("Walk", c, in_order=False)]]
        said += [call("Remove", filename=b), call("Remove", b), there()]
        said += [call("DeleteRecursively", dirname=str(home / "d")), there()]
        seen.append(said)
    assert seen[0] == seen[1]


def plain(value):
    """A function without what TensorFlow has put around it, as 2.x does for weak types."""
    while "_tf_decorator" in getattr(value, "__dict__", {}):
        value = value._tf_decorator.decorated_target
    return value


def known_here():
    for symbol in symbols(V1):
        if symbol.has(LAST_OF_1) and symbol.has(HERE) and symbol.kind != "module":
            yield symbol


@pytest.mark.skipif(HERE < FIRST_OF_2, reason="1.15's `tf` is 1.x's own")
def test_another_spelling_is_the_same_object():
    if releases()[-1] < HERE:
        pytest.skip("newer than the table")
    wrong = []
    for symbol in known_here():
        name = symbol.name
        same = spelling(name) if unit(name) == name else ""
        if (
            not same
            or name.partition(".")[0] in ("keras", "estimator")
            or symbol.kind == "constant"
        ):
            continue
        try:
            found = at(tf.compat.v1, name)
        except AttributeError:
            continue  # Keras 3 has it not, and says so only when it is asked
        if plain(found) is not plain(at(tf, same)):
            wrong.append((name, same))
    assert not wrong, wrong


@pytest.mark.skipif(HERE >= FIRST_OF_2, reason="only 1.15 has both in `tf`")
def test_another_spelling_is_there_in_1_15():
    missing = []
    for symbol in symbols(V1):
        same = spelling(symbol.name) if symbol.has(LAST_OF_1) else ""
        if same and symbol.kind in ("function", "class"):
            try:
                at(tf, same)
            except AttributeError:
                missing.append((symbol.name, same))
    assert not missing


def test_what_compat_v1_has():
    missing = []
    for symbol in known_here():
        name = native(symbol.name)
        if not name.startswith("compat.v1.") or symbol.needs_keras_2(HERE):
            continue
        if name.startswith("compat.v1.contrib") or symbol.kind == "constant":
            continue
        try:
            at(tf, name)
        except AttributeError:
            missing.append(name)
    assert not missing


def moved_names(start):
    for symbol in symbols(V1):
        name = symbol.name
        if name.startswith(start) and ".python." not in name and symbol.has(LAST_OF_1):
            new = native(name)
            old = find(new.replace("compat.v1.", ""), V1) if new else None
            member = find(name.rpartition(".")[0], V1).kind == "class"
            if symbol.kind in ("function", "class") and old is not None and not member:
                yield name, new, old


def test_what_is_written_for_contrib_is_there():
    for name, new, old in moved_names("contrib."):
        if old.has(HERE) and not old.needs_keras_2(HERE) and not new.startswith("keras."):
            assert at(tf, new) is not None, name


# One function around the other, or a copy of it: what they take is held.
AROUND = ("contrib.metrics.confusion_matrix", "contrib.training.checkpoints_iterator")


@pytest.mark.skipif(HERE >= FIRST_OF_2, reason="2.x has no tf.contrib")
def test_what_is_written_for_contrib_is_the_same():
    # contrib.data and a few others are one function around the other.
    around = ("contrib.data.", "contrib.framework.", "contrib.deprecated.", "contrib.keras.")
    wrong = []
    for name, new, old in moved_names("contrib."):
        if not name.startswith(around):
            pair = [plain(one) for one in (at(tf, name), at(tf.compat.v1, old.name))]
            taken = [inspect.signature(one) for one in pair] if name in AROUND else []
            if pair[0] is not pair[1] and (not taken or taken[0] != taken[1]):
                wrong.append((name, new))
    assert not wrong, wrong


@pytest.mark.skipif(HERE >= FIRST_OF_2, reason="2.x has no tf.contrib")
@pytest.mark.parametrize("name", sorted(CONTRIB))
def test_rows_of_contrib(name):
    old, new = at(tf.contrib, name), at(tf.compat.v1, CONTRIB[name].name)
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        if name == "layers.flatten":
            values = [one(tf.constant(IMAGE)) for one in (old, new)]
        elif name.endswith("_regularizer"):
            half = 0.5 if "l2" in name else 1.0
            values = [one(tf.constant(IMAGE)) for one in (old(0.3), new(half * 0.3))]
        else:
            values = [one(seed=5)([3, 3, 2, 4]) for one in (old, new)]
        first, second = session.run(values)
        np.testing.assert_array_equal(first, second)


@pytest.mark.skipif(HERE >= FIRST_OF_2, reason="these private modules are 1.15's")
def test_what_is_written_for_private_modules_is_the_same():
    # 1.15's public function passes these on, with more parameters.
    around = {"colocate_with", "nn.softmax_cross_entropy_with_logits_v2", "string_split"}
    around |= {"strings.split", "test.assert_equal_graph_def"}
    wrong = []
    for symbol in symbols(V1):
        for origin in symbol.origins if symbol.kind in ("function", "class") else ():
            module, _, word = origin.rpartition(".")
            public = of_private(origin.partition(".")[2]) if "tensorflow.python" in origin else ""
            if not public or public.startswith("keras.") or public in around:
                continue
            try:
                old = getattr(importlib.import_module(module), word)
            except (ImportError, AttributeError):
                continue  # of another release
            if plain(old) is not plain(at(tf.compat.v1, public)):
                wrong.append((origin, public))
    assert not wrong, wrong
