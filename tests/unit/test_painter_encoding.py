"""Which bytes the painter sends for which change."""

import subprocess
import sys

import pytest
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual._compositor import LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from smstui.console.painter.encoder import Abilities
from smstui.console.painter.frames import FramePainter
from smstui.console.painter.styles import Styles

XTERM = Abilities(fills=True, erases=True, columns=True)
RED, BLUE = Style(color="red"), Style(color="blue")
ON_BLUE = Style(color="white", bgcolor="blue")


class Screen:
    """A screen of one width, given line by line as pieces of text and style."""

    def __init__(self, width: int, abilities: Abilities = XTERM) -> None:
        self.painter = FramePainter(ColorSystem.STANDARD, abilities)
        self._width = width

    def sent(self, *lines: str | list[tuple[str, Style | None]]) -> str:
        """Return what is sent for a frame, without the move of the cursor to the top left."""
        pieces = [[(line, None)] if isinstance(line, str) else line for line in lines]
        strips = [[Strip([Segment(*piece) for piece in line])] for line in pieces]
        region = Region(0, 0, self._width, len(lines))
        text = self.painter.paint(LayoutUpdate(strips, region), (0, 0))  # type: ignore[arg-type]
        return text.removesuffix("\x1b[H").removesuffix("\r")


def test_the_first_frame_clears_the_screen_and_writes_what_is_not_blank() -> None:
    assert Screen(10).sent("ab        ", "          ") == "\x1b[m\x1b[2J\x1b[Hab"


def test_the_screen_is_cleared_to_the_background_that_is_there_most() -> None:
    lines = [[("ab" + " " * 8, ON_BLUE)], [(" " * 10, ON_BLUE)]]
    assert Screen(10).sent(*lines) == "\x1b[m\x1b[44m\x1b[2J\x1b[H\x1b[37mab"
    without = Screen(10, Abilities(erases=True, columns=True)).sent(*lines)
    assert without == "\x1b[m\x1b[2J\x1b[H\x1b[37;44mab        \x1b[2H          "


def test_a_frame_that_changes_nothing_sends_nothing() -> None:
    screen = Screen(10)
    screen.sent("abcdefghij")
    assert screen.sent("abcdefghij") == ""
    assert screen.sent([("abcde", None), ("fghij", Style(bold=False))]) == ""


def test_only_what_changed_is_sent_and_a_small_gap_is_written_again() -> None:
    screen = Screen(20)
    screen.sent("abcdefghijklmnopqrst")
    assert screen.sent("aXcdefghijklmnopqrst") == "\x1b[CX"
    assert screen.sent("aYcdEfghijklmnopqrst") == "\x1b[CYcdE"
    assert screen.sent("aZcdEfghijklmnopqrsT") == "\x1b[CZ\x1b[20GT"


def test_a_style_is_changed_by_its_difference() -> None:
    screen = Screen(10)
    screen.sent("abcdefghij")
    assert screen.sent([("a", RED), ("bcdefghij", None)]) == "\x1b[31ma"
    assert screen.sent([("a", RED), ("b", RED + Style(bold=True)), ("cdefghij", None)]) == (
        "\x1b[C\x1b[1mb"
    )
    assert screen.sent([("a", BLUE), ("b", RED + Style(bold=True)), ("cdefghij", None)]) == (
        "\x1b[0;34ma"
    )


def test_spaces_to_the_end_of_a_line_and_many_within_it_are_erased() -> None:
    screen = Screen(40)
    screen.sent("x" * 40)
    assert screen.sent("x" * 20 + " " * 20) == "\x1b[21G\x1b[K"
    assert screen.sent("xx" + " " * 10 + "x" * 8 + " " * 20) == "\x1b[2C\x1b[10X"


def test_erased_are_spaces_with_those_between_that_have_not_changed() -> None:
    screen = Screen(40)
    screen.sent("a  " + " " * 20 + "  b" + "." * 14)
    assert screen.sent(" " * 26 + "." * 14) == "\x1b[26X"


def test_a_space_needs_no_other_colour_of_text() -> None:
    screen = Screen(10)
    screen.sent([("abc", RED), ("       ", BLUE)])
    assert screen.sent([("a c", RED), ("       ", RED)]) == "\x1b[C "


def test_runs_of_a_style_are_written_together() -> None:
    screen = Screen(4)
    screen.sent(*["    "] * 3)
    pair = [("a", RED), ("  ", None), ("b", BLUE)]
    sent = screen.sent(pair, pair, pair)
    assert sent.count("\x1b[31m") + sent.count("\x1b[34m") == 2


def test_what_follows_a_wide_character_is_placed_anew() -> None:
    screen = Screen(10)
    screen.sent("          ")
    assert screen.sent("a宽b       ") == "a宽\x1b[4Gb"
    assert screen.sent("aéXb       "[:10]) == "\x1b[CéX"
    assert screen.sent("aüXb   x   "[:10]) == "\x1b[Cü\x1b[8Gx"


def test_no_control_character_is_sent() -> None:
    screen = Screen(6)
    sent = screen.sent("a\x1b]52\x9b")
    assert "\x1b]" not in sent
    assert "\x9b" not in sent


def test_a_link_ends_with_its_frame() -> None:
    screen = Screen(4)
    link = Style(link="https://example.net")
    sent = screen.sent([("ab", link), ("  ", None)])
    assert sent.endswith("ab\x1b]8;;\x1b\\\x1b[m") or sent.endswith("ab\x1b]8;;\x1b\\")


def test_a_forgotten_frame_is_painted_whole() -> None:
    screen = Screen(4)
    first = screen.sent("abcd")
    screen.painter.forget()
    assert screen.sent("abcd") == first


@pytest.mark.parametrize(
    ("attribute", "code"),
    [("bold", "1"), ("dim", "2"), ("underline", "4"), ("reverse", "7")],
)
def test_an_attribute_is_turned_on_and_off(attribute: str, code: str) -> None:
    styles = Styles(ColorSystem.STANDARD)
    plain = styles.number_of(RED)
    marked = styles.number_of(RED + Style(**{attribute: True}))  # type: ignore[arg-type]
    assert styles.change(plain, marked) == f"\x1b[{code}m"
    assert len(styles.change(marked, plain)) == len("\x1b[27m")


@pytest.mark.parametrize(
    ("term", "able"),
    [
        ("xterm-256color", XTERM),
        ("vt220", Abilities(erases=True)),
        ("tmux-256color", Abilities(columns=True)),
        ("no-such-terminal", Abilities()),
    ],
)
def test_what_a_terminal_can_do(term: str, able: Abilities) -> None:
    """A process reads the terminal database once."""
    code = f"""
from smstui.console.painter.abilities import abilities_of
print(abilities_of({term!r}))"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(able)
