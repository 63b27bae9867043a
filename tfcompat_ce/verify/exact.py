"""What the reference says of a case, and how far from it an output of TensorFlow is."""

from typing import Any, List, NamedTuple, Optional

import numpy as np

from tfcompat_ce.verify import reference, ulp
from tfcompat_ce.verify.cases import ACTIVATIONS, SPARSE, Case

VALUE, INTO_LOGITS, INTO_LABELS = "value", "gradient into logits", "gradient into labels"

# TensorFlow may make 0 of what is below the smallest normal number, and XLA's first exp made up to
# 2**-111 of 0: a few ULP of these, where an exponent has 8 bits.
_NEGLIGIBLE = {"float16": 0.0, "bfloat16": 2.0**-104, "float32": 2.0**-88, "float64": 2.0**-969}


class Exact(NamedTuple):
    """An output of a case by the reference, in float64.

    Attributes:
      at_least: Errors are counted in ULP of numbers no smaller than this: what comes of a
        subtraction is exact only relative to what was subtracted.
      other: What kernels give that see 0 times infinity in another way, or None.
      undefined: Where a logit is NaN or +inf in the row, so that it has no softmax.
    """

    output: str
    array: Any
    at_least: float
    other: Optional[Any]
    undefined: Any

    def error(self, array: Any, dtype: str) -> float:
        """The largest error of an array in ULP of a dtype."""
        if array.shape != self.array.shape:
            return float("inf")
        errors = ulp.error(array, self.array, dtype, self.at_least)
        if self.other is not None:
            other = ulp.error(array, self.other, dtype, self.at_least)
            errors = np.minimum(errors, other)
        # Some releases leave zeros, or infinities, beside the NaN: never a number to believe.
        spoilt = (array == 0) | ~np.isfinite(array) | (self.output != VALUE)
        errors = np.where(self.undefined & spoilt, 0.0, errors)
        return float(errors.max()) if errors.size else 0.0


def outputs(case: Case) -> List[Exact]:
    """The outputs of a case: its value, and the gradients that it has."""
    logits, upstream, axis = case.logits, case.upstream, case.axis
    weight = float(np.abs(upstream).max()) if upstream.size else 1.0
    finite = np.abs(logits[np.isfinite(logits)])
    largest = max(1.0, float(finite.max()) if finite.size else 1.0)
    bad = np.isnan(logits) | (logits == np.inf)
    rows = bad.any(axis=axis)
    everywhere = np.broadcast_to(np.expand_dims(rows, axis), logits.shape)
    if case.short_name in ACTIVATIONS:
        value = getattr(reference, case.short_name)(logits, axis)
        gradient = getattr(reference, case.short_name + "_gradient")(logits, upstream, axis)
        if case.short_name == "softmax":
            least = _NEGLIGIBLE[case.dtype]
        else:
            # Some take the logarithm of the sum from the logits, without their maximum taken off.
            least = largest
            weight *= largest
        return [
            Exact(VALUE, value, least, None, everywhere),
            Exact(INTO_LOGITS, gradient, weight, None, everywhere),
        ]
    losses = _losses(case)
    into_labels, into_logits = _gradients(case)
    upstream = np.expand_dims(upstream, axis)
    most = 1.0
    if case.short_name != SPARSE and case.labels.size:
        most = max(1.0, float(np.abs(case.labels).sum(axis=axis).max()))
    found = [
        Exact(VALUE, losses, largest * most, _other_losses(case, losses), rows),
        Exact(INTO_LOGITS, upstream * into_logits, weight * most, None, everywhere),
    ]
    if has_label_gradient(case.function):
        found.append(Exact(INTO_LABELS, upstream * into_labels, weight * largest, None, everywhere))
    return found


def has_label_gradient(function: str) -> bool:
    """Whether a gradient flows into the labels. In 1.x's own meaning, none does."""
    return function in (
        "v1.softmax_cross_entropy_with_logits_v2",
        "v2.softmax_cross_entropy_with_logits",
    )


def _losses(case: Case) -> Any:
    if case.short_name == SPARSE:
        return reference.sparse_softmax_cross_entropy_with_logits(case.labels, case.logits)
    return reference.softmax_cross_entropy_with_logits(case.labels, case.logits, case.axis)


def _gradients(case: Case) -> Any:
    if case.short_name == SPARSE:
        return None, reference.sparse_softmax_cross_entropy_with_logits_gradient(
            case.labels, case.logits
        )
    return reference.softmax_cross_entropy_with_logits_gradients(
        case.labels, case.logits, case.axis
    )


def _other_losses(case: Case, losses: Any) -> Any:
    """Where a class is impossible: dense losses that leave it out, sparse ones that are NaN."""
    impossible = np.isneginf(case.logits)
    if not impossible.any():
        return None
    if case.short_name == SPARSE:
        return np.where(impossible.any(axis=-1), np.nan, losses)
    with np.errstate(invalid="ignore"):
        terms = -case.labels * reference.log_softmax(case.logits, case.axis)
    return np.where(case.labels == 0, 0.0, terms).sum(axis=case.axis)
