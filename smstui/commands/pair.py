"""`smstui pair BOX CARD`: put a card into a box."""

import click

from smstui.commands.change import ApplyOptions, change_options, run_change


@click.command("pair")
@click.argument("box")
@click.argument("card")
@change_options
@click.pass_context
def command(context: click.Context, box: str, card: str, apply_options: ApplyOptions) -> int:
    """Put CARD into BOX; out of another box of the same account first.

    BOX is any id of a set-top box, CARD a smartcard number. Compare the number with the card
    itself: --confirm takes its last four digits.
    """
    from smstui.domain.changes.operations import Operation
    from smstui.services.changes import Request

    request = Request(Operation.PAIR, box, card)
    return run_change(context, "pair", request, apply_options)
