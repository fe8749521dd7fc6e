"""Turn one whole control sequence of a terminal into the keys and reports it encodes. Pure.

Three encodings of keys are read beside the classic one of xterm: the kitty keyboard protocol, the
`modifyOtherKeys` of xterm, and the `win32-input-mode` of Windows. Textual 8.2.8 loses keys of the
first while Num Lock or Caps Lock is on, and raises errors on malformed ones. A sequence that says
nothing about a key, or that nobody here asked for, is ignored.
"""

import re
from collections.abc import Sequence
from typing import Final

from textual import events, messages
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._keyboard_protocol import FUNCTIONAL_KEYS
from textual.keys import KEY_NAME_REPLACEMENTS, _character_to_key
from textual.message import Message

ESC: Final = "\x1b"
PASTE_BEGINS, PASTE_ENDS = f"{ESC}[200~", f"{ESC}[201~"

_SHIFT, _ALT, _CTRL, _CAPS = 1, 2, 4, 64
_MODIFIERS: Final = ((_ALT, "alt"), (_CTRL, "ctrl"), (8, "super"), (16, "hyper"), (32, "meta"))
"""Bits of a modifier parameter, less one. Num Lock (128) changes no key."""
_NO_KEYS: Final = frozenset({*range(57358, 57361), *range(57441, 57455)})
"""Code points of kitty for Shift, Ctrl, Caps Lock and the like, pressed alone."""
_KEYPAD: Final = dict(zip(range(57399, 57417), "0123456789./*-+\r=,", strict=True))
_CHARACTERS: Final = {"enter": "\r", "tab": "\t", "backspace": "\x7f"}

_PARAMETERS: Final = re.compile(r"[0-9:;]*")
_MODE: Final = re.compile(r"\?2026;([123])\$")
_PLACE: Final = re.compile(r"0*([2-9]|[1-9]\d{1,4});(\d{1,5})", re.ASCII)
"""The report of the cursor position. In the first line it could be a key: F3 with Shift is 1;2."""
_NUMBER: Final = re.compile(r"\d{1,7}", re.ASCII)

_WINDOWS_KEYS: Final = {
    33: "pageup", 34: "pagedown", 35: "end", 36: "home", 37: "left", 38: "up", 39: "right",
    40: "down", 45: "insert", 46: "delete", **{111 + n: f"f{n}" for n in range(1, 25)},
}  # fmt: skip


def keys_of_character(character: str, alt: bool = False) -> list[events.Key]:
    """Return the key of one character as the classic encoding has it; with Esc before it, `alt`."""
    names = ANSI_SEQUENCES_KEYS.get(f"{ESC}{character}" if alt else character)
    if isinstance(names, tuple):
        return [events.Key(name.value, None if alt else character) for name in names]
    name = _name_of(character)
    if not alt:
        return [events.Key(name, character)]
    if character < " ":
        return [events.Key("escape", ESC), *keys_of_character(character)]
    return [events.Key(_with_modifiers(name, _ALT), None)]


def events_of_sequence(sequence: str) -> Sequence[Message]:
    """Return the events of a whole sequence that begins with `ESC [` or `ESC O`, if any."""
    body, final = sequence[2:-1], sequence[-1]
    if sequence.startswith(f"{ESC}["):
        if sequence in _FOCUS:
            return [_FOCUS[sequence]()]
        if final == "y" and _MODE.fullmatch(body):
            return [messages.TerminalSupportsSynchronizedOutput()]
        if final == "R" and (place := _PLACE.fullmatch(body)):
            return [events.CursorPosition(int(place[2]) - 1, int(place[1]) - 1)]
        if final == "_":
            return _windows_keys(body)
        if body and _PARAMETERS.fullmatch(body) and final in "u~ABCDEFHPQS":
            return _extended_keys(body, final)
    return _classic_keys(sequence)


_FOCUS: Final = {f"{ESC}[I": events.AppFocus, f"{ESC}[O": events.AppBlur}


def _classic_keys(sequence: str) -> Sequence[Message]:
    names = ANSI_SEQUENCES_KEYS.get(sequence)
    if isinstance(names, tuple):
        return [events.Key(name.value, _CHARACTERS.get(name.value)) for name in names]
    if isinstance(names, str):
        return keys_of_character(names)
    return []


