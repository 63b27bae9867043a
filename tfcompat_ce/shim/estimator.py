"""``tf.estimator`` from 2.16 on: the package tensorflow_estimator, led over what TensorFlow lost.

TensorFlow had its estimators from that package until 2.15, and its last release, 2.15.0, is for
2.15. Its modules ask for names that newer releases do not have. So they are imported with a view
of TensorFlow in which those names are there; TensorFlow itself stays as it is.
"""

import importlib
import types
from typing import Any

from tfcompat_ce.shim import installed, legacy_keras, saved_model
from tfcompat_ce.shim.bridged import Bridged, Bridges
from tfcompat_ce.shim.elsewhere import Elsewhere, is_there, pip_install
from tfcompat_ce.shim.namespace import AbsentError

PACKAGE = "tensorflow_estimator"


def module() -> Any:
    """``tf.estimator``."""
    return _MODULE


def bridge() -> None:
    """Has the package imported with its bridges, whoever imports it: Keras 2 does, too."""
    _BRIDGED.install()


# What its modules see in TensorFlow in place of what is there, or is not there.


class _DistributeCoordinator(types.ModuleType):
    """The part of the distribute coordinator that decides not to run: 2.16 took the rest away."""

    @staticmethod
    def init_run_config(config: Any, tf_config: Any) -> None:
        """Sets up a RunConfig that has a distribution strategy."""
        strategies = config._experimental_distribute
        if strategies and strategies.remote_cluster:
            raise NotImplementedError(_no("experimental_distribute.remote_cluster"))
        if strategies and strategies.train_distribute:
            config._train_distribute = strategies.train_distribute
        if strategies and strategies.eval_distribute:
            config._eval_distribute = strategies.eval_distribute
        jobs = tf_config.get("cluster")
        if jobs and "master" not in jobs and config._train_distribute:
            raise NotImplementedError(_no("a distribution strategy over TF_CONFIG's cluster"))
        config._distribute_coordinator_mode = None
        config._init_distributed_setting_from_environment_var(tf_config)
        config._maybe_overwrite_session_config_for_distributed_training()

    @staticmethod
    def should_run_distribute_coordinator(config: Any) -> bool:
        return False


class _Refused(types.ModuleType):
    """A module that is gone. Its classes are there to be asked for, but cannot be made."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)

        def refuse(*args: Any, **kwargs: Any) -> None:
            raise NotImplementedError(_no(f"{self.__name__}.{name}"))

        kind = type(name, (), {"__init__": refuse, "__module__": self.__name__})
        setattr(self, name, kind)
        return kind


def _no(what: str) -> str:
    return f"tf.estimator has no {what} on TensorFlow {installed.version()}: it went with 2.16."


class _Export:
    """Marks the public names of a package. Those of this one have been written down long since."""

    def __init__(self, *names: str, **options: Any) -> None:
        pass

    def __call__(self, value: Any) -> Any:
        return value

    def export_constant(self, module: str, name: str) -> None:
        pass


BRIDGES: Bridges = {
    # The canned estimators are models of Keras 2, whichever Keras `tf.keras` is.
    "tensorflow.keras": lambda: legacy_keras.keras(2),
    "tensorflow.compat.v1.keras": lambda: legacy_keras.keras(1),
    "tensorflow.compat.v2.keras": lambda: legacy_keras.keras(2),
    "tensorflow.compat.v1.layers": legacy_keras.layers,
    # What it exports is to be loaded by 1.15 as well.
    "tensorflow.compat.v1.saved_model.Builder": saved_model.builder,
    # It rests on a registry of TensorFlow's that has no place for estimators any more.
    f"{PACKAGE}.python.estimator.estimator_export.estimator_export": lambda: _Export,
    "tensorflow.python.distribute.estimator_training": lambda: _DistributeCoordinator(
        "estimator_training"
    ),
    # For TPUs only: a TPUEstimator that does not use one needs none of them.
    "tensorflow.python.tpu.session_support": lambda: _Refused("session_support"),
    "tensorflow.python.tpu.tpu_embedding": lambda: _Refused("tpu_embedding"),
    "tensorflow.python.tpu.tpu_embedding_gradient": lambda: _Refused("tpu_embedding_gradient"),
}


_BRIDGED = Bridged(PACKAGE, BRIDGES)


def _load() -> Any:
    missing = [package for package in (PACKAGE, "tf_keras") if not is_there(package)]
    if missing:
        raise AbsentError(f"needs {' and '.join(missing)}: {pip_install('estimator')}")
    legacy_keras.keras(1)
    bridge()
    return importlib.import_module(f"{PACKAGE}.python.estimator.api._v1.estimator")


_MODULE = Elsewhere("estimator", _load, "Estimator")
