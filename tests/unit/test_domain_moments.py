"""Every way a platform writes a moment."""

from datetime import UTC, datetime, timedelta, timezone
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smstui.domain.moments import gives_no_end, read_end, read_moment
from tests.support.bundles import record_classes

AT = datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC)
OFFSETS = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31), timezones=OFFSETS)


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-14T09:26:53Z",
        "2026-03-14T09:26:53z",
        "2026-03-14T09:26:53",
        "2026-03-14 09:26:53",
        "2026-03-14T09:26:53.000Z",
        "2026-03-14T09:26:53,000+00:00",
        "2026-03-14T10:26:53+01",
        "2026-03-14T10:26:53+0100",
        "2026-03-14T10:26:53+01:00",
        "2026-03-14T04:56:53.0-04:30",
        "2026-03-14T09:26:53 UTC",
        "2026-03-14T09:26:53 GMT",
        "14-03-2026 09:26:53",
        "14-03-2026T10:26:53+01",
        " 2026-03-14T09:26:53Z\n",
        "1773480413000",
        1773480413000,
        1773480413,
        1773480413.0,
        datetime(2026, 3, 14, 9, 26, 53),
        datetime(2026, 3, 14, 10, 26, 53, tzinfo=timezone(timedelta(hours=1))),
    ],
)
def test_one_moment_in_many_spellings(written):
    read = read_moment(written)
    assert read == AT
    assert read.tzinfo is UTC


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("14-03-2026", datetime(2026, 3, 14, tzinfo=UTC)),
        ("2026-03-14", datetime(2026, 3, 14, tzinfo=UTC)),
        ("2026-3-4", datetime(2026, 3, 4, tzinfo=UTC)),
        ("2026-03-14T09:26", datetime(2026, 3, 14, 9, 26, tzinfo=UTC)),
        ("2026-03-14+01", datetime(2026, 3, 13, 23, tzinfo=UTC)),
        ("2026-03-14T09:26:53.1234567Z", AT + timedelta(microseconds=123456)),
        ("2026-03-14T09:26:53.5", AT + timedelta(milliseconds=500)),
        (1773480413123, AT + timedelta(milliseconds=123)),
        (0, datetime(1970, 1, 1, tzinfo=UTC)),
        ("9999-12-31T23:59:59-05:00", datetime.max.replace(tzinfo=UTC)),
        ("9999-12-31 23:59:59-05", datetime.max.replace(tzinfo=UTC)),
        ("0001-01-01T00:00:00+05:00", datetime.min.replace(tzinfo=UTC)),
        ("", None),
        ("  ", None),
        (None, None),
    ],
)
def test_dates_fractions_and_nothing(written, read):
    assert read_moment(written) == read


