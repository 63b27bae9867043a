"""TensorFlow's own defects that the grid meets: what they are, and where.

An output that one of them explains is not held to its bound. It is reported with the defect.
"""

from typing import Callable, List, NamedTuple, Tuple

import numpy as np

from tfcompat_ce.verify.cases import ACTIVATIONS, Case


class Known(NamedTuple):
    """A defect, the first release that has it and the first that has it no more."""

    what: str
    since: Tuple[int, int]
    until: Tuple[int, int]
    meets: Callable[[Case, str], bool]


def _is_nan_in_bfloat16(case: Case, mode: str) -> bool:
    lost = np.isnan(case.logits).any() or np.isneginf(case.logits).all(axis=case.axis).any()
    return case.dtype == "bfloat16" and case.short_name in ACTIVATIONS and bool(lost)


def _is_nan_in_compiled_log_softmax(case: Case, mode: str) -> bool:
    lost = np.isnan(case.logits).any()
    return mode == "XLA" and case.short_name == "log_softmax" and bool(lost)


KNOWN: List[Known] = [
    Known(
        "softmax and log_softmax in bfloat16 pass over NaN, where the row should be NaN",
        (1, 14),
        (2, 3),
        _is_nan_in_bfloat16,
    ),
    Known(
        "log_softmax compiled by XLA passes over NaN, where the row should be NaN",
        (2, 2),
        (2, 3),
        _is_nan_in_compiled_log_softmax,
    ),
]


def explanation(case: Case, mode: str, release: Tuple[int, int]) -> str:
    """The defect that explains an error of a case in a mode, or ""."""
    for known in KNOWN:
        if known.since <= release < known.until and known.meets(case, mode):
            return known.what
    return ""
