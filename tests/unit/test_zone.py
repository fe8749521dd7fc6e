"""Moments in the deployment's time zone: each in its own offset, never in this machine's zone."""

import ast
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import smstui
from smstui.commands.diagnosis_sheet import lines_of
from smstui.commands.sheet import Sheet
from smstui.console.views import copying, detail
from smstui.console.views.header import rows_of as header_rows
from smstui.domain import zone
from smstui.domain.bundle import Bundle
from smstui.domain.case.markdown import markdown
from smstui.domain.case.record import Case
from smstui.domain.changes.facts import Fact, terms_of
from smstui.domain.identifiers import IdKind, identify
from smstui.domain.moments import gives_no_end, read_end, read_moment
from smstui.domain.right import Right
from smstui.domain.session import Session
from smstui.domain.triage.diagnosis import diagnose
from smstui.presentation import records
from smstui.presentation.tables import clock_times
from smstui.services.outcomes import Opened
from tests.support.bundles import read_part
from tests.support.headers import header
from tests.support.patients import NOW, patient

SOURCE = Path(smstui.__file__).parent


@pytest.mark.parametrize(
    ("name", "moment", "shown"),
    [
        # A summer moment seen in winter, and the other way round.
        ("Europe/Warsaw", "2026-07-01T22:30:00Z", "2026-07-02 00:30:00 CEST"),
        ("Europe/Warsaw", "2026-01-01T22:30:00Z", "2026-01-01 23:30:00 CET"),
        ("Australia/Sydney", "2026-01-01T13:30:00Z", "2026-01-02 00:30:00 AEDT"),
        ("Australia/Sydney", "2026-07-01T13:30:00Z", "2026-07-01 23:30:00 AEST"),
        ("Asia/Kolkata", "2026-01-01T18:45:00Z", "2026-01-02 00:15:00 IST"),
        # The hour that the spring leaves out, and the one that the autumn has twice.
        ("Europe/Warsaw", "2026-03-29T00:59:59Z", "2026-03-29 01:59:59 CET"),
        ("Europe/Warsaw", "2026-03-29T01:00:00Z", "2026-03-29 03:00:00 CEST"),
        ("Europe/Warsaw", "2026-10-25T00:30:00Z", "2026-10-25 02:30:00 CEST"),
        ("Europe/Warsaw", "2026-10-25T01:30:00Z", "2026-10-25 02:30:00 CET"),
        ("Australia/Sydney", "2026-10-03T15:59:59Z", "2026-10-04 01:59:59 AEST"),
        ("Australia/Sydney", "2026-10-03T16:00:00Z", "2026-10-04 03:00:00 AEDT"),
        ("Australia/Sydney", "2026-04-04T15:30:00Z", "2026-04-05 02:30:00 AEDT"),
        ("Australia/Sydney", "2026-04-04T16:30:00Z", "2026-04-05 02:30:00 AEST"),
        ("UTC", "2026-07-01T22:30:00Z", "2026-07-01 22:30:00 UTC"),
        # At the ends of the calendar there is no other day to show.
        ("Europe/Warsaw", "9999-12-31T23:59:59Z", "9999-12-31 23:59:59 UTC"),
    ],
)
def test_a_moment_has_the_offset_of_its_own_date(name: str, moment: str, shown: str) -> None:
    at = read_moment(moment)
    assert at is not None
    with zone.used(name):
        assert zone.second(at) == shown
        assert zone.day(at) == shown[:10]


@pytest.mark.parametrize("name", ["UTC", "Europe/Warsaw", "America/New_York", "Pacific/Apia"])
def test_a_bare_date_is_that_day_in_every_zone(name: str) -> None:
    with zone.used(name):
        for text in ("2026-03-14", "14-03-2026", "20260314"):
            begins, ends = read_moment(text), read_end(text)
            assert begins is not None
            assert ends is not None
            assert zone.is_day(begins)
            assert (zone.day(begins), zone.day(ends)) == ("2026-03-14", "2026-03-14")
        for unset in ("1970-01-01", "0001-01-01", "19700101", 0, "1970-01-01T00:00:00Z"):
            assert gives_no_end(unset), unset
            assert read_end(unset) is None


def test_the_last_second_of_a_day_counts_the_hour_that_comes_twice() -> None:
    with zone.used("Europe/Warsaw"):
        assert read_end("2026-10-25") == datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC)
        assert read_end("2026-03-29") == datetime(2026, 3, 29, 21, 59, 59, tzinfo=UTC)
        assert read_end("2026-03-29+01") == datetime(2026, 3, 29, 22, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    "name",
    ["", "Warsaw", "europe/warsaw", "Europe", "localtime", "Factory", "right/UTC", "posix/UTC",
     "../../etc/passwd", "/etc/localtime", "UTC+1", "CEST", "Europe/Warsaw\n", "a" * 300],
)  # fmt: skip
def test_what_is_no_iana_zone_is_refused(name: str) -> None:
    with pytest.raises(zone.UnknownZone):
        zone.use(name)
    assert zone.zone_name() == "UTC"


@pytest.fixture
def machine_zone() -> Iterator[None]:
    before = os.environ.get("TZ")
    yield
    os.environ.pop("TZ", None)
    if before is not None:
        os.environ["TZ"] = before
    time.tzset()


