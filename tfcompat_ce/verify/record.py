"""A run of `verify` as a JSON file: the bits of every output, and where they were made.

The arrays are kept once each, however many modes and functions gave the same bits.
"""

import base64
import hashlib
import json
import os
import zlib
from typing import Any, Dict, Iterable, List, NamedTuple, Optional

import numpy as np

from tfcompat_ce.verify.cases import Case
from tfcompat_ce.verify.measure import Measured

FORMAT = "tfcompat-ce verify 1"


class RecordError(ValueError):
    """A file is not a record of a run. The message says which, and why."""


class Recorded(NamedTuple):
    """An output of a run.

    ``inputs`` is a digest of what went in, ``array`` is None where there was no output.
    """

    case: str
    function: str
    dtype: str
    mode: str
    output: str
    inputs: str
    at_least: float
    error: float
    bound: float
    trouble: str
    array: Optional[Any]


class Run(NamedTuple):
    """A run: where it was made, and its outputs."""

    path: str
    environment: Dict[str, Any]
    outputs: List[Recorded]

    @property
    def release(self) -> str:
        return str(self.environment["tensorflow"])


def save(path: str, environment: Dict[str, Any], outputs: Iterable[Measured]) -> None:
    """Writes a run to a file."""
    bits: Dict[str, str] = {}
    rows = [_row(measured, bits) for measured in outputs]
    content = {"format": FORMAT, "environment": environment, "outputs": rows, "bits": bits}
    unfinished = path + ".tmp"
    with open(unfinished, "w") as file:
        json.dump(content, file, indent=1, allow_nan=False)
        file.write("\n")
    os.replace(unfinished, path)


def load(path: str) -> Run:
    """Reads a run from a file.

    Raises:
      RecordError: it cannot be read, or is not such a file.
    """
    try:
        with open(path) as file:
            content = json.load(file)
        if not isinstance(content, dict) or content.get("format") != FORMAT:
            raise RecordError(
                f"{path} was not written by `tfcompat-ce verify --json` of this version"
            )
        arrays = {name: _decoded(text) for name, text in content["bits"].items()}
        outputs = [_recorded(row, arrays) for row in content["outputs"]]
        str(content["environment"]["tensorflow"])
        return Run(path, content["environment"], outputs)
    except RecordError:
        raise
    except OSError as error:
        raise RecordError(f"{path}: {error.strerror}") from error
    except Exception as error:
        raise RecordError(f"{path} is damaged: {type(error).__name__}: {error}") from error


def digest_of_inputs(case: Case) -> str:
    """The same for the same numbers only."""
    digest = hashlib.sha256()
    for array in (case.logits, case.labels, case.upstream):
        if array is not None:
            digest.update(repr((array.dtype.kind, array.shape)).encode())
            digest.update(np.asarray(array, "<i8" if array.dtype.kind in "iu" else "<f8").tobytes())
    return digest.hexdigest()[:16]


def _row(measured: Measured, bits: Dict[str, str]) -> Dict[str, Any]:
    case = measured.case
    row: Dict[str, Any] = {
        "case": case.name,
        "function": case.function,
        "dtype": case.dtype,
        "mode": measured.mode,
        "output": measured.output,
        "inputs": digest_of_inputs(case),
        "at_least": measured.at_least,
        "error": measured.error if np.isfinite(measured.error) else None,
        "bound": measured.bound,
    }
    if measured.trouble:
        row["trouble"] = measured.trouble
    if measured.array is not None:
        array = np.asarray(measured.array, order="C")
        array = array.astype(array.dtype.newbyteorder("<"))
        name = hashlib.sha256(
            repr((array.dtype.name, array.shape)).encode() + array.tobytes()
        ).hexdigest()[:16]
        if name not in bits:
            data = base64.b64encode(zlib.compress(array.tobytes(), 9)).decode()
            shape = "x".join(str(size) for size in array.shape)
            bits[name] = f"{array.dtype.name} {shape} {data}"
        row["bits"] = name
    return row


def _recorded(row: Dict[str, Any], arrays: Dict[str, Any]) -> Recorded:
    return Recorded(
        row["case"],
        row["function"],
        row["dtype"],
        row["mode"],
        row["output"],
        row["inputs"],
        row["at_least"],
        float("inf") if row["error"] is None else row["error"],
        row["bound"],
        row.get("trouble", ""),
        arrays[row["bits"]] if "bits" in row else None,
    )


def _decoded(text: str) -> Any:
    dtype, shape, data = text.split(" ")
    flat = np.frombuffer(zlib.decompress(base64.b64decode(data)), np.dtype(dtype).newbyteorder("<"))
    return flat.reshape([int(size) for size in shape.split("x") if size])
