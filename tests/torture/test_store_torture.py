"""Short forms of the store's torture runs. The long ones are commands; see README.md."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from smstui.store.cache import BundleCache
from tests.support.bundles import NOON, account_bundle, by_casn
from tests.support.identities import LAB
from tests.torture import bit_flips, eight_processes, killed

ROOT = Path(__file__).parents[2]


def test_processes_writing_and_reading_at_once_lose_nothing(tmp_path):
    outcome = eight_processes.run(tmp_path / "state", processes=8, each=12)
    assert outcome.kept == 96
    assert (outcome.lost, outcome.misread, outcome.problems) == (0, 0, ())
    assert outcome.shared_is_newest


def test_processes_that_meet_a_broken_file_at_once_begin_one_anew(tmp_path):
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    (state / "cache.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 20_000)
    outcome = eight_processes.run(state, processes=8, each=4)
    assert (outcome.kept, outcome.lost, outcome.misread) == (32, 0, 0)
    assert len(outcome.problems) == 1, "one of them set it aside, and only it says so"
    assert len(list(state.glob("cache.db.corrupt-*"))) == 1


def test_a_kill_leaves_nothing_corrupt_and_nothing_by_half(tmp_path):
    outcome = killed.run(tmp_path / "state", kills=5)
    assert outcome.acknowledged >= 5
    assert (outcome.missing, outcome.half, outcome.corrupt, outcome.problems) == (0, 0, 0, 0)


def test_a_flipped_bit_is_never_shown(tmp_path):
    counts = bit_flips.run(tmp_path, trials=60)
    assert counts["right"] > counts["not shown"], "most survives"
    assert counts["said"] > 0, "some of the damage was met"
    assert (counts["wrong"], counts["not usable"]) == (0, 0)


@pytest.mark.parametrize(
    ("place", "why"), [("read-only", "Permission denied"), ("full", "cannot be written")]
)
def test_a_place_that_cannot_be_written_is_said_and_memory_serves(tmp_path, place, why):
    for above in (tmp_path, *tmp_path.parents):
        if os.geteuid() == 0 and above.is_relative_to(ROOT / ".pytest_tmp"):
            above.chmod(0o755)
    ended = subprocess.run(
        [sys.executable, "-m", "tests.torture.bad_places", place, str(tmp_path / "home")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.stderr == ""
    found, said = ended.stdout.split(" ", 1)
    assert found == "40"
    assert why in said
    assert "in memory only" in said


def test_a_planted_link_neither_leaks_nor_overwrites(tmp_path):
    victim = tmp_path / "victim"
    victim.write_text("precious")
    for name in ("cache.db", "cache.db-wal", "cache.db-shm", "cache.db-journal"):
        state = tmp_path / f"state-{name}"
        state.mkdir(mode=0o700)
        (state / name).symlink_to(victim)
        cache = BundleCache(LAB, state, now=lambda: NOON)
        cache.keep(account_bundle(5), by_casn(5), "asked")
        assert len(cache.find(by_casn(5))) == 1
        assert f"{state / name} is a symbolic link" in cache.problem
        cache.close()
    assert victim.read_text() == "precious"
