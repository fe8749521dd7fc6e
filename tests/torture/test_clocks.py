"""Short form of the torture by clocks and zones. The long one is a command; see README.md."""

from tests.torture import clocks


def test_every_moment_reads_the_same_everywhere_in_any_zone_and_season() -> None:
    compared, wrong = clocks.zones(120, seed=7)
    print(f"{compared} comparisons")
    assert wrong == []


def test_what_the_platform_dates_is_judged_by_its_clock_whatever_the_skew() -> None:
    compared, wrong = clocks.skews(80, seed=7)
    print(f"{compared} comparisons")
    assert wrong == []
