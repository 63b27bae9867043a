"""The group that every command joins. A command's module is imported when it is asked for."""

import difflib
import importlib
import os
import sys
import warnings
from typing import Any, List, Optional, Tuple

import click

from tfcompat_ce import __version__
from tfcompat_ce.cli import NO_TOOLS, is_ours
from tfcompat_ce.shim import installed

# Each command is `tfcompat_ce/cli/<its name>.py`, and the oldest Python that it runs on.
COMMANDS = {
    "check": (3, 10),
    "compare": (3, 6),
    "demo": (3, 10),
    "info": (3, 6),
    "rewrite": (3, 10),
    "rule": (3, 10),
    "run": (3, 10),
    "tox": (3, 6),
    "verify": (3, 6),
}

OLD_PYTHON = """\
`{}` needs Python 3.10 or later, this is {}.{}; your programs may stay on it. Install the command \
beside them: `pipx install 'tfcompat-ce[tools]'`, or run it with \
`uvx --from 'tfcompat-ce[tools]' tfcompat-ce`, or make another environment for it."""


class CannotRun(click.ClickException):
    """The command cannot run here. The message says what to do, in one line."""

    exit_code = 2


class Commands(click.Group):
    """Every command. One that cannot run here is listed, and says why."""

    def list_commands(self, ctx: click.Context) -> List[str]:
        return list(COMMANDS)

    def resolve_command(
        self, ctx: click.Context, args: List[str]
    ) -> Tuple[Optional[str], Optional[click.Command], List[str]]:
        close = difflib.get_close_matches(args[0], COMMANDS, n=1)
        if args[0] not in COMMANDS and close:
            ctx.fail(f"No such command '{args[0]}'. Did you mean '{close[0]}'?")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("interrupted", err=True)
            return ctx.exit(130)

    def get_command(self, ctx: click.Context, cmd_name: str) -> Optional[click.Command]:
        if cmd_name not in COMMANDS:
            return None
        if sys.version_info < COMMANDS[cmd_name]:
            why = OLD_PYTHON.format(cmd_name, *sys.version_info[:2])
            return out_of_reach(cmd_name, "Needs Python 3.10 or later.", why)
        try:
            module = importlib.import_module("tfcompat_ce.cli." + cmd_name)
        except ImportError as error:
            if is_ours(error):
                raise
            why = NO_TOOLS.format(error.name)
            return out_of_reach(cmd_name, f"Needs {error.name}, which is not installed.", why)
        command: click.Command = getattr(module, cmd_name)
        return command


def out_of_reach(name: str, in_brief: str, why: str) -> click.Command:
    """A command that only says why it cannot run here."""

    def refuse(arguments: Tuple[str, ...]) -> None:
        raise CannotRun(why)

    return click.Command(
        name,
        context_settings={"ignore_unknown_options": True},
        params=[click.Argument(["arguments"], nargs=-1, type=click.UNPROCESSED)],
        callback=refuse,
        help=why,
        short_help=in_brief,
        add_help_option=False,
    )


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="tfcompat-ce")
@click.pass_context
def app(ctx: click.Context) -> None:
    """Move TensorFlow 1.x code to 2.x, and prove that it means the same.

    \b
    Examples:
      tfcompat-ce demo                          see it on a small program
      tfcompat-ce run train.py                  run old code as it is
      tfcompat-ce check .                       say what would change
      tfcompat-ce rewrite --target v1 .         move the whole program

    \b
    Completion in bash; zsh says zsh_source:
      eval "$(_TFCOMPAT_CE_COMPLETE=bash_source tfcompat-ce)"
    """
    if ctx.invoked_subcommand is None:
        click.echo("tfcompat-ce {}, Python {}.{}.{}".format(__version__, *sys.version_info[:3]))
        click.echo(tensorflow_found() + "\n")
        click.echo(ctx.get_help())
        click.echo("\n`tfcompat-ce COMMAND --help` says more of one.")


def tensorflow_found() -> str:
    """One line: the version, or why there is none. The rewriter does without."""
    quieten()
    try:
        return f"TensorFlow {installed.version()}"
    except installed.TensorFlowError as error:
        return in_one_line(error)


def check_writable(path: str) -> None:
    """Before the work, not after it. Raises click.UsageError."""
    folder = os.path.dirname(path) or "."
    if not os.path.isdir(folder):
        raise click.UsageError(f"{path}: there is no folder {folder}.")
    if os.path.isdir(path) or not os.access(path if os.path.exists(path) else folder, os.W_OK):
        raise click.UsageError(f"{path} cannot be written.")


def quieten() -> None:
    """Before TensorFlow's import: no log below errors, no warnings of the NumPy under it."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    warnings.simplefilter("ignore")


def in_one_line(error: Exception) -> str:
    """An error's message as one line."""
    return " ".join(str(error).split())
