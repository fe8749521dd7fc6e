"""`smstui recents` and `smstui journal`: the latest lookups and changes of this machine."""

import click

from smstui.commands.global_options import global_options


@click.command("recents")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=50,
    show_default=True,
    help="The most rows to list.",
)
@click.pass_context
def recents(context: click.Context, limit: int) -> int:
    """List the latest lookups on the deployment, newest first. The platform is not asked."""
    from smstui.commands.listings import list_recents

    return list_recents(global_options(context), limit)


@click.command("journal")
@click.option("--open", "only_open", is_flag=True, help="List only changes without an outcome.")
@click.option(
    "--settle", is_flag=True, help="First decide changes that were left open, by reading."
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=50,
    show_default=True,
    help="The most rows to list.",
)
@click.pass_context
def journal(context: click.Context, *, only_open: bool, settle: bool, limit: int) -> int:
    """List the changes on the deployment, open ones first, then the newest.

    A change stays open where its process ended before its outcome was decided. --settle reads the
    platform again and decides it. It sends no change.

    Outcomes: verified (done, and read back), accepted (done, as far as this platform can show),
    partly done, not verified (acknowledged, but not visible yet), not applied (no answer, and not
    visible yet), refused by platform, not sent, changed (something moved since the plan was shown;
    nothing was sent), unknown (sent, and not decided yet).
    """
    from smstui.commands.listings import list_changes

    return list_changes(global_options(context), only_open=only_open, settle=settle, limit=limit)
