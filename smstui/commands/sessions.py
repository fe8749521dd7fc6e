"""`smstui sessions ID`: who is watching, those silent the longest first."""

import click

from smstui.commands.exits import Exit, exit_of
from smstui.commands.global_options import global_options
from smstui.commands.output import colours_wanted, narrate, report, say_document, say_lines
from smstui.domain.age import utc_now
from smstui.domain.identifiers import IdKind

SESSIONS_SCHEMA = "smstui/sessions/1"


@click.command("sessions")
@click.argument("id_", metavar="ID")
@click.option(
    "--as",
    "as_kind",
    type=click.Choice([kind.value for kind in IdKind]),
    metavar="KIND",
    help="Take ID for one kind, as in smstui lookup.",
)
@click.pass_context
def command(context: click.Context, id_: str, as_kind: str | None) -> int:
    """List the live sessions of the account behind ID, those silent the longest first."""
    from smstui.commands.json_form import match_form, problems_form, record_form
    from smstui.commands.opening import client_of
    from smstui.commands.session_lines import (
        by_silence,
        cut_short,
        no_answer,
        session_lines,
    )
    from smstui.commands.verdicts import doubt_lines, not_found, several_lines
    from smstui.services.outcomes import Opened, Several

    wanted = global_options(context)
    with client_of(wanted) as client:
        only = IdKind(as_kind) if as_kind else None
        found = client.engine.call(client.look_up(id_, only=only))
        outcome = wanted.masker.records.outcome(found)
        frame = {
            "schema": SESSIONS_SCHEMA,
            "deployment": client.deployment.name,
            "family": client.deployment.family,
        }
    now = utc_now()
    if isinstance(outcome, Several):
        if wanted.json:
            matches = [match_form(match) for match in outcome.matches]
            say_document(frame | {"account": None, "sessions": None, "matches": matches})
        else:
            say_lines(several_lines(outcome, "sessions"))
        return Exit.SEVERAL
    if not isinstance(outcome, Opened):
        missing = not_found(outcome, client.deployment.name, now)
        report(missing, wanted.json, **frame)
        return Exit.NOT_FOUND
    part, owner = outcome.bundle.sessions, outcome.bundle.owner
    account = owner.id if owner else None
    if (missing_because := no_answer(outcome.bundle)) is not None:
        form = frame | {"account": account, "sessions": None}
        report(missing_because, wanted.json, **form)
        return exit_of(missing_because)
    ordered = by_silence(part)
    if wanted.json:
        listed = [record_form(each) for each in ordered]
        problems = problems_form(outcome)
        say_document(frame | {"account": account, "sessions": listed, "problems": problems})
        return Exit.DONE
    if outcome.offline:
        narrate(f"smstui: from the cache. {outcome.offline}")
    for doubt in doubt_lines(outcome):
        narrate(doubt)
    if short := cut_short(part):
        narrate(f"smstui: {short}.")
    colours = colours_wanted(wanted.plain)
    there = outcome.bundle.platform_time(now)
    say_lines(session_lines(ordered, owner, there, colours), colours)
    return Exit.DONE
