"""Check the live sessions against their limit, and find silent ones."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from math import inf
from typing import Final

from smstui.domain.causes import Cause
from smstui.domain.record import titled
from smstui.domain.session import Session
from smstui.domain.text import capital
from smstui.domain.triage.facts import Facts, subject_of
from smstui.domain.triage.finding import (
    Evidence,
    Finding,
    Report,
    Subject,
    aimed,
    seen,
)
from smstui.domain.triage.gaps import unread
from smstui.domain.zone import day, is_day, minute

_SHOWN: Final = 20
_A_DAY: Final = timedelta(days=1)
_NO_LIST: Final = (
    "If the viewer gets 1007 (too many streams), end the sessions of the device first. Then end "
    "those of the account. The platform says how many it ended. If it ended none, or the code "
    "comes back, a limit of a device group, a channel group or IP addresses is reached. No call "
    "shows those."
)
_OTHER_LIMITS: Final = "; 1007 may be another limit, which no call shows"


def sessions(facts: Facts) -> Finding | None:
    """Check for too many streams, which keep a new one out. A long silent one is the suspect."""
    if facts.account is None:
        return None
    part = facts.bundle.sessions
    report = Report("sessions", facts.account_subject).seeing(*_limit_seen(facts))
    if not part.was_read:
        if facts.reported_as("sessions"):
            found = report.caution(
                "The viewer's code says that too many streams run; they cannot be listed here",
                "Somebody in the household, or a device that was switched off, holds the places.",
                _NO_LIST,
                Cause.SESSIONS_UNLISTED,
                certain=True,
            )
            found = replace(found, by_code=True)
            return aimed(found, subject_of(facts.device)) if facts.device else found
        return unread(report, "sessions", part)
    live = suspects_first(part.records)
    report = report.seeing(
        seen(part, "live sessions", str(len(live))),
        *(Evidence(one.title, _line(one, facts), part.read_at) for one in live[:_SHOWN]),
    )
    return _judged(facts, report, live)


def _judged(facts: Facts, report: Report, live: Sequence[Session]) -> Finding:
    most = _limit(facts)
    suspects = [one for one in live if _is_silent(one, facts)]
    full = most is not None and len(live) >= most
    if most == 0:
        return report.fault(
            "The account's profile allows no stream at all",
            "Whatever is started is refused, for nothing may run at once.",
            "Have the account given a profile that allows streams.",
            Cause.PROFILE_UNFIT,
            certain=True,
        )
    said = most is None and not _unlimited(facts) and facts.reported_as("sessions")
    if full or (said and live):
        number = f"{len(live)} of {most}" if full else _number(live)
        found = report.fault(
            f"Too many streams: {number} live"
            + (f", {len(suspects)} of them silent" if suspects else ""),
            "Another stream is refused (1007) until one of these ends.",
            _way_on(suspects, live),
            Cause.TOO_MANY_SESSIONS,
            certain=True,
        )
        return aimed(found, *_subjects(suspects[:1] or live[:_SHOWN]))
    if suspects:
        silent = suspects[0]
        found = report.caution(
            f"{capital(silent.title)} has been silent since {_last(silent)}",
            "It holds a place although hardly anybody is watching it.",
            _way_on(suspects, live),
            Cause.TOO_MANY_SESSIONS,
            certain=True,
        )
        return aimed(found, *_subjects(suspects[:1]))
    if any(one.modified is None for one in live):
        return report.not_checked(f"{len(live)} live; not every one tells when it last spoke")
    other = _OTHER_LIMITS if facts.reported_as("sessions") else ""
    if not live:
        return report.fine(f"no session is live{other}")
    if most is not None:
        return report.fine(f"{len(live)} of {most} sessions live{other}")
    if _unlimited(facts):
        return report.fine(f"{_number(live)} live, and no limit is enforced{other}")
    return report.not_checked(
        f"{len(live)} live; the platform does not tell how many may run at once"
    )


def suspects_first(live: Sequence[Session]) -> list[Session]:
    """Return the longest silent first; without a sign of life last, the longest running first."""

    def silence_first(one: Session) -> tuple[bool, float]:
        last = one.last_sign
        return one.modified is None, last.timestamp() if last else inf

    return sorted(live, key=silence_first)


def _subjects(sessions: Sequence[Session]) -> list[Subject]:
    return [Subject("session", one.uid) for one in sessions if one.uid]


def _number(live: Sequence[Session]) -> str:
    return "1 session" if len(live) == 1 else f"{len(live)} sessions"


def _limit(facts: Facts) -> int | None:
    """Return the enforced number. One beside a switched-off limit is ignored."""
    profile = facts.account.profile if facts.account else None
    if profile is None or (facts.opf and not profile.enable_session_limit):
        return None
    most = profile.sessions_limit
    return most if most is not None and most >= 0 else None


def _unlimited(facts: Facts) -> bool:
    profile = facts.account.profile if facts.account else None
    return profile is not None and profile.enable_session_limit is False


def _limit_seen(facts: Facts) -> Sequence[Evidence]:
    profile = facts.account.profile if facts.account else None
    if profile is None or profile.max_sessions_allowed is None:
        return [seen(facts.bundle.account, "sessions allowed", None)]
    enforced = {True: "enforced", False: "not enforced", None: "not told whether enforced"}
    switch = profile.enable_session_limit
    word = "enforced" if switch is None and not facts.opf else enforced[switch]
    return [
        seen(facts.bundle.account, "sessions allowed", f"{profile.max_sessions_allowed}, {word}")
    ]


def silence(session: Session, now: datetime) -> timedelta:
    """Return how long a session has certainly been silent at `now`, on the platform's clock.

    A sign that is only a day counts from the end of that day (sdp2.md "OTT session": dates may be
    `dd-mm-yyyy`).
    """
    last = session.modified
    if last is None:
        return timedelta()
    return now - last - (_A_DAY if told_by_day(last) else timedelta())


def told_by_day(last: datetime) -> bool:
    """Return whether a sign of life was sent as a bare date, which reads as its first moment."""
    return is_day(last)


def _is_silent(session: Session, facts: Facts) -> bool:
    """Return the silence since the last sign of life. The time since the start is not silence."""
    return silence(session, facts.platform_now) >= facts.thresholds.session_silent


def _line(session: Session, facts: Facts) -> str:
    words = [titled("device", session.device_uid), session.content_id or ""]
    last = session.modified
    begun = session.allocated or session.created
    if last is None:
        since = f", begun {minute(begun)}" if begun else ""
        words.append(f"last activity not told{since}")
    elif told_by_day(last):
        words.append(f"last active on {day(last)}")
    else:
        words.append(f"last active {minute(last)}")
    if _is_silent(session, facts):
        words.append("suspect")
    return ", ".join(word for word in words if word)


def _last(session: Session) -> str:
    """Return the last sign of life as it was sent: a day, or a moment."""
    last = session.modified
    if last is None:
        return "an unknown time"
    return day(last) if told_by_day(last) else minute(last)


def _way_on(suspects: Sequence[Session], live: Sequence[Session]) -> str:
    if not suspects:
        listed = ", ".join(one.uid or "one without an id" for one in live[:5])
        return f"Ask who is watching, and end the unknown session ({listed})."
    first = suspects[0]
    return (
        f"End {first.title} on {titled('device', first.device_uid)}, silent since "
        f"{_last(first)}; leave the others alone. Viewers can start again at once."
    )
