"""Public functions, and modules that pass on other names to a TensorFlow module.

``__getattr__`` as a function of a module came with Python 3.7. The class of a module can be
changed since 3.5, which serves 3.6 as well.
"""

import contextlib
import importlib
import sys
import types
from typing import Any, Callable, Dict, List, Optional, Type, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])
Supplied = Dict[str, Callable[[], Any]]


class AbsentError(AttributeError):
    """The installed TensorFlow has no such name. The message says what to do."""


class Namespace(types.ModuleType):
    """A module that asks TensorFlow for the names it does not have, when it is asked for them."""

    def __getattr__(self, name: str) -> Any:
        if name == "__all__":
            return [public for public in dir(self) if not public.startswith("_")]
        if name.startswith("__") and not name.endswith("version__"):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        supplied = self.__dict__["_supplied"]()
        if name in supplied:
            return supplied[name]()
        native = self.__dict__["_native"]()
        try:
            return getattr(native, name)
        except AttributeError:
            why = self.__dict__["_why_absent"](name)
            if why is not None:
                raise AbsentError(why) from None
            raise AttributeError(
                f"module {self.__name__!r} has no attribute {name!r}, nor has TensorFlow's "
                f"{native.__name__!r}"
            ) from None

    def __setattr__(self, name: str, value: Any) -> None:
        # An import sets the module that it gives as an attribute. Not here: TensorFlow may put
        # another in the place of a lazy one, and has to be asked each time.
        imported = sys.modules.get(f"{self.__name__}.{name}") is value
        if not (imported and name not in self.__dict__ and hasattr(self, name)):
            super().__setattr__(name, value)

    def __reduce__(self) -> Any:
        return importlib.import_module, (self.__name__,)

    def __dir__(self) -> List[str]:
        names = set(self.__dict__)
        with contextlib.suppress(AttributeError):
            names.update(dir(self.__dict__["_native"]()), self.__dict__["_supplied"]())
        return sorted(name for name in names if not name.startswith("_"))


def become(module: str, kind: Type[Namespace]) -> None:
    """Makes a module that is being imported one of a class, with modules below it."""
    this = sys.modules[module]
    this.__dict__.setdefault("__path__", [])
    this.__class__ = kind


def function(call: Function) -> Function:
    """A public function, as TensorFlow should meet it when a user hands it over."""
    # AutoGraph leaves it as it is: there is nothing to convert in it.
    call.__dict__["autograph_info__"] = None
    # TensorFlow 1.4 to 1.11 refuse a layer's or a gradient's function with annotations.
    call.__annotations__.clear()
    return call


def pass_on(
    module: str,
    native: Callable[[], Any],
    supplied: Callable[[], Supplied] = dict,
    why_absent: Callable[[str], Optional[str]] = lambda name: None,
) -> None:
    """Makes a module pass on the names it does not have to the module that ``native`` gives.

    Args:
      module: Its name. It can be imported from as a package can: see ``submodules``.
      native: Gives TensorFlow's module, or raises an AbsentError.
      supplied: Gives the names that this release's module has not, or has differently, each with
        what gives its value.
      why_absent: What to say of a name that is neither there nor supplied; None where there is
        nothing to say.
    """
    this = sys.modules[module]
    this.__dict__.setdefault("__path__", [])
    this.__dict__.update(_native=native, _supplied=supplied, _why_absent=why_absent)
    this.__class__ = Namespace
