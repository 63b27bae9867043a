"""What 2.x's own namespace has for a name of 1.x's.

A name is one of three kinds. ``tf`` has the same object, under this name or another; or a function
that means the same once its arguments are written its way (`ROWS`, by hand); or it is in
``tf.compat.v1`` alone. What no release has any more is of no kind.
"""

import functools
from typing import Dict, FrozenSet, NamedTuple, Optional, Tuple

from tfcompat_ce.api import contrib, private
from tfcompat_ce.api.gone import row as row_of_gone
from tfcompat_ce.api.renamed import is_offered, new_name
from tfcompat_ce.api.symbols import (
    LAST_OF_1,
    V1,
    V2,
    Release,
    find,
    preference,
    public_name,
    releases,
    symbols,
)

FIRST_OF_2 = (2, 0)
HOME = "compat.v1"
TFE = "eager.python.tfe."
NO_PLACE = {"", "own", "tf_slim", "python", "examples", "contrib", "raw_ops"}


class Row(NamedTuple):
    """A function of 2.x by the same name: what 1.x's parameters are called, and what it has not."""

    parameters: Dict[str, str]
    # With one of these given, it is 1.x's function that is meant.
    without: FrozenSet[str] = frozenset()
    name: str = ""  # of the other function, where that is not the same
    # What has no effect: it goes, where it is one of these, or a literal or a name.
    dropped: Tuple[Tuple[str, Tuple[str, ...]], ...] = ()
    # What is to be given besides, each a name of `tf`.
    added: Tuple[Tuple[str, str], ...] = ()
    strings: FrozenSet[str] = frozenset()  # what has to be a text for 2.x


_REDUCED = Row({"reduction_indices": "axis", "keep_dims": "keepdims"})
_AXIS = Row({"dimension": "axis"})
_POOLED = Row({"value": "input"})
# `optimize` says whether a graph is made smaller; layout and verification are one release's only.
_LIKE = Row({"tensor": "input"}, frozenset({"optimize"}))
_NORM = Row({"keep_dims": "keepdims"})
_NORMALIZED = Row({"dim": "axis"})
_CHECK = Row({}, frozenset({"data"}))
_PATH = {"filename": "path", "dirname": "path"}
_FROM_TO = {"oldpath": "src", "newpath": "dst", "oldname": "src", "newname": "dst"}


def _cast(dtype: str) -> Row:
    return Row({}, name="cast", added=(("dtype", dtype),))


def _file(name: str, parameters: Dict[str, str] = _PATH) -> Row:
    return Row(parameters, name=f"io.gfile.{name}")


