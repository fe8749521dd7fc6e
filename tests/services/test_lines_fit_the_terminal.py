"""Every text output fits its terminal, and breaks no word. A pipe gets every line whole."""

import fcntl
import os
import pty
import re
import struct
import sys
import termios
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, product

import pytest

from smstui.commands import check_machine, config, doctor_report, keys
from smstui.commands.folding import folded, width
from smstui.commands.main import run
from smstui.presentation import drafts, journal, outcomes, queue, sessions
from tests.goldens.command_lines import CHANGES, READS
from tests.support.change_line import ChangeLine
from tests.support.command_line import undisturbed_logging
from tests.support.products import FAMILIES, short
from tests.support.walking import at

WIDTHS = (60, 80, 100)
MORE = """
diagnose E833815A9290 nmp.00004 000145098240 nobody.has.this --brief
diagnose nmp.00001
doctor --known E833815A9290
config show
config chek
pair E833815A9301 000145098241 --confirm
lookup
transcript nmp.00003
transcript 000145098420
lookup nmp.00001 --offline
""".strip()
LAST = """
pair 3422 000145098241 --draft
pair 3422 000145098240 --draft
drafts
drafts --check
pair E833815A9301 000145098241 --apply
status nmp.00001 SUSPENDED --apply
drafts --apply
message ada-phone Hello --apply
undo
journal
recents
transcript nmp.00001
""".strip()
"""What these say differs from the first run to the next: their width alone is looked at."""
WRAPPING = " ".join(
    column.title
    for columns in (
        config.VALUES, doctor_report.CATALOGUE, keys.COLUMNS, drafts.COLUMNS, journal.COLUMNS,
        outcomes.MATCHES, queue.COLUMNS, sessions.COLUMNS,
    )
    for column in columns
    if column.wraps
)  # fmt: skip
"""Titles of columns of sentences, which need none where they go below their row."""
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
_STYLE = re.compile(r"\x1b\[[0-9;]*m")


def lines_of(family: str) -> list[str]:
    """Return a line of every command that reads, and of half of those that plan a change."""
    plans = [line for line in CHANGES.splitlines() if not re.search("--apply|--draft|{", line)]
    by_command = {line.split(" ")[0]: line for line in plans}
    half = [*by_command.values()][FAMILIES.index(family) :: 2]
    reads = [line for line in READS.splitlines() if "--privacy" not in line]
    return list(dict.fromkeys([*reads, *half, *MORE.splitlines()]))


CASES = {family: short(product(lines_of(family), WIDTHS)) for family in FAMILIES}


@contextmanager
def a_terminal(columns: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Give this process a PTY as its standard output and error; what came there is in the list."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    seen: list[str] = []
    read: list[bytes] = []

    def reader() -> None:
        while True:
            try:
                read.append(os.read(ours, 65_536))
            except OSError:
                return

    thread = threading.Thread(target=reader)
    thread.start()
    try:
        with monkeypatch.context() as patch:
            patch.delenv("COLUMNS", raising=False)
            for name in ("stdout", "stderr"):
                stream = os.fdopen(os.dup(theirs), "w", encoding="utf-8")
                patch.setattr(sys, name, stream)
            try:
                yield seen
            finally:
                for stream in (sys.stdout, sys.stderr):
                    stream.close()
    finally:
        os.close(theirs)
        thread.join()
        os.close(ours)
        seen.append(b"".join(read).decode().replace("\r\n", "\n"))


def on_terminal(line: ChangeLine, columns: int, words: list[str]) -> str:
    """Return what a person reads of `words` on a terminal; colours and erased lines are gone."""
    monkeypatch = line.shell.monkeypatch
    with undisturbed_logging(), a_terminal(columns, monkeypatch) as seen:
        run(("--deployment", line.deployment, *words))
    lines = [each.rpartition("\r\x1b[K")[2] for each in seen[0].split("\n")]
    return _STYLE.sub("", "\n".join(lines))


def words_of(text: str) -> set[str]:
    """Return the words of an output, without what differs between two runs: numbers, new ids and
    ages."""
    words = re.sub(r"\d+", "0", _UUID.sub("uuid", text)).split()
    return {word for word in words if word.strip("();,?.:") not in ("now", "s", "min", "ago")}


def test_every_output_fits_and_breaks_no_word(desk: ChangeLine) -> None:
    desk.shell.monkeypatch.setattr(check_machine, "DESIGNED", (1, 1))
    cases = CASES[desk.family]
    for line, columns in cases:
        words = line.split(" ")
        with at(f"{line} at {columns}"):
            shown = on_terminal(desk, columns, words)
            fits(shown, columns)
            whole = words_of(on_terminal(desk, 1_000, words))
            assert words_of(shown) <= whole, "a word is broken"
            assert whole <= words_of(shown) | words_of(WRAPPING), "a word is lost"
    for line, columns in zip(LAST.splitlines(), cycle(WIDTHS), strict=False):
        with at(f"{line} at {columns}"):
            fits(on_terminal(desk, columns, line.split(" ")), columns)
    print(f"{len(cases) + len(LAST.splitlines())} outputs")


def fits(shown: str, columns: int) -> None:
    """Fail for a line that is longer than the terminal is wide, unless it is a single word."""
    assert shown.strip()
    for line in shown.splitlines():
        assert width(line) <= columns or len(line.split()) == 1, line


def test_a_word_that_fits_on_a_line_of_its_own_is_not_broken() -> None:
    path = "/srv/" + "x" * 53
    assert folded(f"    smstui reads {path} first", 60).splitlines() == [
        "    smstui reads", f"  {path}", "        first",
    ]  # fmt: skip
    assert folded("- one two three", 9).splitlines() == ["- one two", "  three"]
    assert folded("smstui: one two three", 15).splitlines() == ["smstui: one two", "        three"]
    assert folded("\x1b[1mone\x1b[0m two", 7) == "\x1b[1mone\x1b[0m two"
    assert folded("| a | row of a table |", 9) == "| a | row of a table |"
    assert folded("日本 日本", 8).splitlines() == ["日本", "    日本"]


def test_a_pipe_gets_every_line_whole(desk: ChangeLine) -> None:
    """However narrow the terminal is that COLUMNS tells of; a diagnosis has 79 columns as ever."""
    desk.shell.monkeypatch.setenv("COLUMNS", "40")
    assert max(map(len, desk.run("lookup", "nmp.00001").out.splitlines())) > 80
    assert len(desk.run("lookup", "nobody.has.this").err.splitlines()) == 1
    assert 70 < max(map(len, desk.run("diagnose", "E833815A9340").out.splitlines())) <= 79
