"""The bodies of REST requests and replies, and the times in them (opf.md "Conventions").

A refusal is `{"message": string, "code": int, "errorCode": int}` (D). `code` repeats the HTTP
status. Published error codes are used where there is one: 1001 generic bad request, 4403 device not
found (O), the SSM list (D). Otherwise `errorCode` is the HTTP status, so that a client which relies
on an invented number fails here.

Every defect of a request is a 400 that names the field. Queries are `?filter=` as a JSON object
with its fields ANDed, `limit` and `page` (filter D; paging D for RMG, O for ADM).
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import Final, TypeVar, cast

from smstui.sandbox.refusal import Reason, Refused


@dataclass(slots=True, frozen=True)
class Reply:
    """An answer that is not a refusal. `targets` are the ids that a write changed, for its log."""

    document: object
    status: int = 200
    targets: tuple[str, ...] = field(default=())


def json_bytes(document: object) -> bytes:
    """Return the document as UTF-8 JSON, with every character of the world.

    Text is not escaped where JSON allows it (C1, bidi, zero-width). A lone surrogate has no UTF-8
    form, so a document with one is escaped as a whole. Raises ValueError for NaN.
    """
    try:
        return _compact(document, ascii_only=False).encode()
    except UnicodeEncodeError:
        return _compact(document, ascii_only=True).encode()


def _compact(document: object, *, ascii_only: bool) -> str:
    return json.dumps(document, ensure_ascii=ascii_only, separators=(",", ":"), allow_nan=False)


def listed(total: int, resources: Iterable[object]) -> dict[str, object]:
    """Return the list envelope. `total` counts every match, not only those of this page."""
    return {"totalRecords": total, "resourceSet": list(resources)}


def updated(matched: int, modified: int) -> dict[str, object]:
    """Return the answer of an update. `modified` 0 means that nothing changed."""
    return {"matchedCount": matched, "modifiedCount": modified}


def deleted(count: int) -> dict[str, object]:
    """Return the answer of a delete."""
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
    """Raised for a refused request: nothing in the world changed.

    `status` is the HTTP status, `error_code` the module's own number.
    """

    status: int
    message: str
    error_code: int

    def document(self) -> dict[str, object]:
        """Return the body the client receives."""
        return {"message": self.message, "code": self.status, "errorCode": self.error_code}


def bad_request(message: str) -> RestRefusalError:
    """HTTP 400 with the generic code 1001 (O)."""
    return RestRefusalError(400, message, BAD_REQUEST)


def unauthorised(message: str, status: int = 401) -> RestRefusalError:
    """Return 401 (403 on ADM accounts): the token is missing, unknown, expired or lacks the
    role."""
    return RestRefusalError(status, message, status)


def not_found(message: str) -> RestRefusalError:
    """Return HTTP 404 for anything but a device. No error code is published."""
    return RestRefusalError(404, message, 404)


def device_not_found(device_id: str) -> RestRefusalError:
    """Return HTTP 404 with 4403 (O), which differs from "no such call"."""
    return RestRefusalError(404, f"device {device_id} not found", DEVICE_NOT_FOUND)


def of_rule(refused: Refused) -> RestRefusalError:
    """Return the refusal of a rule in this family's words."""
    return RestRefusalError(
        refused.http, refused.text, _PUBLISHED.get(refused.reason, refused.http)
    )


Document = Mapping[str, object]


def json_of(text: str | bytes, what: str) -> object:
    """Return the JSON document in `text`. Raises RestRefusalError (400) naming `what`."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise bad_request(f"{what} is not JSON") from None


def object_of(value: object, what: str) -> Document:
    """Return the value as a JSON object."""
    if not isinstance(value, dict):
        raise bad_request(f"{what} is not a JSON object")
    return value


def objects_of(value: object, what: str) -> list[Document]:
    """Return the value as a list of JSON objects; null is an empty list."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise bad_request(f"{what} is not a list")
    return [object_of(entry, f"an entry of {what}") for entry in value]


def text_of(document: Document, name: str) -> str | None:
    """Return a field that is text or null."""
    return cast("str | None", _of_kind(document, name, str, "text"))


