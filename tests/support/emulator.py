"""A terminal that knows what pyte does not: the background of erased cells, dim, blink, repeats.

It keeps each cell as it is seen: text, attributes, colours. It fails at every sequence that it does
not know, so that nothing is painted with one by accident.
"""

import re
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from rich.cells import split_graphemes

_SEQUENCE: Final = re.compile(
    r"\x1b\[(?P<private>[<>?]?)(?P<numbers>[0-9;:]*)(?P<mark>[ !\"$']?)(?P<letter>[@-~])"
    r"|\x1b\](?P<link>8;[^\x1b\x07]*)(?:\x1b\\|\x07)"
    r"|\x1b\](?P<other>[^\x1b\x07]*)(?:\x1b\\|\x07)"
    r"|(?P<control>[\x00-\x1f\x7f])"
)
_SEEN_ON_SPACES: Final = frozenset({"4", "5", "6", "7", "9", "21", "51", "52", "53"})
_ENDS: Final = {
    "22": {"1", "2"}, "23": {"3"}, "24": {"4", "21"}, "25": {"5", "6"}, "27": {"7"}, "28": {"8"},
    "29": {"9"}, "54": {"51", "52"}, "55": {"53"},
}  # fmt: skip


class Cell(NamedTuple):
    """One cell as it is seen. A space has no text colour, and nothing that only text shows."""

    text: str = " "
    attributes: frozenset[str] = frozenset()
    foreground: str = "39"
    background: str = "49"
    link: str = ""


@dataclass
class Style:
    attributes: set[str] = field(default_factory=set)
    foreground: str = "39"
    background: str = "49"
    link: str = ""

    def cell(self, text: str) -> Cell:
        attributes = frozenset(self.attributes)
        if text == " " and not attributes & _SEEN_ON_SPACES and not self.link:
            return _cell(Cell(background=self.background))
        return _cell(Cell(text, attributes, self.foreground, self.background, self.link))


_CELLS: Final[dict[Cell, Cell]] = {}


def _cell(cell: Cell) -> Cell:
    """Return the one object for all cells that are equal: they are compared without looking."""
    return _CELLS.setdefault(cell, cell)


