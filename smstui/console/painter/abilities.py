"""Read the abilities of the terminal from the terminal database."""

from contextlib import suppress
from typing import Final

from smstui.console.painter.encoder import Abilities

_UNFILLED: Final = ("linux", "screen", "tmux", "vt")
"""Terminals that may not fill what they erase with a background, whatever their entry says."""
_FILLED: Final = ("xterm", "rxvt", "konsole", "vte", "kitty", "alacritty", "ghostty", "wezterm")
"""Terminals that do, on a machine whose database does not know them."""


def abilities_of(term: str) -> Abilities:
    """Return what a terminal of this name can do: `TERM` of the environment."""
    is_unfilled = term.startswith(_UNFILLED)
    with suppress(Exception):
        import curses

        curses.setupterm(term, 2)
        return Abilities(
            fills=curses.tigetflag("bce") == 1 and not is_unfilled,
            erases=b"X" in (curses.tigetstr("ech") or b""),
            columns=b"G" in (curses.tigetstr("hpa") or b""),
        )
    is_known = term.startswith(_FILLED)
    return Abilities(fills=is_known, erases=is_known, columns=is_known)
