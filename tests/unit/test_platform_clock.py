"""The platform's clock from the Date of its answers: what is believed, and how well it is known."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from random import Random

import pytest

from smstui.domain.skew import is_large, skew_sentence
from smstui.platforms.clock import PlatformClock, sample_of

AT = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
URL = "https://platform.example.net:8443/adm/v1/accounts"


class Own:
    """This machine's clock, moved by hand."""

    def __init__(self) -> None:
        self.at = AT

    def __call__(self) -> datetime:
        return self.at


def date(moment: datetime) -> str:
    """What a server writes: whole seconds, cut off."""
    return format_datetime(moment.replace(microsecond=0), usegmt=True)


def exchange(
    clock: PlatformClock, own: Own, skew: timedelta, there_s: float, back_s: float, url: str = URL
) -> None:
    """One request that takes `there_s` to the platform and `back_s` from it."""
    sent = clock.own()
    own.at += timedelta(seconds=there_s)
    written = date(own.at + skew)
    own.at += timedelta(seconds=back_s)
    clock.note(url, [written], sent)


def test_the_skew_is_known_to_within_half_the_shortest_round_trip_and_half_a_second() -> None:
    random, cases = Random(5), 0
    for _ in range(400):
        own = Own()
        clock = PlatformClock(URL, own)
        skew = timedelta(seconds=random.uniform(-200_000, 200_000))
        trips = []
        for _ in range(random.randint(1, 12)):
            there_s, back_s = random.expovariate(2), random.expovariate(2)
            exchange(clock, own, skew, there_s, back_s)
            trips.append(there_s + back_s)
            own.at += timedelta(seconds=random.uniform(0, 600))
            assert clock.skew is not None
            assert abs(clock.skew - skew) <= timedelta(seconds=min(trips) / 2 + 0.5001)
            cases += 1
    print(f"{cases} samples")


def test_a_clock_that_is_set_is_followed_at_once() -> None:
    own = Own()
    clock = PlatformClock(URL, own)
    exchange(clock, own, timedelta(hours=2), 0.01, 0.01)
    exchange(clock, own, timedelta(), 1.0, 1.0)
    assert clock.skew is not None
    assert abs(clock.skew) <= timedelta(seconds=1.5)


def test_another_host_a_stored_answer_and_a_clock_set_back_tell_nothing() -> None:
    own = Own()
    clock = PlatformClock(URL, own)
    exchange(clock, own, timedelta(hours=2), 0.1, 0.1, "https://tokens.example.net/keycloak")
    clock.note(URL, [date(AT - timedelta(hours=1))], AT, stored=True)
    clock.note(URL, [date(AT)], own.at + timedelta(seconds=5))
    assert clock.skew is None
    assert clock.now() == own.at


@pytest.mark.parametrize(
    "dates",
    [
        [], [""], ["soon"], ["2026-03-14T12:00:00Z"], [date(AT), date(AT)],
        [f"{date(AT)}, {date(AT)}"], ["Thu, 01 Jan 1970 00:00:00 GMT"],
        ["Sat, 31 Feb 2026 12:00:00 GMT"], ["Fri, 31 Dec 9999 23:59:59 GMT"],
        ["Sat, 14 Mar 2026 99:00:00 GMT"], ["9" * 5000], ["\ud800"],
    ],
)  # fmt: skip
def test_a_date_without_sense_tells_nothing(dates: list[str]) -> None:
    assert sample_of(dates, AT, AT + timedelta(seconds=1)) is None


@pytest.mark.parametrize(
    "text", ["Sat, 14 Mar 2026 13:00:00 +0100", "Sat, 14 Mar 2026 12:00:00 -0000"]
)
def test_a_date_with_an_offset_is_read_as_it_stands(text: str) -> None:
    sample = sample_of([text], AT, AT)
    assert sample is not None
    assert sample.skew == timedelta(seconds=0.5)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "The platform's clock agrees with this machine's"),
        (119, "The platform's clock agrees with this machine's"),
        (-120, "The platform's clock agrees with this machine's"),
        (150, "The platform's clock is 2 min ahead of this machine's"),
        (-7_200, "The platform's clock is 2 h behind this machine's"),
        (7_500, "The platform's clock is 2 h 5 min ahead of this machine's"),
        (-90_000, "The platform's clock is 1 day 1 h behind this machine's"),
        (172_800 + 1_800, "The platform's clock is 2 days ahead of this machine's"),
    ],
)
def test_a_skew_in_words(seconds: int, said: str) -> None:
    skew = timedelta(seconds=seconds)
    assert skew_sentence(skew) == said
    assert is_large(skew) == ("agrees" not in said)
