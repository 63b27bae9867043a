"""`tfcompat-ce tox`: a tox.ini for the user's own project."""

import functools
import os
import shutil
import subprocess
import sys
from subprocess import DEVNULL
from typing import Iterator, List, Optional, Tuple

import click

from tfcompat_ce.cli.app import CannotRun
from tfcompat_ce.matrix import tox_ini
from tfcompat_ce.matrix.tox_ini import Environment, grouped


@click.command(short_help="A tox.ini for your project, on a range of releases.")
@click.option("--from", "first", required=True, metavar="RELEASE", help="The oldest, as 1.15.")
@click.option("--to", "last", metavar="RELEASE", help="The newest; by default the newest there is.")
@click.option(
    "--python",
    "pythons",
    multiple=True,
    metavar="X.Y",
    help="A Python to test on where a release has wheels for it; may be repeated, the preferred "
    "one first.",
)
@click.option("--write", is_flag=True, help="Write tox.ini into this folder.")
@click.option("--force", is_flag=True, help="With --write: over the one that is there.")
def tox(
    first: str, last: Optional[str], pythons: Tuple[str, ...], write: bool, force: bool
) -> None:
    """Print a tox.ini that runs the tests of this folder on each TensorFlow release of a range.

    Each gets a Python that it has wheels for, and the pins that an install of it needs today.
    Where tox is configured already, in whatever file, the part to add is printed.

    \b
    Examples:
      tfcompat-ce tox --from 1.15
      tfcompat-ce tox --from 1.15 --to 2.21 --python 3.8 --write

    Exit status 0: done. 1: nothing was written, since tox is configured already. 2: it cannot be
    done.
    """
    if force and not write:
        raise click.UsageError("--force goes with --write.")
    try:
        environments = tox_ini.environments(first, last, pythons)
    except tox_ini.ToxError as error:
        raise click.UsageError(str(error)) from error
    there = tox_ini.configured(".")
    if there is None or force:
        text = tox_ini.whole(environments, ".")
    else:
        text = tox_ini.part(environments, ".", there)
        note(f"{there} configures tox already: this is what to add to it.")
    refused = write and there is not None and not force
    if write and not refused:
        put(text)
        note("tox.ini is written.")
        if there not in (None, "tox.ini"):
            note(f"tox reads it in place of {there}.")
    else:
        click.echo(text, nl=False)
    for line in advice(environments, pythons):
        note(line)
    sys.exit(1 if refused else 0)


def put(text: str) -> None:
    """Write tox.ini. Raises CannotRun."""
    try:
        with open("tox.ini", "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise CannotRun(f"tox.ini: {error.strerror}") from error


def note(line: str) -> None:
    """Say something on the error stream, beside the file that may go to standard output."""
    click.echo("tfcompat-ce: " + line, err=True)


def advice(environments: List[Environment], pythons: Tuple[str, ...]) -> Iterator[str]:
    """What will not run as asked, and what will not run on this machine."""
    for taken, group in grouped(
        (e.pythons[0], e) for e in environments if pythons and e.pythons[0] not in pythons
    ):
        yield f"no wheel for Python {' or '.join(pythons)}, so {taken} is taken: {names(group)}."
    missing = [e for e in environments if not any(map(found, e.pythons))]
    for lacking, group in grouped((" or python".join(e.pythons), e) for e in missing):
        yield f"python{lacking} is not found here, so tox passes over {names(group)}."
    for other, group in grouped((instead(e), e) for e in missing):
        if other:
            yield f"`--python {other}` would do for {names(group)}."


def names(environments: List[Environment]) -> str:
    """The names of environments in a sentence."""
    return ", ".join(environment.factor for environment in environments)


def instead(environment: Environment) -> Optional[str]:
    """The newest Python of this machine that the release has a wheel for."""
    return next(filter(found, reversed(environment.release.pythons)), None)


@functools.lru_cache(maxsize=None)
def found(python: str) -> bool:
    """Whether tox would find it, too. On Windows it asks the registry: say yes."""
    if os.name == "nt" or python == "{}.{}".format(*sys.version_info[:2]):
        return True
    path = shutil.which("python" + python)
    if path is None:
        return False
    # A version manager may leave a stand-in for a Python that is not switched on.
    try:
        return not subprocess.call([path, "-c", ""], stdout=DEVNULL, stderr=DEVNULL)
    except OSError:
        return False
