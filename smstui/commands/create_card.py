"""`smstui create-card NUMBER`: a smartcard."""

import click

from smstui.commands.change import ApplyOptions, change_options, run_change


@click.command("create-card")
@click.argument("number")
@click.option("--cas", metavar="INSTANCE", default="", help="Its CAS instance.")
@change_options
@click.pass_context
def command(context: click.Context, number: str, *, cas: str, apply_options: ApplyOptions) -> int:
    """Create the smartcard NUMBER. The number of a cancelled card stays taken."""
    from smstui.domain.changes.operations import Operation
    from smstui.services.changes import Request

    request = Request(Operation.CREATE_CARD, number, values={"cas": cas})
    return run_change(context, "create-card", request, apply_options)
