"""Moments in every zone and season, and platforms whose clock is wrong.

    python -m tests.torture.clocks [CASES] [SEED]

Pure: no platform and no console. Two generators:

- `zones`: a moment is shown in a zone by everything that people read, and held against the offset
  that the zone has at that moment by its published rules, written down here by hand. A bare date
  is shown as that date, as a beginning and as an end.
- `skews`: a household of either family whose platform's clock is wrong by up to three days is
  judged, and held against the same household with a right clock: what the platform dates must be
  judged the same, and a skew of more than two minutes be told, and nothing else.
"""

import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Final

from smstui.commands.sheet import Sheet
from smstui.domain import zone
from smstui.domain.bundle import Bundle
from smstui.domain.changes.operations import Operation
from smstui.domain.identifiers import IdKind, identify
from smstui.domain.moments import moment_form, read_end, read_moment
from smstui.domain.right import Right
from smstui.domain.session import Session
from smstui.domain.triage.diagnosis import diagnose
from smstui.domain.triage.facts import Facts
from smstui.domain.triage.finding import Finding, Result
from smstui.presentation import account, records
from smstui.presentation import sessions as session_rows
from smstui.presentation.times import day_and_time, note_of, whole
from smstui.services.outcomes import Opened
from tests.support.bundles import read_part
from tests.support.patients import NOW, patient

HOUR: Final = timedelta(hours=1)
EARLY: Final = datetime(2009, 1, 1, tzinfo=UTC)
MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True)
class Rule:
    """A zone's offset in hours outside and within its summer time.

    Summer time begins and ends on the nth (or -1: last) Sunday of a month, at an hour of UTC.
    """

    name: str
    standard: float
    summer: float = 0
    begins: tuple[int, int, float] = (0, 0, 0)
    ends: tuple[int, int, float] = (0, 0, 0)

    def offset(self, moment: datetime) -> timedelta:
        """The offset in force at `moment`."""
        if not self.summer:
            return self.standard * HOUR
        begins, ends = _sunday(moment.year, *self.begins), _sunday(moment.year, *self.ends)
        north = begins < ends
        in_summer = begins <= moment < ends if north else not ends <= moment < begins
        return (self.summer if in_summer else self.standard) * HOUR


def _sunday(year: int, month: int, nth: int, hour: float) -> datetime:
    """The nth Sunday of a month; `hour` may be of the day before (negative)."""
    first = datetime(year, month, 1, tzinfo=UTC)
    sundays = [
        day for at in range(31) if (day := first + timedelta(days=at)).month == month
        and day.weekday() == 6
    ]  # fmt: skip
    return sundays[nth if nth < 0 else nth - 1] + hour * HOUR


RULES: Final = (
    Rule("UTC", 0),
    Rule("Europe/Warsaw", 1, 2, (3, -1, 1), (10, -1, 1)),
    Rule("Europe/London", 0, 1, (3, -1, 1), (10, -1, 1)),
    Rule("Asia/Kolkata", 5.5),
    Rule("Asia/Kathmandu", 5.75),
    Rule("Australia/Sydney", 10, 11, (10, 1, -8), (4, 1, -8)),
    Rule("America/New_York", -5, -4, (3, 2, 7), (11, 1, 6)),
    Rule("America/St_Johns", -3.5, -2.5, (3, 2, 5.5), (11, 1, 4.5)),
    Rule("Pacific/Auckland", 12, 13, (9, -1, -10), (4, 1, -10)),
    Rule("Pacific/Honolulu", -10),
)
"""As the zones have it from 2012 to 2026. St. John's changes at 02:00 local time since 2011."""


def zones(cases: int, seed: int = 1) -> tuple[int, list[str]]:
    """Show `cases` moments in zones; the number of comparisons, and each that is wrong."""
    random, wrong, compared = Random(seed), [], 0
    for _ in range(cases):
        rule = random.choice(RULES)
        moment, now = _moment(random, rule), _moment(random, rule)
        with zone.used(rule.name):
            pairs = [*_shown(moment, now, rule), *_bare(random)]
        compared += len(pairs)
        wrong += [
            f"{rule.name} {moment} (now {now}): {what}: {told!r}, not {must!r}"
            for what, told, must in pairs
            if told != must
        ]
    return compared, wrong


