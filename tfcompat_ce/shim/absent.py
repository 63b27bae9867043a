"""What to say of a name that the 1.x namespace of the installed release does not have."""

from typing import Optional

from tfcompat_ce.api.gone import GONE, LATER, Gone
from tfcompat_ce.api.renamed import new_name
from tfcompat_ce.shim import installed


def why(name: str) -> Optional[str]:
    """Why ``tf`` has no such name on the installed release, and what to do; None if unknown."""
    release, version = installed.release(), installed.version()
    row = GONE.get(name)
    new = new_name(name)
    if row is None and new:
        row = Gone((1, 0), f"Use tf.{new}.")
    if row is not None and release >= row.release:
        since = "{}.{}".format(*row.release)
        return f"TensorFlow {version} has no tf.{name}: it went with {since}. {row.instead}"
    if name in LATER and release < LATER[name]:
        since = "{}.{}".format(*LATER[name])
        return (
            f"TensorFlow {version} has no tf.{name}, nor what it enables: that came with {since}."
        )
    return None
