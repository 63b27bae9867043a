"""TensorFlow's own tf_upgrade_v2, and with `--switch` the line that it leaves to its user.

python -m tests.real_programs.upgrade --intree TREE --inplace --reportfile FILE [--switch]
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

TOOL = "tensorflow.tools.compatibility.tf_upgrade_v2_main"
IMPORT = re.compile(rb"^import tensorflow as tf[ \t]*(?=\r?$)", re.M)
SWITCH = rb"\g<0>; tf.compat.v1.disable_v2_behavior()"


def main() -> int:
    arguments = [one for one in sys.argv[1:] if one != "--switch"]
    status = subprocess.run([sys.executable, "-m", TOOL, *arguments], check=False).returncode
    if "--switch" in sys.argv:
        for path in Path(arguments[arguments.index("--intree") + 1]).rglob("*.py"):
            path.write_bytes(IMPORT.sub(SWITCH, path.read_bytes(), count=1))
    return status


if __name__ == "__main__":
    sys.exit(main())
