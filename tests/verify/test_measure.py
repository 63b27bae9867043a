"""Measuring on the installed TensorFlow: that what is right passes, and what is wrong does not."""

import numpy as np
import pytest

from tfcompat_ce import v1, v2
from tfcompat_ce.shim import installed
from tfcompat_ce.verify import cases, exact, known
from tfcompat_ce.verify.cases import case
from tfcompat_ce.verify.measure import measure
from tfcompat_ce.verify.modes import Session, modes

MODES = modes()
SMALL = [
    case(function, dtype, (4, 5), -1, "ordinary", labels)
    for function in cases.FUNCTIONS
    for dtype in ("bfloat16", "float32", "float64")
    for labels in (["soft"] if "with_logits" in function and "sparse" not in function else [""])
]


def failed(measured):
    return [
        (it.case.name, it.mode, it.output, it.error, it.trouble) for it in measured if not it.passed
    ]


def cross_entropy(function="v1.softmax_cross_entropy_with_logits"):
    return case(function, "float32", (4, 5), -1, "ordinary", "soft")


def test_every_mode():
    measured = list(measure(SMALL, MODES))
    assert failed(measured) == []
    assert {it.mode for it in measured} == {mode.name for mode in MODES}
    assert len(MODES) == (
        3 if installed.release() < (1, 12) else 4 if installed.release() < (2, 0) else 6
    )


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
def test_a_case_alone_has_the_bits_that_it_has_among_others(mode):
    together = {(it.case.name, it.output): it.array for it in measure(SMALL[:9], [mode])}
    for one in SMALL[:9]:
        for it in measure([one], [mode]):
            np.testing.assert_array_equal(it.array, together[it.case.name, it.output])


@pytest.mark.parametrize("values", [name for name in cases.VALUES if name != "ordinary"])
def test_extremes(values):
    chosen = [
        case("v1.softmax", "float32", (4, 5), -1, values),
        case("v2.log_softmax", "float64", (4, 5), -1, values),
        case("v2.softmax_cross_entropy_with_logits", "float32", (4, 5), -1, values, "one-hot"),
        case("v1." + cases.SPARSE, "float32", (4, 5), -1, values),
    ]
    assert failed(measure(chosen, [Session()])) == []


def test_a_wrong_value_is_seen(monkeypatch):
    right = v1.nn.softmax
    monkeypatch.setattr(v1.nn, "softmax", lambda logits, axis: right(logits, axis) * (1 + 1e-5))
    value, _ = measure([case("v1.softmax", "float32", (4, 5), -1, "ordinary")], [Session()])
    assert not value.passed and 40 < value.error < 400


def test_a_wrong_axis_is_seen(monkeypatch):
    right = v2.nn.log_softmax
    monkeypatch.setattr(v2.nn, "log_softmax", lambda logits, axis: right(logits))
    chosen = [case("v2.log_softmax", "float32", (4, 5), axis, "ordinary") for axis in (-1, 0)]
    assert {name for name, *_ in failed(measure(chosen, [Session()]))} == {chosen[1].name}


def test_a_gradient_into_labels_that_should_not_be_there_is_seen(monkeypatch):
    flowing = v2.nn.softmax_cross_entropy_with_logits
    monkeypatch.setattr(v1.nn, "softmax_cross_entropy_with_logits", flowing)
    said = "there is a gradient into labels, where 1.x has none"
    assert [
        (mode, output, trouble)
        for _, mode, output, _, trouble in failed(measure([cross_entropy()], MODES))
    ] == [(mode.name, exact.INTO_LABELS, said) for mode in MODES if mode.differentiates]


def test_a_missing_gradient_is_seen(monkeypatch):
    stopped = v1.nn.softmax_cross_entropy_with_logits
    monkeypatch.setattr(v1.nn, "softmax_cross_entropy_with_logits_v2", stopped)
    chosen = [cross_entropy("v1.softmax_cross_entropy_with_logits_v2")]
    assert [trouble for *_, trouble in failed(measure(chosen, [Session()]))] == [
        "there is no gradient into labels"
    ]


def test_a_case_that_raises_does_not_take_the_others_with_it(monkeypatch):
    right = v1.nn.softmax

    def picky(logits, axis):
        if axis == 0:
            raise RuntimeError("not this axis")
        return right(logits, axis)

    monkeypatch.setattr(v1.nn, "softmax", picky)
    chosen = [case("v1.softmax", "float32", (4, 5), axis, "ordinary") for axis in (-1, 0)]
    measured = list(measure(chosen, [Session()]))
    assert [(it.passed, it.trouble) for it in measured] == [
        (True, ""),
        (True, ""),
        (False, "RuntimeError: not this axis"),
    ]


@pytest.mark.parametrize("row, value", [(0, 0.5), (3, 0.5)])
def test_a_number_in_a_row_that_has_no_softmax_is_seen(row, value):
    chosen = case("v1.softmax", "float32", (4, 5), -1, "inf and nan" if row == 0 else "-inf")
    expected = exact.outputs(chosen)[0]
    good = np.where(np.isnan(expected.array), np.nan, expected.array).astype("float32")
    assert expected.error(good, "float32") < 1
    good[row, 4] = value
    assert expected.error(good, "float32") == np.inf


def test_done_counts_every_case():
    counted = []
    list(measure(SMALL, MODES[:1], counted.append))
    assert sum(counted) == len(SMALL)


def test_a_known_defect_is_named_where_it_is_and_nowhere_else():
    lost = case("v1.softmax", "bfloat16", (4, 5), -1, "inf and nan")
    assert "pass over NaN" in known.explanation(lost, "session", (1, 14))
    assert "pass over NaN" in known.explanation(lost, "session", (2, 2))
    assert known.explanation(lost, "session", (2, 3)) == ""
    fine = case("v1.softmax", "bfloat16", (4, 5), -1, "wide")
    assert known.explanation(fine, "session", (2, 0)) == ""
    single = case("v1.softmax", "float32", (4, 5), -1, "inf and nan")
    assert known.explanation(single, "session", (2, 0)) == ""
    assert known.explanation(single, "XLA", (2, 0)) != ""


def test_what_is_known_is_still_measured():
    measured = list(
        measure([case("v1.softmax", "bfloat16", (4, 5), -1, "inf and nan")], [Session()])
    )
    assert all(it.passed for it in measured)
    assert any(it.known for it in measured) == ((1, 14) <= installed.release() < (2, 2))
