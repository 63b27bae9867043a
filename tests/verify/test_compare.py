"""Records of runs, and what moved between them, on made-up outputs."""

import json

import numpy as np
import pytest

from tfcompat_ce.verify import compare, heatmap, record
from tfcompat_ce.verify.cases import case
from tfcompat_ce.verify.compare import Worst
from tfcompat_ce.verify.measure import Measured
from tfcompat_ce.verify.record import RecordError

SOFTMAX = case("v1.softmax", "float32", (4, 5), -1, "ordinary")
SPARSE = case("v2.sparse_softmax_cross_entropy_with_logits", "float64", (4, 5), -1, "ordinary")


def measured(array, of=SOFTMAX, mode="session", output="value", at_least=0.0):
    return Measured(of, mode, output, array, 0.5, 8.0, at_least)


def run(path, release, *outputs):
    record.save(str(path / release), {"tensorflow": release}, outputs)
    return record.load(str(path / release))


ONES = np.ones([2, 3], np.float32)
NEXT = np.nextafter(ONES, np.float32(2))


def test_a_record_keeps_every_bit(tmp_path):
    arrays = [
        ONES,
        np.float32([np.nan, np.inf, -np.inf, -0.0]),
        np.float16([1.5]),
        np.float64(2.0) ** -1074,
        np.zeros([0, 3]),
        np.zeros([]),
    ]
    outputs = [measured(np.asarray(array)) for array in arrays]
    for array, it in zip(arrays, run(tmp_path, "1.0", *outputs).outputs):
        assert it.array.dtype == np.asarray(array).dtype and it.array.shape == np.shape(array)
        assert it.array.tobytes() == np.asarray(array).tobytes()
    assert (it.case, it.mode, it.output) == (SOFTMAX.name, "session", "value")


def test_a_record_is_strict_json_even_of_failures(tmp_path):
    lost = measured(None)._replace(error=float("inf"), trouble="it raised")
    (it,) = run(tmp_path, "1.0", lost).outputs
    assert it.array is None and it.error == float("inf") and it.trouble == "it raised"
    assert "Infinity" not in (tmp_path / "1.0").read_text()


def test_equal_bits_are_kept_once(tmp_path):
    run(tmp_path, "1.0", measured(ONES), measured(ONES, mode="eager"), measured(NEXT, of=SPARSE))
    assert len(json.loads((tmp_path / "1.0").read_text())["bits"]) == 2


@pytest.mark.parametrize(
    "content, said",
    [
        (None, "No such file"),
        ("{", "is damaged"),
        ("[]", "was not written by"),
        ('{"format": "another"}', "was not written by"),
        ('{"format": "tfcompat-ce verify 1"}', "is damaged: KeyError"),
    ],
)
def test_a_file_that_is_no_record(tmp_path, content, said):
    path = tmp_path / "a.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(RecordError, match=said) as raised:
        record.load(str(path))
    assert str(path) in str(raised.value)


def test_what_moved(tmp_path):
    first = run(tmp_path, "1.15.5", measured(ONES), measured(ONES, of=SPARSE))
    second = run(tmp_path, "2.21.0", measured(NEXT), measured(ONES, of=SPARSE))
    step = compare.step(first, second)
    assert [(it.after.case, it.distance) for it in step.moved] == [(SOFTMAX.name, 1.0)]
    assert (step.equal, step.compared, step.alone) == (1, 2, 0)
    assert step.worst == {
        ("softmax", "float32"): Worst(1.0),
        ("sparse_softmax_cross_entropy_with_logits", "float64"): Worst(0.0),
    }


def test_the_worst_comes_first(tmp_path):
    farther = np.nextafter(NEXT, np.float32(2))
    first = run(tmp_path, "1", *[measured(ONES, output=name) for name in "abc"])
    second = run(
        tmp_path, "2", *map(measured, [NEXT, ONES, farther], [SOFTMAX] * 3, ["session"] * 3, "abc")
    )
    assert [(it.after.output, it.distance) for it in compare.step(first, second).moved] == [
        ("c", 2.0),
        ("a", 1.0),
    ]


