"""`smstui cas-pin BOX`: set the PIN of a box at the CAS.

The PIN is never an argument, which every user of the machine could read: it is asked for on a
terminal, else it is the first line of standard input.
"""

import click

from smstui.commands.change import ApplyOptions, change_options, run_change
from smstui.commands.secret_input import typed_secret


@click.command("cas-pin")
@click.argument("box")
@change_options
@click.pass_context
def command(context: click.Context, box: str, apply_options: ApplyOptions) -> int:
    """Set the PIN of BOX at the CAS; reset-pin BOX CAS puts it back to the default.

    With --apply the PIN is asked for, or read from standard input.
    """
    from smstui.domain.changes.operations import Operation
    from smstui.services.changes import Request

    secret = typed_secret("New PIN at the CAS") if apply_options.apply else None
    request = Request(Operation.CAS_SET_PIN, box, secret=secret)
    return run_change(context, "cas-pin", request, apply_options)
