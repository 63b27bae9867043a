"""The rewriter needs Python 3.10 and the extra `tools`; the TensorFlow environments have neither."""

import sys
from importlib.util import find_spec

if sys.hexversion < 0x030A0000 or find_spec("tree_sitter") is None:
    collect_ignore_glob = ["*.py"]
