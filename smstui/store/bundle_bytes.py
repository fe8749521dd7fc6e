"""Convert a bundle to bytes and back. A secret is never part of the bytes."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel

from smstui.domain.bundle import Bundle
from smstui.domain.record import Record, secrets_of

Exclusion = dict[str, Any]
"""The argument `exclude` of pydantic: a field to True, or to the exclusions within it."""


def to_bytes(bundle: Bundle) -> bytes:
    """Return `bundle` as compact JSON without its secrets and without fields that are unset.

    A field that the platform sent as empty stays, because a diagnosis treats it differently from
    one that it did not send.
    """
    form = bundle.model_dump(mode="json", exclude=secret_paths(), exclude_none=True)
    for name, part in bundle.parts():
        for record, fields in zip(part, form[name]["records"], strict=True):
            fields.update(dict.fromkeys(_told_empty(record)))
    return json.dumps(form, ensure_ascii=False, separators=(",", ":")).encode()


def from_bytes(content: bytes) -> Bundle:
    """Return the bundle in `content`. Raises ValueError if today's models refuse it."""
    return Bundle.model_validate_json(content)


def _told_empty(record: Record) -> Iterator[str]:
    hidden = secrets_of(type(record))
    for name in record.model_fields_set:
        if name not in hidden and getattr(record, name) is None:
            yield name


@cache
def secret_paths() -> Exclusion:
    """Return where a bundle can have a secret."""
    return _secret_paths(Bundle)


def _secret_paths(model: type[BaseModel]) -> Exclusion:
    found: Exclusion = {}
    if issubclass(model, Record):
        found |= dict.fromkeys(secrets_of(model), True)
    for name, field in model.model_fields.items():
        within: Exclusion = {}
        for inner in _models_in(field.annotation):
            within |= _secret_paths(inner)
        if within:
            several = getattr(field.annotation, "__origin__", None) is tuple
            found[name] = {"__all__": within} if several else within
    return found


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)
