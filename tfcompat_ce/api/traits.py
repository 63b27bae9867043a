"""What functions do that no signature says: the rank of what they give, what stops a gradient.

By hand. The ranks are read off each function's page, and a test calls every function of these
lists on the release that it runs on: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf
"""

from typing import FrozenSet, Tuple

from tfcompat_ce.api.renamed import RENAMED
from tfcompat_ce.api.symbols import LAST_OF_1, V1, V2, by_position, find


def _names(text: str) -> FrozenSet[str]:
    return frozenset(text.split())


# The rank of the first argument.
KEEPS_RANK = _names("""
    Variable cast clip_by_value constant convert_to_tensor identity math.abs math.exp
    layers.batch_normalization layers.dense layers.dropout math.l2_normalize math.log
    math.negative math.sigmoid math.softplus math.sqrt math.square math.tanh nn.bias_add
    nn.dropout nn.elu nn.leaky_relu nn.log_softmax nn.relu nn.relu6 nn.softmax nn.softsign
    ones_like stop_gradient to_float transpose zeros_like
""")

# The rank of the first two arguments, of the larger where one is broadcast.
BROADCASTS = _names("""
    div linalg.matmul math.add math.divide math.maximum math.minimum math.multiply math.subtract
""")

# One rank more than the first argument.
ADDS_AXIS = _names("expand_dims one_hot")

# Always a matrix.
GIVES_MATRIX = _names("contrib.layers.flatten layers.flatten nn.xw_plus_b")

# The rank that their shape says, `shape` or `dims`.
TAKES_SHAPE = _names("""
    constant fill get_variable ones placeholder placeholder_with_default random.normal
    random.truncated_normal random.uniform reshape zeros
""")

# The parts of a cross-entropy by hand.
LOGARITHM = "math.log"
PRODUCT = "math.multiply"
SUM = "math.reduce_sum"
MEAN = "math.reduce_mean"

# Losses, beside the family, that apply softmax to their logits.
APPLIES_SOFTMAX = _names("losses.softmax_cross_entropy losses.sparse_softmax_cross_entropy")

# No gradient comes through these.
STOPS_GRADIENT = _names("one_hot stop_gradient")


def spelling(name: str) -> str:
    """The one spelling that the lists here have for a function of any release.

    It is the one that 2.x documents, or 1.x's where 2.x has no such function.

    >>> spelling("log"), spelling("mul"), spelling("random_normal"), spelling("layers.dense")
    ('math.log', 'math.multiply', 'random.normal', 'layers.dense')
    """
    renamed = RENAMED.get(name)
    name = renamed.name if renamed is not None else name
    old = find(name, V1)
    new = find((old.same_in_v2 if old is not None else None) or name, V2)
    if new is None:
        return name
    return new.canonical or new.name


def parameters(name: str) -> Tuple[str, ...]:
    """The parameters that a function takes by position, in 1.x or else in 2.x.

    >>> parameters("fill")
    ('dims', 'value', 'name')
    """
    symbol = find(name, V1) or find(name, V2)
    if symbol is None:
        return ()
    release = LAST_OF_1 if symbol.has(LAST_OF_1) else symbol.releases[-1]
    return by_position(symbol.parameters(release) or ())
