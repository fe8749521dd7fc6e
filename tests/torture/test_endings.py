"""Short form of the eight endings. The long one is a command; see README.md."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.torture import endings


def test_no_ending_in_the_middle_of_a_write_loses_or_doubles_it(tmp_path: Path) -> None:
    """Each once, every other one on each family; nearly all of it is waiting."""
    cases = [(name, ("sdp2", "opf")[at % 2]) for at, name in enumerate(endings.ENDINGS)]
    with ThreadPoolExecutor(len(cases)) as pool:
        tallies = list(pool.map(lambda case: endings.run(tmp_path, *case, 1), cases))
    assert [wrong for tally in tallies for wrong in tally.wrongs] == []
    assert max(tally.longest_s for tally in tallies) < endings.GONE_S
