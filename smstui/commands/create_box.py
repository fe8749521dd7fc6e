"""`smstui create-box ACCOUNT CASN`: a box on an account, with a card or without."""

import click

from smstui.commands.change import ApplyOptions, change_options, run_change


@click.command("create-box")
@click.argument("account")
@click.argument("casn")
@click.option("--card", metavar="NUMBER", help="A free card to pair it with.")
@click.option("--new-card", metavar="NUMBER", help="A card to create and pair with it.")
@click.option("--mac", metavar="ADDRESS")
@click.option("--nuid", metavar="ID")
@click.option("--serial", metavar="NUMBER")
@click.option("--description", metavar="TEXT")
@click.option("--type", type=click.Choice(["CARDBASED", "CARDLESS"]), help="How it meets its card.")
@change_options
@click.pass_context
def command(
    context: click.Context,
    /,
    account: str,
    casn: str,
    *,
    apply_options: ApplyOptions,
    **told: str | None,
) -> int:
    """Create the box with the chipset CASN on ACCOUNT."""
    from smstui.domain.changes.operations import Operation
    from smstui.services.changes import Request

    if told.get("card") and told.get("new_card"):
        raise click.UsageError("Say --card or --new-card, not both.", context)
    values = {name: value for name, value in told.items() if value}
    request = Request(Operation.CREATE_BOX, account, casn, values)
    return run_change(context, "create-box", request, apply_options)
