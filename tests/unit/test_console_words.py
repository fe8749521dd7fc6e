"""Plain functions of the console: ages, columns, wrapping, clipboard, history, crash, scans."""

import base64
import os
import random
import re
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from wcwidth import wcwidth

from smstui.console import clipboard, scanner, textual_patches
from smstui.console.guard import MaskingFilter, harmless, shown
from smstui.console.styled_text import cut, fit, wrap
from smstui.console.widgets.rows import Column, Row, laid_out, widths
from smstui.domain.marking import foreign, has_marks, personal, plain, typed
from smstui.domain.text import JOINERS, clean
from smstui.presentation.times import day_and_time, note_of
from smstui.services.masker import Masker

NOW = datetime(2026, 3, 14, 14, 2, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (timedelta(0), "read 14:02:07"),
        (timedelta(minutes=11), "read 13:51:07"),
        (timedelta(hours=2), "read 12:02:07"),
        (timedelta(days=5), "read 2026-03-09 14:02"),
        (timedelta(seconds=-3), "read 14:02:10"),
    ],
)
def test_when_it_was_read(age: timedelta, said: str) -> None:
    assert note_of(NOW - age, NOW) == said


@given(st.timedeltas(timedelta(0), timedelta(days=40)), st.integers(0, 9 * 3600))
def test_a_moment_is_told_the_same_however_long_it_stands_on_the_screen(
    age: timedelta, seconds: int
) -> None:
    later = NOW + timedelta(seconds=seconds)
    assert note_of(NOW - age, NOW) == note_of(NOW - age, later)
    assert day_and_time(NOW - age, NOW) == day_and_time(NOW - age, later)


@given(st.text(max_size=60), st.integers(1, 40))
def test_fitted_text_has_exactly_its_width(text: str, width: int) -> None:
    text = harmless(text)
    assert cell_len(fit(text, width)) == width
    assert cell_len(cut(text, width)) <= width


