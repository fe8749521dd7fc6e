"""The scenarios of the desk, by keys, on both families, over real sockets to the sandbox."""

from pathlib import Path

import pytest

from smstui.sandbox import Sandbox
from tests.support.bench import Bench
from tests.support.site import Site

pytestmark = pytest.mark.alike

FAMILIES = ["sdp2", "opf"]


@pytest.fixture(params=FAMILIES)
def site(request: pytest.FixtureRequest, tmp_path: Path):  # type: ignore[no-untyped-def]
    sandbox = Sandbox().start()
    try:
        yield Site(request.param, tmp_path, sandbox).keys
        assert sandbox.failures == []
    finally:
        sandbox.stop()


async def test_s1_a_casn_opens_the_account_and_leaves_one_recent(site: Bench) -> None:
    async with site.console() as robot:
        await robot.type("E833815A9290\n")
        for piece in ("Account nmp.00001", "Ada Byron", "000145098240", "ada.byron", "online"):
            assert piece in robot.text
        await robot.press("escape", "escape")
        assert robot.text.count("box 3421") == 1
    assert list(site.sandbox.writes) == []


async def test_s2_any_notation_of_a_mac_is_the_same_box_once_it_is_cached(site: Bench) -> None:
    if site.family == "opf":
        pytest.skip("a box of this family tells no MAC address")
    async with site.console() as robot:
        await robot.type("E833815A9290\n")
        for notation in ("001A.791E.7F50", "00-1a-79-1e-7f-50", " 00:1A:79:1E:7F:50 "):
            await robot.look_up(notation)
            assert "read as MAC address, box 3421" in robot.text
        await robot.press("escape", "escape")
        assert robot.text.count("box 3421") == 1


async def test_s3_two_swapped_digits_are_not_found_and_suggested(site: Bench) -> None:
    async with site.console() as robot:
        await robot.look_up("000145098240")
        await robot.look_up("000145098420")
        assert "No record found for 000145098420" in robot.prose
        assert "Did you mean 000145098240" in robot.prose
        await robot.press("escape")
        assert "Account nmp.00001" in robot.text


async def test_s16_one_text_two_records_picked_with_one_key(site: Bench) -> None:
    if site.family == "opf":
        pytest.skip("a card in no device is no record of this family")
    async with site.console() as robot:
        await robot.type("245098240\n")
        assert "leads to 2 records" in robot.text
        rows = [line for line in robot.lines if "245098240" in line and "smartcard" in line]
        letter = next(word for word in rows[-1].split() if len(word) == 1 and word.isalpha())
        await robot.press(letter)
        assert "smartcard 245098240" in robot.lines[0]
        await robot.look_up("0A1B2C3D4E5F")
        assert "Account" in robot.text or "leads to" in robot.text


async def test_s16_esc_cancels_a_call_in_flight(site: Bench) -> None:
    async with site.console() as robot:
        site.sandbox.fault("delay 5000")
        robot.burst("E833815A9290\n")
        await robot.until(lambda: robot.app.base.is_asking and "asking" in robot.lines[0])
        await robot.press("escape")
        assert "Stopped" in robot.last_line
        assert "Account" not in robot.text


async def test_s26_offline_the_cached_bundle_says_so_on_every_pane(site: Bench) -> None:
    async with site.console() as robot:
        await robot.type("E833815A9290\n")
        assert "online" in robot.lines[0]
    site.sandbox.stop()
    async with site.console() as robot:
        await robot.type("E833815A9290\n")
        assert "Ada Byron" in robot.text
        assert "offline" in robot.lines[0]
        heads = "".join(line for line in robot.lines if line.startswith("╭"))
        unread = heads.count("not offered here")
        assert heads.count("offline") + unread == heads.count("╭") == 6


async def test_an_unreachable_platform_is_a_sentence_with_a_way_on(site: Bench) -> None:
    site.sandbox.stop()
    async with site.console() as robot:
        await robot.type("E833815A9290\n")
        assert "E833815A9290" in robot.prose
        assert "r: reload" in robot.prose
        assert "correlation id" in robot.prose
        assert "Traceback" not in robot.text


async def test_no_secret_of_the_world_is_on_any_screen(site: Bench) -> None:
    async with site.console(size=(120, 40)) as robot:
        await robot.type("E833815A9290\n")
        for _ in range(6):
            await robot.press("enter", "G")
            assert "SENTINEL" not in robot.text
            await robot.press("escape", "tab")
        assert "SENTINEL" not in robot.app.export_screenshot()
