"""``tf.models.rnn.ptb.reader``: the Penn Treebank's texts as numbers, in batches.

Source: https://github.com/tensorflow/tensorflow/tree/v0.12.1/tensorflow/models/rnn/ptb
"""

import collections
import os
from typing import Any, Dict, Iterator, List, Optional, Tuple

import numpy as np

from tfcompat_ce import v1 as tf

END = "<eos>"


def ptb_raw_data(data_path: str) -> Tuple[List[int], List[int], List[int], int]:
    """The texts as lists of numbers: the more frequent a word is in training, the smaller its own.

    Words that the training text does not have are left out.

    Args:
      data_path: A folder with ``ptb.train.txt``, ``ptb.valid.txt`` and ``ptb.test.txt``, such as
        ``data`` of Tomas Mikolov's ``simple-examples.tgz``.

    Returns:
      The texts to train, validate and test with, and the number of words that there are.

    Raises:
      tf.errors.NotFoundError: A file is not there.
    """
    paths = [os.path.join(data_path, f"ptb.{part}.txt") for part in ("train", "valid", "test")]
    numbers = _build_vocab(paths[0])
    train, valid, test = (_file_to_word_ids(path, numbers) for path in paths)
    return train, valid, test, len(numbers)


def ptb_iterator(
    raw_data: Any, batch_size: int, num_steps: int
) -> "Iterator[Tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]]":
    """Pieces of a text, each beside what comes one word later.

    >>> from tfcompat_ce.v1.models.rnn.ptb import reader
    >>> for x, y in reader.ptb_iterator([4, 3, 2, 1, 0, 5, 6], 1, 3):
    ...     print(x.tolist(), y.tolist())
    [[4, 3, 2]] [[3, 2, 1]]
    [[1, 0, 5]] [[0, 5, 6]]

    Args:
      raw_data: The numbers of a text.
      batch_size: How many parts of it are read side by side.
      num_steps: How many words each gives at a time.

    Yields:
      Two int32 arrays ``[batch_size, num_steps]``.

    Raises:
      ValueError: The text is too short for one batch.
    """
    text = np.asarray(raw_data, np.int32)
    length = len(text) // batch_size
    rows = text[: batch_size * length].reshape(batch_size, length)
    if length <= num_steps:
        raise ValueError(_too_short(batch_size, num_steps))
    for at in range(0, length - num_steps, num_steps):
        yield rows[:, at : at + num_steps], rows[:, at + 1 : at + num_steps + 1]


def ptb_producer(
    raw_data: Any, batch_size: int, num_steps: int, name: Optional[str] = None
) -> Tuple[Any, Any]:
    """The same as tensors, over and over: a queue gives the place of the next piece.

    Start the queue with ``tf.train.start_queue_runners`` or a ``tf.train.Supervisor``.

    Args:
      raw_data: The numbers of a text.
      batch_size: How many parts of it are read side by side.
      num_steps: How many words each gives at a time.
      name: A name for the operations.

    Returns:
      Two int32 tensors ``[batch_size, num_steps]``.

    Raises:
      tf.errors.InvalidArgumentError: The text is too short for one batch; the run says so, or the
        call where it can.
    """
    with tf.name_scope(name, "PTBProducer", [raw_data, batch_size, num_steps]):
        text = tf.convert_to_tensor(raw_data, tf.int32, name="raw_data")
        length = tf.size(text) // batch_size
        rows = tf.reshape(text[: batch_size * length], [batch_size, length])
        count = (length - 1) // num_steps
        enough = tf.assert_positive(count, message=_too_short(batch_size, num_steps))
        with tf.control_dependencies([enough]):
            count = tf.identity(count, name="epoch_size")
        at = tf.train.range_input_producer(count, shuffle=False).dequeue() * num_steps
        size = [batch_size, num_steps]
        return tf.slice(rows, [0, at], size), tf.slice(rows, [0, at + 1], size)


def _too_short(batch_size: int, num_steps: int) -> str:
    return f"the text is too short for batch_size={batch_size} and num_steps={num_steps}"


# Programs that read texts of their own call these.


def _read_words(filename: str) -> List[str]:
    """The words of a text, with a word for the end of each line."""
    with tf.gfile.GFile(filename, "r") as file:
        text: str = tf.compat.as_text(file.read())  # bytes before 1.4
    return text.replace("\n", END).split()


def _build_vocab(filename: str) -> Dict[str, int]:
    """The number of each word; where two are as frequent, the alphabet decides."""
    counted = collections.Counter(_read_words(filename))
    words = sorted(counted, key=lambda word: (-counted[word], word))
    return {word: number for number, word in enumerate(words)}


def _file_to_word_ids(filename: str, word_to_id: Dict[str, int]) -> List[int]:
    return [word_to_id[word] for word in _read_words(filename) if word in word_to_id]
