"""Check the second half of a pairing: what the CAS was told last, by the journal (opf.md, D)."""

from smstui.domain.causes import Cause
from smstui.domain.changes.cas_commands import Half, half_of
from smstui.domain.changes.verdict import Outcome
from smstui.domain.triage.facts import Facts
from smstui.domain.triage.finding import Evidence, Finding, Report, seen

NOT_READABLE = "nothing that can be read shows whether the CAS has this pair"


def cas_half(facts: Facts) -> Finding | None:
    """Check what became of the last command to the CAS for a box that has a card by its record."""
    box = facts.box
    if box is None or not box.smartcard_id:
        return None
    if facts.policy is None or not facts.policy.cas.pairs:
        return None
    command = facts.last_command(box.uid or "")
    half = half_of(box.smartcard_id, command)
    report = Report("cas-half", facts.subject).seeing(
        seen(facts.bundle.devices, "card by the record", box.smartcard_id),
        *([Evidence("last command to the CAS", command.said, command.at)] if command else []),
    )
    if half is Half.DONE:
        return report.fine("the CAS accepted this pair")
    if half is Half.NOT_KNOWN:
        return report.not_checked(
            NOT_READABLE,
            "If the box stays dark, send the CAS half of the pairing again.",
            Cause.CAS_NOT_TOLD,
        )
    way_on = "Send the CAS half of the pairing again; the record stays as it is."
    paired = f"The record says that {box.title} is paired"
    if command is not None and command.outcome is Outcome.UNKNOWN:
        return report.caution(
            f"{paired}; what became of the last command to the CAS is not known",
            "The card may open nothing: perhaps the CAS was never told of this box.",
            way_on,
            Cause.CAS_NOT_TOLD,
        )
    return report.fault(
        f"{paired}; the last CAS command failed",
        f"The card opens nothing: the CAS does not know that it is in {box.title}.",
        way_on,
        Cause.CAS_NOT_TOLD,
    )
