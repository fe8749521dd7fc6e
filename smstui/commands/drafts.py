"""`smstui drafts`: changes that wait for the platform and for a person."""

import click

from smstui.commands.apply_options import ApplyOptions, change_options
from smstui.commands.global_options import global_options


@click.command("drafts")
@click.argument("ids", nargs=-1, metavar="[DRAFT]...")
@click.option("--check", is_flag=True, help="Check each draft against the platform. Only reads.")
@click.option("--discard", is_flag=True, help="Discard the named drafts.")
@click.option(
    "--all", "everything", is_flag=True, help="List drafts that are done or discarded too."
)
@change_options
@click.pass_context
def command(
    context: click.Context,
    ids: tuple[str, ...],
    *,
    check: bool,
    discard: bool,
    everything: bool,
    apply_options: ApplyOptions,
) -> int:
    """List the drafts of the deployment, or those that are named.

    --apply checks each draft against the platform and applies those that are ready, one after the
    other. With several drafts, --confirm takes their number.

    These are set aside, and can be applied alone, by id: drafts whose records have changed since,
    and drafts that need --reason or --confirm.

    These show their new plan first, and are applied by the next --apply: drafts that now lead to
    another box, card or account, and drafts whose records were not known when they were saved.
    """
    if discard and not ids:
        raise click.UsageError("Name the drafts that are to be discarded.")
    if apply_options.draft:
        raise click.UsageError("They are drafts already.")
    if discard and apply_options.apply:
        raise click.UsageError("--discard lets go and --apply does it: give one of them.")
    from smstui.commands.drafts_run import run_drafts

    return run_drafts(
        global_options(context), ids, apply_options,
        check=check, discard=discard, everything=everything,
    )  # fmt: skip
