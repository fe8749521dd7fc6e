"""`smstui remove-right ID RIGHT`: unsubscribe one right of an account."""

import click

from smstui.commands.change import Assent, change_options, run_change


@click.command("remove-right")
@click.argument("id_", metavar="ID")
@click.argument("right")
@change_options
@click.pass_context
def command(context: click.Context, id_: str, right: str, assent: Assent) -> int:
    """Unsubscribe the right with the id RIGHT of the account behind ID."""
    from smstui.domain.changes.operations import Operation
    from smstui.services.changes import Request

    request = Request(Operation.REMOVE_RIGHT, id_, values={"right": right})
    return run_change(context, "remove-right", request, assent)
