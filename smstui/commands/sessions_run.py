"""The live sessions of an account, for a person and for a program."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from smstui.commands.columns import painted
from smstui.commands.exits import Exit, exit_of
from smstui.commands.global_options import GlobalOptions
from smstui.commands.json_form import match_form, problems_form, record_form
from smstui.commands.opening import client_of
from smstui.commands.output import colours_wanted, narrate, report, say_document, say_lines
from smstui.commands.verdicts import doubt_lines, not_found, several_lines
from smstui.domain.account import Account
from smstui.domain.age import utc_now
from smstui.domain.bundle import Bundle, Part, PartState
from smstui.domain.errors import Forbidden, NotFound, PlatformError, SmstuiError, Unsupported
from smstui.domain.identifiers import IdKind
from smstui.domain.record import titled
from smstui.domain.session import Session
from smstui.domain.text import capital
from smstui.domain.triage.gaps import part_gap
from smstui.presentation import sessions
from smstui.presentation.tables import Row
from smstui.presentation.times import ago
from smstui.services.outcomes import Opened, Several

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
SESSIONS_SCHEMA: Final = "smstui/sessions/1"


def run_sessions(wanted: GlobalOptions, text: str, only: IdKind | None) -> Exit:
    """List the live sessions of the account behind `text`, those silent the longest first."""
    with client_of(wanted) as client:
        found = client.engine.call(client.look_up(text, only=only))
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


def by_silence(sessions: Iterable[Session]) -> list[Session]:
    """Those silent the longest first: they hold a place that nobody uses."""
    return sorted(sessions, key=lambda each: each.last_sign or _LONG_AGO)


def session_lines(
    live: Sequence[Session], owner: Account | None, now: datetime, colours: bool = False
) -> Iterator[str]:
    """Yield the sessions in a table, under the number that the account may have.

    `now` is on the platform's clock, which dates the sessions.
    """
    yield sessions.title_of(owner, len(live))

    def age(moment: datetime | None) -> str:
        return ago(min(moment, now), now) if moment else ""

    rows = [Row(each.uid or "", sessions.cells_of(each, {}, now, age)) for each in live]
    if rows:
        lines = painted(sessions.COLUMNS[1:], rows, colours, widest=60, indent=2)
        yield from (f"  {line}" for line in lines)


def no_answer(bundle: Bundle) -> SmstuiError | None:
    """Return why no sessions can be listed; None where the platform told them.

    A record without an account has no sessions to tell of: that is not the same as none live.
    """
    part = bundle.sessions
    if bundle.owner is None and not len(part):
        whose = capital(titled(bundle.focus.kind, bundle.focus.id))
        if bundle.account.is_whole:
            return NotFound(
                f"{whose} belongs to no account, so there are no sessions to list.",
                hint="Look up the customer's account, or another device of it.",
            )
        return _error_of(bundle.account, f"The account of {whose} could not be read.")
    return None if part.was_read else _error_of(part, "The live sessions could not be read.")


def cut_short(part: Part[Session]) -> str:
    """Say that a list was not read whole; empty where it was."""
    return "" if part.is_whole else f"{part_gap('sessions', part)}; more may be live"


def _error_of(part: Part[Any], unsaid: str) -> SmstuiError:
    message, number = part.reason or unsaid, part.correlation_id or ""
    if part.state is PartState.UNSUPPORTED:
        return Unsupported(message, correlation_id=number)
    if part.state is PartState.FORBIDDEN:
        return Forbidden(message, correlation_id=number)
    return PlatformError(message, correlation_id=number)
