"""Check that no other record has an id of the record in question."""

from smstui.domain.identifiers import WORDS, IdKind
from smstui.domain.text import capital
from smstui.domain.triage.facts import Facts
from smstui.domain.triage.finding import Evidence, Finding, Report


def shared_id(facts: Facts) -> Finding | None:
    """Check for an id that two records have, which leads to either of them. None if not looked up.

    One card in two boxes of the household is for `pairing-link`, which leads to its repair.
    """
    subject = facts.subject if facts.device is not None else facts.account_subject
    shared = facts.shared.get(subject)
    if shared is None:
        return None
    report = Report("shared-id", subject)
    boxes = {box.title for box in facts.bundle.boxes}
    told = [one for one in shared.twins if one.kind is IdKind.SMARTCARD and one.title in boxes]
    twins = [one for one in shared.twins if one not in told]
    if told and not twins:
        return None
    if twins:
        first, at = twins[0], facts.bundle.read_at
        what = f"{WORDS[first.kind]} {first.value}"
        report = report.seeing(
            *(Evidence(f"{WORDS[one.kind]} {one.value}", one.title, at) for one in twins)
        )
        return report.fault(
            f"{capital(str(subject))} and {first.title} have the same {what}",
            "What is sent by that id can reach the other one instead.",
            f"Look up {first.value} to see both. Find out at the home which one it belongs to, "
            "and have the other one corrected.",
        )
    if shared.unread:
        return report.not_checked(f"whether another record has an id of {subject}: {shared.unread}")
    if shared.skipped:
        return report.not_checked(
            f"whether another record has an id of {subject}: not all ids of the account were read",
            "Look it up by itself.",
            blind=True,
        )
    return report.fine("no other record has its ids")
