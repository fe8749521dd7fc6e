"""The bodies REST calls answer with (opf.md "Conventions", D)."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(slots=True, frozen=True)
class Reply:
    """An answer that is not a refusal. `targets` are the ids a write touched, for its log."""

    document: object
    status: int = 200
    targets: tuple[str, ...] = field(default=())


def json_bytes(document: object) -> bytes:
    """The document as UTF-8 JSON, every character as the world holds it.

    Text goes out unescaped where JSON allows it (C1, bidi, zero-width); a lone surrogate
    has no UTF-8 form, so a document that holds one is escaped whole. NaN is a ValueError.
    """
    try:
        return _compact(document, ascii_only=False).encode()
    except UnicodeEncodeError:
        return _compact(document, ascii_only=True).encode()


def _compact(document: object, *, ascii_only: bool) -> str:
    return json.dumps(document, ensure_ascii=ascii_only, separators=(",", ":"), allow_nan=False)


def listed(total: int, resources: Iterable[object]) -> dict[str, object]:
    """The list envelope; `total` counts every match, not only those of this page."""
    return {"totalRecords": total, "resourceSet": list(resources)}


def updated(matched: int, modified: int) -> dict[str, object]:
    """The answer of an update; `modified` 0 means that nothing changed."""
    return {"matchedCount": matched, "modifiedCount": modified}


def deleted(count: int) -> dict[str, object]:
    """The answer of a delete."""
    return {"deletedCount": count}
