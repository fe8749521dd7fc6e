"""`smstui refresh ID`: send the rights of a device again."""

import click

from smstui.commands.change import ApplyOptions, change_options, run_change


@click.command("refresh")
@click.argument("id_", metavar="ID")
@change_options
@click.pass_context
def command(context: click.Context, id_: str, apply_options: ApplyOptions) -> int:
    """Send the rights of the device ID again."""
    from smstui.domain.changes.operations import Operation
    from smstui.services.changes import Request

    request = Request(Operation.REFRESH, id_)
    return run_change(context, "refresh", request, apply_options)