@pytest.mark.usefixtures("machine_zone")
def test_the_zone_of_this_machine_changes_nothing_that_is_shown() -> None:
    """Console and command line show the day of the deployment's zone: a right until 23:30Z."""
    end = datetime(2026, 3, 20, 23, 30, tzinfo=UTC)
    shown = {}
    for machine in ("UTC", "Europe/Warsaw", "America/New_York", "Asia/Kolkata", "Pacific/Apia"):
        os.environ["TZ"] = machine
        time.tzset()
        with zone.used("Europe/Warsaw"):
            shown[machine] = _everything(end)
    assert len(set(shown.values())) == 1
    text = shown["UTC"]
    assert text.count("2026-03-21") >= 4
    assert "2026-03-20" not in text


def _everything(end: datetime) -> str:
    facts = patient("opf", account={"valid_until": end}, right={"product": "late", "expires": end})
    bundle = facts.bundle
    right: Right = bundle.rights.records[0]
    opened = Opened(identify("b-1", "opf", None), IdKind.OPF_DEVICE, bundle, "platform")
    case = Case("lab", "opf", "desk.7", NOW)
    parts = [
        *Sheet(NOW).lines(opened),
        *lines_of(opened, diagnose(facts), NOW),
        copying.sheet(bundle, NOW),
        *(text for row in detail.rows_of(right, NOW) for text, _ in row.cells),
        *(text for row in records.rows_of("rights", bundle, NOW) for text, _ in row.cells),
        markdown(case, NOW),
    ]
    return "\n".join(parts)


def test_a_day_that_was_sent_without_a_time_is_no_time_of_day() -> None:
    """Also today, in the zone in use: `creationDate` of a session is a day."""
    with zone.used("Europe/Warsaw"):
        today = zone.day(NOW)
        created, begun = read_moment(today), read_moment(f"{today}T08:21:55+01:00")
        one = Session(uid="1", created=created, allocated=begun)
        shown = {row.cells[0][0]: row.cells[-1][0] for row in detail.rows_of(one, NOW)}
        assert (shown["created"], shown["allocated"]) == (today, "08:21:55")
        when = clock_times(NOW)
        assert (when(created), when(begun)) == (today, "08:21")


def test_the_command_line_says_once_which_zone_it_is() -> None:
    with zone.used("Asia/Kolkata"):
        facts = patient("opf")
        opened = Opened(identify("b-1", "opf", None), IdKind.OPF_DEVICE, facts.bundle, "platform")
        for lines in (Sheet(NOW).lines(opened), lines_of(opened, diagnose(facts), NOW)):
            assert "\n".join(lines).count("times in Asia/Kolkata") == 1


def test_a_plan_shows_its_moments_in_the_zone_and_keeps_them_in_utc() -> None:
    until = read_moment("2026-12-31T23:30:00Z")
    fact = Fact("product", "sport", f"right {terms_of('SUBSCRIPTION', None, until)}")
    with zone.used("Europe/Warsaw"):
        assert fact.shown == "product sport right SUBSCRIPTION until 2027-01-01 00:30:00 CET"
    assert str(fact) == "product sport right SUBSCRIPTION until 2026-12-31T23:30:00Z"
    assert zone.retold("2026-04-31T00:00:00Z") == "2026-04-31T00:00:00Z"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("UTC", " UTC  opf  online "),
        ("Europe/Warsaw", " Europe/Warsaw  opf  online "),
        ("America/Argentina/Buenos_Aires", " Buenos_Aires  opf  online "),
    ],
)
def test_the_consoles_header_says_which_zone_it_is(name: str, said: str) -> None:
    with zone.used(name):
        (_, line), _ = header_rows(header(zone=zone.zone_name()), 80, 24)
    assert "".join(text for text, _ in line) == said


def test_the_consoles_header_marks_a_wrong_clock_of_the_platform() -> None:
    for skew, mark in (
        (timedelta(hours=-2), "clock -2 h  "),
        (timedelta(minutes=2), ""),
        (None, ""),
    ):
        (_, line), _ = header_rows(header(skew=skew, zone="UTC"), 80, 24)
        assert "".join(text for text, _ in line) == f" {mark}UTC  opf  online "


def test_a_lookup_on_the_platforms_clock_is_still_aged_by_this_machines() -> None:
    bundle: Bundle = patient("opf").bundle.model_copy(
        update={"rights": read_part(Right, []), "skew": timedelta(hours=2)}
    )
    opened = Opened(identify("b-1", "opf", None), IdKind.OPF_DEVICE, bundle, "platform")
    lines = list(Sheet(NOW + timedelta(minutes=3)).lines(opened))
    assert "read 3 min ago" in lines[1]
    assert "2 h ahead of this machine's" in lines[2]


LOCAL_CALLS = {
    ("datetime", "now"): 0,
    ("datetime", "today"): None,
    ("datetime", "utcnow"): None,
    ("datetime", "fromtimestamp"): 1,
    ("date", "today"): None,
    ("date", "fromtimestamp"): None,
    ("time", "localtime"): None,
    ("time", "ctime"): None,
    ("time", "strftime"): None,
    ("time", "mktime"): None,
}
"""Calls that use this machine's zone, with the number of arguments beyond which they do not."""


def test_nothing_in_the_source_uses_the_zone_of_this_machine() -> None:
    files = sorted(SOURCE.rglob("*.py"))
    assert len(files) > 300
    assert [
        f"{path.relative_to(SOURCE)}:{call.lineno}"
        for path in files
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and _is_local(call)
    ] == []


def _is_local(call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute):
        return False
    given = len(call.args) + len(call.keywords)
    if call.func.attr == "astimezone":
        return given == 0
    name = call.func.value.id if isinstance(call.func.value, ast.Name) else ""
    if (name, call.func.attr) not in LOCAL_CALLS:
        return False
    allowed = LOCAL_CALLS[name, call.func.attr]
    return allowed is None or given <= allowed
