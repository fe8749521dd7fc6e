"""What a terminal sends is read or ignored, wherever it is cut; nothing of it is typed."""

import random
import re
from collections.abc import Iterable

import pytest
from textual import events
from textual._parser import ParseError
from textual._xterm_parser import XTermParser
from textual.message import Message

from smstui.config.ui import UiSettings
from smstui.console.input_decoder import (
    BLOCK,
    BLOCK_S,
    MOST_PASTED,
    SILENCE_S,
    InputDecoder,
)

ESC, ESC_S = "\x1b", 0.1
SHORT_ESC_S = UiSettings().esc_delay_ms / 1000
NUM, CAPS = 128, 64


def read(*parts: str | float, escape_s: float = ESC_S) -> list[Message]:
    """The events of what is read, with pauses in seconds between the parts."""
    decoder, now, out = InputDecoder(escape_s), 10.0, list[Message]()
    for part in (*parts, 9.0):
        if isinstance(part, str):
            out += decoder.feed(part, now)
            continue
        ends = now + part
        while (due := decoder.due_in(now)) is not None and now + due <= ends:
            now += due + 1e-9
            out += decoder.tick(now)
        now = ends
    return out


def told(found: Iterable[Message]) -> list[str]:
    """Keys by their names, with the character where it is no part of the name; pastes."""
    return [
        f"paste {event.text}" if isinstance(event, events.Paste)
        else event.key if isinstance(event, events.Key)
        else type(event).__name__
        for event in found
    ]  # fmt: skip


def typed(found: Iterable[Message]) -> str:
    return "".join(event.character or "" for event in found if isinstance(event, events.Key))


@pytest.mark.parametrize("lock", [0, NUM, CAPS, NUM | CAPS])
@pytest.mark.parametrize(
    ("sequence", "key", "character"),
    [
        ("\x1b[13;{}u", "enter", "\r"), ("\x1b[9;{}u", "tab", "\t"),
        ("\x1b[57414;{}u", "enter", "\r"), ("\x1b[127;{}u", "backspace", "\x7f"),
        ("\x1b[27;{}u", "escape", None), ("\x1b[1;{}A", "up", None),
        ("\x1b[5;{}~", "pageup", None), ("\x1b[32;{};32u", "space", " "),
        ("\x1b[57404;{};53u", "5", "5"), ("\x1b[57404;{}u", "5", "5"),
        ("\x1b[57410;{}u", "slash", "/"), ("\x1b[27;{};13~", "enter", "\r"),
        ("\x1b[13;{}:1u", "enter", "\r"), ("\x1b[13;{}:2u", "enter", "\r"),
    ],
)  # fmt: skip
def test_a_lock_changes_no_key(lock: int, sequence: str, key: str, character: str | None) -> None:
    (event,) = read(sequence.format(1 + lock))
    assert isinstance(event, events.Key)
    assert (event.key, event.character) == (key, character)


@pytest.mark.parametrize(
    ("sequence", "key"),
    [
        ("\x1b[97;1:1u", "a"), ("\x1b[97;;97u", "a"), ("\x1b[97u", "a"), ("\x1b[97;65u", "A"),
        ("\x1b[97;65;65u", "A"), ("\x1b[97:65;2;65u", "A"), ("\x1b[97:65;2u", "A"),
        ("\x1b[113;5u", "ctrl+q"), ("\x1b[113;197u", "ctrl+q"), ("\x1b[81;5u", "ctrl+q"),
        ("\x1b[27;5;113~", "ctrl+q"), ("\x1b[9;2u", "shift+tab"), ("\x1b[Z", "shift+tab"),
        ("\x1b[49;3u", "alt+1"), ("\x1b1", "alt+1"), ("\x1b[49;131u", "alt+1"),
        ("\x1b[47:63;2;63u", "question_mark"), ("\x1b[0;;229u", "å"),
        ("\x1bOA", "up"), ("\x1b[A", "up"), ("\x1b[1;5A", "ctrl+up"), ("\x1b[[A", "f1"),
        ("\x1b[3$", "shift+delete"), ("\x1bf", "ctrl+right"), ("\x1b", "escape"),
        ("\r", "enter"), ("\x11", "ctrl+q"), ("\x7f", "backspace"), ("é", "é"),
        ("\x1b[81;16;17;1;8;1_", "ctrl+q"), ("\x1b[13;28;13;1;32;1_", "enter"),
        ("\x1b[38;72;0;1;288;1_", "up"), ("\x1b[9;15;9;1;16;1_", "shift+tab"),
        ("\x1b[49;2;49;1;2;1_", "alt+1"), ("\x1b[81;16;64;1;9;1_", "at"),
    ],
)  # fmt: skip
def test_a_key_is_read_in_every_encoding(sequence: str, key: str) -> None:
    assert told(read(sequence)) == [key]


