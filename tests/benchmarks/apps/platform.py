"""A sandbox in a process of its own, for benchmarks: prints how to reach it, ends with stdin.

    python -m tests.benchmarks.apps.platform BOXES [ACCOUNTS [LAG]]

Each of the accounts `bench.1`, `bench.2`, … has so many boxes. The CASN of the first box of each
is printed, that of `bench.1` also by itself. Every answer is held back for LAG milliseconds.
"""

import json
import sys
from dataclasses import asdict

from smstui.sandbox import Sandbox
from smstui.sandbox.fixtures import add_account
from smstui.sandbox.world import World


def main(boxes: int, accounts: int = 1, lag_ms: int = 0) -> None:
    casns: list[str] = []

    def fill(world: World) -> None:
        for number in range(1, accounts + 1):
            account = add_account(world, f"bench.{number}", boxes=boxes)
            casns.append(str(world.boxes(account.uid)[0].casn))

    with Sandbox(lag_ms=lag_ms) as sandbox:
        sandbox.run(fill)
        access = {family: asdict(getattr(sandbox.access, family)) for family in ("sdp2", "opf")}
        print(json.dumps({"access": access, "casn": casns[0], "casns": casns}), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
