"""Records what 1.15's own tf.contrib makes of the programs here.

    python tests/contrib/record_built.py

It writes recorded.json, and needs TensorFlow 1.15.
"""

import json
from pathlib import Path

from building import PROGRAMS, built

from tfcompat_ce import v1
from tfcompat_ce.shim import installed


def main():
    if installed.release() != (1, 15):
        raise SystemExit(f"1.15 is to be recorded, and this is {installed.version()}")
    rows = [f'"{name}": {json.dumps(built(v1, PROGRAMS[name]))}' for name in sorted(PROGRAMS)]
    Path(__file__).with_name("recorded.json").write_text("{\n" + ",\n".join(rows) + "\n}\n")


if __name__ == "__main__":
    main()
