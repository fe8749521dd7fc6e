"""What is shown is what is in hand: no line is left of a record that was shown before."""

from pathlib import Path

import pytest

from smstui.sandbox import Sandbox, ailments
from tests.support.bench import Bench

pytestmark = pytest.mark.alike


@pytest.mark.parametrize("family", ["sdp2", "opf"])
@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
@pytest.mark.parametrize("between", [("escape",), ("escape", "alt+5", "alt+1"), ("d", "escape")])
async def test_no_line_is_left_of_the_account_before(
    tmp_path: Path, family: str, size: tuple[int, int], between: tuple[str, ...]
) -> None:
    """Homes alike: most rows of one sheet stand on the other, so only what differs is drawn."""
    with Sandbox(ailments()) as sandbox:
        async with Bench(family, sandbox, tmp_path).console(size=size) as robot:
            bundle = robot.app.base.body.bundle
            for number in ("ail.00004", "ail.00011", "ail.00005"):
                await robot.look_up(number)
                assert bundle.record is not None
                assert bundle.record.id == number
                assert robot.stale_lines() == []
                await robot.press(*between)
