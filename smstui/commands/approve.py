"""`smstui approve ID`: approve a device."""

import click

from smstui.commands.change import ApplyOptions, change_options, run_change


@click.command("approve")
@click.argument("id_", metavar="ID")
@change_options
@click.pass_context
def command(context: click.Context, id_: str, apply_options: ApplyOptions) -> int:
    """Approve the device ID, which plays only then. Offered where the site has named the call."""
    from smstui.domain.changes.operations import Operation
    from smstui.services.changes import Request

    return run_change(context, "approve", Request(Operation.APPROVE, id_), apply_options)
