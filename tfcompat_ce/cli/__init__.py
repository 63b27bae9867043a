"""The `tfcompat-ce` command. This file runs on any Python, to say what the others need."""

import errno
import os
import sys

OLD_PYTHON = """\
tfcompat-ce: the command needs Python 3.10 or later, this is {}.{}; your programs may stay on it. \
Install the command beside them: `pipx install 'tfcompat-ce[tools]'`, or run it with \
`uvx --from 'tfcompat-ce[tools]' tfcompat-ce`, or make another environment for it.
"""
NO_TOOLS = """\
tfcompat-ce: the command needs the extra `tools` ({} is not installed): \
`pip install 'tfcompat-ce[tools]'`, `pipx install 'tfcompat-ce[tools]'`, \
or `uvx --from 'tfcompat-ce[tools]' tfcompat-ce`.
"""


def main():
    # type: () -> None
    """Run the command line; exit with status 2 and one line where it cannot run."""
    if sys.version_info < (3, 10):  # noqa: UP036
        sys.stderr.write(OLD_PYTHON.format(*sys.version_info[:2]))
        sys.exit(2)
    try:
        from tfcompat_ce.cli.app import app
    except ImportError as error:
        if error.name is None or error.name.split(".")[0] == "tfcompat_ce":
            raise
        sys.stderr.write(NO_TOOLS.format(error.name))
        sys.exit(2)
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115
    try:
        if sys.stdout is None:
            raise OSError(errno.EBADF, "standard output is closed")
        try:
            app(prog_name="tfcompat-ce")
        finally:
            sys.stdout.flush()
    except OSError as error:
        if sys.stdout is not None:  # what cannot be written is not to be tried again at the exit
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        if error.errno == errno.EPIPE:
            sys.exit(1)
        sys.stderr.write("tfcompat-ce: " + str(error.strerror or error) + "\n")
        sys.exit(2)
