"""Several processes keep and read bundles in one file at once. Not one may be lost.

python -m tests.torture.eight_processes [processes] [bundles each]
"""

import json
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from smstui.store.cache import BundleCache
from smstui.store.cache_results import Limits
from tests.support import prepared
from tests.support.bundles import NOON, account_bundle, by_casn
from tests.support.identities import LAB

SHARED = 900_000
"""The account that every process keeps again and again, each time a little younger."""

ROOMY = Limits(rows=1_000_000)

LATER = NOON + timedelta(days=1)
"""The time of all processes: after everything that they keep, as with a clock that goes right."""


@dataclass(frozen=True)
class Outcome:
    """`lost`: bundles that were kept and are not found; `misread`: finds of something else."""

    kept: int
    lost: int
    misread: int
    problems: tuple[str, ...]
    shared_is_newest: bool
    keep_ms: tuple[float, ...]


def run(folder: Path, processes: int, each: int) -> Outcome:
    """Start `processes` on a file that does not exist yet, and count afterwards."""
    command = [sys.executable, "-m", "tests.torture.eight_processes", "--worker", str(folder)]
    started = [
        prepared.popen([*command, str(me), str(each)], cwd=prepared.ROOT) for me in range(processes)
    ]
    told = []
    for child in started:
        out, err = child.communicate(timeout=3_600)
        assert child.returncode == 0, err
        told.append(json.loads(out))
    cache = BundleCache(LAB, folder, ROOMY, now=lambda: LATER)
    lost = sum(
        not cache.find(by_casn(_number(me, n))) for me in range(processes) for n in range(each)
    )
    (shared,) = cache.find(by_casn(SHARED))
    problems = tuple(problem for _, _, problem in told if problem)
    outcome = Outcome(
        kept=processes * each,
        lost=lost,
        misread=sum(misread for misread, _, _ in told),
        problems=(*problems, cache.problem) if cache.problem else problems,
        shared_is_newest=shared.bundle.read_at == NOON + timedelta(seconds=each - 1),
        keep_ms=tuple(ms for _, spent, _ in told for ms in spent),
    )
    cache.close()
    return outcome


def _work(folder: Path, me: int, each: int) -> tuple[int, list[float], str]:
    cache = BundleCache(LAB, folder, ROOMY, now=lambda: LATER)
    misread, spent = 0, []
    for n in range(each):
        number = _number(me, n)
        bundle = account_bundle(number)
        shared = account_bundle(SHARED, at=NOON + timedelta(seconds=n))
        start = time.perf_counter()
        cache.keep(bundle, by_casn(number), "own")
        cache.keep(shared, by_casn(SHARED), "shared")
        spent.append((time.perf_counter() - start) * 500)
        (own,) = cache.find(by_casn(number))
        (seen,) = cache.find(by_casn(SHARED))
        misread += own.bundle.owner != bundle.owner
        misread += seen.bundle.read_at < shared.read_at
    problem = cache.problem
    cache.close()
    return misread, spent, problem


def _number(me: int, n: int) -> int:
    return me * 10_000 + n


def main() -> None:
    if sys.argv[1:2] == ["--worker"]:
        print(json.dumps(_work(Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))))
        return
    processes, each = (*map(int, sys.argv[1:]), *(8, 500)[len(sys.argv) - 1 :])
    with tempfile.TemporaryDirectory() as place:
        outcome = run(Path(place) / "state", processes, each)
    p50, p99 = (statistics.quantiles(outcome.keep_ms, n=100)[at] for at in (49, 98))
    print(
        f"{processes} processes, {outcome.kept} bundles kept, {outcome.lost} lost, "
        f"{outcome.misread} misread, shared newest: {outcome.shared_is_newest}, "
        f"keep p50 {p50:.1f} ms, p99 {p99:.1f} ms, problems: {outcome.problems or 'none'}"
    )
    sys.exit(bool(outcome.lost or outcome.misread or not outcome.shared_is_newest))


if __name__ == "__main__":
    main()