REPORTS = [
    "\x1b[?62;22c", "\x1b[>41;354;0c", "\x1b[=0;1c", "\x1b[8;24;80t", "\x1b[4;480;800t",
    "\x1b[48;24;80;480;800t", "\x1b[?2048;2$y", "\x1b[?2026;0$y", "\x1b[?1u", "\x1b[0n",
    "\x1b[5;7R", "\x1b[?997;1n", "\x1b]10;rgb:ffff/ffff/ffff\x1b\\",
    "\x1b]11;rgb:0000/0000/0000\x07", "\x1b]52;c;aGVsbG8=\x1b\\", "\x1b_Gi=31;OK\x1b\\",
    "\x1bP1$r0m\x1b\\", "\x1bP>|XTerm(370)\x1b\\", "\x1bP!|00000000\x1b\\",
    "\x1bP1+r544e=787465726d\x1b\\", "\x1b^private\x1b\\", "\x1bXstring\x1b\\",
    "\x1b[<0;10;10M", "\x1b[M !!", "\x1b[97;1:3u", "\x1b[57441;2u", "\x1b[57358u",
    "\x1b[81;16;113;0;0;1_", "\x1b[16;42;0;1;16;1_", "\x1b[200~\x1b[201~", "\x1b[201~",
    "\x1b[;;;;;;;u", "\x1b[99999999999999999999u", "\x1b[1114112u", "\x1b[55296u",
    "\x1b[97;x", "\x1b[0;1;55296:1114112u", "\x1b[::::u", "\x1b[0u", "\x1b[1;99999999A",
    "\x1b[48;0;0;0;0t", "\x1b[;_", "\x1b[1:2:3_", "\x1b[$y", "\x1b[?;$y",
    "\x1b[" + "1;" * 900 + "u", "\x1b]" + "x" * 9_000 + "\x07", "\x1b[\x18", "\x1bO ",
    "\x1b[<;;M", "\x1b[\udc80u",
]  # fmt: skip
"""Answers of terminals, keys let go, and sequences that mean nothing."""


@pytest.mark.parametrize("report", REPORTS)
def test_no_report_is_typed_and_what_follows_it_is(report: str) -> None:
    got = read(f"{report}7")
    assert typed(got) in ("7", "\x187", "\udc80u7"), told(got)
    assert typed(read(report, "7")) in ("7", "\x187", "\udc80u7")


@pytest.mark.parametrize("escape_s", [ESC_S, SHORT_ESC_S])
def test_a_report_cut_anywhere_with_any_pause_is_not_typed(escape_s: float) -> None:
    tried = 0
    for report in REPORTS:
        if len(report) > 99 or "\udc80" in report or "\x18" in report or report[2:3] == "M":
            continue  # too long, no report, or one of a mouse that was never asked for
        for at in range(1, len(report)):
            for pause in (0.02, 0.15, 0.6, 1.5):
                rest = report[at:]
                if pause > SILENCE_S and len(rest) == 1:
                    continue  # one character, long after: nobody can tell it from a key
                if (
                    at == 1
                    and pause > escape_s - 0.01
                    and not re.match(r"\[.*[;0-9].*[@-~]|\].*;|_G|P", rest)
                ):
                    continue  # Esc and a letter by hand look the same
                got = read(report[:at], pause, rest, escape_s=escape_s)
                assert typed(got).strip("\x1b") == "", (report, at, pause, told(got))
                tried += 1
    print(f"{tried} cut reports")
    assert tried > 1_500


def test_a_report_cut_twice_is_not_typed_either() -> None:
    for report in REPORTS:
        if len(report) > 99 or not re.match(
            r"\x1b(?:\[[<=>?]?[0-9][0-9;:$]*[@-Z\^-~]|\][0-9]+;.*)", report
        ):
            continue
        after_esc = 3 if report[1] == "[" else report.index(";")
        for at in range(after_esc, len(report)):
            for first, second in ((0.03, 0.03), (0.2, 0.2), (0.9, 0.05), (0.05, 0.9)):
                parts = (ESC, first, report[1:at], second, report[at:])
                got = read(*parts, escape_s=SHORT_ESC_S)
                assert typed(got).strip(ESC) == "", (report, at, first, told(got))


def test_an_arrow_key_that_comes_byte_by_byte_is_never_typed() -> None:
    for first in (0.0, 0.03, 0.2, 0.9):
        for pause in (0.03, 0.09):
            assert told(read(ESC, first, "[", pause, "B", escape_s=SHORT_ESC_S))[-1] == "down"
            drip = ("[", pause, "1", pause, ";5", pause, "B")
            assert typed(read(ESC, first, *drip, escape_s=SHORT_ESC_S)).strip(ESC) == ""


