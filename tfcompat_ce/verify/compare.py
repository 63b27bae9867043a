"""Which outputs moved between two runs, and by how much."""

from typing import Any, Dict, List, NamedTuple, Sequence, Tuple

import numpy as np

from tfcompat_ce.verify import ulp
from tfcompat_ce.verify.cases import short_name
from tfcompat_ce.verify.record import Recorded, Run

# What a newer release's mode is held against where the older one has no such mode.
OLDEST_MODE = "session"


class Moved(NamedTuple):
    """An output whose bits differ between two runs, by how many ULP at most."""

    before: Recorded
    after: Recorded
    distance: float


class Worst(NamedTuple):
    """How far numbers moved, in ULP, and whether any became, or was, NaN or infinite."""

    distance: float = 0.0
    turned: bool = False

    def and_of(self, errors: Any) -> "Worst":
        """The worst of this and of more errors."""
        finite = errors[np.isfinite(errors)]
        farthest = float(finite.max()) if finite.size else 0.0
        return Worst(max(self.distance, farthest), self.turned or finite.size < errors.size)


class Step(NamedTuple):
    """From one run to another.

    Attributes:
      moved: The outputs that moved, the farthest first.
      equal: How many are the same numbers.
      other_inputs: How many were computed of other numbers, and cannot be compared.
      alone: How many only the later run has.
      worst: For each function and dtype that was compared, how far its numbers moved at most.
        A function is named without its namespace.
    """

    before: Run
    after: Run
    moved: List[Moved]
    equal: int
    other_inputs: int
    alone: int
    worst: Dict[Tuple[str, str], Worst]

    @property
    def compared(self) -> int:
        return len(self.moved) + self.equal


def steps(runs: Sequence[Run], to_first: bool = False) -> List[Step]:
    """Each run against the one before it, or each against the first."""
    return [step(runs[0] if to_first else before, after) for before, after in zip(runs, runs[1:])]


def step(before: Run, after: Run) -> Step:
    """What moved from one run to another."""
    old = {(it.case, it.mode, it.output): it for it in before.outputs}
    modes = {it.mode for it in before.outputs}
    moved, equal, other_inputs, alone = [], 0, 0, 0
    worst: Dict[Tuple[str, str], Worst] = {}
    for it in after.outputs:
        mode = it.mode if it.mode in modes else OLDEST_MODE
        counterpart = old.get((it.case, mode, it.output))
        if counterpart is None:
            alone += 1
        elif counterpart.inputs != it.inputs:
            other_inputs += 1
        else:
            errors = apart(counterpart, it)
            key = (short_name(it.function), it.dtype)
            worst[key] = worst.get(key, Worst()).and_of(errors)
            if errors.any():
                moved.append(Moved(counterpart, it, float(errors.max())))
            else:
                equal += 1
    moved.sort(key=lambda it: -it.distance)
    return Step(before, after, moved, equal, other_inputs, alone, worst)


def apart(before: Recorded, after: Recorded) -> Any:
    """How many ULP each number of an output is from what it was.

    NaN is NaN whatever its bits, and 0 is -0. All else that is not finite is infinitely far, and so
    is an output that only one of them has.
    """
    old, new = before.array, after.array
    if old is None and new is None:
        return np.zeros(1)
    if old is None or new is None or old.shape != new.shape:
        return np.full(1, np.inf)
    return ulp.error(new, old, after.dtype, max(before.at_least, after.at_least))
