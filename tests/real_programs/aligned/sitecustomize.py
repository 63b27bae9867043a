"""Gives every TensorFlow the same random numbers. Python imports it at the start of a process.

An operation without a seed gets the number of such operations in its graph; NumPy and `random` get
a seed. Nothing else of the program is touched.
"""

import contextlib
import importlib
import random
import sys
import weakref

MODULE = "tensorflow.python.framework.random_seed"


def align(random_seed):
    from tensorflow.python.eager import context
    from tensorflow.python.framework import ops

    native = random_seed.get_seed
    counts = weakref.WeakKeyDictionary()

    def get_seed(op_seed):
        if op_seed is not None:
            return native(op_seed)
        eager = context.executing_eagerly()
        graph_seed = context.global_seed() if eager else ops.get_default_graph().seed
        counted = random_seed if eager else ops.get_default_graph()
        counts[counted] = counts.get(counted, 0) + 1
        return 1 if graph_seed is None else graph_seed, counts[counted]

    random_seed.get_seed = get_seed


class Finder:
    """Waits for the module that gives TensorFlow's operations their seeds."""

    def find_spec(self, name, path=None, target=None):
        if name != MODULE:
            return None
        sys.meta_path.remove(self)
        from importlib.util import find_spec

        spec = find_spec(name)
        execute = spec.loader.exec_module

        def exec_module(module):
            execute(module)
            align(module)

        spec.loader.exec_module = exec_module
        return spec


sys.meta_path.insert(0, Finder())
with contextlib.suppress(ImportError):
    # Keras 3 imports it, and it takes a random number then.
    importlib.import_module("rich.style")
random.seed(1)
with contextlib.suppress(ImportError):
    importlib.import_module("numpy").random.seed(1)
