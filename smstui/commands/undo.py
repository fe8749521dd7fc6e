"""`smstui undo [CHANGE]`: undo a change, planned anew as the operation that this is."""

import click

from smstui.commands.change import ApplyOptions, change_options, run_plan


@click.command("undo")
@click.argument("change", required=False, default="")
@change_options
@click.pass_context
def command(context: click.Context, change: str, apply_options: ApplyOptions) -> int:
    """Undo CHANGE, or the latest change on the deployment that can be undone.

    The plan says what it takes, and needs the role, reason and confirmation of that operation.
    What is no longer as the change left it is not undone. A change is undone at most once.
    """
    if apply_options.draft:
        raise click.UsageError(
            "An undo is planned from what the platform says now, so it cannot be a draft."
        )
    return run_plan(
        context,
        "undo",
        lambda changes: changes.undo(change, deciding=apply_options.apply),
        apply_options,
    )
