"""``python -m tfcompat_ce``: the TensorFlow found, the routes taken, and a worked example."""

import os
import sys
from typing import Any, Iterable

import numpy as np

import tfcompat_ce
from tfcompat_ce import installed, reference, routes

LOGITS = [[0.5, 1.5, 0.1], [2.2, 1.3, 1.7]]
LABELS = [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]


def main() -> int:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    try:
        release = installed.release()
    except installed.TensorFlowError as error:
        sys.stderr.write(f"tfcompat_ce: {error}\n")
        return 2
    print(f"tfcompat-ce {tfcompat_ce.__version__} on TensorFlow {installed.version()}\n")
    for function in routes.ROUTES:
        print(f"{function:41} -> tf.{routes.route(function, release).call}")
    print(f"\nlogits {LOGITS}, labels {LABELS}\n")
    computed = _computed()
    expected = (
        reference.softmax(LOGITS),
        reference.softmax_cross_entropy_with_logits(LABELS, LOGITS),
    )
    print("{:8} {:36} {}".format("", "shim, float32", "reference, float64"))
    for name, ours, theirs in zip(("softmax", "losses"), computed, expected):
        for a, b in zip(np.atleast_2d(ours), np.atleast_2d(theirs)):
            print(f"{name:8} {_row(a, 8):36} {_row(b, 15)}")
            name = ""
    agree = all(np.allclose(a, b, rtol=1e-6) for a, b in zip(computed, expected))
    print("\nThey agree." if agree else "\nTHEY DIFFER.")
    return 0 if agree else 1


def _computed() -> Any:
    tf = tfcompat_ce.v1
    with tf.Graph().as_default(), tf.Session() as session:
        return session.run(
            (
                tfcompat_ce.softmax(LOGITS),
                tfcompat_ce.softmax_cross_entropy_with_logits(labels=LABELS, logits=LOGITS),
            )
        )


def _row(numbers: Iterable[float], digits: int) -> str:
    return " ".join("{:.{}f}".format(number, digits) for number in numbers)


if __name__ == "__main__":
    sys.exit(main())
