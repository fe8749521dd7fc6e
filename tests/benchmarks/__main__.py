"""`python -m tests.benchmarks [ROUNDS]` prints one table: ours, its yardstick, the ratio, the aim.

Times and bytes are p50 / p95. Each is taken in turn with its yardstick, so that only the ratio
means something; README.md keeps the figures of a run.
"""

import sys
from collections.abc import Iterator

from tests.benchmarks import asking, keys, resting, starting
from tests.benchmarks.measure import Row

ROUNDS = 15


def _rows(rounds: int) -> Iterator[Row]:
    yield from starting.rows(rounds)
    yield from keys.rows(rounds)
    yield from asking.rows(rounds * 2)
    yield from resting.rows()


def main(rounds: int) -> None:
    print("| what | ours | yardstick | | ratio | aim |\n|---|---|---|---|---|---|")
    for row in _rows(rounds):
        print(row, flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
