"""From the bytes of an answer to its text: packing, character set, characters that must not be.

A gateway packs what nobody asked it to pack, names the character set in Content-Type, or says in
Content-Encoding what belongs there. One bad character is one bad character: it becomes U+FFFD, and
`notes` says so once.
"""

import codecs
import re
import zlib
from collections.abc import Iterator
from typing import Final

from smstui.platforms.documents import Malformed
from smstui.platforms.notes import REPLACED, note

MOST_LAYERS: Final = 2
"""Packings within each other."""

_GZIP: Final = b"\x1f\x8b"
_NOT_PACKED: Final = frozenset({"", "identity", "none", "7bit", "8bit", "binary"})
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NO_CHARSETS: Final = frozenset(
    {"utf-7", "idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape"}
)
"""Codecs of Python that no answer is written in, and that make other text of plain ASCII."""
_DECLARATION: Final = re.compile(r"<\?xml\s[^>]*?\?>")
_DECLARED: Final = re.compile(rb"<\?xml\s[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")


class TooLong(Malformed):
    """Raised if the unpacked answer is larger than the largest that is taken."""


# Packing


def unpacked(body: bytes, encoding: str, most: int) -> bytes:
    """Return `body` without the packing that a Content-Encoding header names, `most` bytes of it.

    A value that names no packing (a character set, `none`, `8bit`) counts as none. Raises Malformed
    for another packing than gzip and deflate and for one that is cut short, TooLong beyond `most`.
    """
    words = (each.strip() for each in encoding.lower().split(","))
    layers = [word for word in words if not _says_nothing(word)]
    if len(layers) > MOST_LAYERS:
        raise Malformed("it is packed too many times")
    for layer in reversed(layers):
        if layer in ("gzip", "x-gzip"):
            body = _gunzipped(body, most)
        elif layer == "deflate":
            body = _inflated(body, most)
        else:
            raise Malformed("it came compressed in a way that is not known here")
    return body


def _says_nothing(word: str) -> bool:
    return word in _NOT_PACKED or bool(charset_of(word))


def _gunzipped(body: bytes, most: int) -> bytes:
    if not body.startswith(_GZIP):
        return body  # unpacked on the way, with the header left in place
    found = bytearray()
    while body.startswith(_GZIP):  # members, one behind the other
        part, body = _unzipped(body, zlib.MAX_WBITS | 16, most - len(found))
        found += part
    return bytes(found)


def _inflated(body: bytes, most: int) -> bytes:
    """Unpack deflate: with the header that the standard wants, or without, as some send it."""
    if not body:
        return body
    try:
        return _unzipped(body, zlib.MAX_WBITS, most)[0]
    except TooLong:
        raise
    except Malformed:
        return _unzipped(body, -zlib.MAX_WBITS, most)[0]


def _unzipped(body: bytes, window: int, most: int) -> tuple[bytes, bytes]:
    """Return what `body` begins with, unpacked, and what comes behind it."""
    packing = zlib.decompressobj(window)
    try:
        found = packing.decompress(body, most + 1)
    except zlib.error:
        raise Malformed("it came compressed and cannot be unpacked") from None
    if len(found) > most:
        raise TooLong("it is too large when it is unpacked")
    if not packing.eof:
        raise Malformed("it came compressed and is cut short")
    return found, packing.unused_data


# Character sets


def charset_of(name: str) -> str:
    """Return Python's name of a character set; empty for what is none."""
    try:
        codec = codecs.lookup(name.strip().strip("\"'"))
    except (LookupError, ValueError):
        return ""
    is_text = getattr(codec, "_is_text_encoding", True)
    return codec.name if is_text and codec.name not in _NO_CHARSETS else ""


def charset_in(content_type: str) -> str:
    """Return the character set that a Content-Type header names; empty where it names none."""
    for parameter in content_type.split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return charset_of(value)
    return ""


def text_of(body: bytes, charset: str = "") -> str:
    """Return the text of `body`. Bytes that are no characters become U+FFFD, which is noted.

    A byte order mark decides. Otherwise it is UTF-8 if it can be (other text is rarely so by
    chance), then `charset`, then what an XML declaration says.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return _replacing(body[len(mark) :], name)
    for name in _candidates(body, charset):
        try:
            return body.decode(name)
        except (UnicodeDecodeError, ValueError):
            continue
    return _replacing(body, "utf-8")


def in_utf8(body: bytes, content_type: str) -> bytes:
    """Return `body` in UTF-8 where its Content-Type names another character set."""
    charset = charset_in(content_type)
    if not charset or (body.isascii() and b"\0" not in body):
        return body
    return without_declaration(text_of(body, charset)).encode("utf-8", "replace")


def declared_in(body: bytes) -> str:
    """Return the character set that an XML declaration at the beginning names."""
    found = _DECLARED.search(body[:200])
    return charset_of(found[1].decode("ascii")) if found else ""


def without_declaration(text: str) -> str:
    """Return XML without what may stand before its root: white space, a mark, the declaration."""
    return _DECLARATION.sub("", text.lstrip("\ufeff \t\r\n"), count=1)


def _candidates(body: bytes, charset: str) -> Iterator[str]:
    yield from dict.fromkeys(filter(None, (_wide(body), "utf-8", charset, declared_in(body))))


def _wide(body: bytes) -> str:
    """Return the form of UTF-16 that markup or JSON without a mark is in, by its zero bytes."""
    zeros = [not byte for byte in body[:4]]
    if zeros == [True, False, True, False]:
        return "utf-16-be"
    return "utf-16-le" if zeros == [False, True, False, True] else ""


def _replacing(body: bytes, name: str) -> str:
    text = body.decode(name, "replace")
    if "\N{REPLACEMENT CHARACTER}" in text and not _decodes(body, name):
        note(REPLACED)
    return text


def _decodes(body: bytes, name: str) -> bool:
    try:
        body.decode(name)
    except ValueError:
        return False
    return True
