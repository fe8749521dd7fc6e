"""A sandbox in a process of its own, for benchmarks: prints how to reach it, ends with stdin.

    python -m tests.benchmarks.apps.platform BOXES

The account `bench.1` has so many boxes; the first of them has the CASN that is printed.
"""

import json
import sys
from dataclasses import asdict

from smstui.sandbox import Sandbox
from smstui.sandbox.stage import add_account
from smstui.sandbox.world import World


def main(boxes: int) -> None:
    casns: list[str] = []

    def fill(world: World) -> None:
        account = add_account(world, "bench.1", boxes=boxes)
        casns.extend(box.casn for box in world.boxes(account.uid))

    with Sandbox() as sandbox:
        sandbox.run(fill)
        access = {family: asdict(getattr(sandbox.access, family)) for family in ("sdp2", "opf")}
        print(json.dumps({"access": access, "casn": casns[0]}), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(int(sys.argv[1]))
