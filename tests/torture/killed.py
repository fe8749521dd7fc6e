"""A process that keeps bundles is killed with -9, again and again, at a random moment.

The file must stay sound, what was acknowledged must be there, and nothing may be there by half.

    python -m tests.torture.killed [kills]
"""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from smstui.store.bundle_rows import names_for
from smstui.store.cache import BundleCache
from smstui.store.cache_results import Limits
from tests.support import prepared
from tests.support.bundles import NOON, account_bundle, by_casn
from tests.support.identities import LAB

LIMITS = Limits(rows=1_000_000)


@dataclass
class Outcome:
    """`missing`: acknowledged and not found; `half`: present with part of its index only."""

    kills: int = 0
    acknowledged: int = 0
    missing: int = 0
    half: int = 0
    corrupt: int = 0
    problems: int = 0


def run(folder: Path, kills: int, seed: int = 1) -> Outcome:
    """Kill `kills` writers, checking the file after each."""
    chance, outcome, done = random.Random(seed), Outcome(), 0
    for _ in range(kills):
        first, done = done, _write_until_killed(folder, done, chance.randrange(1, 40), chance)
        outcome.kills += 1
        outcome.acknowledged += done - first
        _check(folder, first, done, outcome)
        done += 1  # the one in flight may or may not be there
    return outcome


def _write_until_killed(folder: Path, first: int, most: int, chance: random.Random) -> int:
    """The number after the last acknowledged one."""
    command = [sys.executable, "-m", "tests.torture.killed", "--writer", str(folder), str(first)]
    with prepared.popen(command, stderr=subprocess.DEVNULL, cwd=prepared.ROOT) as writer:
        assert writer.stdout is not None
        last = first - 1
        for _ in range(most):
            last = int(writer.stdout.readline())
        _burn(chance.randrange(2_000))
        writer.send_signal(signal.SIGKILL)
        rest = writer.stdout.read().split()
    return int(rest[-1]) + 1 if rest else last + 1


def _burn(turns: int) -> None:
    """A moment of no fixed length, so that the kill lands anywhere in a write."""
    for turn in range(turns):
        hash(turn)


def _check(folder: Path, first: int, end: int, outcome: Outcome) -> None:
    with sqlite3.connect(folder / "cache.db") as connection:
        if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            outcome.corrupt += 1
        counted = dict(connection.execute("SELECT bundle, count(*) FROM names GROUP BY bundle"))
        ids = dict(connection.execute("SELECT key, id FROM bundles"))
    connection.close()
    cache = BundleCache(LAB, folder, LIMITS, now=lambda: NOON)
    for number in range(first, end):
        outcome.missing += not cache.find(by_casn(number))
    for number in range(first, end + 1):
        at, whole = ids.get(f"account:desk.{number:05}"), len(names_for(account_bundle(number)))
        outcome.half += at is not None and counted.get(at) != whole
    outcome.half += len(counted.keys() - ids.values())
    outcome.problems += bool(cache.problem)
    cache.close()


def _write_for_ever(folder: Path, number: int) -> None:
    cache = BundleCache(LAB, folder, LIMITS, now=lambda: NOON)
    while True:
        cache.keep(account_bundle(number), by_casn(number), "asked")
        os.write(1, f"{number}\n".encode())
        number += 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--writer"]:
        _write_for_ever(Path(sys.argv[2]), int(sys.argv[3]))
    with tempfile.TemporaryDirectory() as place:
        outcome = run(Path(place) / "state", int(sys.argv[1]) if sys.argv[1:] else 200)
    print(outcome)
    sys.exit(bool(outcome.missing or outcome.half or outcome.corrupt or outcome.problems))
