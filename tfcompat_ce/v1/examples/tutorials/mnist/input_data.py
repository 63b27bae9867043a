"""MNIST's images, as 1.x's tutorials load them: the same batches for the same seeds.

Source:
  https://github.com/tensorflow/tensorflow/tree/v1.15.5/tensorflow/contrib/learn/python/learn/datasets
"""

import contextlib
import gzip
import os
import shutil
import sys
import tempfile
import urllib.request
import zlib
from typing import Any, NamedTuple, Optional, Tuple

import numpy as np

from tfcompat_ce.shim import installed

DEFAULT_SOURCE_URL = "https://storage.googleapis.com/cvdf-datasets/mnist/"

TRAIN_IMAGES = "train-images-idx3-ubyte.gz"
TRAIN_LABELS = "train-labels-idx1-ubyte.gz"
TEST_IMAGES = "t10k-images-idx3-ubyte.gz"
TEST_LABELS = "t10k-labels-idx1-ubyte.gz"

_CLASSES = 10
_TIMEOUT = 60  # seconds without a byte from the server


class DataSet:
    """Images and their labels, which ``next_batch`` gives in shuffled batches.

    Attributes:
      images: float32 from 0 to 1, or uint8, ``[num_examples, 784]``, or
        ``[num_examples, 28, 28, 1]`` without ``reshape``.
      labels: uint8 ``[num_examples]``, or float64 ``[num_examples, 10]`` with ``one_hot``.
      num_examples: How many there are.
      epochs_completed: How often ``next_batch`` has been through all of them.
    """

    def __init__(
        self,
        images: Any,
        labels: Any,
        fake_data: bool = False,
        one_hot: bool = False,
        dtype: Any = None,
        reshape: bool = True,
        seed: Optional[int] = None,
    ) -> None:
        """Makes the set, and seeds NumPy's global generator, which shuffles it, as 1.x's does.

        Args:
          images: uint8 ``[num_examples, rows, columns, 1]``.
          labels: One for each image.
          fake_data: Whether ``next_batch`` is only ever asked for fake data.
          one_hot: Of fake data only.
          dtype: ``tf.float32``, the default, or ``tf.uint8``.
          reshape: Whether an image becomes a row.
          seed: NumPy's seed. Without it that is the graph's, and without that a random one.

        Raises:
          TypeError: ``dtype`` is another one.
        """
        tf = _tensorflow()
        of_graph, of_op = tf.get_seed(seed)
        np.random.seed(of_graph if seed is None else of_op)
        kind = tf.as_dtype(tf.float32 if dtype is None else dtype).base_dtype
        if kind not in (tf.uint8, tf.float32):
            raise TypeError(f"dtype must be tf.uint8 or tf.float32, not {kind!r}")
        self.one_hot = one_hot
        self.epochs_completed = 0
        self._at = 0
        if fake_data:
            self.num_examples = 10000
        else:
            self.num_examples = len(images)
            if len(labels) != self.num_examples:
                raise ValueError(f"{len(images)} images cannot have {len(labels)} labels")
            if reshape:
                images = images.reshape(len(images), int(np.prod(images.shape[1:])))
            if kind == tf.float32:
                images = np.multiply(images.astype(np.float32), np.float32(1.0 / 255.0))
        self.images, self.labels = images, labels

    def next_batch(
        self, batch_size: int, fake_data: bool = False, shuffle: bool = True
    ) -> Tuple[Any, Any]:
        """The next images and labels; after the last ones, the first of a new order.

        Args:
          batch_size: How many, ``num_examples`` at most.
          fake_data: Whether to give ones for pixels, and the class 0.
          shuffle: Whether each epoch has an order of its own.
        """
        if fake_data:
            label: Any = [1] + [0] * (_CLASSES - 1) if self.one_hot else 0
            return [[1] * 784 for _ in range(batch_size)], [label for _ in range(batch_size)]
        start = self._at
        if self.epochs_completed == 0 and start == 0 and shuffle:
            self._shuffle()
        end = self._at = start + batch_size
        if end <= self.num_examples:
            return self.images[start:end], self.labels[start:end]
        self.epochs_completed += 1
        images, labels = self.images[start:], self.labels[start:]
        if shuffle:
            self._shuffle()
        self._at = end - self.num_examples
        return (
            np.concatenate((images, self.images[: self._at])),
            np.concatenate((labels, self.labels[: self._at])),
        )

    def _shuffle(self) -> None:
        order = np.arange(self.num_examples)
        np.random.shuffle(order)
        self.images, self.labels = self.images[order], self.labels[order]


class Datasets(NamedTuple):
    """What ``read_data_sets`` gives."""

    train: DataSet
    validation: DataSet
    test: DataSet


