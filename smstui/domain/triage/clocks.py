"""Check the platform's clock against this machine's."""

from smstui.domain.skew import is_large, skew_sentence
from smstui.domain.triage.facts import Facts
from smstui.domain.triage.finding import Evidence, Finding, Report
from smstui.domain.zone import minute


def platform_clock(facts: Facts) -> Finding | None:
    """Return a caution if the clocks differ by more than two minutes.

    Without a Date in the platform's answers nothing is known of its clock, and there is no finding.
    """
    skew, read_at = facts.bundle.skew, facts.bundle.read_at
    if skew is None or not is_large(skew):
        return None
    there = Evidence("the platform's time", minute(read_at + skew), read_at, read_at + skew)
    here = Evidence("this machine's time", minute(read_at), read_at, read_at)
    return (
        Report("clock", facts.account_subject)
        .seeing(there, here)
        .caution(
            skew_sentence(skew),
            "Rights begin and end by the platform's clock. Its times are shown as it sent them.",
            "Everything here was judged by the platform's clock. Have the wrong clock set: the "
            "platform's by whoever runs it, or this machine's.",
            certain=True,
        )
    )
