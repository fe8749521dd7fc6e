"""Telling a scan from keys, whatever the link has made of its pace. Pure: keys and times in.

A scanner is a keyboard that types a code and a suffix. Between it and this program stand links
that hold characters back and send them in bunches, and settings that spread them out. So a key
may turn out, up to `join_s` later, to have been the first character of a code: then what it did
is taken back, and it belongs to the code (docs: "Torn scans" in the README of this folder).
"""

from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import pairwise
from typing import Final

from smstui.console.timing import IN_A_ROW, Timing

SHORTEST: Final = 4
"""Characters a scan without a suffix has at least; fewer are keys that a slow link bunched."""

RETURN, LINE_FEED = "enter", "ctrl+j"
ENDINGS: Final = (RETURN, LINE_FEED, "tab")
"""Keys that a scanner sends after a code: CR, LF, Tab, or CR and LF, as it was set up."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """One key. `character` is empty where it types none; `at` in seconds of the loop's clock.

    `leads` says that a field opens with it and what follows belongs there: `/` and `:`. `at_once`
    says that it acts without waiting: those, other signs that act, and keys that move. `in_text`
    says that a field takes it; `looks_up`, that an ending there looks the text up.
    """

    character: str
    at: float
    ends: bool = False
    at_once: bool = False
    leads: bool = False
    in_text: bool = False
    looks_up: bool = False


class Verdict(Enum):
    """The result for a key."""

    ACT = auto()
    """It does what it does, now."""
    HOLD = auto()
    """It does so after `pace_s`, unless a scan turns out to have begun."""
    BEGINS = auto()
    """A scan has begun: what the keys of the run did is taken back."""
    CONTINUES = auto()
    """It is one more character of the code."""
    ENDS = auto()
    """The code is complete with it."""
    BROKEN_OFF = auto()
    """The code was complete before it, without a suffix; the key itself acts."""
    SWALLOWED = auto()
    """It belongs to the suffix of a code that is complete already."""
    ASK_FIRST = auto()
    """It ends a text that may lack its first characters: it only asks."""


@dataclass
class Scanner:
    """The keys since the latest pause of `join_s`. `code` is the one being typed, or None."""

    timing: Timing
    code: str | None = None
    runs: int = 0
    """The number of runs of keys so far: two keys of one number may be one code."""
    doubted: str = ""
    """The characters before a text that may belong to it; for ASK_FIRST."""
    _run: list[Stroke] = field(default_factory=list)
    _asked: list[Stroke] = field(default_factory=list)
    """Keys that a dialog asked for, since a pause of `join_s`."""
    _latest: Stroke | None = None
    _complete_at: float | None = None
    """The time when the latest code was complete or asked about: more of its suffix may follow."""

    @property
    def run(self) -> str:
        """The characters that have come so far, of which each may have acted."""
        return "".join(stroke.character for stroke in self._run)

    def read(self, stroke: Stroke) -> Verdict:
        """Take the next key in the order they were read."""
        gap = self._gap_before(stroke)
        if self.code is not None and self._breaks_off(stroke, gap):
            return Verdict.BROKEN_OFF
        self._latest = stroke
        if self.code is not None:
            return self._in_code(stroke)
        if self._complete_at is not None:
            suffix = stroke.ends and stroke.at - self._complete_at <= self.timing.join_s
            if suffix:
                return Verdict.SWALLOWED
            self._complete_at = None
        if gap > self.timing.join_s:
            self._run.clear()
        if stroke.ends:
            self._asked.clear()
            return self._ending(stroke, gap)
        paced = bool(self._run) and gap <= self.timing.pace_s
        if not is_text(stroke.character) and not (paced and stroke.character):
            self._run.clear()
            self._asked.clear()
            return Verdict.ACT
        starts, asked, self._asked = not self._run, self._asked, []
        if starts and asked and _gap(asked[-1], stroke) <= self.timing.join_s:
            self._run = asked
        if not self._run and (stroke.leads or stroke.in_text):
            return Verdict.ACT
        self.runs += starts
        self._run.append(stroke)
        if self._is_scan:
            self.begin(self.run)
            return Verdict.BEGINS
        return Verdict.ACT if stroke.at_once or stroke.in_text else Verdict.HOLD

    def begin(self, code: str, latest: Stroke | None = None) -> None:
        """Go on with `code` as what was scanned so far, up to `latest`."""
        self.code = code
        self._run.clear()
        self._asked.clear()
        self._latest = latest or self._latest

    def take_asked(self, stroke: Stroke) -> None:
        """Take a key that a dialog asks for, such as the first digits of a MAC address in a check.

        It is the beginning of a run of keys if the next one follows that was not asked for.
        """
        if self._asked and _gap(self._asked[-1], stroke) > self.timing.join_s:
            self._asked.clear()
        if stroke.character:
            self._asked.append(stroke)
        else:
            self._asked.clear()  # it deletes

    def follows(self, stroke: Stroke) -> bool:
        """Return whether a key may belong to the code or the run before it."""
        return not self._breaks_off(stroke, self._gap_before(stroke))

    @property
    def has_run(self) -> bool:
        return bool(self._run)

    def complete(self) -> str:
        """Return the code, at its end: by its suffix, or after `join_s` without a key."""
        code, self.code = self.code or "", None
        self._run.clear()
        if self._latest is not None:
            self._complete_at = self._latest.at
        return code

    def _gap_before(self, stroke: Stroke) -> float:
        return _gap(self._latest, stroke) if self._latest is not None else float("inf")

    def _breaks_off(self, stroke: Stroke, gap: float) -> bool:
        """Return whether the code ended before this key: it came too late, or is no character."""
        if gap > self.timing.join_s or not (stroke.ends or stroke.character):
            return True
        return not stroke.ends and not is_text(stroke.character) and gap > self.timing.row_s

    def _in_code(self, stroke: Stroke) -> Verdict:
        if stroke.ends:
            return Verdict.ENDS
        self.code = (self.code or "") + stroke.character
        return Verdict.CONTINUES

    def _ending(self, stroke: Stroke, gap: float) -> Verdict:
        """A key and the suffix are a scan, unless the key was held down or only moved."""
        run, characters = self._run, set(self.run)
        held = len(characters) == 1 and (len(run) > 1 or run[0].at_once)
        if run and not held and gap <= self.timing.pace_s:
            self.begin(self.run)
            return Verdict.ENDS
        typed = [each.character for each in run if each.in_text]
        asks = stroke.looks_up and bool(typed) and len(typed) < len(run) and run[-1].in_text
        if asks:
            self.doubted = "".join(each.character for each in run if not each.in_text)
            self._complete_at = stroke.at
        self._run.clear()
        return Verdict.ASK_FIRST if asks else Verdict.ACT

    @property
    def _is_scan(self) -> bool:
        """Whether the run begins a code: two keys at a scanner's pace, or four at
        one that no hand keeps up, unless it only moves. One character alone is a key that is held
        down."""
        run = self._run
        if len(set(self.run)) < 2:
            return False
        gaps = [_gap(earlier, later) for earlier, later in pairwise(run)]
        in_a_row = gaps[-(IN_A_ROW - 1) :]
        only_moves = all(stroke.at_once for stroke in run)
        return gaps[-1] <= self.timing.pace_s or (
            len(in_a_row) == IN_A_ROW - 1 and max(in_a_row) <= self.timing.row_s and not only_moves
        )


def _gap(earlier: Stroke, later: Stroke) -> float:
    """Seconds between two keys, to the microsecond: a limit that is met exactly is met."""
    return round(later.at - earlier.at, 6)


def is_text(character: str) -> bool:
    """Return whether a key types this character, rather than run an action.

    One that is not ASCII does so even if it does not print: a keyboard layout may have made it of
    another, and the code is refused with it, never taken without it.
    """
    return bool(character) and (character.isprintable() or character > "\x7f")


def is_scan(characters: str) -> bool:
    """Return whether characters that came at a scanner's pace are an id."""
    return len(characters) >= SHORTEST