def test_a_new_mode_is_held_against_the_session(tmp_path):
    first = run(tmp_path, "1.15.5", measured(ONES))
    second = run(tmp_path, "2.0.0", measured(ONES), measured(NEXT, mode="eager"))
    (moved,) = compare.step(first, second).moved
    assert (moved.before.mode, moved.after.mode) == ("session", "eager")
    third = run(tmp_path, "2.1.0", measured(NEXT, mode="eager"), measured(ONES))
    assert compare.step(second, third).moved == []


def test_nan_is_nan_and_zero_is_zero(tmp_path):
    payload = np.frombuffer(b"\x01\x00\xc0\x7f\x00\x00\x00\x80", "<f4")
    first = run(tmp_path, "1", measured(np.float32([np.nan, 0.0])))
    assert compare.step(first, run(tmp_path, "2", measured(payload))).equal == 1
    (moved,) = compare.step(first, run(tmp_path, "3", measured(np.float32([0.0, 0.0])))).moved
    assert moved.distance == np.inf


def test_what_became_nan_does_not_hide_how_far_the_others_moved(tmp_path):
    first = run(tmp_path, "1", measured(np.float32([1.0, 1.0])))
    second = run(
        tmp_path, "2", measured(np.float32([np.nan, np.nextafter(np.float32(1), np.float32(2))]))
    )
    step = compare.step(first, second)
    assert step.worst == {("softmax", "float32"): Worst(1.0, turned=True)}
    found = heatmap.heat_map([step])
    assert heatmap.text(found.cells[0][0]) == "1*" and found.legend.startswith("* some became NaN")


def test_the_unit_is_no_smaller_than_what_was_subtracted(tmp_path):
    small = np.float32([2.0**-20])
    first = run(tmp_path, "1", measured(small, at_least=1.0))
    (moved,) = compare.step(first, run(tmp_path, "2", measured(3 * small, at_least=1.0))).moved
    assert moved.distance == 2.0**4


def test_other_inputs_are_not_compared(tmp_path):
    other = SOFTMAX._replace(logits=SOFTMAX.logits + 1.0)
    first, second = run(tmp_path, "1", measured(ONES)), run(tmp_path, "2", measured(NEXT, of=other))
    step = compare.step(first, second)
    assert (step.compared, step.other_inputs) == (0, 1)


def test_an_output_that_only_one_has(tmp_path):
    first, second = (
        run(tmp_path, "1", measured(ONES)),
        run(tmp_path, "2", measured(ONES, of=SPARSE)),
    )
    assert compare.step(first, second).alone == 1
    lost = run(tmp_path, "3", measured(None))
    assert compare.step(first, lost).moved[0].distance == np.inf


def test_steps():
    class Fake:
        outputs = ()

    a, b, c = Fake(), Fake(), Fake()
    assert [(it.before, it.after) for it in compare.steps([a, b, c])] == [(a, b), (b, c)]
    assert [(it.before, it.after) for it in compare.steps([a, b, c], True)] == [(a, b), (a, c)]


def test_the_heat_map(tmp_path):
    runs = [
        run(tmp_path, "1.15.5", measured(ONES)),
        run(tmp_path, "2.0.0", measured(NEXT), measured(ONES, of=SPARSE)),
        run(tmp_path, "2.1.0", measured(NEXT), measured(ONES, of=SPARSE)),
    ]
    found = heatmap.heat_map(compare.steps(runs))
    assert found.columns == ["2.0.0", "2.1.0"]
    assert dict(zip(found.rows, found.cells)) == {
        ("softmax", "float32"): [Worst(1.0), Worst()],
        ("sparse_softmax_cross_entropy_with_logits", "float64"): [None, Worst()],
    }


def test_shades_grow_with_the_distance():
    shades = [heatmap.shade(Worst(it)) for it in (0.0, 0.01, 1.0, 10.0, 1000.0, 1e9)]
    assert shades == sorted(shades) and shades[0] == 0.0 and shades[-1] == 1.0
    assert heatmap.shade(Worst(0.0, turned=True)) > 0.0
