"""``tf.contrib.learn.preprocessing``: words as numbers."""

import pickle
import re
from collections import defaultdict
from typing import Any, Callable, Dict, Iterable, Iterator, List, Optional

import numpy as np

from tfcompat_ce.shim import contrib as _contrib

TOKENIZER_RE = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z][a-z]+(?=[A-Z])|[\'\w\-]+", re.UNICODE)


def tokenizer(iterator: Iterable[str]) -> Iterator[List[str]]:
    """The words of each text."""
    for text in iterator:
        yield TOKENIZER_RE.findall(text)


class CategoricalVocabulary:
    """Numbers for words: 0 for what it does not know, then 1, 2, ... in the order they came."""

    def __init__(self, unknown_token: str = "<UNK>", support_reverse: bool = True) -> None:
        """Makes an empty one; with ``support_reverse`` it tells words of numbers too."""
        self._unknown_token, self._support_reverse = unknown_token, support_reverse
        self._mapping: Dict[Any, int] = {unknown_token: 0}
        self._reverse_mapping: List[Any] = [unknown_token]
        self._freq: Dict[Any, int] = defaultdict(int)
        self._freeze = False

    def __len__(self) -> int:
        return len(self._mapping)

    def freeze(self, freeze: bool = True) -> None:
        """Whether a new word is 0 from now on, or gets a number."""
        self._freeze = freeze

    def get(self, category: Any) -> int:
        """The number of a word."""
        if category not in self._mapping:
            if self._freeze:
                return 0
            self._mapping[category] = len(self._mapping)
            self._reverse_mapping.append(category)
        return self._mapping[category]

    def add(self, category: Any, count: int = 1) -> None:
        """Counts a word."""
        if self.get(category) > 0:
            self._freq[category] += count

    def trim(self, min_frequency: int, max_frequency: int = -1) -> None:
        """Keeps the words that came more often than one number, and less often than another.

        They get new numbers, the most frequent first.
        """
        words = sorted(self._freq.items(), key=lambda item: (isinstance(item[0], str), item[0]))
        words.sort(key=lambda item: item[1], reverse=True)
        kept = [
            word
            for word, count in words
            if count > min_frequency and not 0 < max_frequency <= count
        ]
        self._reverse_mapping = [self._unknown_token, *kept]
        self._mapping = {word: at for at, word in enumerate(self._reverse_mapping)}
        self._freq = dict(words[: len(kept)])

    def reverse(self, class_id: int) -> Any:
        """The word of a number.

        Raises:
          ValueError: it was made without ``support_reverse``.
        """
        if not self._support_reverse:
            raise ValueError("the vocabulary was made without support_reverse")
        return self._reverse_mapping[class_id]


class VocabularyProcessor:
    """Texts as rows of the numbers of their words.

    >>> processor = VocabularyProcessor(4)
    >>> [row.tolist() for row in processor.fit_transform(["a b", "b c a b a"])]
    [[1, 2, 0, 0], [2, 3, 1, 2]]
    """

    def __init__(
        self,
        max_document_length: int,
        min_frequency: int = 0,
        vocabulary: Optional[CategoricalVocabulary] = None,
        tokenizer_fn: Optional[Callable[[Any], Any]] = None,
    ) -> None:
        """Makes one.

        Args:
          max_document_length: How long a row is: longer texts are cut, shorter ones end in zeros.
          min_frequency: A word must come more often than that.
          vocabulary: An empty one by default.
          tokenizer_fn: Gives the words of each text for an iterator of texts.
        """
        self.max_document_length, self.min_frequency = max_document_length, min_frequency
        self.vocabulary_ = vocabulary or CategoricalVocabulary()
        self._tokenizer = tokenizer_fn or tokenizer

    def fit(self, raw_documents: Iterable[Any], unused_y: Any = None) -> "VocabularyProcessor":
        """Learns the words of texts, and no other after that."""
        for words in self._tokenizer(raw_documents):
            for word in words:
                self.vocabulary_.add(word)
        if self.min_frequency > 0:
            self.vocabulary_.trim(self.min_frequency)
        self.vocabulary_.freeze()
        return self

    def fit_transform(self, raw_documents: Iterable[Any], unused_y: Any = None) -> Iterator[Any]:
        """`fit`, then `transform`."""
        self.fit(raw_documents)
        return self.transform(raw_documents)

    def transform(self, raw_documents: Iterable[Any]) -> Iterator[Any]:
        """A row for each text: int64 ``[max_document_length]``."""
        for words in self._tokenizer(raw_documents):
            row = np.zeros(self.max_document_length, np.int64)
            for at, word in enumerate(words[: self.max_document_length]):
                row[at] = self.vocabulary_.get(word)
            yield row

    def reverse(self, documents: Iterable[Any]) -> Iterator[str]:
        """A text for each row."""
        for row in documents:
            yield " ".join(self.vocabulary_.reverse(number) for number in row)

    def save(self, filename: str) -> None:
        """Pickles it into a file."""
        with open(filename, "wb") as file:
            pickle.dump(self, file)

    @classmethod
    def restore(cls, filename: str) -> "VocabularyProcessor":
        """One from a file of `save`: only from one that you trust, as of every pickle."""
        with open(filename, "rb") as file:
            found: VocabularyProcessor = pickle.load(file)
            return found


_contrib.part(__name__)