class Emulator:
    """A screen of `columns` by `rows`, cleared. `fills`: erased cells get the background."""

    def __init__(self, columns: int, rows: int, *, fills: bool = True) -> None:
        self.columns, self.rows, self.fills = columns, rows, fills
        self.style = Style()
        self.x = self.y = 0
        self.cells = [[_cell(Cell())] * columns for _ in range(rows)]
        self.answers: list[str] = []
        """What the program is told: where the cursor is, as often as it asks."""
        self._rest = ""
        self._latest = ""

    def resize(self, columns: int, rows: int) -> None:
        """Change the size; what is shown stays in the corner, as in most terminals."""
        old = self.cells
        self.columns, self.rows = columns, rows
        self.cells = [[_cell(Cell())] * columns for _ in range(rows)]
        for y, line in enumerate(old[:rows]):
            self.cells[y][: len(line)] = line[:columns]
        self.x, self.y = min(self.x, columns - 1), min(self.y, rows - 1)

    def feed(self, text: str) -> None:
        """Take what a program writes; a sequence may be cut in two."""
        text = self._rest + text
        at = 0
        while at < len(text):
            if text[at] >= " " and text[at] != "\x7f":
                end = at
                while end < len(text) and text[end] >= " " and text[end] != "\x7f":
                    end += 1
                self._write(text[at:end])
                at = end
                continue
            found = _SEQUENCE.match(text, at)
            if found is None or (text[at] == "\x1b" and found["control"]):
                break
            self._obey(found)
            at = found.end()
        self._rest = text[at:]
        if len(self._rest) > 64:
            raise AssertionError(f"unknown sequence {self._rest[:20]!r}")

    def fill(self, text: str) -> None:
        """Put a text into every cell, as another program may have left it."""
        self.cells = [[_cell(Cell(text))] * self.columns for _ in range(self.rows)]

    def text(self) -> str:
        return "\n".join("".join(cell.text for cell in line).rstrip() for line in self.cells)

    # Text

    def _write(self, text: str) -> None:
        if text.isascii() and self.x + len(text) < self.columns:
            line = self.cells[self.y]
            end = self.x + len(text)
            self._part(self.x)
            self._part(end - 1)
            known = {letter: self.style.cell(letter) for letter in set(text)}
            line[self.x : end] = [known[letter] for letter in text]
            self.x, self._latest = end, text[-1]
            return
        for start, end, width in split_graphemes(text)[0]:
            if width:
                self._put(text[start:end], width)
                self._latest = text[start:end]

    def _put(self, text: str, width: int) -> None:
        x = min(self.x, self.columns - width)
        for column in range(x, x + width):
            self._part(column)
        self._set(x, self.style.cell(text))
        if width == 2:
            cell = self.style.cell(text)
            self._set(x + 1, _cell(cell._replace(text="")))
        self.x = min(x + width, self.columns - 1)  # lines do not wrap

    def _set(self, x: int, cell: Cell) -> None:
        self.cells[self.y][x] = cell

    def _part(self, x: int) -> None:
        """Make a space of the other half of a double-width character that is overwritten."""
        line = self.cells[self.y]
        if line[x].text == "" and x:
            line[x - 1] = _space_of(line[x - 1])
        if x + 1 < self.columns and line[x + 1].text == "":
            line[x + 1] = _space_of(line[x + 1])

    def _erase(self, y: int, start: int, end: int) -> None:
        cell = _cell(Cell(background=self.style.background) if self.fills else Cell())
        keep, self.y = self.y, y
        end = min(end, self.columns)
        self._part(start)
        self._part(end - 1)
        self.cells[y][start:end] = [cell] * (end - start)
        self.y = keep

    # Sequences

    def _obey(self, found: re.Match[str]) -> None:
        if found["control"]:
            self._control(found["control"])
        elif found["link"] is not None:
            link = found["link"].removeprefix("8;")
            self.style.link = "" if link == ";" else link
        elif found["letter"] and not found["private"] and not found["mark"]:
            self._sequence(found["letter"], found["numbers"])
        elif found["private"] == "?" and found["numbers"] == "1049":
            self._sequence("J", "2")

    def _control(self, control: str) -> None:
        if control == "\r":
            self.x = 0
        elif control == "\n":
            self.y = min(self.y + 1, self.rows - 1)
        elif control == "\b":
            self.x = max(self.x - 1, 0)
        elif control not in "\x07\x00":
            raise AssertionError(f"unknown control {control!r}")

    def _sequence(self, letter: str, numbers: str) -> None:
        given = [int(number or 0) for number in numbers.split(";")] if numbers else []
        first = (given[0] if given else 0) or 1
        if letter == "m":
            self._restyle(numbers)
        elif letter in "Hf":
            self.y = min(first, self.rows) - 1
            self.x = min((given[1] if len(given) > 1 else 1) or 1, self.columns) - 1
        elif letter == "A":
            self.y = max(self.y - first, 0)
        elif letter == "B":
            self.y = min(self.y + first, self.rows - 1)
        elif letter == "C":
            self.x = min(self.x + first, self.columns - 1)
        elif letter == "D":
            self.x = max(self.x - first, 0)
        elif letter == "G":
            self.x = min(first, self.columns) - 1
        elif letter == "X":
            self._erase(self.y, self.x, self.x + first)
        elif letter == "K" and not given:
            self._erase(self.y, self.x, self.columns)
        elif letter == "J" and given == [2]:
            for y in range(self.rows):
                self._erase(y, 0, self.columns)
        elif letter == "n" and given == [6]:
            self.answers.append(f"\x1b[{self.y + 1};{self.x + 1}R")
        elif letter == "b":
            for _ in range(first):
                self._put(self._latest, 1)
        else:
            raise AssertionError(f"unknown sequence {numbers}{letter}")

    def _restyle(self, numbers: str) -> None:
        codes = iter(numbers.split(";"))
        style = self.style
        for code in codes:
            if code in ("", "0"):
                link = style.link
                self.style = style = Style(link=link)
            elif code in _ENDS:
                style.attributes -= _ENDS[code]
            elif code in ("38", "48"):
                kind = next(codes)
                rest = [next(codes) for _ in range(1 if kind == "5" else 3)]
                self._color(code == "38", ";".join((code, kind, *rest)))
            elif code in ("39", *map(str, (*range(30, 38), *range(90, 98)))):
                self._color(True, code)
            elif code in ("49", *map(str, (*range(40, 48), *range(100, 108)))):
                self._color(False, code)
            elif code in ("1", "2", "3", "4", "5", "6", "7", "8", "9", "21", "51", "52", "53"):
                style.attributes.add(code)
            else:
                raise AssertionError(f"unknown style {code!r} in {numbers!r}")

    def _color(self, is_text: bool, parameters: str) -> None:
        if is_text:
            self.style.foreground = parameters
        else:
            self.style.background = parameters


def _space_of(cell: Cell) -> Cell:
    if cell.attributes & _SEEN_ON_SPACES or cell.link:
        return Cell(" ", cell.attributes, cell.foreground, cell.background, cell.link)
    return Cell(background=cell.background)
