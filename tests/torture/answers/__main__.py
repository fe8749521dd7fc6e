"""Stage every answer at every step of every operation, and hold every word against the world.

    python -m tests.torture.answers [sdp2|opf] [--seed N] [--most N] [--only TEXT]

Two processes. Exits with 1 when a word was false, or other than design.md §3 says.
"""

import argparse
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from tests.torture.answers.running import Tally, share

PROCESSES = 2


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.torture.answers")
    parser.add_argument("family", nargs="?", choices=("sdp2", "opf"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most", type=int)
    parser.add_argument("--only", default="", help="cases whose line has this text")
    told = parser.parse_args()
    families = (told.family,) if told.family else ("sdp2", "opf")
    began = time.monotonic()
    tally = Tally()
    with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as pool:
        parts = [
            pool.submit(share, families, told.seed, told.most, told.only, (part, PROCESSES))
            for part in range(PROCESSES)
        ]
        for part in parts:
            tally.add(part.result())
    for wrong in sorted(tally.wrongs, key=lambda each: (not each.false, each.case)):
        print("FALSE" if wrong.false else "other", wrong)
    for line in tally.exceptions:
        print("EXCEPTION", line)
    for line in tally.unrepeated:
        print("not repeated", line)
    for what, times in Counter(
        ("FALSE" if each.false else "other", each.what) for each in tally.wrongs
    ).most_common():
        print(f"{times:6} {what[0]} {what[1]}")
    print(f"{tally} in {time.monotonic() - began:.0f} s")
    return 0 if tally.clean else 1


if __name__ == "__main__":
    sys.exit(main())
