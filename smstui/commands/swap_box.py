"""`smstui swap-box OLD NEW`: put a new box in an old one's place."""

import click

from smstui.commands.change import ApplyOptions, change_options, run_change


@click.command("swap-box")
@click.argument("old")
@click.argument("new")
@change_options
@click.pass_context
def command(context: click.Context, old: str, new: str, apply_options: ApplyOptions) -> int:
    """Put box NEW in the place of box OLD: account and card stay.

    Where the platform swaps chipsets, NEW may be a CASN that it does not know yet.
    """
    from smstui.domain.changes.operations import Operation
    from smstui.services.changes import Request

    request = Request(Operation.SWAP_BOX, old, new)
    return run_change(context, "swap-box", request, apply_options)
