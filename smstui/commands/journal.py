"""`smstui journal`: the changes made from this machine."""

import click

from smstui.commands.earlier_rows import tell_earlier_rows
from smstui.commands.exits import Exit
from smstui.commands.global_options import global_options
from smstui.commands.output import colours_wanted, narrate, say_document, say_lines
from smstui.domain.age import utc_now


@click.command("journal")
@click.option("--open", "only_open", is_flag=True, help="Only changes without an outcome.")
@click.option("--settle", is_flag=True, help="Decide left-over changes by reading, first.")
@click.option(
    "--limit", type=click.IntRange(min=1), default=50, show_default=True, help="Rows at most."
)
@click.pass_context
def command(context: click.Context, *, only_open: bool, settle: bool, limit: int) -> int:
    """List the changes on the deployment, open ones first, then the newest.

    An open change whose process is gone is left over: --settle decides it by reading the
    platform again. Nothing is ever sent for it.
    """
    from smstui.commands.change_form import JOURNAL_SCHEMA, entry_form, unreadable_forms
    from smstui.commands.columns import painted
    from smstui.commands.opening import client_of
    from smstui.presentation import journal
    from smstui.presentation.tables import ages
    from smstui.store.unreadable import unreadable_sentence

    wanted = global_options(context)
    with client_of(wanted, offline=not settle) as client:
        call, changes = client.engine.call, client.changes
        if settle:
            settled = call(changes.settle_left_over())
            wanted.masker.records.learn_entries(settled)
            for entry in settled:
                narrate(f"smstui: change {entry.id} ({entry.title}) is {entry.outcome}.")
            for entry in call(changes.still_open()):
                if entry.unreadable:
                    narrate(f"smstui: change {entry.id} cannot be decided here: "
                            f"{entry.unreadable}. Update smstui.")  # fmt: skip
        still_open = list(call(changes.still_open()))
        ended = (
            [] if only_open else [each for each in call(changes.journal(limit)) if not each.open]
        )
        entries = (still_open + ended)[:limit]
        wanted.masker.records.learn_entries(entries)
        at_work = call(changes.at_work(still_open))
        lost = call(changes.unreadable())
        if said := unreadable_sentence("change", lost):
            narrate(f"smstui: {said}")
        if wanted.json:
            say_document(
                {
                    "schema": JOURNAL_SCHEMA,
                    "deployment": client.deployment.name,
                    "family": client.deployment.family,
                    "changes": [entry_form(each, at_work=each.id in at_work) for each in entries],
                    "unreadable": unreadable_forms("change", lost),
                }
            )
        elif entries:
            when = ages(utc_now())
            rows = [journal.row_of(each, each.id in at_work, when) for each in entries]
            colours = colours_wanted(wanted.plain)
            say_lines(painted(journal.COLUMNS, rows, colours), colours)
        else:
            narrate(f"smstui: the journal of {client.deployment.name} has nothing to show.")
        if not entries:
            tell_earlier_rows(client.deployment)
    return Exit.DONE