def read_data_sets(
    train_dir: str,
    fake_data: bool = False,
    one_hot: bool = False,
    dtype: Any = None,
    reshape: bool = True,
    validation_size: int = 5000,
    seed: Optional[int] = None,
    source_url: str = DEFAULT_SOURCE_URL,
) -> Datasets:
    """MNIST, or what else comes in files of its form: Fashion-MNIST, KMNIST.

    Args:
      train_dir: The folder of the four files, ``train-images-idx3-ubyte.gz`` and so on. It need
        not exist.
      fake_data: Whether to read nothing, and give sets that have only fake data.
      one_hot: Whether a label is a row with a 1 at its class, or the class.
      dtype: ``tf.float32``, for pixels from 0 to 1, or ``tf.uint8``, for 0 to 255.
      reshape: Whether an image is a row of 784 pixels, or ``[28, 28, 1]``.
      validation_size: How many of the training images are for validation.
      seed: Of the shuffling: see `DataSet`.
      source_url: Where files that are missing are downloaded from. It ends with a slash.

    Raises:
      OSError: a file cannot be downloaded, or not be read.
      ValueError: a file is not what its name says, or broken, or ``validation_size`` is more
        than there are.

    >>> sets = read_data_sets("", fake_data=True)
    >>> images, labels = sets.train.next_batch(2, fake_data=True)
    >>> len(images), len(images[0]), labels
    (2, 784, [0, 0])
    """
    if fake_data:
        return Datasets(*(DataSet([], [], True, one_hot, dtype, seed=seed) for _ in range(3)))
    folder, url = os.fspath(train_dir), source_url or DEFAULT_SOURCE_URL
    images, labels, test_images, test_labels = (
        _read(_local(name, folder, url))
        for name in (TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS)
    )
    if one_hot:
        labels, test_labels = np.eye(_CLASSES)[labels], np.eye(_CLASSES)[test_labels]
    if not 0 <= validation_size <= len(images):
        raise ValueError(f"validation_size must be from 0 to {len(images)}, not {validation_size}")
    parts = (
        (images[validation_size:], labels[validation_size:]),
        (images[:validation_size], labels[:validation_size]),
        (test_images, test_labels),
    )
    return Datasets(*(DataSet(*part, dtype=dtype, reshape=reshape, seed=seed) for part in parts))


def load_mnist(train_dir: str = "MNIST-data") -> Datasets:
    """MNIST from a folder, as `read_data_sets` gives it by default."""
    return read_data_sets(train_dir)


def _tensorflow() -> Any:
    tf = installed.tensorflow()
    return tf.compat.v1 if installed.release() >= (1, 13) else tf


def _read(path: str) -> Any:
    """The array in an idx file: uint8, images as ``[images, rows, columns, 1]``."""
    is_image = "idx3" in os.path.basename(path)
    try:
        with gzip.open(path) as file:
            content = file.read()
    except (OSError, EOFError, zlib.error) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise ValueError(_broken(path, f"it does not unpack ({error})")) from error
    magic, axes = (2051, 3) if is_image else (2049, 1)
    header = np.frombuffer(content, ">u4", min(1 + axes, len(content) // 4))
    if len(header) == 0 or header[0] != magic:
        found = header[0] if len(header) else "none"
        raise ValueError(_broken(path, f"its magic number is {found}, not {magic}"))
    shape = [int(size) for size in header[1:]]
    pixels = np.frombuffer(content, np.uint8, offset=4 * len(header))
    if len(shape) != axes or pixels.size != np.prod(shape, dtype=np.int64):
        raise ValueError(_broken(path, f"it has {pixels.size} bytes for the shape {shape}"))
    return pixels.reshape(*shape, 1) if is_image else pixels


def _broken(path: str, why: str) -> str:
    return (
        f"{path} is not a file of MNIST's form: {why}. Delete it, and it is downloaded again, or "
        "put a good one there."
    )


def _local(name: str, folder: str, source_url: str) -> str:
    """The path of a file, which is downloaded where it is missing."""
    path = os.path.join(folder, name)
    if not os.path.exists(path):
        os.makedirs(folder or ".", exist_ok=True)
        _download(source_url + name, path)
    return path


def _download(url: str, path: str) -> None:
    """Puts what is at a URL into a file: all of it, or there is no file."""
    handle, partial = tempfile.mkstemp(prefix=os.path.basename(path), dir=os.path.dirname(path))
    try:
        with os.fdopen(handle, "wb") as file, urllib.request.urlopen(url, timeout=_TIMEOUT) as data:
            total = int(data.headers.get("Content-Length") or 0)
            got = 0
            for block in iter(lambda: data.read(1 << 16), b""):
                file.write(block)
                got += len(block)
                _progress(f"{url}: {got >> 10} of {total >> 10} KiB" if total else url)
        if total and got != total:
            raise OSError(f"the connection ended after {got} of {total} bytes")
        os.chmod(partial, 0o666 & ~_umask())
        os.replace(partial, path)
    except (OSError, ValueError) as error:
        raise OSError(
            f"{os.path.basename(path)} is not in {os.path.dirname(path) or '.'}, and cannot be "
            f"downloaded from {url}: {error}. Put the file there, or say source_url=."
        ) from error
    finally:
        _progress(end="\n")
        with contextlib.suppress(FileNotFoundError):
            os.remove(partial)


def _progress(line: str = "", end: str = "") -> None:
    """Shows how far a download is, where there is somebody to see it."""
    if sys.stderr is not None and sys.stderr.isatty():
        width = shutil.get_terminal_size().columns - 1
        sys.stderr.write(f"\r{line[-width:]}{end}" if line else end)
        sys.stderr.flush()


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
