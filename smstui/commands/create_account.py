"""`smstui create-account NUMBER LOGIN`: an account with its first user.

The password of the user is asked for on a terminal, else read from standard input.
"""

import click

from smstui.commands.change import ApplyOptions, change_options, run_change
from smstui.commands.output import told
from smstui.commands.secret_input import typed_secret
from smstui.domain.marking import personal


@click.command("create-account")
@click.argument("number")
@click.argument("login")
@click.option("--profile", metavar="ID", help="Its profile.")
@click.option("--first-name", metavar="TEXT")
@click.option("--last-name", metavar="TEXT")
@click.option("--address1", metavar="TEXT")
@click.option("--address2", metavar="TEXT")
@click.option("--locality", metavar="TEXT")
@click.option("--city", metavar="TEXT")
@click.option("--county", metavar="TEXT")
@click.option("--postcode", metavar="TEXT")
@click.option("--country", metavar="TEXT")
@change_options
@click.pass_context
def command(
    context: click.Context,
    /,
    number: str,
    login: str,
    *,
    apply_options: ApplyOptions,
    **given: str | None,
) -> int:
    """Create account NUMBER with its first user LOGIN, the default one and a super-user.

    With --apply the user's password is asked for, or read from standard input.
    """
    from smstui.domain.changes.operations import Operation
    from smstui.services.changes import Request

    secret = typed_secret(told(f"Password of {personal(login)}")) if apply_options.apply else None
    values = {name: value for name, value in given.items() if value}
    request = Request(Operation.CREATE_ACCOUNT, number, login, values, secret=secret)
    return run_change(context, "create-account", request, apply_options)
