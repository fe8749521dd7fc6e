"""Find what a change removed, from the diagnosis before and after it."""

from smstui.domain.triage.diagnosis import Diagnosis
from smstui.domain.triage.finding import Finding, Result

_WRONG = (Result.FAULT, Result.CAUTION)


def gone(before: Diagnosis, after: Diagnosis) -> tuple[Finding, ...]:
    """Return the faults and cautions of `before` that are gone, worst first.

    One that could not be checked again is not gone; nor is one that no check mentions now, if not
    everything could be read. The code that the viewer reported is never gone.
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