ROWS: Dict[str, Row] = {
    # The old words are taken beside the new ones in 1.x, and mean the same.
    "reduce_all": _REDUCED,
    "reduce_any": _REDUCED,
    "reduce_logsumexp": _REDUCED,
    "reduce_max": _REDUCED,
    "reduce_mean": _REDUCED,
    "reduce_min": _REDUCED,
    "reduce_prod": _REDUCED,
    "reduce_sum": _REDUCED,
    "argmax": _AXIS,
    "argmin": _AXIS,
    "expand_dims": Row({"dim": "axis"}),
    "squeeze": Row({"squeeze_dims": "axis"}),
    # What was by position behind `name` stands before it.
    "boolean_mask": Row({}),
    "gather": Row({}, dropped=(("validate_indices", ()),)),
    "gather_nd": Row({}),
    "shape": Row({}),
    "size": Row({}),
    "transpose": Row({}),
    "zeros_like": _LIKE,
    "ones_like": _LIKE,
    # 1.x fills a shape up with the last value, and 2.x does not.
    "constant": Row({}, frozenset({"shape", "verify_shape"})),
    "nn.avg_pool": _POOLED,
    "nn.max_pool": _POOLED,
    "nn.conv2d": Row({"filter": "filters"}, frozenset({"use_cudnn_on_gpu"})),
    "nn.dropout": Row({}, frozenset({"keep_prob"})),  # `keep_prob` is for the rule to turn round
    "nn.moments": Row({"keep_dims": "keepdims"}),
    "nn.sigmoid_cross_entropy_with_logits": Row({}, frozenset({"_sentinel"})),
    "pad": Row({}),
    "tuple": Row({}),
    "map_fn": Row({}),
    "scan": Row({}),
    "foldl": Row({}),
    "foldr": Row({}),
    "executing_eagerly": Row({}),
    "convert_to_tensor": Row({"preferred_dtype": "dtype_hint"}),
    "device": Row(
        {"device_name_or_function": "device_name"}, strings=frozenset({"device_name_or_function"})
    ),
    # 2.x puts the gradients where the operations are, which is a matter of devices alone.
    "gradients": Row({}, frozenset({"colocate_gradients_with_ops"})),
    "norm": _NORM,
    "linalg.norm": _NORM,
    "nn.l2_normalize": _NORMALIZED,
    "math.l2_normalize": _NORMALIZED,
    "linalg.l2_normalize": _NORMALIZED,
    "math.reduce_all": _REDUCED,
    "math.reduce_any": _REDUCED,
    "math.reduce_logsumexp": _REDUCED,
    "math.reduce_max": _REDUCED,
    "math.reduce_mean": _REDUCED,
    "math.reduce_min": _REDUCED,
    "math.reduce_prod": _REDUCED,
    "math.reduce_sum": _REDUCED,
    "math.argmax": _AXIS,
    "math.argmin": _AXIS,
    "reverse_sequence": Row({"seq_dim": "seq_axis", "batch_dim": "batch_axis"}),
    "confusion_matrix": Row({}, name="math.confusion_matrix"),
    "count_nonzero": Row(
        {"reduction_indices": "axis", "keep_dims": "keepdims", "input_tensor": "input"},
        name="math.count_nonzero",
    ),
    "multinomial": Row({"output_dtype": "dtype"}, name="random.categorical"),
    "nn.in_top_k": Row({}, name="math.in_top_k"),
    "nn.weighted_cross_entropy_with_logits": Row({"targets": "labels"}),
    "nn.conv1d": Row({"value": "input"}, frozenset({"use_cudnn_on_gpu"})),
    "nn.conv2d_transpose": Row({"value": "input", "filter": "filters"}),
    "nn.conv3d": Row({"filter": "filters"}),
    "nn.depthwise_conv2d": Row({"rate": "dilations"}),
    "assert_equal": _CHECK,
    "assert_greater": _CHECK,
    "assert_less": _CHECK,
    "assert_rank": _CHECK,
    "assert_greater_equal": _CHECK._replace(name="debugging.assert_greater_equal"),
    "assert_less_equal": _CHECK._replace(name="debugging.assert_less_equal"),
    "assert_non_negative": _CHECK._replace(name="debugging.assert_non_negative"),
    "assert_positive": _CHECK._replace(name="debugging.assert_positive"),
    "depth_to_space": Row({}, name="nn.depth_to_space"),
    "space_to_depth": Row({}, name="nn.space_to_depth"),
    "decode_csv": Row({}, name="io.decode_csv"),
    "decode_raw": Row({"bytes": "input_bytes"}, name="io.decode_raw"),
    "parse_example": Row({}, name="io.parse_example"),
    "parse_single_example": Row({}, name="io.parse_single_example"),
    "to_double": _cast("float64"),
    "to_float": _cast("float32"),
    "to_int32": _cast("int32"),
    "to_int64": _cast("int64"),
    "gfile.Copy": _file("copy", _FROM_TO),
    "gfile.DeleteRecursively": _file("rmtree"),
    "gfile.Exists": _file("exists"),
    "gfile.Glob": _file("glob", {"filename": "pattern"}),
    "gfile.IsDirectory": _file("isdir"),
    "gfile.ListDirectory": _file("listdir"),
    "gfile.MakeDirs": _file("makedirs"),
    "gfile.MkDir": _file("mkdir"),
    "gfile.Remove": _file("remove"),
    "gfile.Rename": _file("rename", _FROM_TO),
    "gfile.Stat": _file("stat"),
    "gfile.Walk": _file("walk", {"in_order": "topdown"}),
}
# Their new names were 1.x's as well, for its own function.
ALSO_OF_1 = ("debugging.", "io.decode_", "io.parse_", "math.", "nn.")
ROWS.update(
    {
        row.name: row._replace(name="")
        for row in tuple(ROWS.values())
        if row.name.startswith(ALSO_OF_1)
    }
)
ROWS.update({f"debugging.assert_{kind}": _CHECK for kind in ("equal", "greater", "less", "rank")})

