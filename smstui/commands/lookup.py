"""`smstui lookup ID…`: the whole account behind any id. `smstui sessions ID`: who is watching."""

from collections.abc import Callable

import click

from smstui.commands.global_options import global_options
from smstui.domain.identifiers import IdKind


def kind_option(text: str) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Return the option `--as` of a command, with its help text."""
    kinds = click.Choice([kind.value for kind in IdKind])
    return click.option("--as", "as_kind", type=kinds, metavar="KIND", help=text)


@click.command("lookup")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@kind_option(f"Take every ID for one kind: {', '.join(kind.value for kind in IdKind)}.")
@click.option("--offline", is_flag=True, help="Ask the cache only; the platform is not reached.")
@click.pass_context
def command(
    context: click.Context, ids: tuple[str, ...], as_kind: str | None, offline: bool
) -> int:
    """Look ids up and print the whole account of each.

    ID is anything: device uid, CASN, NUID, smartcard, MAC, serial, account number, login. With -
    ids are read from standard input, one a line. The exit code is that of the first id that did
    not open.
    """
    from smstui.commands.lookup_run import run_lookup

    only = IdKind(as_kind) if as_kind else None
    return run_lookup(global_options(context), ids, only, offline=offline)


@click.command("sessions")
@click.argument("id_", metavar="ID")
@kind_option("Take ID for one kind, as in smstui lookup.")
@click.pass_context
def sessions(context: click.Context, id_: str, as_kind: str | None) -> int:
    """List the live sessions of the account behind ID, those silent the longest first."""
    from smstui.commands.sessions_run import run_sessions

    return run_sessions(global_options(context), id_, IdKind(as_kind) if as_kind else None)
