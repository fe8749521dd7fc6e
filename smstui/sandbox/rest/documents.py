"""What a client sent, read field by field; every defect is a 400 that names the field."""

import json
from collections.abc import Mapping
from typing import cast

from smstui.sandbox.rest.refusals import bad_request

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
