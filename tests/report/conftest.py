"""Made-up runs of three releases, with distances that are known."""

import numpy as np
import pytest

from tfcompat_ce.verify import compare, record
from tfcompat_ce.verify.cases import FUNCTIONS, case, short_name
from tfcompat_ce.verify.measure import Measured

ONES = np.ones([2, 3], np.float32)


def moved(ulp):
    return (ONES + ulp * 2.0**-23).astype(np.float32)


# By function, what 2.0 and 2.1 moved it by, in ULP of float32.
DISTANCES = {
    "softmax": (0, 2),
    "log_softmax": (31, 0),
    "softmax_cross_entropy_with_logits": (8000, 1),
}


@pytest.fixture(scope="session")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs")
    paths = []
    for release, at in [("1.15.5", 0), ("2.0.4", 1), ("2.1.4", 2)]:
        outputs = [
            Measured(
                case(function, "float32", (4, 5), -1, "ordinary"),
                "session",
                "value",
                moved(sum(DISTANCES[short_name(function)][:at])),
                0.5,
                8.0,
                1.0,
            )
            for function in FUNCTIONS
            if short_name(function) in DISTANCES
        ]
        paths.append(str(folder / (release + ".json")))
        record.save(paths[-1], {"tensorflow": release, "flags": {"<oneDNN>": "on"}}, outputs)
    return paths


@pytest.fixture(scope="session")
def steps(files):
    return compare.steps([record.load(path) for path in files])
