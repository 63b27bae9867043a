"""The `tfcompat-ce` command. This file runs on any Python, to say what the others need."""

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
    app(prog_name="tfcompat-ce")
