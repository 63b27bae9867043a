"""Fewer epochs, steps and iterations: what a program prints after a few says as much."""

from __future__ import annotations

import re
from functools import partial

EPOCHS = 2
STEPS = 40
ROUNDS = 12
PRINTED = 10

# What stands before a number, and what that may be at most.
LIMITS = (
    (r"\b(?!display|save|test|eval)\w*epochs? *= *", EPOCHS),
    (r"\b(?:num|n|max|training|train|total)_?(?:steps|iter\w*) *= *", STEPS),
    (r"\b(?:steps|iter|iters|iterations) *= *", STEPS),
    (r"\b(?:display|print|log|eval|save)_?\w*(?:step|iter|every)s? *= *", PRINTED),
    (r"^[ \t]*for \w+ in x?range\((?:\w+, ?)?", ROUNDS),
    (r"\bif .*% ?", PRINTED),
)
PATTERNS = [(re.compile(rf"({before})(\d+)\b(?!\.)", re.I | re.M), n) for before, n in LIMITS]


def shortened(code: str) -> str:
    """The program with the numbers of its loops cut down.

    >>> shortened("training_epochs = 25")
    'training_epochs = 2'
    >>> shortened("for step in range(2001):\\n    if step % 200 == 0: print(step)")
    'for step in range(12):\\n    if step % 10 == 0: print(step)'
    >>> shortened("num_steps = 28")
    'num_steps = 28'
    """
    for pattern, limit in PATTERNS:
        code = pattern.sub(partial(_at_most, limit), code)
    return code


def _at_most(limit: int, found: re.Match[str]) -> str:
    return found[1] + str(min(int(found[2]), limit))
