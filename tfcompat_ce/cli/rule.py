"""`tfcompat-ce rule`: explain a rule."""

from __future__ import annotations

import click

from tfcompat_ce.cli.common import complete_codes, no_rule
from tfcompat_ce.rewrite.rules import RULES, Rule


@click.command(short_help="Explain a rule, or list them all.")
@click.argument("code", required=False, shell_complete=complete_codes)
def rule(code: str | None) -> None:
    """Explain a rule with an example; without a code, list the rules.

    \b
    Example:
      tfcompat-ce rule TFC001
    """
    if code is None:
        for known in RULES:
            click.echo(f"{known.code}  {known.title}")
        return
    for known in RULES:
        if known.code == code.upper():
            click.echo(explained(known))
            return
    raise click.UsageError(no_rule(code))


def explained(known: Rule) -> str:
    """A rule as text: its code and title, why it is there, and a program before and after it."""
    text = known.explanation.strip()
    before = "\n".join("    " + line for line in known.before.splitlines())
    after = "\n".join("    " + line for line in known.after.splitlines())
    target = f", with --target {known.target}" if known.target != "nn" else ""
    return f"{text}\n\nBefore{target}:\n\n{before}\n\nAfter:\n\n{after}"
