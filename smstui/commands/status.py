"""`smstui status ID STATUS`: move an account or a box to another status."""

import click

from smstui.commands.change import ApplyOptions, change_options, run_change


@click.command("status")
@click.argument("id_", metavar="ID")
@click.argument("status")
@change_options
@click.pass_context
def command(context: click.Context, id_: str, status: str, apply_options: ApplyOptions) -> int:
    """Move the account or the box ID to STATUS.

    Only what the life cycle allows. CANCELLED is final and asks for --confirm.
    """
    from smstui.domain.changes.operations import Operation
    from smstui.services.changes import Request

    request = Request(Operation.ACCOUNT_STATUS, id_, values={"status": status})
    return run_change(context, "status", request, apply_options)