_XAVIER = Row({}, frozenset(), "glorot_uniform_initializer", (("uniform", ("True",)),))

# Functions of contrib that another one of 1.x's does for, where the call gives no more than this.
CONTRIB: Dict[str, Row] = {
    "layers.flatten": Row({"scope": "name"}, frozenset({"outputs_collections"}), "layers.flatten"),
    "layers.l1_regularizer": Row({}, frozenset({"scope"}), "keras.regularizers.l1"),
    # contrib's takes half of the sum of the squares: for the rule to multiply.
    "layers.l2_regularizer": Row({}, frozenset({"scope"}), "keras.regularizers.l2"),
    "layers.xavier_initializer": _XAVIER,
    "layers.xavier_initializer_conv2d": _XAVIER,
}


def row_of_contrib(name: str) -> Optional[Row]:
    """What does for a function of contrib's, None where there is nothing.

    >>> row_of_contrib("contrib.layers.flatten").name, row_of_contrib("layers.flatten")
    ('layers.flatten', None)
    """
    top, _, part = name.partition(".")
    return CONTRIB.get(contrib.public(part)) if top == "contrib" else None


# Names of contrib that were public by 1.15, and in contrib no more.
CAME_OUT = {"framework.CriticalSection": "CriticalSection"}
# 1.15's are classes of their own, on those.
NOT_THE_SAME = frozenset({"hooks.ProfilerHook", "tpu.Topology"})


# What to use for what is no name of contrib, by the first part of the name.
IN_PLACE_OF = {
    "estimator": "tf.keras.Model",
    "examples": "tf.keras.datasets.mnist for MNIST; the rest are files to copy",
}


@functools.lru_cache(maxsize=None)
def spelling(name: str, lowest: Release = LAST_OF_1) -> str:
    """How 2.x's ``tf`` spells the same object, from a release on; "" where it does not.

    >>> spelling("log"), spelling("gfile.GFile"), spelling("nn.relu"), spelling("placeholder")
    ('math.log', 'io.gfile.GFile', 'nn.relu', '')
    >>> spelling("map_fn"), spelling("reduce_sum")
    ('', '')
    """
    symbol = find(name, V1)
    if symbol is None:
        return ""
    wanted = {one for one in releases() if one >= max(lowest, FIRST_OF_2)}
    found = []
    for known, _ in symbol.aliases:
        other = find(known, V1)
        old = known == name or (other is not None and other.has(LAST_OF_1))
        # A release may lack the name altogether, as tf.estimator went with 2.16.
        if wanted <= set(symbol.holds(known)) and (old or lowest >= FIRST_OF_2):
            found.append(known)
    if name in found:
        return name
    return min(found, key=lambda one: (*preference(one), one), default="")


@functools.lru_cache(maxsize=None)
def native(name: str, lowest: Release = LAST_OF_1) -> str:
    """What to write for a name of 1.x's behind ``tf.``, "" where there is nothing any more.

    >>> native("log"), native("Session"), native("contrib.rnn.GRUCell"), native("contrib.crf")
    ('math.log', 'compat.v1.Session', 'compat.v1.nn.rnn_cell.GRUCell', '')
    >>> native("python.framework.graph_util.remove_training_nodes")
    'compat.v1.graph_util.remove_training_nodes'
    """
    if name.startswith(("python.", "core.")):
        other = of_private(name)
        return native(other, lowest) if other else ""
    if name.startswith("contrib."):
        other = _of_contrib(name[len("contrib.") :])
        return native(other, lowest) if other else ""
    symbol, two, owner = find(name, V1), find(name, V2), unit(name)
    if symbol is None:
        return ""
    if owner != name:  # what a class has goes with the class
        other = native(owner, lowest)
        return other + name[len(owner) :] if other else ""
    newest = releases()[-1]
    is_keras = name.partition(".")[0] == "keras" and two is not None
    if is_keras and two is not None and (two.has(newest) or two.needs_keras_2(newest)):
        return name  # another object in some releases, and the one that programs mean
    same = spelling(name, lowest) if symbol.kind != "module" else ""
    if same:
        return same
    return f"{HOME}.{name}" if symbol.has(newest) else ""


