"""Gives every TensorFlow the same random numbers. Python imports it at the start of a process.

An operation without a seed gets the number of such operations in its graph; NumPy and `random` get
a seed. Nothing else of the program is touched.
"""

import contextlib
import importlib
import os
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
        counted = ops.get_default_graph()  # what runs before the switch counts as on 1.x
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


class Installed:
    """What the loader asks about TensorFlow."""

    @staticmethod
    def tensorflow():
        import tensorflow

        return tensorflow

    @staticmethod
    def release():
        return 2, 0


class Examples:
    """`tensorflow.examples.tutorials.mnist`, as a user of 2.x brings it along."""

    def __init__(self, path):
        self.path = path

    def find_spec(self, name, path=None, target=None):
        if not name.startswith("tensorflow.examples"):
            return None
        from importlib.machinery import ModuleSpec

        return ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        if module.__name__.endswith(".input_data"):
            with open(self.path, encoding="utf-8") as file:
                code = file.read().replace("from tfcompat_ce.shim import installed\n", "\n")
            module.installed = Installed
            exec(compile(code, self.path, "exec"), module.__dict__)


sys.meta_path.insert(0, Finder())
if "MNIST_LOADER" in os.environ:
    sys.meta_path.insert(0, Examples(os.environ["MNIST_LOADER"]))
with contextlib.suppress(ImportError):
    # Keras 3 imports it, and it takes a random number then.
    importlib.import_module("rich.style")
random.seed(1)
with contextlib.suppress(ImportError):
    importlib.import_module("numpy").random.seed(1)
