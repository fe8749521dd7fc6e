"""Write records as XML, in bytes. Foreign text of any kind becomes valid XML."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from smstui.sandbox.soap.schema import Field, Kind, Structure

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL = re.compile("[&<>\r]")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">'
    "<soap:Header/><soap:Body>"
)
_TAIL = "</soap:Body></soap:Envelope>"


def escaped(text: str) -> str:
    """Return text that XML 1.0 allows: C1 and bidi stay, ESC and lone surrogates become U+FFFD."""
    text = _ILLEGAL.sub("\ufffd", text)
    return _SPECIAL.sub(lambda match: _ESCAPES[match[0]], text)


def envelope(content: str) -> bytes:
    """Return a whole message."""
    return f"{_HEAD}{content}{_TAIL}".encode()


def response(namespace: str, root: str, content: str) -> bytes:
    """Return a message in which only the root element is qualified."""
    if not content:
        return envelope(f'<ns:{root} xmlns:ns="{namespace}"/>')
    return envelope(f'<ns:{root} xmlns:ns="{namespace}">{content}</ns:{root}>')


def element(name: str, value: object, kind: Kind | Structure) -> str:
    """Return one child, or nothing for `None`."""
    if value is None:
        return ""
    if isinstance(kind, Structure):
        return f"<{name}>{structure(value, kind)}</{name}>"
    return f"<{name}>{escaped(_text(value, kind))}</{name}>"


def structure(record: object, shape: Structure) -> str:
    """Return a record's children, or those of a mapping by their names in messages."""
    if isinstance(record, Mapping):
        return "".join(element(f.name, record.get(f.name), f.kind) for f in shape.fields)
    omitted: frozenset[str] = getattr(record, "omitted", frozenset())
    parts: list[str] = []
    for name, attr, get, field in _plan(shape):
        if attr in omitted or name in omitted:
            continue
        value = get(record)
        if value is None:
            continue
        if field.most is None:
            parts.extend(element(name, each, field.kind) for each in _each(value))
        else:
            parts.append(element(name, value, field.kind))
    return "".join(parts)


def _text(value: object, kind: Kind) -> str:
    # A poisoned record has text in place of another kind of value; the text is sent.
    return value if isinstance(value, str) else kind.write(value)


def _each(value: object) -> Iterable[object]:
    return value if isinstance(value, list | tuple) else (value,)


@cache
def _plan(shape: Structure) -> list[tuple[str, str | None, Callable[[Any], Any], Field]]:
    return [(f.name, f.attr, f.get or _reader(f), f) for f in shape.fields]


def _reader(field: Field) -> Callable[[Any], Any]:
    attr = field.attr or field.name
    return lambda record: getattr(record, attr, None)
