"""How many ULP an output may be from the reference, and why.

A bound is what the arithmetic allows, no more: it holds on every release, whose kernels differ.
"""

import math

import numpy as np

from tfcompat_ce.verify.cases import Case

REASON = """\
8 ULP for exp, log, division and rounding; for softmax 1/2 ULP more for each unit that the \
logits lie apart, since exp turns what a difference is rounded by into a relative error; and \
what adding up the classes in the dtype itself costs: half the square root of their number, in \
the 16-bit dtypes, where a large sum no longer grows, 1/16 of it."""

ROUNDING = 8.0
PER_UNIT = 0.5
# Farther apart than this, a probability is 0.
FARTHEST = {"float16": 17.0, "bfloat16": 93.0, "float32": 104.0, "float64": 746.0}


def bound(case: Case) -> float:
    """The bound on every output of a case, in ULP.

    >>> from tfcompat_ce.verify.cases import grid
    >>> bound(grid()[0]) < 16
    True
    """
    classes = case.logits.shape[case.axis]
    narrow = case.dtype in ("float16", "bfloat16")
    allowed = ROUNDING + (classes / 16 if narrow else math.sqrt(classes) / 2)
    if case.short_name == "softmax":
        finite = case.logits[np.isfinite(case.logits)]
        apart = float(np.ptp(finite)) if finite.size else 0.0
        allowed += PER_UNIT * min(apart, FARTHEST[case.dtype])
    return allowed
