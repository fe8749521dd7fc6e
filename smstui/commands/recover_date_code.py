"""`smstui recover-date-code ID`: revive a box that lay unused for long."""

import click

from smstui.commands.change import ApplyOptions, change_options, run_change


@click.command("recover-date-code")
@click.argument("id_", metavar="ID")
@change_options
@click.pass_context
def command(context: click.Context, id_: str, apply_options: ApplyOptions) -> int:
    """Recover the date code of the box ID at the CAS.

    For a box that lay unused for more than 255 days. Offered where the site has named the call.
    """
    from smstui.domain.changes.operations import Operation
    from smstui.services.changes import Request

    request = Request(Operation.RECOVER_DATE_CODE, id_)
    return run_change(context, "recover-date-code", request, apply_options)
