"""`smstui add-right ID PRODUCT`: give an account a product."""

import click

from smstui.commands.change import ApplyOptions, change_options, run_change


@click.command("add-right")
@click.argument("id_", metavar="ID")
@click.argument("product")
@click.option(
    "--kind",
    default="SUBSCRIPTION",
    show_default=True,
    help="SUBSCRIPTION, TRANSACTIONAL, FREE or CAPABILITY.",
)
@click.option("--from", "valid_from", metavar="DATE", help="First day, as 2026-01-31.")
@click.option("--until", metavar="DATE", help="Last day.")
@click.option("--cas", is_flag=True, help="ID is a box: subscribe it at the CAS (DTH products).")
@change_options
@click.pass_context
def command(
    context: click.Context,
    id_: str,
    *,
    product: str,
    kind: str,
    valid_from: str | None,
    until: str | None,
    cas: bool,
    apply_options: ApplyOptions,
) -> int:
    """Give the account behind ID the product with the id PRODUCT.

    With --cas several products can be named, with commas between.
    """
    from smstui.domain.changes.operations import Operation
    from smstui.services.changes import Request

    if cas:
        request = Request(Operation.CAS_SUBSCRIBE, id_, values={"product": product})
        return run_change(context, "add-right", request, apply_options)
    values = {"product": product, "kind": kind, "from": valid_from or "", "until": until or ""}
    request = Request(Operation.ADD_RIGHT, id_, values=values)
    return run_change(context, "add-right", request, apply_options)
