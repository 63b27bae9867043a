"""Stand-alone Keras, ``import keras`` beside TensorFlow 1.x: the Keras 2 that goes with TensorFlow.

``keras`` is Keras 3 today, without sessions and without most of the modules that programs of
2016 to 2019 import from. Keras 2 lives on in TensorFlow, up to 2.15, and in ``tf_keras``. It has
moved its modules more than once, but most of what programs took from them is public there: so a
module of then gives the names of the public modules that have them now.

Source: https://github.com/keras-team/keras/tree/2.3.1/keras
"""

import functools
import importlib
import sys
import types
from importlib.machinery import ModuleSpec
from typing import Any, Dict, List, Tuple

from tfcompat_ce.shim import installed, legacy_keras
from tfcompat_ce.shim.namespace import AbsentError, Namespace

NAME = "tfcompat_ce.keras"


def _rows(package: str, names: str, public: Tuple[str, ...]) -> Dict[str, Tuple[str, ...]]:
    return {f"{package}.{name}": public for name in names.split()}


ENGINE = ("layers", "models", "utils")
# The modules of then that are not public now, and where their names are public.
MODULES: Dict[str, Tuple[str, ...]] = {
    "engine": ENGINE,
    "objectives": ("losses",),
    **_rows("backend", "common tensorflow_backend", ("backend",)),
    **_rows(
        "engine",
        "base_layer input_layer network saving sequential topology training training_utils",
        ENGINE,
    ),
    **_rows(
        "layers",
        "advanced_activations convolutional convolutional_recurrent core cudnn_recurrent "
        "embeddings local merge noise normalization pooling recurrent wrappers",
        ("layers",),
    ),
    **_rows(
        "utils",
        "conv_utils data_utils generic_utils io_utils layer_utils np_utils vis_utils",
        ("utils",),
    ),
}

RENAMED = {
    "constraints.maxnorm": "constraints.max_norm",
    "constraints.nonneg": "constraints.non_neg",
    "constraints.unitnorm": "constraints.unit_norm",
}

_SCIKIT = "The package scikeras has the wrappers for scikit-learn."
GONE = {
    "legacy": "Leave the decorators of keras.legacy.interfaces out.",
    "backend.image_dim_ordering": "Use image_data_format(), which says channels_last for tf.",
    "utils.multi_gpu_model": "Use tf.distribute.MirroredStrategy.",
    "wrappers": _SCIKIT,
}


def module() -> Any:
    """``keras``."""
    return _module("")


def take_over() -> None:
    """Makes ``import keras`` give this Keras in the whole process, whoever imports it."""
    sys.modules["keras"] = module()


class _Module(Namespace):
    """A module of stand-alone Keras, ``path`` below it."""

    def __init__(self, path: str) -> None:
        super().__init__(f"{NAME}.{path}" if path else NAME)
        self.__path__: Any = []
        self.__spec__ = ModuleSpec(self.__name__, None, is_package=True)
        self.__dict__["_keras_path"] = path

    def __getattr__(self, name: str) -> Any:
        if name == "__all__":
            return dir(self)
        if name.startswith("__") and name != "__version__":
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        above = self.__dict__["_keras_path"]
        path = f"{above}.{name}" if above else name
        for found in _found(above):
            value = getattr(found, RENAMED.get(path, path).rpartition(".")[2], None)
            if value is not None and not isinstance(value, types.ModuleType):
                return value
        if name == "__version__":
            return importlib.import_module(_private().partition(".")[0]).__version__
        if _found(path):
            return _module(path)
        why = f" {GONE[path]}" if path in GONE else ""
        raise AbsentError(f"Keras 2 has no keras.{path} with TensorFlow {_release()}.{why}")

    def __dir__(self) -> List[str]:
        found = _found(self.__dict__["_keras_path"])
        return sorted({name for one in found for name in dir(one) if not name.startswith("_")})


@functools.lru_cache(maxsize=None)
def _module(path: str) -> _Module:
    return _Module(path)


@functools.lru_cache(maxsize=None)
def _found(path: str) -> Tuple[Any, ...]:
    """The modules that have the names of one, those that are public first."""
    public = [path, *MODULES.get(path, ())]
    modules = [functools.reduce(_submodule, one.split("."), _public()) for one in public if one]
    if not path:
        modules = [_public()]
    elif path not in GONE:
        modules.append(_imported(f"{_private()}.{path}"))
    return tuple(one for one in modules if isinstance(one, types.ModuleType))


def _submodule(module: Any, name: str) -> Any:
    return getattr(module, name, None)


def _imported(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        return None


def _public() -> Any:
    """Keras 2 as 1.x has it."""
    release, tf = installed.release(), installed.tensorflow()
    if release >= (2, 16):
        try:
            return legacy_keras.keras(1)
        except AbsentError as error:
            raise AbsentError(f"keras, in a program of TensorFlow 1.x, {error}") from error
    if release < (1, 4):
        raise AbsentError(f"TensorFlow {_release()} has no Keras: it came with 1.4.")
    return tf.compat.v1.keras if release >= (1, 13) else tf.keras


def _private() -> str:
    """The package that has Keras's modules, public or not."""
    return str(_public().layers.Layer.__module__).rpartition(".engine.")[0]


def _release() -> str:
    return installed.version()