def flag_of(document: Document, name: str) -> bool | None:
    """Return a field that is true, false or null."""
    return cast("bool | None", _of_kind(document, name, bool, "true or false"))


def number_of(document: Document, name: str) -> float | None:
    """Return a field that is a number or null."""
    value = document.get(name)
    if isinstance(value, bool):
        raise bad_request(f"{name} is not a number")
    return cast("float | None", _of_kind(document, name, (int, float), "a number"))


def mandatory_text(document: Document, name: str) -> str:
    """Return a field that is text and not empty."""
    value = text_of(document, name)
    if not value:
        raise bad_request(f"{name} is missing")
    return value


def one_of(document: Document, name: str, choices: tuple[str, ...]) -> str | None:
    """Return a field that is one of these words, or null."""
    value = text_of(document, name)
    if value is not None and value not in choices:
        raise bad_request(f"{name} is none of {', '.join(choices)}")
    return value


def _of_kind(
    document: Document, name: str, kind: type | tuple[type, ...], description: str
) -> object:
    value = document.get(name)
    if value is not None and not isinstance(value, kind):
        raise bad_request(f"{name} is not {description}")
    return value


Record = TypeVar("Record")
FieldReaders = Mapping[str, Callable[[Record], object]]
"""For each field of a record, its reader, by its name in requests."""


@dataclass(slots=True, frozen=True)
class ListQuery:
    """One list request. `limit` None is no limit, 0 asks for the count alone; `page` from 1."""

    wanted: Mapping[str, object]
    limit: int | None
    page: int

    @classmethod
    def read(cls, parameters: Mapping[str, str]) -> "ListQuery":
        """Read the query. Raises RestRefusalError (400) unless filter is flat and the rest
        valid."""
        limit = parameters.get("limit")
        return cls(
            wanted=_filter(parameters.get("filter")),
            limit=None if limit is None else _whole_number("limit", limit, least=0),
            page=_whole_number("page", parameters.get("page", "1"), least=1),
        )

    def answer(
        self,
        candidates: Iterable[Record],
        readers: FieldReaders[Record],
        view: Callable[[Record], object],
    ) -> dict[str, object]:
        """Return the list envelope of the matching candidates. Only the requested page is
        written."""
        matches = [record for record in candidates if self._matches(record, readers)]
        return listed(len(matches), map(view, self._page_of(matches)))

    def _matches(self, record: Record, readers: FieldReaders[Record]) -> bool:
        # A field that the record does not have matches nothing, like in a document database.
        return all(
            name in readers and _same(readers[name](record), value)
            for name, value in self.wanted.items()
        )

    def _page_of(self, matches: Sequence[Record]) -> Iterable[Record]:
        if self.limit is None:
            return matches if self.page == 1 else ()
        first = (self.page - 1) * self.limit
        return islice(matches, first, first + self.limit)


def _same(held: object, wanted: object) -> bool:
    if isinstance(wanted, bool) or isinstance(held, bool):
        return held is wanted
    if isinstance(wanted, int) and isinstance(held, str):
        return held == str(wanted)
    return held == wanted


def _filter(text: str | None) -> Mapping[str, object]:
    if not text:
        return {}
    wanted = json_of(text, "filter")
    if not isinstance(wanted, dict):
        raise bad_request("filter is not a JSON object")
    for name, value in wanted.items():
        if isinstance(value, dict | list):
            raise bad_request(f"filter field {name} is not a plain value")
    return wanted


def _whole_number(name: str, text: str, *, least: int) -> int:
    # The length limit keeps int() from a 5,000-digit number.
    if not (text.isascii() and text.isdigit() and len(text) <= 9) or int(text) < least:
        raise bad_request(f"{name} is not a whole number from {least}")
    return int(text)


def time_text(moment: datetime | None) -> str | None:
    """Return `2026-11-24T18:00:00.000Z`, or null for never."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def time_of(name: str, value: object) -> datetime | None:
    """Return the time in field `name`. Without an offset it is UTC.

    Raises RestRefusalError (400) for anything but null or an ISO 8601 text.
    """
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise bad_request(f"{name} is not an ISO 8601 time") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
