"""Write and read the names of keys: in the configuration, on the screen, and by the terminal.

People write `?`, `ctrl+d`, `G`, `pgdn`; the terminal layer says `question_mark`, `ctrl+d`, `G`,
`pagedown`. Both are taken; the terminal's is the normal form.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_NAMED: Final = {
    "escape", "enter", "tab", "space", "backspace", "delete", "insert", "home", "end", "pageup",
    "pagedown", "up", "down", "left", "right", *(f"f{number}" for number in range(1, 25)),
}  # fmt: skip
_SHORT: Final = {
    "esc": "escape", "return": "enter", "pgup": "pageup", "pgdn": "pagedown", "del": "delete",
    "ins": "insert",
}  # fmt: skip
_SHOWN: Final = {
    "escape": "esc", "enter": "⏎", "pageup": "pgup", "pagedown": "pgdn", "delete": "del",
    "up": "↑", "down": "↓", "left": "←", "right": "→",
}  # fmt: skip
_SHOWN_PLAIN: Final = {"escape": "esc", "pageup": "pgup", "pagedown": "pgdn", "delete": "del"}
"""The same on a terminal that draws ASCII characters alone."""
_TERMINAL: Final = {  # characters that the terminal layer calls otherwise than Unicode does
    "-": "minus", "+": "plus", "_": "underscore", "/": "slash", "<": "less_than_sign",
    "@": "at", "\\": "backslash",
}  # fmt: skip
_PATTERN: Final = re.compile(r"(?P<mods>(?:(?:ctrl|alt|shift|super)\+)*)(?P<key>.+)", re.ASCII)
_ORDER: Final = ("alt", "ctrl", "shift", "super")


_names: dict[str, str] = dict(_SHOWN)
"""What is shown of each key, in this process."""


def use_plain_names(plain: bool) -> None:
    """Show keys by ASCII characters alone, such as `enter` and `up`, or by their usual signs."""
    _names.clear()
    _names.update(_SHOWN_PLAIN if plain else _SHOWN)


def spelled(text: str) -> str:
    """Return words of ours as wide as they are drawn: in ASCII an arrow and a cut take two cells,
    which the layout must know where words follow each other with gaps."""
    return text.replace("…", "..").replace("→", "->") if _names.get("enter") is None else text


@lru_cache(1_000)
def normal(written: str) -> str | None:
    """Return the normal form of a key as people write it; None when it is no key."""
    found = _PATTERN.fullmatch(written.strip()) if written.strip() else None
    if found is None:
        return None
    key = found["key"]
    name = _character_name(key) if len(key) == 1 else _SHORT.get(key.lower(), key.lower())
    if len(key) > 1 and name not in _NAMED and name not in _CHARACTERS:
        return None
    given = set(found["mods"].split("+")) - {""}
    return "+".join([*(modifier for modifier in _ORDER if modifier in given), name])


def shown(key: str) -> str:
    """Return a normal form as a person reads it: `question_mark` is `?`, `escape` is `esc`."""
    *modifiers, name = key.split("+")
    return "+".join([*modifiers, _names.get(name) or _CHARACTERS.get(name, name)])


def can_be_scanned(key: str) -> bool:
    """Return whether a scanner can send the key in a code or after it: a letter, digit, blank, or a
    control character, such as Enter and every ctrl and letter."""
    *modifiers, name = key.split("+")
    if "alt" in modifiers or "super" in modifiers:
        return False
    character = _CHARACTERS.get(name, name)
    control = "ctrl" in modifiers or name in ("enter", "tab", "escape", "backspace", "space")
    return control or (len(character) == 1 and character.isalnum())


def character_of(key: str) -> str | None:
    """Return the character that a key in its normal form types; None when it types none."""
    return key if len(key) == 1 else " " if key == "space" else _CHARACTERS.get(key)


def _character_name(character: str) -> str:
    if character.isalnum():
        return character
    if character == " ":
        return "space"
    return _TERMINAL.get(character) or unicodedata.name(character, "").lower().replace(
        " ", "_"
    ).replace("-", "_")


_CHARACTERS: Final = {
    _character_name(chr(code)): chr(code)
    for code in range(ord("!"), ord("~") + 1)
    if not chr(code).isalnum()
}
