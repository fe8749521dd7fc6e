"""What a client sent: bodies read field by field, and the queries of lists.

Every defect is a 400 that names the field. Queries are `?filter=` as a JSON object with its fields
ANDed, `limit` and `page` (opf.md "Conventions": filter D; paging D for RMG, O for ADM).
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar, cast

from smstui.sandbox.rest.replies import bad_request, listed

Document = Mapping[str, object]


def json_of(text: str | bytes, what: str) -> object:
    """The JSON document in `text`. Raises RestRefusalError (400) naming `what` otherwise."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise bad_request(f"{what} is not JSON") from None


def object_of(value: object, what: str) -> Document:
    """The value as a JSON object."""
    if not isinstance(value, dict):
        raise bad_request(f"{what} is not a JSON object")
    return value


def objects_of(value: object, what: str) -> list[Document]:
    """The value as a list of JSON objects; null is an empty list."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise bad_request(f"{what} is not a list")
    return [object_of(entry, f"an entry of {what}") for entry in value]


def text_of(document: Document, name: str) -> str | None:
    """A field that is text or null."""
    return cast("str | None", _of_kind(document, name, str, "text"))


def flag_of(document: Document, name: str) -> bool | None:
    """A field that is true, false or null."""
    return cast("bool | None", _of_kind(document, name, bool, "true or false"))


def number_of(document: Document, name: str) -> float | None:
    """A field that is a number or null."""
    value = document.get(name)
    if isinstance(value, bool):
        raise bad_request(f"{name} is not a number")
    return cast("float | None", _of_kind(document, name, (int, float), "a number"))


def mandatory_text(document: Document, name: str) -> str:
    """A field that is text and not empty."""
    value = text_of(document, name)
    if not value:
        raise bad_request(f"{name} is missing")
    return value


def one_of(document: Document, name: str, choices: tuple[str, ...]) -> str | None:
    """A field that is one of these words, or null."""
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
"""How each field of a record is read, by its name on the wire."""


@dataclass(slots=True, frozen=True)
class ListQuery:
    """One list request. `limit` None is no limit, 0 asks for the count alone; `page` from 1."""

    wanted: Mapping[str, object]
    limit: int | None
    page: int

    @classmethod
    def read(cls, parameters: Mapping[str, str]) -> "ListQuery":
        """Raises RestRefusalError (400) unless filter is a flat object, the rest whole."""
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
        """The list envelope of the candidates that match; only the page asked for is written."""
        matches = [record for record in candidates if self._matches(record, readers)]
        return listed(len(matches), map(view, self._page_of(matches)))

    def _matches(self, record: Record, readers: FieldReaders[Record]) -> bool:
        # A field that the record does not know matches nothing, as in a document database.
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
