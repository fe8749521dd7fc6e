"""`smstui suspend-card CARD`: suspend a smartcard."""

import click

from smstui.commands.change import ApplyOptions, change_options, run_change


@click.command("suspend-card")
@click.argument("card")
@change_options
@click.pass_context
def command(context: click.Context, card: str, apply_options: ApplyOptions) -> int:
    """Suspend CARD, wherever it is; the box it is in goes dark.

    No public operation lifts it again, and no status shows it.
    """
    from smstui.domain.changes.operations import Operation
    from smstui.services.changes import Request

    return run_change(context, "suspend-card", Request(Operation.SUSPEND_CARD, card), apply_options)
