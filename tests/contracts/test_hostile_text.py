"""Whatever stands in a record: nothing crashes, nothing is interpreted, no control gets out.

Judged on the bytes of a real terminal, by the grammar of `tests/support/wire.py`.
"""

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from smstui.sandbox import base
from smstui.sandbox.world import World
from tests.support.hostile import HARMS, fill, twins
from tests.support.rooms import records_beside, walk_rooms
from tests.support.site import Site, site
from tests.support.terminal import Terminal
from tests.support.wire import strange_lines, strangers

B1, B1_CASN, B9_CASN = "3421", "E833815A9290", "E833815A9444"
SPARED = frozenset({"1001", B1, "301", "1002", "3422", "3439"})
ESC, CTRL_Q, TAB, ENTER = "\x1b", "\x11", "\t", "\r"
QUIET_S, FOLLOW_S = 0.06, 0.25
"""Longer than a frame takes, and than the record beside a list takes to follow its cursor."""


def hostile_world(family: str) -> World:
    """The world `base` with harm in every text field, and one text that leads to two boxes."""
    world = base()
    assert fill(world, HARMS, SPARED, family) > 500
    other = world.box("3422")
    assert other is not None
    twins(world, B9_CASN, other)
    return world


@pytest.fixture(params=["sdp2", "opf"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    with site(request.param, tmp_path, world=hostile_world(request.param)) as made:
        text = made.configuration.read_text("utf-8")
        label = json.dumps("[/][bold]")  # what does not print is refused (config check)
        named = f'"SANDBOX {request.param.upper()}"'
        made.configuration.write_text(text.replace(named, label), "utf-8")
        yield made


@pytest.mark.parametrize("desk", ["opf"], indirect=True)  # XML cannot carry ESC
def test_on_every_screen_of_the_console(desk: Site) -> None:
    with desk.terminal(columns=100, rows=30) as terminal:
        terminal.wait_for("ready")
        open_bundle(terminal, B1_CASN)
        walk_rooms(terminal, QUIET_S)
        queue(terminal)
        walk_the_bundle(terminal, desk.family)
        copied = copy_all(terminal)
        dialogs(terminal)
        several_and_near(terminal)
        recents_and_history(terminal)
        failures(terminal, desk)
        terminal.send(CTRL_Q)
        assert terminal.wait_for_end() == 0
    assert strangers(terminal.output, copies=len(copied)) == []
    assert [strange_lines(text) for text in copied] == [[]] * len(copied)
    seen = terminal.output.decode("utf-8")
    for literal in ("[/]", "[@click=app.quit]x[/]", "\N{REPLACEMENT CHARACTER}", "{x!r} %s %(y)s"):
        assert literal in seen, literal


def open_bundle(terminal: Terminal, text: str) -> None:
    terminal.send(f"/{text}{ENTER}")
    terminal.wait_for(
        lambda shown: (
            "Devices" in shown and "cached" not in shown and " read " in shown.split("\n")[0]
        )
    )
    terminal.wait_until_quiet(QUIET_S)


def walk_the_bundle(terminal: Terminal, family: str) -> None:
    """Every pane with records of every kind beside it; then fields that scroll."""
    terminal.resize(180, 60)
    terminal.wait_until_quiet()
    kinds = {"Account", "Box", "Player", "Card", "User", "Right"}
    records_beside(terminal, kinds | ({"Session"} if family == "sdp2" else set()), FOLLOW_S)
    terminal.resize(80, 24)
    terminal.wait_until_quiet()
    terminal.press(ENTER, QUIET_S)
    for _ in range(4):
        terminal.press("\x04", QUIET_S)
    terminal.press(ESC)


def copy_all(terminal: Terminal) -> list[str]:
    """Entries of the copy menu; the texts that reached the terminal's clipboard."""
    for entry in range(4):
        terminal.send("y")
        terminal.wait_for("whole sheet")
        terminal.press("\x1b[B" * entry, QUIET_S)
        terminal.send(ENTER)
        terminal.wait_for("Sent to the terminal")
        terminal.press(TAB, QUIET_S)
    sent = re.findall(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", terminal.output)
    assert len(sent) == 4
    return [base64.b64decode(one).decode() for one in sent]


def dialogs(terminal: Terminal) -> None:
    for key, heading in (("?", "All actions"), (":", "lookup  find"), ("y", "whole sheet")):
        terminal.send(key)
        terminal.wait_for(heading)
        terminal.press("zz", QUIET_S)
        terminal.press(ESC)
        terminal.wait_for(lambda text, gone=heading: gone not in text)
    command(terminal, "theme")
    terminal.wait_for("Themes")
    terminal.press("\x1b[B" * 7, QUIET_S)
    terminal.press(ESC)
    terminal.wait_for(lambda text: "╭ Themes" not in text)
    command(terminal, "lookup [/][@click=app.quit]x[/]")
    terminal.wait_for("click=app.quit")
    terminal.wait_until_quiet()
    command(terminal, "nonsense[/]")
    terminal.wait_for('no command ":nonsense[/]"')


def command(terminal: Terminal, line: str) -> None:
    terminal.send(":")
    terminal.wait_for("lookup  find")
    terminal.press(f"{line}{ENTER}", QUIET_S)


def queue(terminal: Terminal) -> None:
    """Ids of which each leads to a harmful row; the harmful ones are refused as ids."""
    terminal.send("4")
    terminal.wait_for("The queue is empty")
    terminal.send(f"\x1b[200~{B1_CASN}\n{B9_CASN}\n[/]\x9b31m\nnobody[/]\n\x1b[201~")
    terminal.wait_for("r diagnose all")
    terminal.press("r", QUIET_S)
    terminal.wait_for(lambda text: re.search(r"(\d) of \1", text) is not None)
    terminal.wait_until_quiet(QUIET_S)
    terminal.press(ESC)
    terminal.wait_for("Devices")


def several_and_near(terminal: Terminal) -> None:
    terminal.send(f"/{B9_CASN}{ENTER}")
    terminal.wait_for("Which one? 2")
    terminal.wait_until_quiet(QUIET_S)
    terminal.send(f"/{B1_CASN[:-2]}{B1_CASN[:-3:-1]}{ENTER}")
    terminal.wait_for("Did you mean")
    terminal.wait_until_quiet(QUIET_S)


def recents_and_history(terminal: Terminal) -> None:
    open_bundle(terminal, B1_CASN)
    terminal.press("[", QUIET_S)
    for _ in range(4):
        terminal.press(ESC)
    terminal.wait_for("Recent lookups")
    terminal.wait_until_quiet(QUIET_S)


def failures(terminal: Terminal, desk: Site) -> None:
    """A part that fails, an id of strange characters, a platform that is gone."""
    part = "*session*" if desk.family == "sdp2" else "*entitle*"
    desk.sandbox.fault(f"status 503 operation={part}")
    open_bundle(terminal, B1_CASN)
    desk.sandbox.faults.clear()
    terminal.send("/\x1b[200~e8\u202e\u200b\x9b31m[/]\x1b[201~\r")
    terminal.wait_for("U+202E")
    terminal.wait_until_quiet(QUIET_S)
    desk.sandbox.stop()
    terminal.send(f"/{B1_CASN}{ENTER}")
    terminal.wait_for("offline")
    terminal.wait_until_quiet(QUIET_S)
    terminal.send(f"/nobody[/]{ENTER}")
    terminal.wait_for("nobody[/]")
    terminal.wait_until_quiet(QUIET_S)


@pytest.mark.alike
def test_on_the_command_line(desk: Site) -> None:
    texts = (B1_CASN, B9_CASN, "nmp.00001", "[/][@click=app.quit]x[/]")
    plain = desk.run("lookup", *texts, "--plain")
    document = desk.run("lookup", *texts, "--json")
    assert plain.code == document.code != 1
    for said in (plain.out, plain.err, document.err):
        assert strange_lines(said) == []
    assert document.out.isascii()
    assert len(document.documents) == len(texts)
    assert strange_values(document.documents) == []


@pytest.mark.alike
def test_on_the_command_line_of_a_terminal(desk: Site) -> None:
    with desk.terminal("lookup", B1_CASN, columns=100, rows=30) as terminal:
        assert terminal.wait_for_end() == 0
    assert strangers(terminal.output) == []
    with desk.terminal("recents", columns=100, rows=30) as terminal:
        assert terminal.wait_for_end() == 0
    assert strangers(terminal.output) == []


def strange_values(document: object) -> list[str]:
    """Texts anywhere in a document that hold a control, which JSON would spell out."""
    if isinstance(document, dict):
        return [found for pair in document.items() for one in pair for found in strange_values(one)]
    if isinstance(document, list):
        return [found for one in document for found in strange_values(one)]
    return strange_lines(document) if isinstance(document, str) else []
