"""Build the HTTP request of a catalogue entry, for reads and changes of either family."""

import json
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote, urlencode

from smstui.domain.secret import Secret
from smstui.platforms.answer import Question, path_of
from smstui.platforms.catalogue import Entry
from smstui.platforms.template import filled

NO_PAGING: Final[Mapping[str, str]] = MappingProxyType({})


def rest_request(
    entry: Entry,
    base_url: str,
    given: Mapping[str, str],
    about: str,
    *,
    paging: Mapping[str, str] = NO_PAGING,
    body: Mapping[str, Any] | None = None,
) -> Question:
    """Return the request of a REST call, without its credentials.

    `given` are the values for path, query and filter. Raises NotConfigured where one is missing.
    """
    headers, content = {"Accept": "application/json"}, b""
    if body is not None:
        headers["Content-Type"] = "application/json"
        content = _compact(body).encode()
    path = filled(entry.path, given, _segment)
    address = base_url + path + _query(entry, given, paging)
    return Question(entry.method, address, about, headers, content, path_of(entry.path))


def carrying(
    question: Question,
    headers: Mapping[str, str],
    given: Mapping[str, str],
    credentials: Mapping[str, Secret],
) -> Question:
    """Return `question` with the catalogue's `headers`, settings and credentials filled in.

    Raises NotConfigured where one is missing.
    """
    values = {**given, **{name: held.reveal() for name, held in credentials.items()}}
    carried = {name: filled(text, values) for name, text in headers.items()}
    return replace(question, headers={**carried, **question.headers})


def _query(entry: Entry, given: Mapping[str, str], paging: Mapping[str, str]) -> str:
    query = {name: filled(value, given) for name, value in entry.query.items()}
    if entry.filter:
        query["filter"] = _compact({k: filled(value, given) for k, value in entry.filter.items()})
    query |= paging
    return f"?{urlencode(query, quote_via=quote, safe='')}" if query else ""


def _compact(value: Mapping[str, Any]) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _segment(text: str) -> str:
    """Return `text` as one segment of a path. Dots alone would lead to another address."""
    return quote(text, safe="") if text.strip(".") else text.replace(".", "%252E")
