"""What the console refuses, read on both families: it says what to do next, in its own words."""

import re

from smstui.actions import BY_ID
from smstui.domain.changes.specs.table import MENUS
from tests.support.bench import Bench

CHOOSE = ("Choose ", "Nothing is open. ")
SHELL = re.compile(r"(?<![-\w])--[a-z]|\bsmstui [a-z]+(?<!is still)\b")


async def test_every_operation_that_is_refused_says_what_to_do_next(bench: Bench) -> None:
    """Every operation, on every kind of record, as `?` and the footer tell it."""
    told: dict[str, str] = {}
    async with bench.console() as robot:
        for asked in ("E833815A9290", "nmp.00004"):
            await robot.look_up(asked)
            for _ in range(6):
                for _ in range(3):
                    now = robot.app.page.situation
                    refused = ((one, BY_ID[one].available(now)) for one in MENUS)
                    told |= {said: one for one, said in refused if said}
                    await robot.press("j")
                await robot.press("tab")
    print(f"{len(told)} refusals of {len(MENUS)} operations read")
    assert len(told) > 12
    for said, one in told.items():
        assert said.startswith(CHOOSE) or re.search(r"[.:] [A-Z:]", said), (one, said)
        assert not SHELL.search(said), (one, said)
