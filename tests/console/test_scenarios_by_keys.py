"""S1, S2, S3, S16 and S26 typed into the whole program on a real terminal, on both families.

The robots drive the screens within one process; here keyboard, engine, cache file and sockets
are those of a user.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from smstui.sandbox.entities import SetTopBox
from tests.support.hostile import twins
from tests.support.site import Site, site
from tests.support.terminal import Terminal

pytestmark = pytest.mark.alike

B1_CASN, C1 = "E833815A9290", "000145098240"
ESC, TAB, ENTER = "\x1b", "\t", "\r"


@pytest.fixture(params=["sdp2", "opf"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    with site(request.param, tmp_path) as made:
        yield made


def look_up(terminal: Terminal, text: str) -> None:
    terminal.send(f"/{text}{ENTER}")


def opened(terminal: Terminal, crumb: str, state: str = " read ") -> str:
    """The screen once it shows the bundle of `crumb`, at rest."""
    terminal.wait_for(lambda text: crumb in text.split("\n")[0] and state in text.split("\n")[0])
    terminal.wait_until_quiet(0.15)
    return terminal.text


def recents(terminal: Terminal) -> list[str]:
    """Leave whatever is open; the rows of the recents."""
    for _ in range(6):
        if "Recent lookups" in terminal.press(ESC):
            break
    terminal.wait_for(lambda text: "Recent lookups" in text and "nmp." in text)
    return [line for line in terminal.text.split("\n")[3:-2] if "nmp." in line]


def test_s1_s2_s3_a_box_by_its_casn_its_mac_and_a_slip_of_its_card(desk: Site) -> None:
    """Started truly, on both families: nothing is imported before the program imports it."""
    with desk.terminal(true_start=True) as terminal:
        terminal.wait_for("ready")
        look_up(terminal, B1_CASN)
        shown = opened(terminal, "box 3421")
        for part in ("Account nmp.00001", "Ada Byron", C1, "Devices", "Users", "Rights"):
            assert part in shown
        asked = Counter(desk.operations())
        if desk.family == "opf":
            assert asked["adm.bundled.device"] == 1
        del asked["getByUID"]  # the names of profiles and products, each read once after the paint
        assert max(asked.values()) <= len(set(B1_CASN)), asked
        assert len(recents(terminal)) == 1

        if desk.family == "sdp2":
            for writing in ("001A.791E.7F50", "00-1a-79-1e-7f-50", " 00:1A:79:1E:7F:50 "):
                desk.forget()
                look_up(terminal, writing)
                assert "read as MAC address, box 3421" in opened(terminal, "box 3421")
                assert not [one for one in desk.operations() if "mac" in one.lower()]
            assert len(recents(terminal)) == 1

        look_up(terminal, C1)
        opened(terminal, C1)
        before = len(recents(terminal))
        look_up(terminal, "000145098420")
        terminal.wait_for("Did you mean 000145098240")
        assert "No record found for 000145098420" in terminal.text
        terminal.press(ESC)
        rows = recents(terminal)
        assert len(rows) == before
        assert not [row for row in rows if "000145098420" in row]
    assert desk.sandbox.traffic.writes == []


def test_s1_no_call_a_device(desk: Site) -> None:
    with desk.terminal() as terminal:
        terminal.wait_for("ready")
        look_up(terminal, B1_CASN)
        opened(terminal, "box 3421")
        desk.forget()
        terminal.press("r")
        opened(terminal, "box 3421")
        few = len(desk.operations())
        account = desk.sandbox.world.account("nmp.00001")
        assert account is not None
        for number in range(40):
            uid, casn = f"77{number:04d}", f"FEED{number:08d}"
            desk.sandbox.world.add(SetTopBox(uid=uid, account_uid=account.uid, casn=casn))
        desk.forget()
        terminal.send("r")
        terminal.wait_for("devices 50")
        assert len(desk.operations()) == few


def test_s16_one_text_two_records_and_none(desk: Site) -> None:
    hall, kitchen = desk.sandbox.world.box("3439"), desk.sandbox.world.box("3438")
    assert hall is not None
    assert kitchen is not None
    assert hall.casn is not None
    twins(desk.sandbox.world, hall.casn, kitchen)
    with desk.terminal() as terminal:
        terminal.wait_for("ready")
        look_up(terminal, hall.casn)
        terminal.wait_for("Which one?")
        terminal.wait_until_quiet(0.15)
        rows = [line for line in terminal.text.split("\n") if "nmp.00002" in line]
        assert len(rows) == 2
        assert all("box" in row for row in rows)
        assert "box 3439" not in terminal.text.split("\n")[0]
        letter = next(row for row in rows if "3438" in row).split("box")[0].split()[-1]
        terminal.send(letter)
        opened(terminal, "box 3438")
        look_up(terminal, "4711-nobody")
        terminal.wait_for("No record found for 4711-nobody")
        assert "account number" in terminal.text
        assert "correlation id" in terminal.text


def test_s16_esc_stops_the_call_and_the_bundle_stays_usable(desk: Site) -> None:
    with desk.terminal() as terminal:
        terminal.wait_for("ready")
        look_up(terminal, B1_CASN)
        opened(terminal, "box 3421")
        desk.sandbox.fault("delay 800")
        look_up(terminal, "nmp.00002")
        terminal.wait_for("asking")
        terminal.press(ESC)
        terminal.wait_for("Stopped")
        assert "Ada Byron" in terminal.text
        assert "3421" in terminal.press(ESC)
        terminal.press(TAB)
        terminal.press(ENTER)
        assert "Ada Byron" in terminal.text
        # What was stopped is over when its answer would have come, and is not shown then.
        terminal.wait_until_quiet(1.0)
        assert "Account nmp.00001" in terminal.text
        assert "Account nmp.00002" not in terminal.text


def test_the_answer_to_an_older_question_is_never_shown(desk: Site) -> None:
    with desk.terminal() as terminal:
        terminal.wait_for("ready")
        look_up(terminal, "nmp.00002")
        opened(terminal, "nmp.00002")
        held_up = desk.sandbox.fault("delay 700 count=1")
        look_up(terminal, "nmp.00003")
        while not held_up.hits:
            terminal.read_once(0.02)
        look_up(terminal, B1_CASN)
        opened(terminal, "box 3421")
        # The older one's answer would have come by the end of this.
        terminal.wait_until_quiet(1.2)
        assert "Ada Byron" in terminal.text
        assert "Account nmp.00003" not in terminal.text


def test_s26_without_the_network_the_cached_bundle_says_so_on_every_pane(desk: Site) -> None:
    with desk.terminal() as terminal:
        terminal.wait_for("ready")
        look_up(terminal, B1_CASN)
        opened(terminal, "box 3421")
    desk.sandbox.stop()
    with desk.terminal() as terminal:
        terminal.wait_for("ready")
        look_up(terminal, B1_CASN)
        shown = opened(terminal, "box 3421", "offline")
        assert "Ada Byron" in shown
        heads = "".join(line for line in shown.split("\n") if line.startswith("╭"))
        assert heads.count("offline") + heads.count("not offered") == heads.count("╭") == 6
        assert "cannot be reached" in shown
        look_up(terminal, "nmp.00003")
        terminal.wait_for("No answer")
        assert "Nothing was sent" in terminal.prose