def test_a_lone_esc_is_a_key_once_its_delay_is_over() -> None:
    decoder = InputDecoder(SHORT_ESC_S)
    assert decoder.feed(ESC, 1.0) == []
    assert decoder.due_in(1.0) == pytest.approx(SHORT_ESC_S)
    assert decoder.tick(1.02) == []
    assert told(decoder.tick(1.03)) == ["escape"]
    assert decoder.due_in(1.03) is None


def test_a_bracket_by_hand_after_esc_is_a_key() -> None:
    for pause in (0.15, 0.5, 1.5):
        assert told(read(ESC, pause, "[")) == ["escape", "left_square_bracket"]
        assert told(read(ESC, pause, "[", 0.2, "j")) == ["escape", "left_square_bracket", "j"]


def test_random_bytes_raise_nothing_and_ctrl_q_is_heard_in_the_end() -> None:
    chance = random.Random(12)
    pieces = [*REPORTS, *map(chr, range(256)), "\x1b[", "\x1b]", "\x1bP", "\x1b[200~", "1", ";"]
    for _ in range(4_000):
        parts: list[str | float] = []
        for _ in range(chance.randint(1, 12)):
            piece = chance.choice(pieces)
            parts.append(piece[: chance.randint(1, len(piece))])
            parts.append(chance.choice((0.0, 0.05, 0.2, 0.7, 1.2)))
        assert "ctrl+q" in told(read(*parts, 1.5, "\x11")), parts


def test_stock_textual_still_fails_on_some_of_them() -> None:
    """A canary: when it reads all of them, our own decoder can go."""

    def stock(text: str) -> str:
        return typed(list(XTermParser().feed(text)))

    with pytest.raises((ValueError, OverflowError, ParseError, StopIteration)):
        stock("\x1b[97;1:1u")
    assert stock(f"\x1b]11;rgb:{'0000/' * 6}\x07") != ""


# Pastes


def test_a_paste_is_one_event_wherever_it_is_cut() -> None:
    whole = "\x1b[200~E833815A9290\r\n\x1b[31mx\x1b[20\x1b[201~"
    for first in range(1, len(whole)):
        for pause in (0.0, 0.05, 0.09):
            got = told(read(whole[:first], pause, f"{whole[first:]}q"))
            assert got == ["paste E833815A9290\r\n\x1b[31mx\x1b[20", "q"], (first, pause)


def test_a_paste_without_its_end_is_over_after_a_second_of_silence() -> None:
    assert told(read("\x1b[200~3421\r", 0.9, "3422\r" * 9, 1.1, "q")) == [
        "paste 3421\r" + "3422\r" * 9, "q",
    ]  # fmt: skip


def test_keys_behind_a_paste_without_its_end_are_keys_however_fast_a_hand_is() -> None:
    got = told(read("\x1b[200~3421\r", 0.3, "a", 0.3, "b", 0.3, "\x1b[B", 0.3, "\x11"))
    assert got == ["paste 3421\r", "a", "b", "down", "ctrl+q"]


def test_a_late_end_takes_what_came_before_it() -> None:
    assert told(read("\x1b[200~3421\r", 1.5, "3422\r\x1b[201~q")) == [
        "paste 3421\r", "paste 3422\r", "q",
    ]  # fmt: skip


def test_a_block_without_marks_is_a_paste_and_ctrl_q_behind_it_a_key() -> None:
    lines = "E833815A9290\r" * 40
    assert told(read(lines)) == [f"paste {lines}"]
    assert told(read(lines, BLOCK_S / 2, lines, BLOCK_S / 2, "x\x11")) == [
        f"paste {lines}{lines}x", "ctrl+q",
    ]  # fmt: skip
    assert told(read(f"{lines}\x1b[113;5u")) == [f"paste {lines}", "ctrl+q"]
    assert told(read(f"a\x11{lines}")) == [f"paste a\x11{lines}"]
    assert len(told(read("j" * BLOCK * 2))) == BLOCK * 2
    assert told(read("3421\r"))[-1] == "enter"


@pytest.mark.parametrize("marked", [True, False])
def test_a_paste_of_any_size_takes_linear_time_and_bounded_memory(marked: bool) -> None:
    import time

    def seconds(size: int) -> float:
        decoder, line = InputDecoder(ESC_S), "E833815A9290\x1b[20\r" if marked else "E833815A9290\r"
        text = line * (size // len(line))
        began = time.process_time()
        if marked:
            decoder.feed("\x1b[200~", 1.0)
        got = []
        for at in range(0, len(text), 4_095):
            got += decoder.feed(text[at : at + 4_095], 1.0)
        got += decoder.feed("\x1b[201~", 1.0) if marked else decoder.tick(2.0)
        took = time.process_time() - began
        (paste,) = got
        assert isinstance(paste, events.Paste)
        assert paste.text == text[: MOST_PASTED + 1]
        return took

    seconds(200_000)
    small, large = seconds(500_000), seconds(8_000_000)
    assert large < 16 * 5 * max(small, 0.005), (small, large)
