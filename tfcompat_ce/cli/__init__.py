"""The `tfcompat-ce` command."""

import errno
import os
import sys

NO_TOOLS = """\
the command needs the extra `tools` ({} is not installed): \
`pip install 'tfcompat-ce[tools]'`, `pipx install 'tfcompat-ce[tools]'`, \
or `uvx --from 'tfcompat-ce[tools]' tfcompat-ce`."""


def main() -> None:
    """Run the command line; exit with status 2 and one line where it cannot run."""
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115
    try:
        from tfcompat_ce.cli.app import app
    except ImportError as error:
        if is_ours(error):
            raise
        sys.stderr.write("tfcompat-ce: " + NO_TOOLS.format(error.name) + "\n")
        sys.exit(2)
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


def is_ours(error: ImportError) -> bool:
    """Whether an import failed for a reason of ours, not for a missing tool."""
    return error.name is None or error.name.split(".")[0] == "tfcompat_ce"
