"""What may move a number from one run to the next: versions, the processor, TensorFlow's switches.

Where no public call tells, a private one is asked; where a release has neither, the answer is None,
"unknown".
"""

import functools
import importlib
import os
import platform
import subprocess
import sys
from collections import OrderedDict
from typing import Any, Callable, Dict, Iterator, List, Optional

import numpy as np

from tfcompat_ce import __version__
from tfcompat_ce.shim import installed

# The variables that change TensorFlow's numbers, or the library under tf.keras.
VARIABLES = (
    "TF_ENABLE_ONEDNN_OPTS",
    "ONEDNN_MAX_CPU_ISA",
    "TF_DETERMINISTIC_OPS",
    "TF_CUDNN_DETERMINISTIC",
    "TF_XLA_FLAGS",
    "XLA_FLAGS",
    "NVIDIA_TF32_OVERRIDE",
    "TF_USE_LEGACY_KERAS",
)


def describe() -> "OrderedDict[str, Any]":
    """The environment as what JSON can hold, in an order to print it in.

    Raises:
      TensorFlowError: there is no TensorFlow here, or a broken one.
    """
    return OrderedDict(
        [
            ("tfcompat_ce", __version__),
            ("tensorflow", installed.version()),
            ("release", "{}.{}".format(*installed.release())),
            ("python", platform.python_version()),
            ("numpy", np.__version__),
            ("platform", platform.platform()),
            ("processor", processor()),
            ("cores", os.cpu_count()),
            ("instructions", instructions()),
            ("gpu", gpu()),
            ("onednn", onednn()),
            ("op_determinism", op_determinism()),
            ("variables", variables()),
        ]
    )


def processor() -> Optional[str]:
    """The processor's model, as the system names it."""
    if sys.platform == "darwin":
        return _output("sysctl", "-n", "machdep.cpu.brand_string")
    return next(_cpuinfo("model name"), None) or platform.processor() or platform.machine() or None


def instructions() -> Optional[List[str]]:
    """The vector instructions of the processor that numerical kernels are chosen by."""
    flags = next(_cpuinfo("flags"), None) or next(_cpuinfo("Features"), None)
    if flags is None:
        return None
    families = ("avx", "fma", "f16c", "amx", "asimd", "sve", "bf16", "i8mm")
    return sorted(flag for flag in flags.split() if flag.startswith(families))


def gpu() -> Optional[bool]:
    """Whether TensorFlow sees a GPU."""
    tf = installed.tensorflow()
    release = installed.release()
    if release >= (2, 1):
        return bool(tf.config.list_physical_devices("GPU"))
    if release >= (1, 14):
        return bool(tf.config.experimental.list_physical_devices("GPU"))
    return bool(tf.test.is_built_with_cuda() and tf.test.is_gpu_available())


def onednn() -> Optional[bool]:
    """Whether TensorFlow computes with oneDNN (MKL before 2.5), whose bits are others.

    2.5 brought the switch, TF_ENABLE_ONEDNN_OPTS; 2.9 turned it on by default on the processors
    that have instructions for neural networks. No public call tells. The private one tells
    whether a build is one for MKL, and from 2.11 on whether the switch is on; between them there
    is the line that TensorFlow logs when it is.
    """
    release = installed.release()
    if release < (2, 5) or release >= (2, 11):
        for module in ("util._pywrap_util_port", "pywrap_tensorflow", "framework.test_util"):
            call = _private(module, "IsMklEnabled")
            if call is not None:
                return bool(call())
    return None if release < (2, 5) else _logs_at_import(b"oneDNN custom operations are on")


def op_determinism() -> Optional[bool]:
    """Whether TensorFlow was told to give the same bits on every run; that is 2.1's and newer."""
    release = installed.release()
    if release < (2, 1):
        return False
    if release < (2, 7):
        return os.environ.get("TF_DETERMINISTIC_OPS", "").lower() in ("1", "true")
    call = _private("framework.config", "is_op_determinism_enabled")
    return None if call is None else bool(call())


def variables() -> Dict[str, str]:
    """Those of VARIABLES that are set."""
    return OrderedDict((name, os.environ[name]) for name in VARIABLES if name in os.environ)


def _private(module: str, name: str) -> Optional[Callable[[], Any]]:
    try:
        call: Callable[[], Any] = getattr(
            importlib.import_module("tensorflow.python." + module), name
        )
    except (ImportError, AttributeError):
        return None
    return call


@functools.lru_cache(maxsize=None)
def _logs_at_import(words: bytes) -> Optional[bool]:
    """Whether a fresh interpreter says these words when it imports TensorFlow."""
    try:
        finished = subprocess.run(
            [sys.executable, "-c", "import tensorflow"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=dict(
                os.environ,
                PYTHONPATH=os.pathsep.join(path for path in sys.path if path),
                TF_CPP_MIN_LOG_LEVEL="0",
            ),
        )
    except OSError:
        return None
    return None if finished.returncode else words in finished.stdout


def _cpuinfo(key: str) -> Iterator[str]:
    """The values that Linux has for a key, one a core."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as lines:
            for line in lines:
                name, _, value = line.partition(":")
                if name.strip() == key:
                    yield value.strip()
    except OSError:
        return


def _output(*command: str) -> Optional[str]:
    try:
        return subprocess.check_output(command).decode().strip() or None
    except (OSError, subprocess.CalledProcessError):
        return None
