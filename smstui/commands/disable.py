"""`smstui disable ID`: disable a device."""

import click

from smstui.commands.change import ApplyOptions, change_options, run_change


@click.command("disable")
@click.argument("id_", metavar="ID")
@change_options
@click.pass_context
def command(context: click.Context, id_: str, apply_options: ApplyOptions) -> int:
    """Disable the device ID."""
    from smstui.domain.changes.operations import Operation
    from smstui.services.changes import Request

    request = Request(Operation.DISABLE, id_)
    return run_change(context, "disable", request, apply_options)
