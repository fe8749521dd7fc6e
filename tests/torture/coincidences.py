"""Codes that are an id of several records: page 2 asks a bounded number of times and goes on.

The CASN or NUID of a box is also, one case each, the MAC address, serial number, NUID, uid, login,
account number or card number of another record: in the same account or in another, read before or
not. The box is scanned, then its card. In each case the console comes to rest after at most
`MOST` requests, and none is sent while nothing is done. Where no other box has the text as a CASN,
NUID or uid, the pair is ready and for the right box; otherwise the matches are shown and no other
pair is made.

    python -m tests.torture.coincidences [sdp2|opf]
"""

import asyncio
import itertools
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parents[1] / "console"))

from smstui.console.widgets.banner import Banner
from smstui.sandbox import Sandbox
from smstui.sandbox.entities import SetTopBox
from smstui.sandbox.fixtures import add_account
from smstui.sandbox.world import World
from tests.support.bench import Bench
from tests.support.deliveries import delivered
from tests.support.robot import Robot

MOST: Final = 60
"""Requests for a box and its card, everything read once, with a plan of the pair."""
RESTING_S: Final = 0.3

OTHERS: Final = {
    "mac address": {"box": "mac_address"},
    "serial number": {"box": "serial_number"},
    "NUID": {"box": "nuid"},
    "CASN": {"box": "casn"},
    "login": {"user": "login_id"},
    "account number": {"account": "account_number"},
    "card number": {"card": "smartcard_id"},
}
BLOCKING: Final = frozenset({"NUID", "CASN"})
"""With these, two boxes have the text as an id that is printed to be scanned."""


@dataclass(frozen=True)
class Case:
    """`code` is the id of the scanned box, `other` what else has it."""

    family: str
    mine: str
    other: str
    code: str
    same_account: bool
    was_read: bool

    def __str__(self) -> str:
        place = "the same account" if self.same_account else "another account"
        return (
            f"{self.family}: {self.mine} {self.code}, also a {self.other} in {place}"
            f"{', read before' if self.was_read else ''}"
        )


@dataclass
class Seen:
    """What came of one case."""

    case: Case
    requests: int
    wrong: list[str]


def cases(families: Sequence[str]) -> list[Case]:
    every = itertools.product(
        families, ("casn", "nuid"), OTHERS, ("F07A1B2C3D4E", "4177123"), (True, False),
        (True, False),
    )  # fmt: skip
    return [
        Case(*each)
        for each in every
        if not (each[2] == "account number" and each[4])
        # by one CASN or NUID this family's platform tells one box
        and not (each[0] == "sdp2" and not each[4] and each[2].lower() == each[1])
        and not (each[1] == "nuid" and each[2] in ("account number", "card number"))
    ]


def _give(world: World, case: Case, owner_uid: str) -> str:
    """Have another record carry the code; an id that shows its account."""
    other = add_account(world, "tst.70888", boxes=1)
    account_uid = owner_uid if case.same_account else other.uid
    ((sort, name),) = OTHERS[case.other].items()
    code = case.code
    if case.other == "mac address" and len(code) == 12:
        code = ":".join(code[at : at + 2] for at in range(0, 12, 2))
    boxes = [each for each in world.devices.find("account_uid", account_uid)
             if isinstance(each, SetTopBox)]  # fmt: skip
    if sort == "box":
        world.change(boxes[-1], **{name: code})
    elif sort == "user":
        user = next(iter(world.users.find("account_uid", account_uid)))
        world.change(user, **{name: code})
    elif sort == "account":
        world.change(other, **{name: code})
        return code
    else:
        world.change(next(iter(world.cards)), smartcard_id=code)
    return str(boxes[-1].uid)


async def seen(bench: Bench, case: Case) -> Seen:
    """Scan the box and its card on page 2; count what is asked."""
    wrong: list[str] = []
    world = bench.sandbox.world
    delivery = delivered(world, 3, account=f"tst.{random.randrange(10**5):05d}")
    box, card = delivery.boxes[0], delivery.cards[0].smartcard_id
    world.change(box, **{case.mine: case.code})
    leads = _give(world, case, delivery.account.uid)
    async with bench.console() as made:
        robot = Robot(made.app)
        if case.was_read:
            await robot.look_up(leads)
        await robot.press("tab", "2")
        before = len(bench.sandbox.requests)
        banners = []
        for code in (case.code, card):
            robot.burst(f"{code}\n")
            try:
                async with asyncio.timeout(20):
                    await robot.idle()
            except TimeoutError:
                wrong.append(f"{case}: it never comes to rest")
                break
            banners.append(robot.app.screen.query_one("#pair-banner", Banner).text)
        asked = len(bench.sandbox.requests)
        until = time.monotonic() + RESTING_S
        await robot.until(lambda: time.monotonic() > until)
        if len(bench.sandbox.requests) != asked:
            wrong.append(f"{case}: it asks while nothing is done")
        if asked - before > MOST:
            wrong.append(f"{case}: {asked - before} requests")
        assert bench.client is not None
        kept = [each for each in await bench.client.engine.run(bench.client.drafts.all())
                if not each.standing.is_over]  # fmt: skip
        told = " / ".join(banners)
        wrong += [f"{case}: {said}" for said in _mistakes(case, kept, told, card)]
    return Seen(case, asked - before, wrong)


def _mistakes(case: Case, kept: Sequence, banner: str, card: str) -> list[str]:
    pairs = [(each.target, each.second, str(each.standing), each.said) for each in kept]
    if case.other in BLOCKING:
        is_told = "leads to" in banner or any("leads to" in each[3] for each in pairs)
        ready = [each for each in pairs if each[2] == "ready"]
        return [] if is_told and not ready else [f"not told of several: {pairs}, {banner}"]
    if [each[:3] for each in pairs] != [(case.code, card, "ready")]:
        return [f"{pairs}, {banner}"]
    return []


def run(folder: Path, chosen: Sequence[Case]) -> list[Seen]:
    """Try each case in a world of its own."""
    found: list[Seen] = []
    for n, case in enumerate(chosen):
        own = folder / str(n)
        own.mkdir()
        with Sandbox() as sandbox:
            bench = Bench(case.family, sandbox, own)
            found.append(asyncio.run(seen(bench, case)))
    return found


def main() -> int:
    chosen = cases(sys.argv[1:] or ["sdp2", "opf"])
    with tempfile.TemporaryDirectory() as folder:
        found = run(Path(folder), chosen)
    wrong = [said for one in found for said in one.wrong]
    print("\n".join(wrong[:40]))
    most = max(one.requests for one in found)
    print(f"{len(found)} coincidences, at most {most} requests for one; {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
