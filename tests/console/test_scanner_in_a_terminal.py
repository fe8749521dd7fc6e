"""A scanner on a real terminal: every coding a person may have set up, and kill -9 after a scan."""

import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from smstui.domain.changes.cards import grouped
from tests.support.deliveries import delivered
from tests.support.site import Site, site
from tests.support.terminal import Terminal

PACE_S = 0.008
PASTE = ("\x1b[200~", "\x1b[201~")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Site]:
    with site("sdp2", tmp_path) as made:
        yield made


def burst(terminal: Terminal, text: str) -> None:
    terminal.send(text)


def paced(terminal: Terminal, text: str) -> None:
    for character in text:
        terminal.send(character)
        time.sleep(PACE_S)  # the subject's own pace


def pasted(terminal: Terminal, text: str) -> None:
    terminal.send(PASTE[0] + text + PASTE[1])


WAYS: list[tuple[str, Callable[[Terminal, str], None], str, str]] = [
    ("8 ms, CR", paced, "", "\r"),
    ("8 ms, LF", paced, "", "\n"),
    ("8 ms, CR LF", paced, "", "\r\n"),
    ("8 ms, Tab", paced, "", "\t"),
    ("burst, CR", burst, "", "\r"),
    ("burst, LF", burst, "", "\n"),
    ("burst, CR LF", burst, "", "\r\n"),
    ("burst, Tab", burst, "", "\t"),
    ("paste, CR", pasted, "", "\r"),
    ("paste, LF", pasted, "", "\n"),
    ("paste, CR LF", pasted, "", "\r\n"),
    ("paste, Tab", pasted, "", "\t"),
    ("symbology, burst, CR", burst, "]C1", "\r"),
    ("symbology, 8 ms, Tab", paced, "]d2", "\t"),
    ("symbology, paste, CR", pasted, "]C1", "\r"),
    ("STX, burst, CR", burst, "\x02", "\r"),
    ("tilde, burst, CR", burst, "~", "\r"),
]


def test_every_coding_makes_the_same_pair(place: Site) -> None:
    delivery = delivered(place.sandbox.world, len(WAYS) + 1)
    with place.terminal() as terminal:
        terminal.wait_for("Nothing has been looked up")
        terminal.press("\x1b")
        terminal.send("\t2")
        terminal.wait_for("Scan them in either order")
        terminal.pause()
        for (name, way, before, after), (box, card) in zip(WAYS, delivery.pairs, strict=False):
            way(terminal, before + card + after)
            way(terminal, before + box + after)
            said = f"ready {box} {grouped(card)}"
            terminal.wait_for(lambda text, said=said: said in " ".join(text.split()))
            assert "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}2 Pair" in terminal.text, name
        box, card = delivery.pairs[-1]
        pasted(terminal, f"{card}\n{box}")
        terminal.send("\r")
        terminal.wait_for(f"{len(WAYS) + 1} ready")
    assert place.sandbox.writes == []


def test_s18_what_was_scanned_offline_survives_kill_9(place: Site) -> None:
    delivery = delivered(place.sandbox.world, 20)
    place.sandbox.fault("drop-before")
    codes = [code for pair in delivery.pairs[:19] for code in pair]
    half = delivery.pairs[19][0]
    with place.terminal() as terminal:
        terminal.wait_for("Nothing has been looked up")
        terminal.send("\t2")
        terminal.wait_for("Scan them in either order")
        terminal.pause()
        terminal.send("".join(f"{code}\r" for code in [*codes, *codes[:2], half]))
        terminal.wait_for(lambda text: f"Box {half} is saved" in " ".join(text.split()))
        terminal.signal(signal.SIGKILL)
    place.sandbox.faults.clear()
    with place.terminal() as terminal:
        terminal.wait_for("Nothing has been looked up")
        terminal.send("\t2")
        terminal.wait_for(lambda text: f"Box {half} is saved" in " ".join(text.split()))
        terminal.wait_for("19 ready")
    assert place.sandbox.writes == []
