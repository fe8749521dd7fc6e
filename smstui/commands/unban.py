"""`smstui unban BOX`: lift the ban of one box."""

import click

from smstui.commands.change import ApplyOptions, change_options, run_change


@click.command("unban")
@click.argument("box")
@change_options
@click.pass_context
def command(context: click.Context, box: str, apply_options: ApplyOptions) -> int:
    """Lift the ban of BOX."""
    from smstui.domain.changes.operations import Operation
    from smstui.services.changes import Request

    request = Request(Operation.UNBAN, box)
    return run_change(context, "unban", request, apply_options)
