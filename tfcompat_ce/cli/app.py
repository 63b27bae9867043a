"""The group that every command joins."""

from __future__ import annotations

import click

from tfcompat_ce import __version__
from tfcompat_ce.cli.check import check
from tfcompat_ce.cli.rewrite import rewrite
from tfcompat_ce.cli.rule import rule


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tfcompat-ce")
def app() -> None:
    """Move TensorFlow 1.x code of the softmax family to 2.x."""


for command in (check, rewrite, rule):
    app.add_command(command)
