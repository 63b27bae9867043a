"""Which outputs moved between two runs, and by how much."""

from typing import Dict, List, NamedTuple, Optional, Sequence, Tuple

import numpy as np

from tfcompat_ce.verify import ulp
from tfcompat_ce.verify.record import Recorded, Run

# What a newer release's mode is held against where the older one has no such mode.
OLDEST_MODE = "session"


class Moved(NamedTuple):
    """An output whose bits differ between two runs, by how many ULP at most."""

    before: Recorded
    after: Recorded
    distance: float


class Step(NamedTuple):
    """From one run to another.

    Attributes:
      moved: The outputs that moved, the farthest first.
      equal: How many are the same numbers.
      other_inputs: How many were computed of other numbers, and cannot be compared.
      alone: How many only the later run has.
      worst: The largest distance of each function and dtype that was compared, 0.0 where nothing
        moved. A function is named without its namespace.
    """

    before: Run
    after: Run
    moved: List[Moved]
    equal: int
    other_inputs: int
    alone: int
    worst: Dict[Tuple[str, str], float]

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
    worst: Dict[Tuple[str, str], float] = {}
    for it in after.outputs:
        mode = it.mode if it.mode in modes else OLDEST_MODE
        counterpart = old.get((it.case, mode, it.output))
        if counterpart is None:
            alone += 1
        elif counterpart.inputs != it.inputs:
            other_inputs += 1
        else:
            distance = apart(counterpart, it)
            key = (it.function.partition(".")[2], it.dtype)
            worst[key] = max(worst.get(key, 0.0), distance or 0.0)
            if distance is None:
                equal += 1
            else:
                moved.append(Moved(counterpart, it, distance))
    moved.sort(key=lambda it: -it.distance)
    return Step(before, after, moved, equal, other_inputs, alone, worst)


def apart(before: Recorded, after: Recorded) -> Optional[float]:
    """How many ULP two outputs are apart at most; None where they are the same numbers.

    NaN is NaN whatever its bits, and 0 is -0.
    """
    old, new = before.array, after.array
    if old is None or new is None:
        return None if old is new else float("inf")
    if old.shape != new.shape:
        return float("inf")
    if np.all((old == new) | (np.isnan(old) & np.isnan(new))):
        return None
    return float(ulp.error(new, old, after.dtype, max(before.at_least, after.at_least)).max())
