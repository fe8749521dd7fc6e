"""`smstui message ID TEXT`: put a message into the inbox of an open device."""

import click

from smstui.commands.change import ApplyOptions, change_options, run_change


@click.command("message")
@click.argument("id_", metavar="ID")
@click.argument("text")
@change_options
@click.pass_context
def command(context: click.Context, id_: str, text: str, apply_options: ApplyOptions) -> int:
    """Put TEXT into the inbox of the open device ID."""
    from smstui.domain.changes.operations import Operation
    from smstui.services.changes import Request

    request = Request(Operation.MESSAGE, id_, values={"text": text})
    return run_change(context, "message", request, apply_options)
