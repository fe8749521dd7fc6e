"""`smstui reset-pin ID TYPE`: set a PIN of an account.

The PIN is never an argument, which every user of the machine could read: it is asked for on a
terminal, else it is the first line of standard input.
"""

from typing import Final

import click

from smstui.commands.change import ApplyOptions, change_options, run_change
from smstui.commands.secret_input import typed_secret

AT_THE_CAS: Final = "CAS"


@click.command("reset-pin")
@click.argument("id_", metavar="ID")
@click.argument("pin_type", metavar="TYPE")
@change_options
@click.pass_context
def command(context: click.Context, id_: str, pin_type: str, apply_options: ApplyOptions) -> int:
    """Set the PIN of TYPE of the account behind ID; a locked one is unlocked by it.

    With --apply the PIN is asked for, or read from standard input. TYPE CAS puts the PIN of the
    box ID back to the CAS default instead.
    """
    from smstui.domain.changes.operations import Operation
    from smstui.services.changes import Request

    if pin_type.upper() == AT_THE_CAS:
        return run_change(
            context, "reset-pin", Request(Operation.CAS_RESET_PIN, id_), apply_options
        )
    secret = typed_secret(f"New {pin_type} PIN") if apply_options.apply else None
    request = Request(Operation.RESET_PIN, id_, values={"type": pin_type}, secret=secret)
    return run_change(context, "reset-pin", request, apply_options)