def _extended_keys(body: str, final: str) -> Sequence[Message]:
    """Keys as kitty has them: code point, modifiers and kind of event, text."""
    codes, held, text, *_ = [*body.split(";"), "", "", ""]
    if final == "~" and codes == "27" and text:  # modifyOtherKeys
        codes, final, text = text, "u", ""
    modifiers, kind, *_ = [*held.split(":"), ""]
    bits = max(0, (_number(modifiers) or 1) - 1)
    code, shifted, *_ = [*codes.split(":"), ""]
    point = 1 if not code else _number(code)
    if kind == "3" or point is None or point in _NO_KEYS:
        return []
    written = [character for part in text.split(":") if (character := _character(part))]
    if written and not bits & _CTRL:
        return [_typed(character, bits) for character in written]
    if point in _KEYPAD and final == "u":
        point = ord(_KEYPAD[point])
    name = FUNCTIONAL_KEYS.get(f"{point}{final}", "")
    if name:
        plain = not bits & (_SHIFT | _ALT | _CTRL | 8 | 16 | 32)
        key = _with_modifiers(name, bits, shift=True)
        return [events.Key(key, _CHARACTERS.get(name) if plain else None)]
    if final != "u":
        return _classic_keys(f"{ESC}[{body}{final}")
    character = _character(str(point))
    return [_pressed(character, _character(shifted), bits)] if character else []


def _typed(character: str, bits: int) -> events.Key:
    """Return the key of a character that the terminal says was typed."""
    name = _name_of(character)
    return events.Key(f"shift+{name}" if character == " " and bits & _SHIFT else name, character)


def _pressed(character: str, shifted: str, bits: int) -> events.Key:
    """Return the key of a key's own character, where the terminal names no text."""
    if bits & (_ALT | _CTRL | 8 | 16 | 32):
        name = _name_of(character.lower())
        return events.Key(_with_modifiers(name, bits, shift=True), None)
    if bits & _SHIFT:
        character = shifted or character.upper()
    elif bits & _CAPS:
        character = character.upper()
    return _typed(character, bits)


def _windows_keys(body: str) -> Sequence[Message]:
    """Keys as `win32-input-mode` has them: Vk ; Sc ; Uc ; Kd ; Cs ; Rc, each 0 unless told."""
    if not _PARAMETERS.fullmatch(body) or ":" in body:
        return []
    key, _, point, down, state, times, *_ = [*(_number(part) or 0 for part in body.split(";")),
                                             *(0,) * 6]  # fmt: skip
    if down != 1:
        return []
    right_alt, left_alt, ctrl, shift = state & 1, state & 2, state & 0b1100, state & 16
    bits = (_SHIFT if shift else 0) | (_CTRL if ctrl else 0) | (_ALT if left_alt else 0)
    character = _character(str(point), control=True) if point else ""
    one: Sequence[events.Key]
    if not character:
        name = _WINDOWS_KEYS.get(key)
        one = [events.Key(_with_modifiers(name, bits, shift=True), None)] if name else []
    elif character == "\t" and shift:
        one = [events.Key("shift+tab", None)]
    elif character >= " " and left_alt and not ctrl and not right_alt:
        one = [events.Key(_with_modifiers(_name_of(character), _ALT), None)]
    else:
        one = keys_of_character(character)
    return [key.copy() for _ in range(min(max(times, 1), 64)) for key in one]


def _with_modifiers(name: str, bits: int, shift: bool = False) -> str:
    held = [modifier for bit, modifier in _MODIFIERS if bits & bit]
    if bits & _SHIFT and shift:
        held.append("shift")
    return "+".join([*sorted(held), name])


def _name_of(character: str) -> str:
    if character.isalnum():
        return character
    names = ANSI_SEQUENCES_KEYS.get(character)
    if isinstance(names, tuple):
        return str(names[0].value)
    name = _character_to_key(character)
    return KEY_NAME_REPLACEMENTS.get(name, name)


def _number(written: str) -> int | None:
    return int(written) if _NUMBER.fullmatch(written) else None


def _character(written: str, control: bool = False) -> str:
    """Return the character of a code point in decimal; empty if it names none that can be typed."""
    point = _number(written)
    if point is None or point > 0x10FFFF or 0xD800 <= point < 0xE000:
        return ""
    character = chr(point)
    return character if control or (point >= 32 and not 127 <= point < 160) else ""
