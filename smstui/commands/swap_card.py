"""`smstui swap-card BOX CARD`: put another card into a box."""

import click

from smstui.commands.change import ApplyOptions, change_options, run_change


@click.command("swap-card")
@click.argument("box")
@click.argument("card")
@change_options
@click.pass_context
def command(context: click.Context, box: str, card: str, apply_options: ApplyOptions) -> int:
    """Put CARD into BOX in place of the one that is in it."""
    from smstui.domain.changes.operations import Operation
    from smstui.services.changes import Request

    request = Request(Operation.SWAP_CARD, box, card)
    return run_change(context, "swap-card", request, apply_options)
