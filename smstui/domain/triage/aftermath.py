"""What a change took away, by the diagnosis before it and the one after."""

from smstui.domain.triage.diagnosis import Diagnosis
from smstui.domain.triage.finding import Finding, Result

_WRONG = (Result.FAULT, Result.CAUTION)


def gone(before: Diagnosis, after: Diagnosis) -> tuple[Finding, ...]:
    """The faults and cautions of `before` that are no more, worst first.

    One that could not be looked at again is not gone; nor is one that no check tells of now,
    where not everything could be read. What the viewer reported stays what the viewer reported.
    """
    now = {(one.check, one.subject): one.result for one in after.findings}
    unseen = any(one.blind for one in after.findings)
    return tuple(
        one
        for one in before.findings
        if one.result in _WRONG
        and one.check != "reported"
        and (now.get((one.check, one.subject)) is Result.FINE or not unseen)
        and now.get((one.check, one.subject)) not in (*_WRONG, Result.NOT_CHECKED)
    )
