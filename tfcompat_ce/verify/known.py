"""TensorFlow's own defects that the grid meets: what they are, and where.

An output that one of them explains is not held to its bound. It is reported with the defect.
"""

from typing import Callable, List, NamedTuple, Tuple

import numpy as np

from tfcompat_ce.verify.cases import ACTIVATIONS, SPARSE, Case


class Known(NamedTuple):
    """A defect, the first release that has it and the first that has it no more."""

    what: str
    since: Tuple[int, int]
    until: Tuple[int, int]
    meets: Callable[[Case, str], bool]


def _loses_a_row(case: Case) -> bool:
    lost = np.isnan(case.logits).any() or np.isneginf(case.logits).all(axis=case.axis).any()
    return case.short_name in (*ACTIVATIONS, SPARSE) and bool(lost)


KNOWN: List[Known] = [
    Known(
        "In bfloat16 the kernels pass over NaN, where the row should be NaN",
        (1, 14),
        (2, 3),
        lambda case, mode: case.dtype == "bfloat16" and _loses_a_row(case),
    ),
    Known(
        "What XLA compiles passes over NaN, where the row should be NaN",
        (1, 14),
        (2, 3),
        lambda case, mode: mode == "XLA" and _loses_a_row(case),
    ),
]


def explanation(case: Case, mode: str, release: Tuple[int, int]) -> str:
    """The defect that explains an error of a case in a mode, or ""."""
    for known in KNOWN:
        if known.since <= release < known.until and known.meets(case, mode):
            return known.what
    return ""
