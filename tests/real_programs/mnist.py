"""MNIST's files with noise in them that can be learnt, where a program looks for them."""

from __future__ import annotations

import ast
import gzip
import struct
from functools import cache
from pathlib import Path

import numpy as np

SIZES = {"train": 6500, "t10k": 500}  # 1.15's loader keeps 5,000 of the first for validation


@cache
def files() -> dict[str, bytes]:
    """The four files by their names: each digit is a pattern of its own under noise."""
    random = np.random.RandomState(0)
    patterns = random.randint(0, 256, (10, 28, 28)) * (random.rand(10, 28, 28) < 0.2)
    made = {}
    for part, size in SIZES.items():
        labels = random.randint(0, 10, size)
        noise = random.randint(0, 128, (size, 28, 28)) * (random.rand(size, 28, 28) < 0.1)
        images = np.minimum(patterns[labels] + noise, 255).astype(np.uint8)
        made[f"{part}-images-idx3-ubyte.gz"] = _idx(images)
        made[f"{part}-labels-idx1-ubyte.gz"] = _idx(labels.astype(np.uint8))
    return made


def _idx(array: np.ndarray) -> bytes:
    head = struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape)
    return gzip.compress(head + array.tobytes(), mtime=0)


def folders(code: str) -> list[str]:
    """Where a program that reads MNIST looks for it: what of its strings can be a folder's name.

    >>> folders("mnist = input_data.read_data_sets('./MNIST_data/', one_hot=True)")
    ['./MNIST_data/']
    """
    if "read_data_sets" not in code and "extract_images" not in code:
        return []
    return sorted(
        node.value
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_folder(node.value)
    )


def _is_folder(text: str) -> bool:
    named = any(word in text.lower() for word in ("mnist", "data"))
    return named and not any(sign in text for sign in (" ", ":", "\n", "%", ".gz", ".py"))


def lay(code: str, folder: Path) -> None:
    """Put the files where a program that runs in a folder looks for them."""
    for name in folders(code):
        (folder / name).mkdir(parents=True, exist_ok=True)
        for file, data in files().items():
            (folder / name / file).write_bytes(data)