def _moment(random: Random, rule: Rule) -> datetime:
    """Any moment, every third near a change of the clocks, where there is one."""
    year = random.randint(2012, 2026)
    if rule.summer and random.random() < 0.35:
        change = _sunday(year, *random.choice((rule.begins, rule.ends)))
        return change + timedelta(seconds=random.randint(-7_300, 7_300))
    start = datetime(year, 1, 1, tzinfo=UTC)
    return start + timedelta(seconds=random.randrange(365 * 86_400))


def _shown(moment: datetime, now: datetime, rule: Rule) -> list[tuple[str, str, str]]:
    """What is read of `moment`, each with what it must be."""
    here = moment.replace(tzinfo=None) + rule.offset(moment)
    today = here.date() == (now.replace(tzinfo=None) + rule.offset(now)).date()
    day, time = f"{here:%Y-%m-%d}", f"{here:%H:%M:%S}"
    brief = time[:5] if today else f"{day} {time[:5]}"
    read = f"read {time}" if today else f"read {day} {time[:5]}"
    if moment - now > timedelta(seconds=5):
        read = f"read {brief}, ahead of this machine's clock"
    bundle = _with_right(moment)
    sheet = list(Sheet(now).lines(_opened(bundle)))
    row = next(line for line in sheet if "ends-then" in line)
    cells = records.rows_of("rights", bundle, now)[0].cells
    validity = "".join(text for line in account.lines_of(bundle, now) for text, _ in line)
    return [
        ("console, time", day_and_time(moment, now), brief),
        ("console, read", note_of(moment, now), read),
        ("console, field", whole(moment)[:19], f"{day} {time}"),
        ("finding", zone.minute(moment)[:16], f"{day} {time[:5]}"),
        ("sentence", zone.time_and_zone(moment)[:8], time),
        ("command line, right", str(day in row), "True"),
        ("console, right", cells[2][0], day),
        ("console, validity", str(day in validity), "True"),
        ("JSON", str(moment_form(moment)), f"{moment:%Y-%m-%dT%H:%M:%S}Z"),
    ]


def _bare(random: Random) -> list[tuple[str, str, str]]:
    """A bare date is shown as that date, whichever zone it is."""
    date = datetime(2012, 1, 1, tzinfo=UTC) + timedelta(days=random.randrange(5_400))
    day, found = f"{date:%Y-%m-%d}", []
    for form in ("%Y-%m-%d", "%d-%m-%Y", "%Y%m%d"):
        begins, ends = read_moment(f"{date:{form}}"), read_end(f"{date:{form}}")
        assert begins is not None
        assert ends is not None
        found += [
            (f"begins {form}", zone.day(begins), day),
            (f"ends {form}", zone.day(ends), day),
            (f"is a day {form}", str(zone.is_day(begins)), "True"),
            (f"lasts {form}", str(zone.local(ends))[11:19], "23:59:59"),
        ]
    return found


def _with_right(end: datetime) -> Bundle:
    facts = patient("opf", account={"valid_from": EARLY, "valid_until": end})
    right = Right.read({"uid": "r-9", "product": "ends-then", "status": "S", "expires": end})
    return facts.bundle.model_copy(update={"rights": read_part(Right, [right])})


def _opened(bundle: Bundle) -> Opened:
    return Opened(identify("acc-7", bundle.family, None), IdKind.ACCOUNT, bundle, "platform")


# Skews


def skews(cases: int, seed: int = 1) -> tuple[int, list[str]]:
    """Judge `cases` households by a wrong clock; the comparisons, and each that is wrong."""
    random, wrong, compared = Random(seed), [], 0
    for _ in range(cases):
        family = random.choice(("sdp2", "opf"))
        skew = _skew(random)
        case = _Case(
            family,
            begins=_distance(random),
            ends=_distance(random),
            valid=_distance(random),
            silent=abs(_distance(random)),
        )
        pairs = _judged(case, skew)
        compared += len(pairs)
        wrong += [f"{case} {skew}: {what}: {told}, not {must}" for what, told, must in pairs
                  if told != must]  # fmt: skip
    return compared, wrong


@dataclass(frozen=True)
class _Case:
    """Distances from the platform's present: a right's window, an end of validity, a silence."""

    family: str
    begins: timedelta
    ends: timedelta
    valid: timedelta
    silent: timedelta


