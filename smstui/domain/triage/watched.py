"""Findings of earlier changes that had no effect so far, by the journal of this machine."""

from collections.abc import Iterator
from typing import Final

from smstui.domain.changes.facts import observed
from smstui.domain.changes.watch import Awaited, where_it_is_told
from smstui.domain.triage.facts import Facts
from smstui.domain.triage.finding import Evidence, Finding, Report
from smstui.domain.zone import minute

WATCHED: Final = "watched-change"

_HARDWARE: Final = frozenset({"box", "player", "smartcard", "chipset"})
"""Kinds of facts of one device; any other is of the account and all its devices."""


def watched_changes(facts: Facts) -> Iterator[Finding]:
    """Yield a caution for each change of what is diagnosed whose effect may still come."""
    subject = facts.account_subject if facts.device is None else facts.subject
    for one in facts.awaited:
        if _concerns(one, facts):
            until = Evidence("watched until", minute(one.until), None, one.until)
            yield Report(WATCHED, subject, (until,)).caution(
                one.said,
                "Its effect may still come; what is shown here may change by itself.",
                "Look the record up again before you plan the same change: each time it is read, "
                f"it is compared with this change. {where_it_is_told(one.change)}",
                certain=True,
            )


def _concerns(one: Awaited, facts: Facts) -> bool:
    account = (facts.account.id if facts.account else None) or ""
    if account and account == one.account:
        of_account = any(fact.kind not in _HARDWARE for fact in one.facts)
        if of_account or facts.device is None:
            return True
    read = [record for record in (facts.device, facts.card) if record is not None]
    records = {(fact.kind, fact.id) for record in read for fact in observed(record)}
    return one.is_about(account, records)
