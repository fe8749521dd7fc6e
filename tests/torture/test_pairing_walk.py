"""Short form of the torture by pairing walks. The long one is a command; see README.md."""

from tests.torture import pairing_walk


def test_codes_of_two_homes_never_become_a_pair_and_every_home_can_be_paired() -> None:
    counts, wrong = pairing_walk.tried(walks=2000, seed=4)
    print(counts)
    assert wrong == []
