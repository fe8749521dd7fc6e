"""`smstui unpair BOX`: take the card out of a box."""

import click

from smstui.commands.change import ApplyOptions, change_options, run_change


@click.command("unpair")
@click.argument("box")
@change_options
@click.pass_context
def command(context: click.Context, box: str, apply_options: ApplyOptions) -> int:
    """Take the card out of BOX. The box goes dark."""
    from smstui.domain.changes.operations import Operation
    from smstui.services.changes import Request

    request = Request(Operation.UNPAIR, box)
    return run_change(context, "unpair", request, apply_options)
