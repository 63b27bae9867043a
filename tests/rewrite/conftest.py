"""The rewriter needs Python 3.10 and the extra `tools`; the TensorFlow environments have neither."""

import sys

collect_ignore_glob = []
if sys.version_info < (3, 10):
    collect_ignore_glob.append("*.py")
else:
    try:
        import click  # noqa: F401
        import tree_sitter  # noqa: F401
    except ImportError:
        collect_ignore_glob.append("*.py")
