"""`smstui remove-right ID RIGHT`: unsubscribe one right of an account."""

import click

from smstui.commands.change import ApplyOptions, change_options, run_change


@click.command("remove-right")
@click.argument("id_", metavar="ID")
@click.argument("right")
@click.option("--cas", is_flag=True, help="ID is a box, RIGHT a product it has at the CAS.")
@change_options
@click.pass_context
def command(
    context: click.Context, id_: str, right: str, *, cas: bool, apply_options: ApplyOptions
) -> int:
    """Unsubscribe the right with the id RIGHT of the account behind ID."""
    from smstui.domain.changes.operations import Operation
    from smstui.services.changes import Request

    if cas:
        request = Request(Operation.CAS_UNSUBSCRIBE, id_, values={"product": right})
        return run_change(context, "remove-right", request, apply_options)
    request = Request(Operation.REMOVE_RIGHT, id_, values={"right": right})
    return run_change(context, "remove-right", request, apply_options)
