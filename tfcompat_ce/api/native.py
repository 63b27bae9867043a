"""What 2.x's own namespace has for a name of 1.x's.

A name is one of three kinds. ``tf`` has the same object, under this name or another; or a function
that means the same once its arguments are written its way (`ROWS`, by hand); or it is in
``tf.compat.v1`` alone. What no release has any more is of no kind.
"""

import functools
from typing import Dict, FrozenSet, NamedTuple, Tuple

from tfcompat_ce.api.symbols import V1, V2, Release, find, preference, releases

LAST_OF_1 = (1, 15)
FIRST_OF_2 = (2, 0)
HOME = "compat.v1"


class Row(NamedTuple):
    """A function of 2.x by the same name: what 1.x's parameters are called, and what it has not."""

    parameters: Dict[str, str]
    # With one of these given, it is 1.x's function that is meant.
    without: FrozenSet[str] = frozenset()


_REDUCED = Row({"reduction_indices": "axis", "keep_dims": "keepdims"})
_AXIS = Row({"dimension": "axis"})
_POOLED = Row({"value": "input"})
# `optimize` says whether a graph is made smaller; layout and verification are one release's only.
_LIKE = Row({"tensor": "input"}, frozenset({"optimize"}))

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
    "gather": Row({}, frozenset({"validate_indices"})),
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
}

# Names of contrib that another one replaces as it is.
CONTRIB: Dict[str, Tuple[str, ...]] = {
    "data": ("data.experimental",),
    "framework.nest": ("nest",),
    "rnn": ("nn.rnn_cell", "nn"),
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
    """
    if name.startswith("contrib."):
        other = _of_contrib(name[len("contrib.") :])
        return native(other, lowest) if other else ""
    symbol, two = find(name, V1), find(name, V2)
    if symbol is None:
        return ""
    if name.partition(".")[0] in ("keras", "estimator") and two is not None:
        return name  # another object in some releases, and the one that programs mean
    same = spelling(name, lowest) if symbol.kind != "module" else ""
    if same:
        return same
    newest = releases()[-1]
    return f"{HOME}.{name}" if symbol.has(newest) else ""


def _of_contrib(name: str) -> str:
    for old, homes in CONTRIB.items():
        for new in homes if name.startswith(old + ".") else ():
            other = new + name[len(old) :]
            symbol = find(other, V1)
            if symbol is not None and symbol.has(LAST_OF_1):
                return other
    return ""


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
