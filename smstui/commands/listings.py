"""Lists of what this machine keeps: the latest lookups, the changes, the drafts."""

from collections.abc import Sequence

from smstui.commands.change_form import JOURNAL_SCHEMA, entry_form, unreadable_forms
from smstui.commands.columns import painted
from smstui.commands.draft_form import drafts_form
from smstui.commands.exits import Exit
from smstui.commands.global_options import GlobalOptions
from smstui.commands.json_form import RECENTS_SCHEMA, recent_form
from smstui.commands.opening import client_of
from smstui.commands.output import (
    colours_wanted,
    narrate,
    say_document,
    say_lines,
)
from smstui.commands.verdicts import recents_lines
from smstui.config.settings import Deployment
from smstui.domain.age import utc_now
from smstui.domain.changes.verdict import in_words_of
from smstui.presentation import drafts as presented
from smstui.presentation import journal
from smstui.presentation.tables import Column, Row, ages
from smstui.services.client import Client
from smstui.store.earlier import earlier_hint
from smstui.store.unreadable import unreadable_sentence


def list_recents(wanted: GlobalOptions, limit: int) -> Exit:
    """List the latest lookups of the deployment, newest first; `limit` at most."""
    with client_of(wanted, offline=True) as client:
        recents = wanted.masker.records.recents(client.engine.call(client.recents(limit)))
        if wanted.json:
            say_document(
                {
                    "schema": RECENTS_SCHEMA,
                    "deployment": client.deployment.name,
                    "family": client.deployment.family,
                    "recents": [recent_form(recent) for recent in recents],
                }
            )
        elif recents:
            colours = colours_wanted(wanted.plain)
            say_lines(recents_lines(recents, utc_now(), colours), colours)
        else:
            narrate(f"smstui: nothing has been looked up on {client.deployment.name} yet.")
        if not recents:
            _tell_earlier_rows(client.deployment)
    return Exit.DONE


def list_changes(wanted: GlobalOptions, *, only_open: bool, settle: bool, limit: int) -> Exit:
    """List the changes of the deployment, open ones first; decide left-over ones if asked."""
    with client_of(wanted, offline=not settle) as client:
        call, changes = client.engine.call, client.changes
        if settle:
            settled = call(changes.settle_left_over())
            wanted.masker.records.learn_entries(settled)
            for entry in settled:
                narrate(f"smstui: change {entry.id} ({entry.title}): "
                        f"{in_words_of(entry.outcome)}.")  # fmt: skip
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
            now = utc_now()
            rows = journal.rows_of(entries, at_work, ages(now), now)
            colours = colours_wanted(wanted.plain)
            say_lines(painted(journal.COLUMNS, rows, colours), colours)
        else:
            narrate(f"smstui: the journal of {client.deployment.name} has nothing to show.")
        if not entries:
            _tell_earlier_rows(client.deployment)
    return Exit.DONE


def list_drafts(
    client: Client, wanted: GlobalOptions, ids: Sequence[str], everything: bool
) -> Exit:
    """List the drafts of the deployment that are not over, or those named, or all."""
    call, drafts = client.engine.call, client.drafts
    if ids:
        shown = [call(drafts.get(each)) for each in ids]
    else:
        over = () if everything else ("done", "discarded")
        shown = [each for each in call(drafts.all()) if each.standing not in over]
    wanted.masker.records.learn_drafts(shown)
    lost = [] if ids else call(drafts.unreadable())
    if said := unreadable_sentence("draft", lost):
        narrate(f"smstui: {said}")
    if wanted.json:
        say_document(drafts_form(client.deployment, shown, lost))
    elif shown:
        when = ages(utc_now())
        rows = [presented.row_of(each, when) for each in shown]
        rows = [Row(row.key, ((row.key, "strong"), *row.cells)) for row in rows]
        colours = colours_wanted(wanted.plain)
        say_lines(painted((Column("draft"), *presented.COLUMNS), rows, colours), colours)
    else:
        narrate(f"smstui: there is no draft on {client.deployment.name}.")
    if not shown:
        _tell_earlier_rows(client.deployment)
    return Exit.DONE


def _tell_earlier_rows(deployment: Deployment) -> None:
    """Narrate which rows are kept under another identity, and what brings them back."""
    if hint := earlier_hint(deployment.identity):
        narrate(f"smstui: {hint}")
