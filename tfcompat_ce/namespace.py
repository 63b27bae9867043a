"""Public functions, and modules that pass on other names to a TensorFlow module.

``__getattr__`` as a function of a module came with Python 3.7. The class of a module can be
changed since 3.5, which serves 3.6 as well.
"""

import contextlib
import sys
import types
from typing import Any, Callable, List, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])


class Namespace(types.ModuleType):
    """A module that asks TensorFlow for the names it does not have, when it is asked for them."""

    def __getattr__(self, name: str) -> Any:
        if name == "__all__":
            return [public for public in dir(self) if not public.startswith("_")]
        if name.startswith("__") and not name.endswith("version__"):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        native = self.__dict__["_native"]()
        try:
            return getattr(native, name)
        except AttributeError:
            raise AttributeError(
                f"module {self.__name__!r} has no attribute {name!r}, nor has TensorFlow's "
                f"{native.__name__!r}"
            ) from None

    def __dir__(self) -> List[str]:
        names = set(self.__dict__)
        with contextlib.suppress(AttributeError):
            names.update(dir(self.__dict__["_native"]()))
        return sorted(name for name in names if not name.startswith("_"))


def function(call: Function) -> Function:
    """A public function, as TensorFlow should meet it when a user hands it over."""
    # AutoGraph leaves it as it is: there is nothing to convert in it.
    call.__dict__["autograph_info__"] = None
    # TensorFlow 1.4 to 1.11 refuse a layer's or a gradient's function with annotations.
    call.__annotations__.clear()
    return call


def pass_on(module: str, native: Callable[[], Any]) -> None:
    """Makes a module pass on the names it does not have to the module that ``native`` gives."""
    this = sys.modules[module]
    this.__dict__["_native"] = native
    this.__class__ = Namespace
