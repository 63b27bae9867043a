"""Whether TensorFlow runs eagerly in this process, and how it comes to."""

from __future__ import annotations

import sys

from tfcompat_ce.run.telling import say

STAYS = "TensorFlow stays in graph mode: a graph or a session is open. Restart the kernel"


def is_eager() -> bool:
    """Whether TensorFlow has begun to work, and not in graphs."""
    module = sys.modules.get("tensorflow")
    context = sys.modules.get("tensorflow.python.eager.context")
    if module is None or context is None or not module.executing_eagerly():
        return False
    safe = context.context_safe()
    return safe is not None and getattr(safe, "_context_handle", None) is not None


def leave_graph_mode() -> None:
    """Run eagerly again. What is in the default graph stays with whoever refers to it."""
    v1 = sys.modules["tensorflow"].compat.v1
    try:
        v1.reset_default_graph()
        v1.enable_v2_behavior()
    except (AssertionError, ValueError):
        say([STAYS])
