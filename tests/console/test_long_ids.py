"""At 80 columns no status, card, CASN or verdict is cut, however long ids and names are."""

import re
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from test_applying_by_keys import resize

from smstui.sandbox import Sandbox
from tests.support.bench import Bench, apply_plan
from tests.support.long_ids import (
    BANNED_CARD,
    CARD,
    CASNS,
    FREE_CARD,
    LOGIN,
    NAMES,
    PLAYER,
    VIRTUAL_CARD,
    Ids,
    long_ids,
)
from tests.support.robot import Robot

FAMILIES = ("sdp2", "opf")
CARDS = (CARD, FREE_CARD, BANNED_CARD, VIRTUAL_CARD)
WORDS = (
    "ACTIVE", "SUSPENDED", "BANNED", "CANCELLED", "ENABLED", "DISABLED", "UNAVAILABLE", "AVAILABLE",
    "NOT ACTIVATED", "INACTIVE", "not told", "held", "expired", "silent since", "verified",
    "set aside", "ready", "fault", "caution", "fine", "several", "not found", "told by its box",
)  # fmt: skip
"""States as they are told on a screen."""
_SHORT = re.compile(r"\S+…\S+|(?=\S*\d)[0-9A-Za-z-]{18,}")
"""A long id, whole or shortened."""


class Home(Bench):
    """A console on a world of long ids, of one family."""

    def __init__(self, family: str, sandbox: Sandbox, folder: Path) -> None:
        super().__init__(family, sandbox, folder)
        self.ids = Ids(family)


@pytest.fixture(params=FAMILIES)
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Home]:
    with Sandbox(long_ids(request.param)) as started:
        yield Home(request.param, started, tmp_path)
        assert started.failures == []


def cut_in(lines: list[str]) -> list[str]:
    """Every piece of these lines that is the beginning, or both ends, of what must be whole."""
    found = []
    for line in lines:
        for told in (*WORDS, *CARDS, *CASNS):
            starts = "|".join(re.escape(told[:length]) for length in range(len(told) - 1, 1, -1))
            found += [f"{told}: {line}"] * bool(re.search(rf"(?<![\w-])(?:{starts})…", line))
        for number in (*CARDS, *CASNS):
            ends = rf"{number[:2]}\w*…\w*{number[-2:]}"
            found += [f"{number}: {line}"] * bool(re.search(ends, line))
    return found


def bare(text: str) -> str:
    """The text with every long id, whole or shortened, as one word."""
    return _SHORT.sub("ID", " ".join(text.split()))


Steps = Callable[[Robot, Home], Awaitable[None]]


def at(*keys: str) -> Steps:
    """Keys one after the other; `=text` is typed and ended by Enter."""

    async def steps(robot: Robot, home: Home) -> None:
        for each in keys:
            key = each.format(account=home.ids.account)
            await (robot.type(f"{key[1:]}\n") if key.startswith("=") else robot.press(key))
            await robot.until(lambda: robot.app.is_idle)

    return steps


async def unpaired(robot: Robot, home: Home) -> None:
    """The plan that takes the card out of the first box, applied."""
    await at(f"={CASNS[0]}", "U")(robot, home)
    await apply_plan(robot)


async def journal(robot: Robot, home: Home) -> None:
    await unpaired(robot, home)
    await robot.press("escape", "shift+tab", "5")


async def queue(robot: Robot, home: Home) -> None:
    await robot.press("tab", "4")
    for text in (*CASNS, PLAYER, LOGIN, home.ids.account, home.ids.boxes[0]):
        await at("n", f"={text}")(robot, home)
    await robot.press("r")
    await robot.until(lambda: not robot.app.queue_run.is_running)
    await robot.idle()


PAIRED = ("tab", "2", f"={CASNS[0]}", f"={FREE_CARD}")
STAGES: dict[str, tuple[Steps, tuple[str, ...]]] = {
    "lookup": (at(f"={CASNS[0]}"), (*CASNS[:4], CARD, VIRTUAL_CARD, BANNED_CARD)),
    "lookup by account": (at("={account}"), (*CASNS[:4], CARD, BANNED_CARD)),
    "a record": (at(f"={CASNS[3]}", "enter"), (CASNS[3], BANNED_CARD, NAMES[3])),
    "an account": (at("={account}", "shift+tab", "enter"), ("● ",)),
    "recents": (at(f"={CASNS[1]}", "escape", f"={CASNS[0]}", "escape"), ()),
    "pair": (at("tab", "2", f"={CASNS[1]}", f"={FREE_CARD}"), (CASNS[1], "0001 4509 8241")),
    "pair refused": (at(*PAIRED), (CASNS[0], "0001 4509 8241", "Press w on its row")),
    "plan refused": (at(*PAIRED, "enter"), (FREE_CARD, CARD, "Press w on its row")),
    "plan": (at(f"={CASNS[0]}", "U"), (CARD, f"card: {CARD} → none")),
    "verdict": (unpaired, ("● verified", CARD)),
    "journal": (journal, ("● verified", CARD)),
    "a change": (lambda robot, home: _then(robot, home, journal, "enter"), ("● verified", CARD)),
    "drafts": (at(*PAIRED, "tab", "1", "colon", "=drafts"), (CASNS[0], FREE_CARD)),
    "triage": (queue, CASNS),
    "diagnosis": (at(f"={CASNS[3]}", "d"), ("■ Box",)),
}


