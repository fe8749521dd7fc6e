"""`smstui delete-box BOX`: delete a box for ever."""

import click

from smstui.commands.change import ApplyOptions, change_options, run_change


@click.command("delete-box")
@click.argument("box")
@change_options
@click.pass_context
def command(context: click.Context, box: str, apply_options: ApplyOptions) -> int:
    """Delete a box for ever. There is no way back: --confirm asks for its last four."""
    from smstui.domain.changes.operations import Operation
    from smstui.services.changes import Request

    return run_change(context, "delete-box", Request(Operation.DELETE_BOX, box), apply_options)
