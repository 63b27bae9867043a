"""Tracebacks as the program's own: without the frames of whatever runs it."""

from __future__ import annotations

import os
from types import TracebackType

HERE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "")
IMPORTLIB = "<frozen importlib."


def clean(error: BaseException) -> None:
    """Take the frames of this package and of the import system out of an error's tracebacks."""
    pending: list[BaseException | None] = [error]
    seen: set[int] = set()
    while pending:
        one = pending.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        one.__traceback__ = _own(one.__traceback__)
        pending += [one.__cause__, one.__context__, *getattr(one, "exceptions", ())]


def _own(traceback: TracebackType | None) -> TracebackType | None:
    kept: list[TracebackType] = []
    while traceback is not None:
        if not traceback.tb_frame.f_code.co_filename.startswith((HERE, IMPORTLIB)):
            kept.append(traceback)
        traceback = traceback.tb_next
    following: TracebackType | None = None
    for entry in reversed(kept):
        entry.tb_next = following
        following = entry
    return following