@given(st.text("ab c", max_size=80), st.integers(1, 20))
def test_wrapping_loses_no_word(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@pytest.mark.parametrize("name", ["sessions-lab.csv", "Sitzungen-Köln.csv"])
def test_a_path_that_is_longer_than_a_line_is_broken_after_a_folder(name: str) -> None:
    path = f"/home/anna.kowalska/.local/state/smstui/of-many-folders/and-one-more/still-more/{name}"
    said, *lines, last = wrap(f"Written to {path}", 60)
    assert said == "Written to"
    assert lines
    assert all(line.endswith("/") for line in lines), lines
    assert "".join([*lines, last]) == path
    assert wrap("ada.byron@cwmbran.example", 23) == ["ada.byron@", "cwmbran.example"]


def test_half_an_id_is_never_shown() -> None:
    columns = (Column("id", firm=True), Column("name"), Column("note", rank=1))
    rows = [Row("1", (("000145098240", "base"), ("a very long name", "base"), ("x", "base")))]
    line = "".join(text for text, _ in laid_out(rows[0], widths(columns, rows, 20)))
    assert "000145098240" in line
    assert cell_len(line) <= 20


@given(st.text(max_size=50).filter(lambda text: not set(text) & JOINERS))
def test_the_guard_lets_only_printable_text_through(text: str) -> None:
    assert harmless(text).isprintable()
    assert len(harmless(text)) == len(text)


INDIC_AND_ARABIC = st.text("\u200c\u200dयकषनरക്ाکیرضا x", min_size=1, max_size=20).map(clean)


@given(INDIC_AND_ARABIC, st.integers(1, 30))
def test_text_with_joiners_takes_the_cells_that_a_terminal_gives_it(text: str, width: int) -> None:
    for drawn in (fit(text, width), cut(text, width), *wrap(text, width), harmless(text)):
        assert cell_len(drawn) == sum(map(wcwidth, drawn)), "each letter by itself"
    assert sum(map(wcwidth, fit(text, width))) == width


@given(INDIC_AND_ARABIC)
def test_a_drawn_line_keeps_non_joiners_and_leaves_joiners_out(text: str) -> None:
    expected = text if "\ufffd" in text else text.replace("\u200d", "")
    assert harmless(text).replace("\ufffd", "") == expected.replace("\ufffd", "").replace(
        "\u200d", ""
    )


def test_a_masked_name_with_a_joiner_is_masked_as_it_is_drawn() -> None:
    masker = Masker(enabled=True)
    named = personal("ශ්\u200dරී")
    line = MaskingFilter(masker).apply([Segment(f"name {named}, x")], Color(0, 0, 0))
    assert "ශ" not in "".join(each.text for each in line)


def test_copying_by_osc52_says_it_was_sent(tmp_path: Path) -> None:
    sent: list[str] = []
    said = clipboard.copy("000145098240", "auto", sent.append, tmp_path, {})
    assert sent == ["\x1b]52;c;" + base64.b64encode(b"000145098240").decode() + "\a"]
    assert said == "Sent to the terminal's clipboard: 000145098240."


@pytest.mark.parametrize(
    ("environment", "between"),
    [
        ({"STY": "1.pts-0", "TERM": "screen"}, "GNU screen"),
        ({"STY": "1.pts-0", "TERM": "xterm-256color"}, "GNU screen"),
        ({"TERM": "screen-256color"}, "tmux or GNU screen"),
        ({"TERM": "tmux-256color"}, "tmux"),
    ],
)
@pytest.mark.parametrize("mode", ["auto", "osc52"])
def test_what_may_not_leave_a_multiplexer_is_not_called_sent_and_is_in_a_file(
    tmp_path: Path, environment: dict[str, str], between: str, mode: str
) -> None:
    sent: list[str] = []
    text = "nmp.00001 " * 100
    said = clipboard.copy(text, mode, sent.append, tmp_path, environment)
    assert said.startswith(f"Sent to {between}, which may keep it. Written to {tmp_path}")
    assert (tmp_path / "clipboard.txt").read_text() == text
    inner = "".join(sent).replace("\x1b\\\x1bP", "")
    assert base64.b64encode(text.encode()).decode() in inner
    wrapped = re.findall(r"\x1bP(.*?)\x1b\\", "".join(sent), re.DOTALL)
    assert bool(wrapped) == ("screen" in between)
    assert all(len(piece) <= 256 for piece in wrapped)


def test_what_no_terminal_takes_goes_to_a_private_file(tmp_path: Path) -> None:
    said = clipboard.copy("x" * 80_000, "osc52", lambda _: None, tmp_path, {})
    file = tmp_path / "clipboard.txt"
    assert str(file) in said
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_no_link_is_followed_when_copying_to_a_file(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine")
    (tmp_path / "clipboard.txt").symlink_to(victim)
    clipboard.copy("text", "file", lambda _: None, tmp_path, {})
    assert victim.read_text() == "mine"


def test_tmux_gets_the_text_on_its_standard_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = tmp_path / "tmux"
    fake.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/args\ncat > {tmp_path}/text\n')
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    said = clipboard.copy("3421", "auto", lambda _: None, tmp_path, {"TMUX": "/tmp/tmux"})
    assert (tmp_path / "args").read_text().split() == ["load-buffer", "-w", "-"]
    assert (tmp_path / "text").read_text() == "3421"
    assert said.startswith("Copied to tmux")


def test_copying_can_be_off_and_tmux_can_be_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(clipboard.CannotCopy, match="switched off"):
        clipboard.copy("x", "off", lambda _: None, tmp_path, {})
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(clipboard.CannotCopy, match="tmux did not take"):
        clipboard.copy("x", "tmux", lambda _: None, tmp_path, {})


def test_a_crash_tells_type_and_place_and_no_value() -> None:
    secret = "hidden-value"
    try:
        {}[secret]
    except KeyError as error:
        said = textual_patches.sentence_of(error)
    assert "KeyError" in said
    assert "test_console_words.py:" in said
    assert secret not in said


def test_a_scan_is_told_by_its_length() -> None:
    assert scanner.is_text("E")
    assert scanner.is_text("\u202e")
    assert not scanner.is_text("\x1d")
    assert not scanner.is_text("")
    assert scanner.is_scan("000145098240")
    assert not scanner.is_scan("yr")


@pytest.mark.parametrize("width", range(24, 60))
def test_a_mask_leaves_no_bracket_behind_on_the_next_line(width: int) -> None:
    """A name in brackets stays on one line, so that its mask has them both."""
    name = personal("Ada Byron of Lovelace")
    lines = wrap(f"account nmp.00001 ({name}) is ACTIVE, user 7 ({name}) is locked", width)
    drawn = ["".join(shown([line], frozenset())).strip() for line in lines]
    assert all(line.count("(") == line.count(")") for line in drawn), drawn
    long = personal("many words " * 12)
    assert max(map(cell_len, wrap(f"reason ({long}).", width))) <= width


def test_a_mask_of_several_lines_leaves_no_bracket_behind() -> None:
    """Generated texts: each line has both brackets of a masked text or neither."""
    pick = random.Random(17)
    tried = broken = 0
    for _ in range(3_000):
        words = ["".join(pick.choices("ZŻ界z", k=pick.randint(1, 12)))
                 for _ in range(pick.randint(1, 8))]  # fmt: skip
        mark = pick.choice((personal, typed, foreign))
        begin, end = pick.choice(("()", "[]", ("((", "))"), ("([", "])"), ('"', '"'), ("„", "“")))
        behind = pick.choice((".", ", ACTIVE", " is locked since 2026", ""))
        told = f"account nmp.00001 {begin}{mark(' '.join(words))}{end}{behind}"
        width = pick.randint(13, 60)
        lines = wrap(told, width)
        drawn = ["".join(shown([line], frozenset())) for line in lines]
        for line in drawn:
            assert not set(line) & set("ZŻ界z"), (told, width, drawn)
            for one, other in zip(begin, reversed(end), strict=True):
                pair = line.count(one), line.count(other)
                in_pairs = pair[0] % 2 == 0 if one == other else pair[0] == pair[1]
                assert in_pairs, (told, width, drawn)
        whole = plain("".join(lines)).replace(" ", "")
        assert whole == plain(told).replace(" ", ""), "without privacy nothing is left out"
        tried += 1
        broken += sum(map(has_marks, lines)) > 1
    print(f"{tried} texts, {broken} over several lines")
    assert broken > tried / 4