@functools.lru_cache(maxsize=None)
def _of_contrib(name: str) -> str:
    """Where 1.x has the same outside contrib, "" where it has not."""
    for one in dict.fromkeys((name, contrib.public(name), name.replace("eager.", TFE, 1))):
        if one in NOT_THE_SAME:
            continue
        if one.startswith("keras."):
            public = one.replace("keras.api.", "", 1)
            return public if find(public, V1) is not None else ""
        places = [contrib.offered().get(one, ""), CAME_OUT.get(one, "")]
        symbol = find(f"contrib.{one}", V1)
        for origin in symbol.origins if symbol is not None else ():
            namespace, public = public_name(origin) or (V2, "")
            places.append(public if namespace == V1 else "")
        for place in places:
            same = find(place, V1) if place.partition(".")[0] not in NO_PLACE else None
            if same is not None and same.has(LAST_OF_1):
                return place
    return ""


@functools.lru_cache(maxsize=None)
def of_private(name: str) -> str:
    """What a name of one of TensorFlow's private modules is called in public, "" if nothing.

    >>> of_private("python.ops.array_ops.placeholder"), of_private("python.keras.layers.Dense")
    ('placeholder', 'keras.layers.Dense')
    >>> of_private("python.ops.nn_ops.softmax_v2"), of_private("python.client.device_lib")
    ('', '')
    """
    if name.startswith("python.keras."):
        public = name[len("python.") :]
        return public if find(public, V1) is not None else ""
    module, _, leaf = name.rpartition(".")
    public = private.public(f"tensorflow.{module}", leaf)
    if not public and ".gen_" not in name:  # the public name may be another word
        namespace, known = public_name(f"tensorflow.{name}") or (V2, "")
        public = known if namespace == V1 and known.partition(".")[0] not in NO_PLACE else ""
    symbol = find(public, V1)
    if symbol is None or not symbol.has(LAST_OF_1):
        return ""
    if f"tensorflow.{name}" in _origins_of_2() and not spelling(public, FIRST_OF_2):
        return ""  # 1.x's function was there once, and later 2.x's of that name
    return public


@functools.lru_cache(maxsize=None)
def _origins_of_2() -> FrozenSet[str]:
    return frozenset(origin for symbol in symbols(V2) for origin in symbol.origins)


@functools.lru_cache(maxsize=None)
def since(name: str) -> Release:
    """The first release that has a name in either namespace; the first of all where none has.

    >>> since("repeat"), since("random.set_seed"), since("no_such_name")
    ((1, 15), (1, 14), (0, 12))
    """
    found = [symbol.since for symbol in (find(name, V1), find(name, V2)) if symbol is not None]
    return min(found, default=releases()[0])


def said_of_gone(name: str) -> str:
    """Since when a name of 1.x's is not there, and what to use.

    >>> said_of_gone("estimator.Estimator")
    'Gone since TensorFlow 2.16. In its place: tf.keras.Model.'
    """
    top, _, part = name.partition(".")
    symbol, row = find(name, V1), row_of_gone(name)
    new = new_name(name) or name
    if new.startswith("models.") and is_offered(new):
        return f"Gone since TensorFlow 1.0. tfcompat_ce.v1 has it, as tf.{new}."
    if new != name:
        return f"Since 1.0 it is tf.{new}, to be written by hand."
    if top == "contrib":
        ours = contrib.public(part) in contrib.offered()
        there = " `--target v1` has it." if ours else ""
        return f"Gone since TensorFlow 2.0. In its place: {contrib.instead(part)}.{there}"
    if row is not None:
        return "Gone since TensorFlow {}.{}. {}".format(*row.release, row.instead)
    gone = symbol.gone if symbol is not None else None
    since = "Gone since TensorFlow {}.{}.".format(*gone or FIRST_OF_2)
    if top in IN_PLACE_OF:
        return f"{since} In its place: {IN_PLACE_OF[top]}."
    return since if gone else "No name of TensorFlow's public API."


@functools.lru_cache(maxsize=None)
def unit(name: str) -> str:
    """The longest beginning of a dotted name that is a name of the API: no member of a class.

    >>> unit("train.Saver.save"), unit("float32.name"), unit("nn.no_such_name")
    ('train.Saver', 'float32', 'nn')
    """
    found = ""
    parts = name.split(".")
    for end in range(1, len(parts) + 1):
        symbol = find(".".join(parts[:end]), V1)
        if symbol is None:
            break
        found = symbol.name
        if symbol.kind != "module":
            break
    return found
