"""Split the characters a terminal sends into keys, pastes and reports. Pure: text and times in.

Every sequence that ECMA-48 allows is read to its end or ignored whole, wherever it was cut on its
way: a late answer of the terminal is never typed. No text holds the keyboard for ever: a paste, or
a sequence, that is not finished ends after a second of silence.

A paste of many lines from a terminal that does not mark pastes comes as one block of characters.
It is taken for the paste that it is: as keys it would keep the console busy for minutes.
"""

import re
from typing import Final

from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual.message import Message

from smstui.console.key_sequences import (
    ESC,
    PASTE_BEGINS,
    PASTE_ENDS,
    events_of_sequence,
    keys_of_character,
)

SILENCE_S: Final = 1.0
"""Seconds of silence after which a paste or a sequence that has no end is over."""
LATE_S: Final = 5.0
"""Seconds in which the rest of a sequence that was cut is recognised."""
BLOCK_S: Final = 0.05
"""Seconds of silence after which a block of characters is over."""
HAND_S: Final = 0.1
"""Seconds of silence before a key by hand, at least, where a paste or an answer is not finished."""
_A_KEY: Final = 16
"""Characters that one key takes at most."""
BLOCK: Final = 256
"""Characters read at once, with several line ends among them, that are a paste."""
MOST_PASTED: Final = 4_000_000
"""Characters of one paste that are kept; one more tells that there were more."""
_LONGEST: Final = 256
"""Characters of a sequence that are kept; none that means anything is longer."""

_STRINGS: Final = "]P_^X"
"""Introducers after Esc of OSC, DCS, APC, PM and SOS."""
_ENDS_STRING: Final = re.compile(r"[\x00-\x1f\x9c]")
_KEY_AFTER_BLOCK: Final = re.compile(r"(?:\x1b[^\x1b]{0,31}|[\x00-\x08\x0b\x0c\x0e-\x1f])\Z")
_LINE_END: Final = re.compile(r"\r\n?|\n")
_LATE_AFTER_ESC: Final = re.compile(
    r"\[[<=>?]?[0-9:;]+[ -/]*[@-~]|\[[A-FHIOPQSZ]\Z|\[M...\Z|O[A-DFHMP-S]\Z"
    r"|\][0-9]{1,4};|_G|P(?:[01][$+]r|>\||!\|)"
)
_BEGINS_LATE_AFTER_ESC: Final = re.compile(
    r"(?:\[(?:[<=>?]|[<=>?]?[0-9:;]+[ -/]*)?|\][0-9]{1,4})\Z"
)
"""The rest of a sequence, itself without its end."""
_LATE_TAIL: Final = re.compile(r"(?:[0-?]+[ -/]*|[ -/]+)[@-~](?=\Z|\x1b)")
_LATE_STRING: Final = re.compile(r"[^\x00-\x1f]*(?:\x07|\x1b\\)")


