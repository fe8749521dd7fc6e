"""`smstui undo [CHANGE]`: take a change back, through the same door."""

import click

from smstui.commands.change import Assent, change_options, run_plan


@click.command("undo")
@click.argument("change", required=False, default="")
@change_options
@click.pass_context
def command(context: click.Context, change: str, assent: Assent) -> int:
    """Take CHANGE back, or the latest change on the deployment that can be.

    What was done is undone in reverse order, if everything is still as the change left it.
    """
    if assent.draft:
        raise click.UsageError("What is taken back is read from the platform: it cannot wait.")
    return run_plan(
        context,
        "undo",
        lambda changes, errand: changes.undo(change, errand),
        assent,
    )
