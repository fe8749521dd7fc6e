"""`smstui drafts`: changes that wait for the platform and for a person."""

import click

from smstui.commands.apply_options import ApplyOptions, change_options
from smstui.commands.global_options import global_options


@click.command("drafts")
@click.argument("ids", nargs=-1, metavar="[DRAFT]...")
@click.option("--check", is_flag=True, help="Check each against the platform first; reads only.")
@click.option("--discard", is_flag=True, help="Let the named drafts go.")
@click.option("--all", "everything", is_flag=True, help="List those that are over as well.")
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
    """List the drafts of the deployment, or those named.

    With --apply each is checked against the platform and what is ready is applied, row
    by row. What moved since it was drafted, or asks for more than one yes among many, is set
    aside; named by its id, it is applied with what it asks for (--reason, --confirm), once what
    moved was said. What leads to another box, card or account by now is set aside in any case;
    named by its id, its new plan is shown, and applied the next time. What was not known when it
    was saved is shown first, by --check or by --apply, and applied the next time. Where there
    are several, --confirm takes their number.
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
