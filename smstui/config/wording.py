"""Describe a setting in words: for the template and the reference."""

import json
import textwrap
import types
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from smstui.config.secrets import SecretSource
from smstui.config.table import Table


def allowed_words(field: FieldInfo) -> tuple[str, ...]:
    """Return the values a setting may have, if it has a closed list."""
    return get_args(field.annotation) if get_origin(field.annotation) is Literal else ()


def type_in_words(field: FieldInfo) -> str:
    """Return the type of a setting and its limits."""
    if words := allowed_words(field):
        return " or ".join(f'"{word}"' for word in words)
    limits = [
        f"{sign} {getattr(mark, name):g}"
        for mark in field.metadata
        for name, sign in (("gt", ">"), ("ge", "≥"), ("lt", "<"), ("le", "≤"))
        if getattr(mark, name, None) is not None
    ]
    return " ".join([_plain_type(field.annotation), *limits])


def default_in_words(field: FieldInfo) -> str:
    """Return the default: "required" if there is none, empty if the description says it."""
    if field.is_required():
        return "required"
    value = field.default
    if value is None or isinstance(value, Table) or value == {} or field.default_factory:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return json.dumps(value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def wrapped(text: str, width: int) -> list[str]:
    """Return `text` in lines of at most `width` characters."""
    return textwrap.wrap(text, width)


def _plain_type(annotation: Any) -> str:
    origin = get_origin(annotation)
    if origin is Annotated:
        return _plain_type(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        inner = next(one for one in get_args(annotation) if one is not type(None))
        return _plain_type(inner)
    if annotation is SecretSource:
        return "secret"
    if origin is tuple:
        return "list of texts"
    if (isinstance(annotation, type) and issubclass(annotation, Table)) or origin is not None:
        return "table"
    return {bool: "true or false", int: "whole number", float: "number", Path: "path"}.get(
        annotation, "text"
    )
