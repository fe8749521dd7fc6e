"""Checks of the account's users: one default user, at least one super-user (sdp2.md, D)."""

from smstui.domain.marking import personal
from smstui.domain.triage.facts import Facts
from smstui.domain.triage.finding import Finding, Report, seen
from smstui.domain.triage.gaps import unread, untold
from smstui.domain.user import User


def default_user(facts: Facts) -> Finding | None:
    """Check for exactly one default user, whom devices without a sign-in use."""
    started = _started(facts, "default-user")
    if not isinstance(started, Report):
        return started
    users = facts.bundle.users
    defaults = [user for user in users if user.default_user]
    report = started.seeing(
        seen(users, "default user", ", ".join(map(_called, defaults)) or "none")
    )
    if len(defaults) > 1:
        return report.caution(
            f"{len(defaults)} default users where there must be exactly one",
            "A box without a signed-in user may not know which settings to use.",
            "Have all but one of them made ordinary users.",
            certain=True,
        )
    if unclear := next((user for user in users if user.default_user is None), None):
        what = f"whether {unclear.title} is the default user"
        return untold(report, unclear, "default_user", what)
    if not defaults:
        return report.caution(
            "No default user where there must be exactly one",
            "A box without a signed-in user has no user to work with.",
            "Have one of the users made the default user.",
        )
    return report.fine(f"one default user: {_called(defaults[0])}")


def super_user(facts: Facts) -> Finding | None:
    """Check for a super-user, who can manage the household."""
    started = _started(facts, "super-user")
    if not isinstance(started, Report):
        return started
    users = facts.bundle.users
    supers = [user for user in users if user.type == "SUP"]
    report = started.seeing(
        seen(users, "super-users", ", ".join(map(_called, supers[:10])) or "none")
    )
    if supers:
        return report.fine(f"{len(supers)} super-user{'s' if len(supers) > 1 else ''}")
    if unclear := next((user for user in users if user.type not in ("SUP", "NOR")), None):
        return untold(report, unclear, "type", f"whether {unclear.title} is a super-user")
    return report.caution(
        "No super-user where there must be at least one",
        "Nobody in the household can manage its users or lift a parental limit.",
        "Have one of the users made a super-user.",
    )


def _started(facts: Facts, check: str) -> Report | Finding | None:
    """Return the check begun, or its result if no user could be read."""
    if facts.account is None:
        return None
    users = facts.bundle.users
    report = Report(check, facts.account_subject)
    if not users.was_read:
        return unread(report, "users", users)
    if facts.opf and not len(users):
        # That there must be one is a rule of `sdp2`; in `opf` one signs on with the account.
        return report.not_checked("the platform told no user of the account")
    return report


def _called(user: User) -> str:
    """Return the login id of a user, marked as personal; its uid without one."""
    return personal(user.login_id) if user.login_id else user.id or user.title
