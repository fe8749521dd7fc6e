"""Advise on a box that was not used for long. The platform does not say so (opf.md, CAG, D)."""

from smstui.domain.changes.operations import Operation
from smstui.domain.triage.facts import Facts
from smstui.domain.triage.finding import Finding, Report, seen


def long_unused(facts: Facts) -> Finding | None:
    """Return advice alone: the platform does not say when a box was last used."""
    box = facts.box
    if box is None:
        return None
    report = Report("long-unused", facts.subject).seeing(
        seen(facts.bundle.devices, "record last changed", box.modified)
    )
    days = facts.thresholds.box_unused.days
    recovers = Operation.RECOVER_DATE_CODE not in facts.absent
    way_on = (
        "this site has named the recovery of the date code: have it sent to the box."
        if recovers
        else "its date code may have to be recovered at the conditional-access system; this site "
        "has named no call for it, so ask who runs that system."
    )
    return report.not_checked(
        "the platform does not tell when the box was last used",
        f"Ask whether the box lay unused. If for more than {days} days, {way_on}",
        Operation.RECOVER_DATE_CODE if recovers else "",
    )