async def _then(robot: Robot, home: Home, first: Steps, *keys: str) -> None:
    await first(robot, home)
    await robot.press(*keys)


@pytest.mark.parametrize("stage", STAGES)
async def test_no_state_card_or_verdict_is_cut_on_a_terminal_of_80_columns(
    stage: str, home: Home
) -> None:
    steps, whole = STAGES[stage]
    async with home.console(size=(80, 24)) as robot:
        await steps(robot, home)
        assert cut_in(robot.lines) == [], robot.text
        for told in whole:
            assert told in robot.prose, f"{told}\n{robot.text}"


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (120, 40), (160, 50)], ids=str)
async def test_every_pane_of_a_lookup_names_its_columns_and_every_box_its_card(
    size: tuple[int, int], home: Home
) -> None:
    async with home.console(size=size) as robot:
        await at(f"={CASNS[0]}")(robot, home)
        assert cut_in(robot.lines) == [], robot.text
        links = ((CASNS[0], CARD), (CASNS[1], "no card"), (CASNS[3], BANNED_CARD))
        for casn, card in links:
            row = next(line for line in robot.lines if casn in line and "│" in line)
            assert card in row, robot.text
        for pane, titles in (
            ("Devices", ("kind", "id", "CASN", "smartcard", "status")),
            ("Smartcards", ("status", "box")),
            ("Users", ("name", "type")),
            ("Rights", ("product", "until")),
        ):
            start = next(at for at, line in enumerate(robot.lines) if f"╭ {pane} " in line)
            heads = robot.lines[start][robot.lines[start].index(pane) :].split("╭")[0]
            heads += robot.lines[start + 1] if pane == "Devices" or size[1] > 34 else ""
            assert all(f" {title} " in heads for title in titles), f"{pane}: {heads}\n{robot.text}"


async def test_the_status_and_the_box_of_every_card_are_whole_or_shortened_in_the_middle(
    home: Home,
) -> None:
    async with home.console(size=(80, 24)) as robot:
        await at(f"={CASNS[0]}")(robot, home)
        row = next(line for line in robot.lines if f"› {CARD}" in line)  # noqa: RUF001
        box = home.ids.boxes[0]
        shown = re.search(r"(\w+)…(\w+)", row)
        assert shown, row
        assert box.startswith(shown[1])
        assert box.endswith(shown[2])
        assert ("● UNAVAILABLE" if home.family == "sdp2" else "· not told") in row


@pytest.mark.parametrize("family", ["sdp2"])
async def test_several_matches_and_live_sessions(family: str, tmp_path: Path) -> None:
    with Sandbox(long_ids(family)) as sandbox:
        home = Home(family, sandbox, tmp_path)
        async with home.console(size=(80, 24)) as robot:
            await at(f"={PLAYER}")(robot, home)
            assert cut_in(robot.lines) == [], robot.text
            titles = next(line for line in robot.lines if " kind " in line)
            assert all(title in titles for title in ("id", "status", "account"))
            assert "● ENABLED" in robot.text
            await at("escape", f"={CASNS[0]}", "3")(robot, home)
            assert cut_in(robot.lines) == [], robot.text
            assert re.search(r"■ silent since \d{4}-\d\d-\d\d \d\d:\d\d ", robot.text), robot.text


async def test_every_verdict_of_the_queue_can_be_read_to_its_end(home: Home) -> None:
    async with home.console(size=(80, 24)) as robot:
        await queue(robot, home)
        shown, keys = bare(robot.prose), 0
        titles = {bare(row.title) for row in robot.app.queue_run.rows}
        assert len(titles) > 3
        while titles and keys < 12:
            titles = {title for title in titles if title not in shown}
            await robot.press("j")
            shown, keys = bare(robot.prose), keys + 1
        assert titles == set(), robot.text


@pytest.mark.alike
async def test_the_rows_are_laid_out_anew_when_the_terminal_gets_narrower_and_wider(
    home: Home,
) -> None:
    async with home.console(size=(160, 50)) as robot:
        await queue(robot, home)
        wide, key = robot.lines, robot.app.page.content.listed.key
        for size in ((80, 24), (60, 20), (48, 20), (80, 24)):
            await resize(robot, size)
            assert robot.app.page.content.listed.key == key, "the cursor stays"
            assert cut_in(robot.lines) == [], robot.text
        await resize(robot, (160, 50))
        assert robot.lines == wide


async def test_an_id_in_a_record_is_whole_and_can_be_copied(home: Home) -> None:
    async with home.console(size=(120, 40)) as robot:
        await at(f"={CASNS[0]}")(robot, home)
        beside = [line[74:].strip("│ ") for line in robot.lines]
        assert any(line.endswith(home.ids.boxes[0]) for line in beside), robot.text
