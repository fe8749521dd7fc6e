"""`smstui profile ACCOUNT PROFILE`: give an account another profile."""

import click

from smstui.commands.change import ApplyOptions, change_options, run_change


@click.command("profile")
@click.argument("account")
@click.argument("profile")
@change_options
@click.pass_context
def command(context: click.Context, account: str, profile: str, apply_options: ApplyOptions) -> int:
    """Give ACCOUNT the profile with the id PROFILE."""
    from smstui.domain.changes.operations import Operation
    from smstui.services.changes import Request

    request = Request(Operation.ACCOUNT_PROFILE, account, values={"profile": profile})
    return run_change(context, "profile", request, apply_options)
