"""The bodies REST calls answer with, yes or no (opf.md "Conventions", D).

A refusal is `{"message": string, "code": int, "errorCode": int}`. `code` repeats the HTTP status.
Published error codes are used where there is one: 1001 generic bad request, 4403 device not found
(O), the SSM list (D). Where none is published the HTTP status stands in, so that a client which
keys on an invented number fails here.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from smstui.sandbox.refusal import Reason, Refused


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


BAD_REQUEST: Final = 1001
DEVICE_NOT_FOUND: Final = 4403
DEVICE_LIMIT: Final = 20007

_PUBLISHED: Final = {
    Reason.MALFORMED: BAD_REQUEST,
    Reason.DEVICE_UNKNOWN: DEVICE_NOT_FOUND,
    Reason.DEVICE_LIMIT: DEVICE_LIMIT,
}


@dataclass(slots=True, eq=False)
class RestRefusalError(Exception):
    """A request the platform refuses: nothing in the world changed.

    `status` is the HTTP status, `error_code` the module's own number.
    """

    status: int
    message: str
    error_code: int

    def document(self) -> dict[str, object]:
        """The body the client receives."""
        return {"message": self.message, "code": self.status, "errorCode": self.error_code}


def bad_request(message: str) -> RestRefusalError:
    """HTTP 400 with the generic code 1001 (O)."""
    return RestRefusalError(400, message, BAD_REQUEST)


def unauthorised(message: str, status: int = 401) -> RestRefusalError:
    """The token is missing, unknown, expired or lacks the role: 401, or 403 on ADM accounts."""
    return RestRefusalError(status, message, status)


def not_found(message: str) -> RestRefusalError:
    """HTTP 404 for anything but a device; no error code is published."""
    return RestRefusalError(404, message, 404)


def device_not_found(device_id: str) -> RestRefusalError:
    """HTTP 404 with 4403 (O): tells "no such device" from "no such call"."""
    return RestRefusalError(404, f"device {device_id} not found", DEVICE_NOT_FOUND)


def already_exists(message: str) -> RestRefusalError:
    """HTTP 409 (O)."""
    return RestRefusalError(409, message, 409)


def of_rule(refused: Refused) -> RestRefusalError:
    """A rule's refusal in this family's words."""
    return RestRefusalError(
        refused.http, refused.text, _PUBLISHED.get(refused.reason, refused.http)
    )
