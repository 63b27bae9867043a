"""The stubs of the wheel: for each module that can be imported from ours, a file that says so.

Type checkers look for files, and what `tfcompat_ce.v1.keras.layers` gives is TensorFlow's. In each
of these modules every name is there, and is Any. Hatchling runs this when it builds a wheel; see
`[tool.hatch.build.targets.wheel.hooks.custom]` in pyproject.toml.
"""

import os
import sys
import tempfile
import types
from typing import Any, Dict, Iterator, Tuple

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

STUB = '''\
"""`{}` is TensorFlow's."""

from typing import Any

def __getattr__(name: str) -> Any: ...
'''


class Stubs(BuildHookInterface):  # type: ignore[type-arg]
    """Puts the stubs beside our own modules."""

    def initialize(self, version: str, build_data: Dict[str, Any]) -> None:
        """Before the build: write them into a folder, and have them taken from there."""
        if version == "editable":
            return
        self.folder = tempfile.TemporaryDirectory()
        for module, path in paths(self.root):
            source = os.path.join(self.folder.name, path)
            os.makedirs(os.path.dirname(source), exist_ok=True)
            with open(source, "w") as file:
                file.write(STUB.format(module))
            build_data["force_include"][source] = path

    def finalize(self, version: str, build_data: Dict[str, Any], artifact: str) -> None:
        """After it: the folder can go."""
        if version != "editable":
            self.folder.cleanup()


def paths(root: str) -> Iterator[Tuple[str, str]]:
    """The modules that get a stub, and its path. What is written here, with types, has none."""
    found = set(modules(root))
    for module in sorted(found):
        path = module.replace(".", "/")
        shown = not module.startswith(("tfcompat_ce.v1.contrib", "tfcompat_ce.keras"))
        if shown and any(
            os.path.exists(os.path.join(root, *(path + end).split("/")))
            for end in (".py", "/__init__.py")
        ):
            continue
        is_package = any(other.startswith(module + ".") for other in found)
        yield module, path + ("/__init__.pyi" if is_package else ".pyi")


def modules(root: str) -> Iterator[str]:
    """Every module of TensorFlow's that any release has, and Keras's, under our name."""
    # Only what imports nothing: the package itself needs NumPy.
    ours = types.ModuleType("tfcompat_ce")
    ours.__path__ = [os.path.join(root, "tfcompat_ce")]
    sys.modules["tfcompat_ce"] = ours
    from tfcompat_ce.api import contrib, private, renamed
    from tfcompat_ce.api.symbols import V1, V2, symbols
    from tfcompat_ce.shim import standalone_keras

    for namespace in (V1, V2):
        for symbol in symbols(namespace):
            top, _, rest = symbol.name.partition(".")
            if symbol.kind != "module" or top in ("nn", "train", "compat"):
                continue
            if top == "contrib" and not contrib.is_offered(rest):
                continue
            yield f"tfcompat_ce.{namespace}.{symbol.name}"
            if top == "keras":
                yield f"tfcompat_ce.keras.{rest}".rstrip(".")
    for part in contrib.parts():
        yield f"tfcompat_ce.v1.contrib.{part}".rstrip(".")
    for module in renamed.MODULES:
        if module.startswith("models."):
            yield f"tfcompat_ce.v1.{module}"
    for module in private.sorted_modules():
        if module.startswith(private.ROOT):
            yield "tfcompat_ce.v1" + module[len("tensorflow") :]
    for module in standalone_keras.MODULES:
        yield f"tfcompat_ce.keras.{module}"
