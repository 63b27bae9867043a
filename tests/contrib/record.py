"""Records what the cases of this folder come to with 1.15's own ``tf.contrib``.

    python tests/contrib/record.py

It needs TensorFlow 1.15, and writes outcomes.json. The tests hold every other release against it.
"""

import sys
from pathlib import Path

from cases import main

from tfcompat_ce.shim import installed

if __name__ == "__main__":
    if installed.release() != (1, 15):
        sys.exit(f"This is TensorFlow {installed.version()}, and 1.15 is needed.")
    main(str(Path(__file__).parent / "outcomes.json"), "native")
