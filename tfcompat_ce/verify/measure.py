"""Running cases on the installed TensorFlow, and holding what comes out against the reference."""

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import (
    Any,
    Callable,
    Dict,
    Iterable,
    Iterator,
    List,
    NamedTuple,
    Optional,
    Sequence,
    Tuple,
)

import numpy as np

from tfcompat_ce import v1, v2
from tfcompat_ce.shim import installed
from tfcompat_ce.verify import bounds, exact, known
from tfcompat_ce.verify.cases import SPARSE, Case
from tfcompat_ce.verify.modes import Input, Mode


class Measured(NamedTuple):
    """An output of a case in a mode.

    ``array`` is None where there is no output, and ``trouble`` says why. ``known`` is the defect of
    TensorFlow's that explains an error beyond the bound.
    """

    case: Case
    mode: str
    output: str
    array: Optional[Any]
    error: float
    bound: float
    at_least: float
    trouble: str = ""
    known: str = ""

    @property
    def passed(self) -> bool:
        return self.error <= self.bound or bool(self.known)


def measure(
    cases: Sequence[Case], modes: Sequence[Mode], done: Callable[[int], None] = lambda cases: None
) -> Iterator[Measured]:
    """Each output of each case in each mode.

    Args:
      done: Is told how many cases of a mode are done more.
    """
    stop = threading.Event()

    def in_mode(mode: Mode) -> List[Measured]:
        found: List[Measured] = []
        for group in _groups(cases):
            if stop.is_set():
                break
            taken = [case for case in group if mode.takes(case)]
            for program in [taken] if mode.together else [[case] for case in taken]:
                if program:
                    found += _measured(program, mode)
            done(len(group))
        return found

    # A thread a mode: what one compiles and another runs need not wait for each other.
    with ThreadPoolExecutor(len(modes)) as pool:
        try:
            for of_mode in pool.map(in_mode, modes):
                yield from of_mode
        finally:
            stop.set()


def _groups(cases: Sequence[Case]) -> Iterable[List[Case]]:
    """What goes into one program: a function of both namespaces, which a compiler can make one."""
    groups: Dict[Tuple[str, str], List[Case]] = {}
    for case in cases:
        kind = case.short_name.replace("_v2", "")
        groups.setdefault((kind, case.dtype), []).append(case)
    return groups.values()


def _measured(cases: List[Case], mode: Mode) -> Iterable[Measured]:
    """One program for all, and where it fails, one for each, to see which it is."""
    try:
        found = _run(cases, mode)
    except Exception as error:
        if len(cases) > 1:
            return itertools.chain.from_iterable(_measured([case], mode) for case in cases)
        trouble = "{}: {}".format(type(error).__name__, str(error).partition("\n")[0])
        bound = bounds.bound(cases[0])
        return [Measured(cases[0], mode.name, exact.VALUE, None, np.inf, bound, 0.0, trouble)]
    return itertools.chain.from_iterable(
        _held(case, mode, outputs) for case, outputs in zip(cases, found)
    )


def _run(cases: List[Case], mode: Mode) -> List[List[Tuple[str, Any]]]:
    """The name and the array of each output of each case."""
    inputs: Dict[Any, Input] = {}
    keys: List[List[Any]] = []
    for case in cases:
        keys.append([])
        for place, given in enumerate(_inputs(case)):
            key = (place, given.array.shape, given.array.tobytes())
            inputs.setdefault(key, given)
            keys[-1].append(key)
    names: List[List[str]] = []

    def program(tensors: List[Any]) -> List[Any]:
        tensor_of, results = dict(zip(inputs, tensors)), []
        del names[:]
        for case, of_case in zip(cases, keys):
            outputs = _outputs(case, mode, [tensor_of[key] for key in of_case])
            names.append([name for name, _ in outputs])
            results += [tensor for _, tensor in outputs]
        return results

    arrays = iter(mode.run(program, list(inputs.values())))
    return [[(name, next(arrays)) for name in of_case] for of_case in names]


def _inputs(case: Case) -> List[Input]:
    inputs = [Input(case.logits, case.dtype), Input(case.upstream, case.dtype)]
    if case.labels is not None:
        inputs.append(Input(case.labels, "int32" if case.short_name == SPARSE else case.dtype))
    return inputs


def _outputs(case: Case, mode: Mode, tensors: List[Any]) -> List[Tuple[str, Any]]:
    namespace = v1 if case.function.startswith("v1.") else v2
    function = getattr(namespace.nn, case.short_name)
    logits, upstream, *labels = tensors
    given = dict(zip(("logits", "labels"), [logits, *labels]))
    differentiated = [logits, *labels]
    if case.short_name == SPARSE:
        differentiated = [logits]
    else:
        given["axis"] = case.axis
    found = mode.gradients(lambda: function(**given), differentiated, upstream)
    named = zip((exact.INTO_LOGITS, exact.INTO_LABELS), found.gradients)
    return [(exact.VALUE, found.value)] + [
        (name, gradient) for name, gradient in named if gradient is not None
    ]


def _held(case: Case, mode: Mode, outputs: List[Tuple[str, Any]]) -> Iterator[Measured]:
    arrays, bound, release = dict(outputs), bounds.bound(case), installed.release()
    for expected in exact.outputs(case):
        if expected.output != exact.VALUE and not mode.differentiates:
            continue
        array = arrays.pop(expected.output, None)
        if array is None:
            error, trouble = np.inf, "there is no " + expected.output
        else:
            error, trouble = expected.error(array, case.dtype), ""
        defect = known.explanation(case, mode.name, release) if error > bound else ""
        yield Measured(
            case,
            mode.name,
            expected.output,
            array,
            error,
            bound,
            expected.at_least,
            trouble,
            defect,
        )
    for output, array in arrays.items():
        trouble = f"there is a {output}, where 1.x has none"
        yield Measured(case, mode.name, output, array, np.inf, bound, 1.0, trouble)
