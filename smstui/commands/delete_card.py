"""`smstui delete-card CARD`: delete a free smartcard for ever."""

import click

from smstui.commands.change import ApplyOptions, change_options, run_change


@click.command("delete-card")
@click.argument("card")
@change_options
@click.pass_context
def command(context: click.Context, card: str, apply_options: ApplyOptions) -> int:
    """Delete a free smartcard for ever. There is no way back: --confirm asks for its last four."""
    from smstui.domain.changes.operations import Operation
    from smstui.services.changes import Request

    return run_change(context, "delete-card", Request(Operation.DELETE_CARD, card), apply_options)
