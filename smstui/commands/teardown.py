"""`smstui teardown ID`: end one session, those of a device, or those of an account."""

import click

from smstui.commands.change import ApplyOptions, change_options, run_change


@click.command("teardown")
@click.argument("id_", metavar="ID")
@click.option("--session", metavar="SESSION", help="End this one session of the account.")
@click.option("--device", "of_device", is_flag=True, help="End every session of the device ID.")
@click.option("--account", "of_account", is_flag=True, help="End every session of the account.")
@change_options
@click.pass_context
def command(
    context: click.Context,
    id_: str,
    *,
    session: str | None,
    of_device: bool,
    of_account: bool,
    apply_options: ApplyOptions,
) -> int:
    """End sessions of the account behind ID: one of --session, --device, --account."""
    from smstui.domain.changes.operations import Operation
    from smstui.services.changes import Request

    if [bool(session), of_device, of_account].count(True) != 1:
        raise click.UsageError("Say which: --session SESSION, --device or --account.", context)
    if session:
        request = Request(Operation.END_SESSION, id_, values={"session": session})
    elif of_device:
        request = Request(Operation.END_DEVICE_SESSIONS, id_)
    else:
        request = Request(Operation.END_ACCOUNT_SESSIONS, id_)
    return run_change(context, "teardown", request, apply_options)
