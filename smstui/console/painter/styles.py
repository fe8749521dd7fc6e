"""Styles as numbers, and the control sequences that change from one to another.

A style is what a terminal keeps for a cell: attributes, the parameters of its two colours, and a
link. Styles that look alike have one number. The number of a blank has its background alone: no
terminal shows the text colour, or whether it is bold, of a space.
"""

from dataclasses import dataclass
from typing import Final

from rich.color import ColorSystem
from rich.style import Style
from textual.strip import SGR_STYLES

_VISIBLE_ON_BLANKS: Final = 0b1111101111000
"""Underlines, blinking, reverse, strike, frames and overline. Hidden text is not among them."""
_OFF: Final = {
    0b11: "22",
    0b100: "23",
    0b1000001000: "24",
    0b110000: "25",
    0b1000000: "27",
    0b10000000: "28",
    0b100000000: "29",
    0b110000000000: "54",
    0b1000000000000: "55",
}
"""The codes that turn off a group of attributes."""
_MIXED: Final = 0b1000000000
"""Double underline: 21 turns bold off on some terminals. It is only set after a reset."""

PLAIN: Final = 0
"""The number of the style of a terminal that was just reset."""


@dataclass(frozen=True, slots=True)
class Look:
    """Attributes as bits, foreground and background as SGR parameters, link as OSC 8 has it."""

    attributes: int = 0
    foreground: str = "39"
    background: str = "49"
    link: str = ""


class Styles:
    """Every style that was used so far."""

    def __init__(self, colors: ColorSystem) -> None:
        self._colors = colors
        self._numbers: dict[Look, int] = {}
        self._of_style: dict[Style | None, int] = {}
        self._changes: dict[tuple[int, int], str] = {}
        self._blank_changes: dict[tuple[int, int], tuple[str, int]] = {}
        self.looks: list[Look] = []
        self.blanks: list[int] = []
        """For each style the style of a space in it, or -1 where a space shows more than its
        background."""
        self._number(Look())
        self._of_style[None] = PLAIN

    def number_of(self, style: Style | None) -> int:
        """Return the number of a Rich style."""
        number = self._of_style.get(style)
        if number is None:
            number = self._of_style[style] = self._number(self._look(style))
        return number

    def _look(self, style: Style | None) -> Look:
        if style is None:
            return Look()
        color, ground = style._color, style._bgcolor
        return Look(
            style._attributes & style._set_attributes,
            _parameters(color.downgrade(self._colors).get_ansi_codes()) if color else "39",
            _parameters(ground.downgrade(self._colors).get_ansi_codes(False)) if ground else "49",
            f"id={style._link_id};{style._link}" if style._link else "",
        )

    def _number(self, look: Look) -> int:
        number = self._numbers.get(look)
        if number is None:
            number = self._numbers[look] = len(self.looks)
            self.looks.append(look)
            self.blanks.append(-1)
            if not look.attributes & _VISIBLE_ON_BLANKS and not look.link:
                self.blanks[number] = self._number(Look(background=look.background))
        return number

    def change(self, before: int, after: int) -> str:
        """Return what turns the style `before` of a terminal into `after`."""
        found = self._changes.get((before, after))
        if found is None:
            found = self._changes[before, after] = _change(self.looks[before], self.looks[after])
        return found

    def change_to_blank(self, before: int, blank: int) -> tuple[str, int]:
        """Return the shortest change after which a space looks like `blank`, and the style then."""
        found = self._blank_changes.get((before, blank))
        if found is None:
            old, ground = self.looks[before], self.looks[blank].background
            hidden = old.attributes & ~_VISIBLE_ON_BLANKS
            kept = self._number(Look(hidden, old.foreground, ground))
            found = min(
                ((self.change(before, style), style) for style in (kept, blank)),
                key=lambda change: len(change[0]),
            )
            self._blank_changes[before, blank] = found
        return found


def _parameters(codes: tuple[str, ...]) -> str:
    return ";".join(codes)


def _change(old: Look, new: Look) -> str:
    link = "" if old.link == new.link else f"\x1b]8;{new.link or ';'}\x1b\\"
    return link + min(_by_difference(old, new), _by_reset(new), key=len)


def _by_difference(old: Look, new: Look) -> str:
    codes = []
    gone = old.attributes & ~new.attributes
    kept = old.attributes & new.attributes
    if gone & _MIXED or new.attributes & ~kept & _MIXED:
        return _by_reset(new)
    for group, code in _OFF.items():
        if gone & group:
            codes.append(code)
            kept &= ~group
    codes += _attribute_codes(new.attributes & ~kept)
    if old.foreground != new.foreground:
        codes.append(new.foreground)
    if old.background != new.background:
        codes.append(new.background)
    return f"\x1b[{';'.join(codes)}m" if codes else ""


def _by_reset(new: Look) -> str:
    codes = _attribute_codes(new.attributes)
    codes += [color for color in (new.foreground, new.background) if color not in ("39", "49")]
    return f"\x1b[0;{';'.join(codes)}m" if codes else "\x1b[m"


def _attribute_codes(attributes: int) -> list[str]:
    return [
        code for bit, code in enumerate(SGR_STYLES) if bit < attributes.bit_length()
        and attributes & (1 << bit)
    ]  # fmt: skip
