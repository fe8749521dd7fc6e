"""A secret from the person: never an argument, which every user of the machine could read."""

import sys

import click

from smstui.commands.standard_input import standard_input
from smstui.domain.secret import Secret

LONGEST_LINE = 1_024
"""Bytes read of standard input."""


def typed_secret(prompt: str) -> Secret | None:
    """What is typed unseen on a terminal, else the first line of standard input; None if empty."""
    if sys.stdin.isatty():
        asked = click.prompt(prompt, hide_input=True, err=True)
        return Secret(str(asked).strip())
    line = standard_input().readline(LONGEST_LINE).decode("utf-8", "replace").strip()
    return Secret(line) if line else None
