"""Remember every secret of this process, and mask them in foreign text.

A platform may send back what it received: a password in a Fault, an earlier PIN in an error, in any
form that its layers write. A foreign sentence is therefore masked before it is cut, shown or
stored. Our own words and ids are not masked here: a PIN may look like a part of one.
"""

import base64
import binascii
import re
import unicodedata
import weakref
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, Final
from urllib.parse import quote, unquote

MASK: Final = "••••••"
NOT_SHOWN: Final = "(not shown: it repeats a secret)"

KEPT: Final = 2_000
"""The most secrets to remember: those that were used last."""
LEAST: Final = 4
"""Characters of a secret that was only read in a record. A shorter one could be any word."""
LONG: Final = 6
"""Characters from which a secret is also masked inside a longer word."""
LONGEST_TEXT: Final = 20_000
"""Characters of a foreign text that are checked; the rest is dropped."""
_ROUNDS: Final = 3
"""Layers of escapes that are removed."""
_MOST_VIEWS: Final = 64

_TOKEN: Final = re.compile(r"\beyJ[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*){1,4}")
"""A signed token (JWT). It is masked by its form, because there is a new one every minute."""
_ENCODED: Final = re.compile(r"(?:[A-Za-z0-9+/_-]|%(?:25)*(?:2[BbFf]|3[Dd]))+={0,2}")
"""Text that may be base64 or hexadecimal, with its own signs perhaps escaped for an address."""
_JSON_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\([\"\\/])")

_used: OrderedDict[str, None] = OrderedDict()
_held: dict[int, "weakref.ref[Any]"] = {}
_marks: list[str] = []
"""The patterns of `without_credentials`, until another secret is used."""


def hold(secret: Any, value: str) -> None:
    """Remember `secret` while it is referenced. Called for every `Secret` that is created."""
    if len(value) < LEAST or value == MASK:
        return
    key = id(secret)
    _held[key] = weakref.ref(secret, lambda _: _held.pop(key, None))


def remember(value: str) -> None:
    """Remember `value` from now on. Called whenever a secret is used."""
    if not value or value == MASK or _TOKEN.fullmatch(value):
        return
    if value in _used:
        _used.move_to_end(value)
        return
    _used[value] = None
    _marks.clear()
    while len(_used) > KEPT:
        _used.popitem(last=False)


def without_secrets(text: str) -> str:
    """Return a foreign `text` with every known secret masked.

    A secret is found whatever the case of its letters, percent-encoded, escaped for XML or JSON,
    several times over, and in base64 or hexadecimal, even with others around it. If it cannot be
    cut out, nothing of the text is left.
    """
    text = _TOKEN.sub(MASK, text[:LONGEST_TEXT])
    found = _found_in(text, _known())
    if not found:
        return text
    for secret in sorted(found, key=len, reverse=True):
        text = _written(secret).sub(MASK, text)
    text = _ENCODED.sub(lambda piece: MASK if _hides(piece[0], found) else piece[0], text)
    return NOT_SHOWN if _found_in(text, found) else text


def without_credentials(text: str) -> str:
    """Mask a text of a record, which is faster: only long secrets that were used."""
    if len(text) < LONG or not _used:
        return text
    folded = text.casefold()
    if not _marks:
        _marks.extend(_needles(tuple(_used)) or ("\0",))  # a text that no field has
    if not any(mark in folded for mark in tuple(_marks)):
        return text
    return without_secrets(text)


def _known() -> set[str]:
    alive = (ref() for ref in list(_held.values()))
    return {*_used, *(secret._value for secret in alive if secret is not None)}


def _found_in(text: str, secrets: Iterable[str]) -> set[str]:
    views = list(_views(text))
    folded = [_folded(view) for view in views]
    together = "\n".join(folded)
    likely = (secret for secret in secrets if _folded(secret) in together)
    return {secret for secret in likely if any(_is_in(secret, view) for view in folded)}


def _is_in(secret: str, folded: str) -> bool:
    wanted = _folded(secret)
    if wanted not in folded:
        return False
    return len(secret) >= LONG or bool(_alone(re.escape(wanted), secret).search(folded))


def _views(text: str) -> Iterator[str]:
    """Yield `text` as it is, and with the escapes of its layers removed in every order."""
    seen, layer = {text}, [text]
    for _ in range(_ROUNDS):
        layer = [made for view in layer for made in _decoded(view) if made not in seen]
        layer = list(dict.fromkeys(layer))[: _MOST_VIEWS - len(seen)]
        seen.update(layer)
    yield from seen
    for view in seen:
        yield from _unpacked(view)


def _decoded(text: str) -> Iterator[str]:
    if "%" in text:
        yield unquote(text, errors="replace")
    if "+" in text:
        yield text.replace("+", " ")
    if "&" in text:
        from html import unescape

        yield unescape(text)
    if "\\" in text:
        yield _JSON_ESCAPE.sub(lambda at: chr(int(at[1], 16)) if at[1] else at[2], text)
    if not text.isascii():  # UTF-8 that a layer decoded as Latin-1
        yield text.encode("cp1252", "ignore").decode("utf-8", "ignore")
        yield text.encode("latin-1", "ignore").decode("utf-8", "ignore")
        yield text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _unpacked(text: str) -> Iterator[str]:
    """Yield the decoded pieces of `text` that may be base64 or hexadecimal."""
    for piece in _ENCODED.finditer(text):
        yield from _contents(piece[0])


def _contents(piece: str) -> Iterator[str]:
    piece = unquote(unquote(piece)).rstrip("=").replace("-", "+").replace("_", "/")
    if len(piece) < LEAST:
        return
    for start in range(4):
        rest = piece[start:]
        rest = rest[: len(rest) - 1] if len(rest) % 4 == 1 else rest
        try:
            raw = base64.b64decode(rest + "=" * (-len(rest) % 4))
        except (ValueError, binascii.Error):
            continue
        yield raw.decode("utf-8", "replace")
        if b"\0" in raw:
            yield raw.replace(b"\0", b"").decode("utf-8", "replace")
    if len(piece) % 2 == 0 and re.fullmatch(r"[0-9A-Fa-f]+", piece):
        yield bytes.fromhex(piece).decode("utf-8", "replace")


def _hides(piece: str, secrets: Iterable[str]) -> bool:
    contents = [_folded(each) for each in _contents(piece)]
    return any(_is_in(secret, each) for secret in secrets for each in contents)


def _folded(text: str) -> str:
    return text.lower() if text.isascii() else unicodedata.normalize("NFC", text).casefold()


@lru_cache(256)
def _written(secret: str) -> re.Pattern[str]:
    """Return every way to write `secret`, character by character."""
    ways = {unicodedata.normalize(form, secret) for form in ("NFC", "NFD")} | {secret}
    pattern = "|".join("".join(map(_character, way)) for way in ways)
    return _alone(f"(?:{pattern})", secret)


def _character(character: str) -> str:
    code = ord(character)
    percent = "".join(f"%(?:25)*{byte:02X}" for byte in character.encode("utf-8", "replace"))
    names = "".join(f"|{name}" for name in _ENTITIES.get(character, ()))
    ways = [
        re.escape(character),
        percent,
        rf"&(?:amp;)*(?:#0*{code};|#x0*{code:x};{names})",
        *(rf"\\+u{unit:04x}" for unit in ([code] if code < 0x10000 else [])),
        *([rf"\\+{re.escape(character)}"] if character in '"\\/' else []),
        *([r"\+"] if character == " " else []),
    ]
    return f"(?:{'|'.join(ways)})"


_ENTITIES: Final = {
    "&": ("amp;",), "<": ("lt;",), ">": ("gt;",), '"': ("quot;",), "'": ("apos;",),
}  # fmt: skip


def _alone(pattern: str, secret: str) -> re.Pattern[str]:
    """Return `pattern`; for a short secret only where it is not part of a longer word or number."""
    if len(secret) >= LONG:
        return re.compile(pattern, re.IGNORECASE)
    beside = r"\d" if secret.isdecimal() else r"[^\W_]"
    return re.compile(rf"(?<!{beside}){pattern}(?!{beside})", re.IGNORECASE)


def _needles(secrets: tuple[str, ...]) -> tuple[str, ...]:
    """Return how a long secret looks in most forms, folded: enough to notice it."""
    from html import escape

    found = set()
    for secret in secrets:
        if len(secret) < LONG or secret.isdecimal():
            continue
        found |= {secret, quote(secret, safe=""), escape(secret), escape(secret, False)}
        found |= set(_cores(secret.encode("utf-8", "replace")))
    return tuple(sorted(each.casefold() for each in found))


def _cores(raw: bytes) -> Iterator[str]:
    """Return the part of base64 that is the same whatever is around `raw`."""
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + raw).decode("ascii")
        begins, ends = (shift * 8 + 5) // 6, (shift + len(raw)) * 8 // 6
        core = encoded[begins:ends]
        yield core
        yield core.replace("+", "-").replace("/", "_")
