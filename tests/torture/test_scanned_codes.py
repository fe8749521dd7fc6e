"""Short form of the torture by scanned codes. The long one is a command; see README.md."""

from tests.torture import scanned_codes


def test_an_id_comes_out_of_everything_around_it_and_loses_nothing() -> None:
    counts, wrong = scanned_codes.tried(cases=700, seed=12)
    print(counts)
    assert wrong == []
