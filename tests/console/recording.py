"""Record `smstui demo` on a real terminal: an id, its verdict, the fix, with a still of each step.

`python tests/console/pictures.py` writes it. The screens are those of the console; the times are
not, and the clocks of the demo are stopped, so that two recordings are the same.
"""

import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Final

import pyte
from svg import Run, svg_of

from tests.support.terminal import Terminal

ROOT: Final = Path(__file__).parents[2]
COLUMNS, ROWS = 80, 24
ID: Final = "E833815A9340"
STILLS: Final = ("1-start", "2-account", "3-verdict", "4-plan", "5-fixed")
CAST: Final = "demo.cast"
NAMES: Final = (CAST, *(f"demo-{still}.svg" for still in STILLS))

KEY_S, LOOK_S = 0.12, 2.5
"""Seconds that a key takes in the recording, and that a step is looked at."""
QUIET_S, READ_S = 0.25, 1.4
"""Seconds without output that end a step, and that a plan is read before it is confirmed."""
_INK, _GROUND = "#d0d0d0", "#121212"
"""The terminal's own colours."""

Screen = Sequence[Sequence[Run]]
_Look = tuple[str, str, bool, bool, bool]
"""Ink, ground, bold, italics and underline."""


@dataclass
class Recording:
    """Screens one after the other, each as the lines that changed."""

    events: list[tuple[float, str]] = field(default_factory=list)
    stills: dict[str, Screen] = field(default_factory=dict)
    _at: float = 0.0
    _shown: Screen = ()

    def take(self, terminal: Terminal, after_s: float, still: str = "") -> None:
        """Take the screen as it is now, `after_s` seconds after the one before."""
        self._at += after_s
        screen = list(_lines(terminal.screen))
        before = self._shown or [()] * len(screen)
        changed = [(y, line) for y, line in enumerate(screen) if line != before[y]]
        if changed:
            text = "".join(f"\x1b[{y + 1};1H{_coloured(line)}" for y, line in changed)
            self.events.append((self._at, text))
        self._shown = screen
        if still:
            self.stills[still] = screen

    def cast(self) -> str:
        """Return the recording as asciicast, version 2."""
        head = {"version": 2, "width": COLUMNS, "height": ROWS,
                "title": "smstui: an id, its verdict, the fix"}  # fmt: skip
        clear = "\x1b[?25l\x1b[2J"
        first, *rest = self.events
        last = (round(self._at + LOOK_S, 2), "o", "\x1b[0m")
        told = [(first[0], "o", clear + first[1]), *((at, "o", text) for at, text in rest), last]
        lines = [json.dumps(head)]
        lines += [json.dumps([round(at, 2), kind, text], ensure_ascii=False)
                  for at, kind, text in told]  # fmt: skip
        return "\n".join([*lines, ""])


def recorded() -> Mapping[str, str]:
    """Return the recording and the stills, each by the name of its file."""
    recording = Recording()
    with tempfile.TemporaryDirectory() as folder:
        _record(recording, folder)
    found = {CAST: recording.cast()}
    found |= {f"demo-{name}.svg": svg_of(recording.stills[name]) for name in STILLS}
    return found


def _record(recording: Recording, folder: str) -> None:
    env = {"HOME": folder, "TMPDIR": folder, "SMSTUI_STATE": "", "SMSTUI_CONFIG": "",
           "PYTHONPATH": str(ROOT), "TZ": "UTC"}  # fmt: skip
    argv = [sys.executable, "-m", "tests.support.still_demo", "demo"]
    with Terminal(argv, columns=COLUMNS, rows=ROWS, env=env) as terminal:
        terminal.wait_for("Ids to try")
        terminal.wait_for("ready")
        terminal.wait_until_quiet(2 * QUIET_S)
        recording.take(terminal, 0.0, STILLS[0])
        for end in range(1, len(ID) + 1):
            terminal.send(ID[end - 1])
            terminal.wait_for(f"/ {ID[:end]}")
            terminal.wait_until_quiet(QUIET_S)
            recording.take(terminal, LOOK_S if end == 1 else KEY_S)
        step = ("\r", "Account nmp.00001"), ("d", "Why can't they watch"), ("\r", "! apply")
        for (key, seen), still in zip(step, STILLS[1:4], strict=True):
            terminal.pause()
            terminal.send(key)
            terminal.wait_for(seen)
            terminal.wait_until_quiet(2 * QUIET_S)
            recording.take(terminal, LOOK_S, still)
        terminal.wait_until_quiet(READ_S)
        terminal.send("!")
        terminal.wait_for("verified")
        terminal.wait_until_quiet(2 * QUIET_S)
        recording.take(terminal, LOOK_S, STILLS[4])


def _lines(screen: pyte.Screen) -> Iterator[Sequence[Run]]:
    """Yield the lines of a terminal as runs. The second cell of a wide letter is empty there."""
    for y in range(screen.lines):
        cells = [screen.buffer[y][x] for x in range(screen.columns)]
        looks = _looks(cells)
        yield tuple(
            Run("".join(cell.data for cell, _ in run), *look)
            for look, run in groupby(zip(cells, looks, strict=True), lambda pair: pair[1])
        )


def _looks(cells: Sequence[pyte.screens.Char]) -> Sequence[_Look]:
    """Return the look of each cell. A blank goes on with the look before it on the same ground:
    but for its ground, its look depends on what was drawn there before."""
    looks: list[_Look] = []
    before: _Look = (_INK, "", False, False, False)
    for cell in cells:
        look = _look_of(cell)
        if cell.data == " " and not look[-1]:
            goes_on = look[1] == before[1] and not before[-1]
            look = before if goes_on else (_INK, look[1], False, False, False)
        looks.append(look)
        before = look
    return looks


def _look_of(cell: pyte.screens.Char) -> _Look:
    ink, ground = _colour(cell.fg, _INK), _colour(cell.bg, _GROUND)
    if cell.reverse:
        ink, ground = ground, ink
    return ink, ground, cell.bold, cell.italics, cell.underscore


def _colour(named: str, usual: str) -> str:
    return usual if named == "default" else f"#{named}"


def _coloured(line: Sequence[Run]) -> str:
    return "".join(
        f"\x1b[0{';1' if run.bold else ''}{';3' if run.italic else ''}"
        f"{';4' if run.underline else ''};38;2;{_rgb(run.ink)};48;2;{_rgb(run.ground)}m{run.text}"
        for run in line
    )


def _rgb(colour: str) -> str:
    return ";".join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
