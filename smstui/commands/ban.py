"""`smstui ban BOX`: ban one box."""

import click

from smstui.commands.change import ApplyOptions, change_options, run_change


@click.command("ban")
@click.argument("box")
@change_options
@click.pass_context
def command(context: click.Context, box: str, apply_options: ApplyOptions) -> int:
    """Ban BOX alone; its account stays as it is."""
    from smstui.domain.changes.operations import Operation
    from smstui.services.changes import Request

    request = Request(Operation.BAN, box)
    return run_change(context, "ban", request, apply_options)