def _skew(random: Random) -> timedelta:
    size = random.choice((1.0, 90.0, 119.0, 121.0, 600.0, 7_200.0, 86_400.0, 3 * 86_400.0))
    return timedelta(seconds=size * random.choice((-1, 1)) * random.uniform(0.99, 1.0))


def _distance(random: Random) -> timedelta:
    size = random.choice((60, 3_600, 7_200, 90_000, 40 * 86_400))
    return timedelta(seconds=random.randint(1, size) * random.choice((-1, 1)))


def _judged(case: _Case, skew: timedelta) -> list[tuple[str, Any, Any]]:
    right, wrong = _facts(case, timedelta()), _facts(case, skew)
    told, must = diagnose(wrong), diagnose(right)
    pairs: list[tuple[str, Any, Any]] = [
        (one.check, _of(wrong, one.check), _of(right, one.check)) for one in must.findings
    ]
    clock = [one.result for one in told.findings if one.check == "clock"]
    large = abs(skew) > 2 * MINUTE
    pairs.append(("clock", clock, [Result.CAUTION] if large else []))
    pairs.append(("unknown", [one.check for one in diagnose(_facts(case, None)).findings
                              if one.check == "clock"], []))  # fmt: skip
    pairs += _by_truth(case, told.findings)
    pairs.append(("list of rights", _state(wrong), _state(right)))
    pairs.append(("list of sessions", _suspect(wrong), case.silent >= 2 * HOUR))
    return pairs


def _by_truth(case: _Case, findings: "tuple[Finding, ...]") -> list[tuple[str, Any, Any]]:
    """What must be said of the right and the sessions, from the distances alone."""
    rights = next(one for one in findings if one.check == "rights")
    silent = next(one for one in findings if one.check == "sessions")
    later = case.begins > timedelta() and case.ends > timedelta()
    says_later = "begins" in rights.title and "No right in force yet" in rights.title
    action = rights.next.action if rights.next else ""
    return [
        ("begins later", says_later, later),
        ("has it added", later and action == Operation.ADD_RIGHT, False),
        ("in force", rights.result is Result.FINE,
         case.begins <= timedelta() < case.ends),
        ("silent", silent.next is not None and silent.next.action == Operation.END_SESSION,
         case.silent >= 2 * HOUR),
    ]  # fmt: skip


def _facts(case: _Case, skew: timedelta | None) -> Facts:
    """The household; the platform's present is NOW, this machine's is NOW less the skew."""
    facts = patient(case.family, account={"valid_until": NOW + case.valid})
    right = Right.read({
        "uid": "r-9", "product": "sport", "status": "SUBSCRIBED", "product_type": "SUBSCRIPTION",
        "valid_from": NOW + case.begins, "expires": NOW + case.ends,
    })  # fmt: skip
    session = Session.read({"uid": "s-9", "device_uid": "b-1", "modified": NOW - case.silent})
    bundle = facts.bundle.model_copy(update={
        "rights": read_part(Right, [right]), "sessions": read_part(Session, [session]),
        "skew": skew,
    })  # fmt: skip
    return replace(facts, bundle=bundle, now=NOW - (skew or timedelta()))


def _of(facts: Facts, check: str) -> list[tuple[str, str]]:
    return sorted(
        (str(one.result), one.title) for one in diagnose(facts).findings if one.check == check
    )


def _state(facts: Facts) -> tuple[str, str]:
    return records.rows_of("rights", facts.bundle, facts.now)[0].cells[0]


def _suspect(facts: Facts) -> bool:
    rows = session_rows.rows_of(facts.bundle.sessions.records, (), {}, facts.now, facts.bundle.skew)
    return "silent since" in rows[0].cells[2][0]


def main(cases: int, seed: int) -> int:
    """Run both generators; 1 if anything is wrong."""
    bad = 0
    for run in (zones, skews):
        compared, wrong = run(cases, seed)
        print(f"{run.__name__}: {cases} cases, {compared} comparisons, {len(wrong)} wrong")
        print("\n".join(wrong[:20]))
        bad += len(wrong)
    return 1 if bad else 0


if __name__ == "__main__":
    numbers = [int(text) for text in sys.argv[1:]]
    sys.exit(main(*[*numbers, *(20_000, 1)[len(numbers) :]]))
