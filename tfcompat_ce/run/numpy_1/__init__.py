"""NumPy as programs of TensorFlow 1.x had it: what `import numpy` gives them under `run`.

From 1.24 to 2.4 NumPy lost names, and behavior: lists of unequal lengths make no array, an array
of one number is no number, a float32 array times a float64 number is float64. What is here is as
it was. NumPy itself stays as it is, and so does what everybody else sees of it.

Sources: https://numpy.org/doc/stable/release/1.24.0-notes.html#expired-deprecations,
https://numpy.org/doc/stable/numpy_2_0_migration_guide.html,
https://numpy.org/neps/nep-0050-scalar-promotion.html
"""

from __future__ import annotations

import builtins
import sys
from types import ModuleType
from typing import Any

import numpy as native

from tfcompat_ce.api.numpy_names import BUILTINS, RENAMED
from tfcompat_ce.run.numpy_1 import functions, randoms


class View(ModuleType):
    """A module of NumPy's with some names as they were."""

    def __init__(self, module: ModuleType, old: dict[str, Any]) -> None:
        super().__init__(f"{__name__}.{module.__name__}")
        public = getattr(module, "__all__", None) or dir(module)
        names = {*old, *(name for name in public if not name.startswith("_"))}
        self.__dict__.update(old, _module=module, __path__=[], __all__=sorted(names))
        sys.modules[self.__name__] = self

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["_module"], name)

    def __setattr__(self, name: str, value: Any) -> None:
        self.__dict__[name] = value
        if name not in self.__dict__["__all__"] or not isinstance(value, ModuleType):
            setattr(self.__dict__["_module"], name, value)  # `np.load = ...` is meant for all

    def __dir__(self) -> list[str]:
        return sorted({*self.__dict__, *dir(self.__dict__["_module"])})


def _of(module: ModuleType) -> dict[str, Any]:
    return {name: getattr(module, name) for name in module.__all__}


_OLD: dict[str, Any] = {old: getattr(builtins, new) for old, new in BUILTINS.items()}
_OLD.update((old, getattr(native, new)) for old, new in RENAMED.items())

random = View(native.random, _of(randoms))
numpy = View(native, {**_OLD, **_of(functions), "random": random})
