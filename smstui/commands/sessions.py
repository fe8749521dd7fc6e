"""`smstui sessions ID`: who is watching, those silent the longest first."""

from datetime import UTC, datetime

import click

from smstui.commands.exits import Exit
from smstui.commands.output import error_form, report, say, say_document
from smstui.commands.wishes import wishes

SESSIONS_SCHEMA = "smstui/sessions/1"


@click.command("sessions")
@click.argument("id_", metavar="ID")
@click.pass_context
def command(context: click.Context, id_: str) -> int:
    """List the live sessions of the account behind ID, those silent the longest first."""
    from smstui.commands.json_form import record_form
    from smstui.commands.opening import desk_of
    from smstui.commands.session_lines import by_silence, session_lines, unlisted
    from smstui.commands.verdicts import not_found, several_lines
    from smstui.services.outcomes import Opened, Several

    wanted = wishes(context)
    now = datetime.now(UTC)
    with desk_of(wanted) as desk:
        outcome = wanted.veil.outcome(desk.engine.call(desk.look_up(id_)))
        frame = {
            "schema": SESSIONS_SCHEMA,
            "deployment": desk.deployment.name,
            "family": desk.deployment.family,
        }
    if isinstance(outcome, Several):
        say("\n".join(several_lines(outcome)))
        return Exit.SEVERAL
    if not isinstance(outcome, Opened):
        wanted.veil.learn_typed(id_)
        missing = not_found(outcome, desk.deployment.name, now)
        report(missing, wanted.json, **frame)
        return Exit.NOT_FOUND
    part, owner = outcome.bundle.sessions, outcome.bundle.owner
    ordered = by_silence(part)
    if wanted.json:
        form = frame | {
            "account": owner.id if owner else None,
            "sessions": [record_form(each) for each in ordered] if part.was_read else None,
        }
        say_document(form if part.was_read else form | {"error": error_form(unlisted(part))})
    elif part.was_read:
        say("\n".join(session_lines(ordered, owner, now)))
    else:
        report(unlisted(part), as_json=False)
    return Exit.DONE if part.was_read else Exit.REFUSED_HERE
