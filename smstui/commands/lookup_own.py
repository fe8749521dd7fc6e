"""`smstui lookup --client-token SOURCE`: the account of a subscriber's own token.

The token is a secret. It is named by its source and never given on the command line, where every
process of the machine could read it.
"""

from pathlib import Path
from typing import Final

import click

from smstui.commands.exits import Exit, exit_of
from smstui.commands.global_options import GlobalOptions
from smstui.commands.json_form import failed_lookup_form, own_lookup_form
from smstui.commands.opening import client_of
from smstui.commands.output import colours_wanted, report, say_document, say_lines
from smstui.commands.sheet import Sheet
from smstui.commands.standard_input import standard_input
from smstui.commands.waiting import waiting
from smstui.config.secrets import LONGEST, SecretSource
from smstui.domain.age import utc_now
from smstui.domain.errors import BadConfiguration, SmstuiError
from smstui.domain.secret import Secret

OPTION: Final = "--client-token"
WHOSE: Final = "client token"
"""What stands in place of an id in what is printed."""


def run_own_lookup(wanted: GlobalOptions, source: str) -> Exit:
    """Look up the account of the token from `source`, and print it."""
    token = token_from(source)
    with client_of(wanted, offline=True) as client:
        deployment = client.deployment
        wanted.masker.forget()
        try:
            with waiting(wanted.asking(deployment.name, WHOSE), wanted):
                bundle = client.engine.call(client.own_account(token))
        except SmstuiError as error:
            form = failed_lookup_form(deployment.name, deployment.family, WHOSE)
            report(error, wanted.json, **form)
            return exit_of(error)
        told = wanted.masker.records.bundle(bundle)
        now = utc_now()
        if wanted.json:
            form = own_lookup_form(deployment.name, deployment.family, WHOSE, told, now)
            say_document(form)
        else:
            colours = colours_wanted(wanted.plain)
            say_lines(Sheet(now, colours).own_lines(told), colours)
        return Exit.DONE


def token_from(source: str) -> Secret:
    """Return the token that `source` leads to.

    Raises UsageError, which does not repeat `source`: it may be the token itself.
    """
    way, _, rest = source.partition(":")
    if source == "-":
        return _from_standard_input()
    if way not in ("env", "file") or not rest:
        raise click.UsageError(
            f"{OPTION} takes env:NAME, file:PATH or -, and no token: "
            "what is on a command line can be read by others. Make that token invalid."
        )
    try:
        chosen = SecretSource.model_validate({way: Path(rest) if way == "file" else rest})
    except ValueError:
        what = "the name of an environment variable" if way == "env" else "a path"
        raise click.UsageError(f"{OPTION} {way}: takes {what}.") from None
    return chosen.resolve(OPTION)


def _from_standard_input() -> Secret:
    line = standard_input().readline(LONGEST + 2)
    try:
        text = line.decode("utf-8").strip()
    except UnicodeDecodeError:
        text = ""
    if not text or len(line) > LONGEST:
        raise BadConfiguration(
            f"{OPTION}: standard input has no token on its first line.",
            hint="Give the token alone, as text.",
        )
    return Secret(text)
