"""`tfcompat-ce rule`: explain a rule."""

from __future__ import annotations

import click

from tfcompat_ce.rewrite.rules import RULES, Rule


@click.command()
@click.argument("code", required=False)
def rule(code: str | None) -> None:
    """Explain a rule with an example; without a code, list the rules."""
    if code is None:
        for known in RULES:
            click.echo(f"{known.code}  {known.title}")
        return
    for known in RULES:
        if known.code == code.upper():
            click.echo(explained(known))
            return
    raise click.UsageError(f"no rule has the code {code}; `tfcompat-ce rule` lists them.")


def explained(known: Rule) -> str:
    text = known.explanation.strip()
    before = "\n".join("    " + line for line in known.before.splitlines())
    after = "\n".join("    " + line for line in known.after.splitlines())
    target = f", with --target {known.target}" if known.target != "nn" else ""
    return f"{text}\n\nBefore{target}:\n\n{before}\n\nAfter:\n\n{after}"