class InputDecoder:
    """Feed it what was read, and `tick` it when `due_in` has passed. Times in seconds."""

    def __init__(self, escape_s: float) -> None:
        """`escape_s` is how long a lone Esc waits for what may follow it."""
        self._escape_s = escape_s
        self._sequence = ""
        self._string = ""
        self._paste: list[str] | None = None
        self._pasted = 0
        self._is_block = False
        self._keys_in_paste = ""
        """Short reads after a pause, within a paste: keys by hand, should it have no end."""
        self._read_at = 0.0
        self._cut = ""
        """The beginning of the latest sequence that was given up unfinished."""
        self._cut_at = 0.0
        self._is_late_bracket = False
        """Return whether a `[` came last, soon after Esc: a sequence, or a key by hand."""

    def feed(self, text: str, now: float) -> list[Message]:
        """Take what was read at `now`; the events that it completes."""
        text = self._late_rest_read(text, now)
        by_hand = now - self._read_at > HAND_S and len(text) <= _A_KEY
        is_open = bool(self._string) and not self._string.endswith(ESC)
        if is_open and by_hand and len(text) == 1 and text >= " ":
            self._string = ""  # an answer comes whole, or ends with more than one character
        if self._paste is not None and not self._is_block:
            text, self._keys_in_paste = self._keys_in_paste + text, ""
            last = self._paste[-1][-len(PASTE_ENDS) :] if self._paste else ""
            if by_hand and PASTE_ENDS not in last + text:
                self._keys_in_paste = text
                return []
        self._read_at = now
        return self._split(text)

    def _split(self, text: str) -> list[Message]:
        out: list[Message] = []
        if self._is_plain and _is_block(text):
            self._paste, self._pasted, self._is_block = [], 0, True
        at = 0
        while at < len(text):
            if self._is_block:
                at = self._take_block(text, at, out)
            elif self._paste is not None:
                at = self._take_pasted(text, at, out)
            elif self._string:
                at = self._skip_string(text, at)
            elif self._sequence:
                at = self._go_on(text, at, out)
            elif text[at] == ESC:
                self._sequence = ESC
                at += 1
            else:
                out += keys_of_character(text[at])
                at += 1
        return out

    def due_in(self, now: float) -> float | None:
        """Seconds until `tick` has something to do; None while nothing waits."""
        due = self._due_at
        return None if due is None else max(0.0, due - now)

    def tick(self, now: float) -> list[Message]:
        """End what has waited for its rest in vain; the events that come of it."""
        due, out = self._due_at, list[Message]()
        if due is None or now < due:
            return out
        if self._paste is not None:
            if not self._is_block:
                self._give_up(PASTE_BEGINS + self._without_end(), now)
            self._end_paste(out)
            keys, self._keys_in_paste = self._keys_in_paste, ""
            out += self._split(keys)
        elif self._is_late_bracket:
            self._sequence, self._is_late_bracket = "", False
            out += keys_of_character("[")
        elif self._string:
            string, self._string = self._string, ""
            self._give_up(ESC + string, now)
            out += _unfinished(string[1:])
        else:
            sequence, self._sequence = self._sequence, ""
            self._give_up(sequence, now)
            out += _unfinished(sequence)
        return out

    def end(self) -> list[Message]:
        """Return the events of what is not finished when there is no more to read."""
        out: list[Message] = []
        if self._paste is not None:
            self._end_paste(out)
        return out

    # What is waited for

    @property
    def _is_plain(self) -> bool:
        return self._paste is None and not self._string and not self._sequence

    @property
    def _due_at(self) -> float | None:
        if self._is_plain:
            return None
        if self._is_block:
            return self._read_at + BLOCK_S
        if self._paste is None and (self._sequence == ESC or _unfinished(self._sequence)):
            return self._read_at + self._escape_s
        if self._is_late_bracket:
            return self._read_at + HAND_S
        return self._read_at + SILENCE_S

    def _give_up(self, cut: str, now: float) -> None:
        self._cut, self._cut_at = cut, now

    def _late_rest_read(self, text: str, now: float) -> str:
        """`text` without the rest of a sequence that was given up, or with its beginning again."""
        cut, self._cut = self._cut, ""
        self._is_late_bracket = False
        if not cut or now - self._cut_at > LATE_S or not self._is_plain:
            return text
        if cut.startswith(PASTE_BEGINS):
            if PASTE_ENDS in cut + text:
                return cut + text
            self._cut = cut
            return text
        if f"{cut}{text}".startswith(PASTE_BEGINS):
            return cut + text
        if cut == ESC:
            begins = now - self._cut_at <= SILENCE_S and _BEGINS_LATE_AFTER_ESC.match(text)
            self._is_late_bracket = bool(begins) and text == "["
            return ESC + text if begins or _LATE_AFTER_ESC.match(text) else text
        pattern = _LATE_STRING if cut[1] in _STRINGS else _LATE_TAIL
        found = pattern.match(text)
        return text[found.end() :] if found else text

    # Sequences

    def _go_on(self, text: str, at: int, out: list[Message]) -> int:
        """Take one more character of a sequence; where the next one is."""
        character, sequence = text[at], self._sequence
        if character == ESC:
            out += _unfinished(sequence)
            self._sequence = ESC
            return at + 1
        if sequence == ESC:
            return self._begin(character, at, out)
        is_mouse = sequence.startswith(f"{ESC}[M")
        if character < " " or (character > "~" and not is_mouse):  # it is a key
            self._sequence = ""
            out += _unfinished(sequence)
            return at
        if len(sequence) < _LONGEST:
            self._sequence += character
        if _is_whole(self._sequence, character):
            whole, self._sequence = self._sequence, ""
            self._finish(whole, out)
        return at + 1

    def _begin(self, character: str, at: int, out: list[Message]) -> int:
        self._sequence = ""
        if character in "[O":
            self._sequence = ESC + character
        elif character in _STRINGS:
            self._string = character
        else:
            out += keys_of_character(character, alt=True)
        return at + 1

    def _finish(self, sequence: str, out: list[Message]) -> None:
        if sequence == PASTE_BEGINS:
            self._paste, self._pasted = [], 0
        elif len(sequence) < _LONGEST:
            out += events_of_sequence(sequence)

    def _skip_string(self, text: str, at: int) -> int:
        """Leave out the text of a control string; where what follows it begins."""
        if self._string.endswith(ESC):
            self._string = ""
            if text[at] == "\\":
                return at + 1
            self._sequence = ESC  # it was no end: another sequence begins
            return at
        end = _ENDS_STRING.search(text, at)
        if end is None:
            return len(text)
        if end[0] == ESC:
            self._string += ESC
            return end.end()
        self._string = ""
        return end.end() if end[0] in "\x07\x9c\x18\x1a" else end.start()

    # Pastes

    def _take_pasted(self, text: str, at: int, out: list[Message]) -> int:
        """Take the text of a paste; where what follows its end begins."""
        assert self._paste is not None  # noqa: S101 - asked by the caller
        carried = self._paste.pop() if self._paste and ESC in self._paste[-1][-5:] else ""
        whole = carried + text[at:]
        self._pasted -= len(carried)
        end = whole.find(PASTE_ENDS)
        if end < 0:
            self._keep(whole)
            return len(text)
        self._keep(whole[:end])
        self._end_paste(out)
        return at + end + len(PASTE_ENDS) - len(carried)

    def _without_end(self) -> str:
        """Leave out of the paste the beginning of its end, and return it."""
        assert self._paste is not None  # noqa: S101 - asked by the caller
        last = self._paste.pop() if self._paste else ""
        at = next(n for n in range(len(PASTE_ENDS), -1, -1) if last.endswith(PASTE_ENDS[:n]))
        self._paste.append(last[: len(last) - at])
        return PASTE_ENDS[:at]

    def _take_block(self, text: str, at: int, out: list[Message]) -> int:
        """Take a block, to the key that was pressed behind it if there is one."""
        key = _KEY_AFTER_BLOCK.search(text, max(at, len(text) - 2 * _A_KEY))
        if key is None:
            self._keep(text[at:])
            return len(text)
        self._keep(text[at : key.start()])
        self._end_paste(out)
        return key.start()

    def _keep(self, text: str) -> None:
        assert self._paste is not None  # noqa: S101 - asked by the callers
        room = max(0, MOST_PASTED + 1 - self._pasted)
        self._pasted += len(text)
        if room:
            self._paste.append(text[:room])
        elif ESC in text[-5:]:
            self._paste.append(text[-5:])

    def _end_paste(self, out: list[Message]) -> None:
        text = "".join(self._paste or ())[: MOST_PASTED + 1]
        self._paste, self._is_block = None, False
        if text:
            out.append(events.Paste(text))


def _is_block(text: str) -> bool:
    """Return whether characters that were read at once are a paste of several lines."""
    return (
        len(text) >= BLOCK
        and ESC not in text[: -2 * _A_KEY]
        and len(_LINE_END.findall(text, 0, 4 * BLOCK)) > 1
    )


def _is_whole(sequence: str, last: str) -> bool:
    """Return whether a sequence of `ESC [` or `ESC O` ends with its `last` character."""
    if sequence[1] == "O":
        return not "0" <= last <= ";"
    if sequence.startswith(f"{ESC}[M"):  # a mouse report in the oldest form: three more
        return len(sequence) == len(f"{ESC}[M") + 3
    if sequence.startswith(f"{ESC}[["):  # a function key of the Linux console: one more
        return len(sequence) == len(f"{ESC}[[") + 1
    return "@" <= last <= "~"


def _unfinished(sequence: str) -> list[Message]:
    """Return the key of a sequence that nothing follows: Esc, or one with an open end."""
    if sequence == ESC:
        return list[Message](keys_of_character(ESC))
    names = ANSI_SEQUENCES_KEYS.get(sequence) if sequence.endswith("$") else None
    if isinstance(names, tuple):
        return [events.Key(name.value, None) for name in names]
    return []
