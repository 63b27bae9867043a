"""The ways of running TensorFlow that the installed release has.

A program is a function of a list of tensors that gives a list of tensors. In it, `gradients` is the
way of its mode to differentiate.
"""

import importlib
from typing import Any, Callable, List, NamedTuple, Optional, Sequence

import numpy as np

from tfcompat_ce import v1
from tfcompat_ce.shim import installed
from tfcompat_ce.verify.cases import Case

Program = Callable[[List[Any]], List[Any]]


class Input(NamedTuple):
    """An array, and the dtype to hand it to TensorFlow in."""

    array: Any
    dtype: str


class Differentiated(NamedTuple):
    """A value, and the gradient into each of the tensors asked for; None where there is none."""

    value: Any
    gradients: Sequence[Optional[Any]]


class Mode:
    """What every mode can do."""

    name: str

    @property
    def together(self) -> bool:
        """Whether a program may have many cases."""
        return True

    @property
    def differentiates(self) -> bool:
        """Whether there are gradients, beside the values."""
        return True

    def takes(self, case: Case) -> bool:
        """Whether a case is run in this mode."""
        return True

    def run(self, program: Program, inputs: Sequence[Input]) -> List[Any]:
        """The program's results, as NumPy arrays."""
        raise NotImplementedError

    def gradients(
        self, call: Callable[[], Any], tensors: Sequence[Any], upstream: Any
    ) -> Differentiated:
        """What ``call`` gives, and the gradient of its sum weighted by ``upstream``."""
        raise NotImplementedError


class Session(Mode):
    """A graph, fed and run in a session."""

    name = "session"

    @property
    def together(self) -> bool:
        """Not in 1.5, whose optimizer ends the process at some programs of many."""
        return installed.release() != (1, 5)

    def run(self, program: Program, inputs: Sequence[Input]) -> List[Any]:
        with v1.Graph().as_default(), v1.Session() as session:
            arrays = [_carried(given) for given in inputs]
            fed = [v1.placeholder(array.dtype, self.shape(array)) for array in arrays]
            tensors = [v1.cast(tensor, given.dtype) for tensor, given in zip(fed, inputs)]
            results = [_carrying(result) for result in self.compiled(program, tensors)]
            numbers: List[Any] = session.run(results, dict(zip(fed, arrays)))
            return numbers

    def gradients(
        self, call: Callable[[], Any], tensors: Sequence[Any], upstream: Any
    ) -> Differentiated:
        value = call()
        # 1.1 to 1.4 differentiate no bfloat16; what it was cast to, they do.
        wide = _carrying(value)
        return Differentiated(value, v1.gradients(wide, tensors, [_carrying(upstream)]))

    def shape(self, array: Any) -> Sequence[Optional[int]]:
        """What the graph knows of an array's shape."""
        sizes: Sequence[Optional[int]] = array.shape
        return sizes

    def compiled(self, program: Program, tensors: List[Any]) -> List[Any]:
        return program(tensors)


class UnknownSizes(Session):
    """A graph that knows how many axes there are, and not how long they are."""

    name = "unknown sizes"

    def takes(self, case: Case) -> bool:
        """None that is empty: there many a release fails, and 2.16 ends the process."""
        return bool(case.logits.size)

    def shape(self, array: Any) -> Sequence[Optional[int]]:
        return [None] * array.ndim


class Arrays(Mode):
    """NumPy arrays, given as they are."""

    name = "arrays"

    @property
    def differentiates(self) -> bool:
        """Gradients flow into tensors only."""
        return False

    def takes(self, case: Case) -> bool:
        """NumPy has no bfloat16."""
        return case.dtype != "bfloat16"

    def run(self, program: Program, inputs: Sequence[Input]) -> List[Any]:
        arrays = [np.asarray(given.array, given.dtype) for given in inputs]
        if installed.release() >= (2, 0):
            return [result.numpy() for result in program(arrays)]
        with v1.Graph().as_default(), v1.Session() as session:
            numbers: List[Any] = session.run(program(arrays))
            return numbers

    def gradients(
        self, call: Callable[[], Any], tensors: Sequence[Any], upstream: Any
    ) -> Differentiated:
        return Differentiated(call(), [])


class XlaSession(Session):
    """A part of a graph compiled by XLA, as it was done before tf.function could ask for it."""

    name = "XLA"

    def takes(self, case: Case) -> bool:
        """One dtype and rank: this compiler takes half a second for a case."""
        return case.dtype == "float32" and case.logits.ndim == 2

    def compiled(self, program: Program, tensors: List[Any]) -> List[Any]:
        if installed.release() >= (1, 14):
            compiler = v1.xla.experimental
        else:
            compiler = importlib.import_module("tensorflow.contrib.compiler.xla")
        return list(compiler.compile(lambda *inputs: program(list(inputs)), tensors))


class Eager(Mode):
    """Eager calls, and a GradientTape."""

    name = "eager"

    def run(self, program: Program, inputs: Sequence[Input]) -> List[Any]:
        tensors = [v1.cast(v1.constant(_carried(given)), given.dtype) for given in inputs]
        return [_carrying(result).numpy() for result in self.wrapped(program)(tensors)]

    def gradients(
        self, call: Callable[[], Any], tensors: Sequence[Any], upstream: Any
    ) -> Differentiated:
        with installed.tensorflow().GradientTape() as tape:
            tape.watch(tensors)
            value = call()
        return Differentiated(value, tape.gradient(value, tensors, upstream))

    def wrapped(self, program: Program) -> Program:
        return program


class Function(Eager):
    """A tf.function."""

    name = "tf.function"

    def wrapped(self, program: Program) -> Program:
        function: Program = installed.tensorflow().function(program, autograph=False)
        return function


class XlaFunction(Eager):
    """A tf.function, compiled by XLA."""

    name = "XLA"

    def takes(self, case: Case) -> bool:
        """Before 2.9, two dtypes and one rank: the older compilers take long for a case, and 2.2's
        ends the process at bfloat16 of 1000 classes."""
        usual = case.dtype in ("float32", "float64") and case.logits.ndim == 2
        return usual or installed.release() >= (2, 9)

    def wrapped(self, program: Program) -> Program:
        keyword = "jit_compile" if installed.release() >= (2, 5) else "experimental_compile"
        compiled: Program = installed.tensorflow().function(
            program, autograph=False, **{keyword: True}
        )
        return compiled


def modes() -> List[Mode]:
    """The modes of the installed release, the session first."""
    release = installed.release()
    found: List[Mode] = [Session(), UnknownSizes(), Arrays()]
    if release >= (2, 0):
        found += [Eager(), Function()]
    if release >= (2, 1):
        found.append(XlaFunction())
    elif release >= (1, 12):
        found.append(XlaSession())
    return found


def _carried(given: Input) -> Any:
    """NumPy has no bfloat16: float32 holds its numbers."""
    return np.asarray(given.array, "float32" if given.dtype == "bfloat16" else given.dtype)


def _carrying(result: Any) -> Any:
    return v1.cast(result, v1.float32) if result.dtype.base_dtype.name == "bfloat16" else result
