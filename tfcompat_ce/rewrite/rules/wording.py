"""What an argument's own name says it is: labels or logits?"""

from __future__ import annotations

import re

from tree_sitter import Node

from tfcompat_ce.rewrite.syntax.source import Source

LABELS = re.compile(r"answers?|gt|labels?|onehots?|targets?|truth")
LOGITS = re.compile(
    r"activations?|hat|hypothesis|inference|logits?|net|network|out|outputs?|preds?|predict|predicted|predictions?|scores?"
    r"|unnormalized|yhat|ypred"
)
MAKES_LABELS = {"one_hot", "argmax", "to_categorical"}
MAKES_LOGITS = {"matmul", "xw_plus_b", "bias_add", "dense", "fully_connected", "add"}
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def _of_name(name: str) -> int:
    if name in ("y_", "Y_", "y_true", "yTrue", "ytrue"):
        return 2
    for word in reversed(WORD.findall(name)):
        if LABELS.fullmatch(word.lower()):
            return 2
        if LOGITS.fullmatch(word.lower()):
            return -2
        if word.lower() in ("y", "ys"):
            return 1
    return 1 if name == "t" else 0


def says_labels(source: Source, node: Node) -> int:
    """2 for labels, -2 for logits, 1 for a `y`, 0 where the wording says nothing.

    >>> source = Source(b"self.y_true")
    >>> source.parse()
    >>> says_labels(source, source.tree.root_node.children[0].children[0])
    2
    """
    for _ in range(20):
        inner: Node | None = None
        if node.type == "identifier":
            return _of_name(source.text(node))
        if node.type == "attribute":
            inner = node.child_by_field_name("attribute")
        elif node.type == "subscript":
            key = node.child_by_field_name("subscript")
            if key is not None and key.type == "string":
                return _of_name(source.text(key).strip("'\""))
            inner = node.child_by_field_name("value")
        elif node.type == "call":
            function = node.child_by_field_name("function")
            arguments = node.child_by_field_name("arguments")
            name = source.text(function).rsplit(".", 1)[-1] if function else ""
            if name in MAKES_LABELS:
                return 2
            if name in MAKES_LOGITS:
                return -2
            given = arguments.named_children if arguments else []
            if function is not None and (not given or _of_name(name)):
                return _of_name(name)
            inner = given[0] if given else None
        elif node.type == "parenthesized_expression":
            inner = node.named_children[0] if node.named_children else None
        if inner is None:
            return 0
        node = inner
    return 0


def says_swapped(source: Source, logits: Node, labels: Node, least: int = 2) -> bool:
    """Whether what is to be logits is called labels, or the other way round."""
    return says_labels(source, logits) - says_labels(source, labels) >= least