@pytest.mark.parametrize(
    ("written", "ends"),
    [
        ("14-03-2026", datetime(2026, 3, 14, 23, 59, 59, tzinfo=UTC)),
        ("2026-03-14", datetime(2026, 3, 14, 23, 59, 59, tzinfo=UTC)),
        (" 2026-03-14+01 ", datetime(2026, 3, 14, 22, 59, 59, tzinfo=UTC)),
        ("9999-12-31", datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("9999-12-31-05", datetime.max.replace(tzinfo=UTC)),
        ("2026-03-14T00:00:00Z", datetime(2026, 3, 14, tzinfo=UTC)),
        (1773480413000, AT),
        (AT, AT),
        ("", None),
        (None, None),
    ],
)
def test_what_ends_on_a_day_holds_through_that_day(written, ends):
    assert read_end(written) == ends


@pytest.mark.parametrize(
    "written",
    [
        "yesterday", "2026-13-01", "1.5.6", "1e999", "- 5", "+", "0x10",
        "2026-02-30", "30-02-2026", "2026-03-14T25:00:00Z",
        "٢٠٢٦-٠٣-١٤", "2026-03-14T09:26:53+99:99", float("nan"), float("inf"),
        10**400, -(10**18), True, {"year": 2026}, ["2026-03-14"], "9" * 5000,
    ],
)  # fmt: skip
def test_what_is_no_moment_is_a_value_error(written):
    with pytest.raises(ValueError, match=r"."):
        read_moment(written)


@given(MOMENTS)
def test_iso_round_trips(moment):
    assert read_moment(moment.isoformat()) == moment
    assert read_moment(moment.isoformat(" ")) == moment
    assert read_moment(moment.astimezone(UTC).isoformat().replace("+00:00", "Z")) == moment


@given(MOMENTS)
def test_day_first_round_trips(moment):
    written = f"{moment:%d-%m}-{moment.year:04} {moment:%H:%M:%S.%f}{moment.isoformat()[-6:]}"
    assert read_moment(written) == moment


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ENDS = {("Right", "expires"), ("Right", "list_expires"), ("Account", "valid_until"),
        ("Session", "expires")}  # fmt: skip
"""Fields that say until when something holds, said once more."""


def calendar_of(digits: str) -> datetime | None:
    """The date that a run of digits is, by the standard library."""
    shape = {8: "%Y%m%d", 14: "%Y%m%d%H%M%S"}.get(len(digits))
    try:
        return datetime.strptime(digits, shape).replace(tzinfo=UTC) if shape else None
    except ValueError:
        return None


def oracle(number: int, digits: str) -> datetime | None:
    """The moment that a whole number is; None past the calendar's ends."""
    if number >= 0 and (day := calendar_of(digits)):
        return day
    in_ms = len(digits) >= 13 or (len(digits) == 12 and abs(number) > 253_402_300_799)
    try:
        return EPOCH + (timedelta(milliseconds=number) if in_ms else timedelta(seconds=number))
    except OverflowError:
        return None


@st.composite
def numbers(draw) -> int:
    """Numbers of every length, those near a border among them, and dates written as numbers."""
    day = draw(st.datetimes(datetime(1000, 1, 1), datetime(9999, 12, 31)))
    return draw(st.one_of(
        st.integers(1, 16).flatmap(lambda n: st.integers(10 ** (n - 1), 10**n - 1)),
        st.just(int(f"{day:%Y%m%d}")), st.just(int(f"{day:%Y%m%d%H%M%S}")),
        st.integers(253_402_300_790, 253_402_300_810),
        st.sampled_from([0, -1, -2, 20240230, 20241301, 20240101250000, 99999999,
                         19700101, 19700101000000, 19691231, 19691231235959,
                         -62_135_596_800, -62_135_596_800_000]),
        st.integers(-(10**13), -2),
    ))  # fmt: skip


SPELLINGS = [
    lambda number: number, str, lambda number: f" {number}\n",
    lambda number: f"+{number}" if number >= 0 else f"{number} ",
    lambda number: float(number) if abs(number) < 2**53 else number,
    lambda number: f"{number}.0",
]  # fmt: skip
DATE_FIELDS = [
    (record, name)
    for record in record_classes()
    for name, field in record.model_fields.items()
    if datetime in get_args(field.annotation)
]


def test_the_fields_that_are_dates_are_known():
    assert {(record.__name__, name) for record, name in DATE_FIELDS} >= ENDS
    assert len(DATE_FIELDS) > 15


@settings(max_examples=600, deadline=None)
@given(numbers(), st.sampled_from(SPELLINGS), st.sampled_from(DATE_FIELDS))
def test_a_number_is_the_moment_that_its_digits_say(number, spelled, of):
    record, name = of
    expected = oracle(number, str(abs(number)))
    read = record.read({name: spelled(number)})
    got = getattr(read, name)
    if expected is None:
        assert got is None
        assert name in read.unreadable, "what cannot be read is not checked"
        return
    assert name not in read.unreadable
    if (record.__name__, name) not in ENDS:
        assert got == expected
    elif expected.year == 1 or expected in (EPOCH, EPOCH - timedelta(seconds=1)):
        assert got is None, "no end is given"
    elif len(str(abs(number))) == 8 and calendar_of(str(number)):
        assert got == expected + timedelta(hours=23, minutes=59, seconds=59)
    else:
        assert got == expected


@pytest.mark.parametrize(
    "written",
    [0, -1, "0", "-1", " 0 ", "+0", 0.0, -1.0, "00000000", "0001-01-01", "0001-01-01T00:00:00Z",
     "00010101", "00010101000000", "1970-01-01", "1970-01-01T00:00:00Z", -62135596800000,
     "0001-01-01T00:00:00+05:00", "1969-12-31T23:59:59Z", "01-01-0001"],
)  # fmt: skip
def test_what_software_writes_for_no_date_is_no_end(written):
    assert read_end(written) is None
    assert gives_no_end(written)
    assert read_moment(written) is not None


@pytest.mark.parametrize("written", [1, "1970-01-02", 86_400, "19700102", "", None, "never", True])
def test_other_ends_are_as_they_are_written(written):
    assert not gives_no_end(written)


@given(st.one_of(st.text(), st.integers(), st.floats(), st.binary(), st.lists(st.text())))
def test_anything_else_is_a_value_error_and_nothing_worse(raw):
    try:
        read = read_moment(raw)
    except ValueError:
        return
    assert read is None or read.tzinfo is UTC
