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
@click.argument("ids", nargs=-1, metavar="[ID...]")
@kind_option(f"Read every ID as one kind: {', '.join(kind.value for kind in IdKind)}.")
@click.option("--offline", is_flag=True, help="Read the cache only; the platform is not asked.")
@click.option(
    "--client-token",
    metavar="SOURCE",
    help="Look up the account of a subscriber's own token: env:NAME, file:PATH (0600), or - for "
    "standard input.",
)
@click.pass_context
def command(
    context: click.Context,
    ids: tuple[str, ...],
    as_kind: str | None,
    offline: bool,
    client_token: str | None,
) -> int:
    """Look up each ID and print its whole account.

    ID is any identifier: device UID, CASN, NUID, smartcard number, account number or login id.
    With -, ids are read from standard input, one per line. The exit code is that of the first ID
    that did not open.
    """
    from smstui.commands.lookup_run import run_lookup

    only = IdKind(as_kind) if as_kind else None
    if client_token is not None:
        if ids or only or offline:
            raise click.UsageError("--client-token stands alone: no ID, no --as, no --offline.")
        from smstui.commands.lookup_own import run_own_lookup

        return run_own_lookup(global_options(context), client_token)
    if not ids:
        raise click.UsageError("Missing argument 'ID...'.")
    return run_lookup(global_options(context), ids, only, offline=offline)


@click.command("sessions")
@click.argument("id_", metavar="ID")
@kind_option("Read ID as one kind, as in smstui lookup.")
@click.pass_context
def sessions(context: click.Context, id_: str, as_kind: str | None) -> int:
    """List the live sessions of the account behind ID, the longest silent first."""
    from smstui.commands.sessions_run import run_sessions

    return run_sessions(global_options(context), id_, IdKind(as_kind) if as_kind else None)
