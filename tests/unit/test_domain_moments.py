"""Every way a platform writes a moment."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smstui.domain.moments import read_end, read_moment

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
        "yesterday", "2026", "2026-13-01", "2026-02-30", "30-02-2026", "2026-03-14T25:00:00Z",
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


@given(st.integers(11_000_000_000, 250_000_000_000_000))
def test_milliseconds_round_trip(milliseconds):
    read = read_moment(milliseconds)
    assert round(read.timestamp() * 1000) == milliseconds


@given(st.one_of(st.text(), st.integers(), st.floats(), st.binary(), st.lists(st.text())))
def test_anything_else_is_a_value_error_and_nothing_worse(raw):
    try:
        read = read_moment(raw)
    except ValueError:
        return
    assert read is None or read.tzinfo is UTC
