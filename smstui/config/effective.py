"""List every value in force and where it comes from: `smstui config show`."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, get_args

from smstui.config.defaults import Family
from smstui.config.lines import KeyPath
from smstui.config.load import Loaded
from smstui.config.secrets import SecretSource
from smstui.config.settings import Deployment
from smstui.config.table import Table
from smstui.domain.address_passwords import without_address_passwords
from smstui.domain.redaction import redacted_setting, redacted_text
from smstui.domain.text import clean

_OPTIONAL_TABLES: Final = frozenset({*get_args(Family), "ws_security"})

Plain = str | int | float | bool | None | list[str]


@dataclass(frozen=True, slots=True)
class EffectiveValue:
    """One value. `note` says where a secret comes from and whether it is available."""

    key: str
    value: Plain
    origin: str
    note: str = ""


def effective_values(loaded: Loaded) -> Iterator[EffectiveValue]:
    """Return each value in the order of the settings. Secrets are only described."""
    yield from _of_table(loaded, loaded.settings, ())


def _of_table(loaded: Loaded, table: Table, path: KeyPath) -> Iterator[EffectiveValue]:
    for name in type(table).model_fields:
        value = getattr(table, name)
        if name in table.given_names or (value is None and name in _OPTIONAL_TABLES):
            continue
        if name == "platform_id" and value is None and isinstance(table, Deployment):
            key, source = _key((*path, name)), table.identity_source
            yield EffectiveValue(key, table.identity.id, "default", source)
            continue
        yield from _of_value(loaded, value, (*path, name), name in table.model_fields_set)


def _of_value(loaded: Loaded, value: Any, path: KeyPath, given: bool) -> Iterator[EffectiveValue]:
    if isinstance(value, SecretSource):
        origin = loaded.origin(path, given=given)
        described = redacted_text(value.described)
        yield EffectiveValue(_key(path), described, origin, _presence(value))
    elif isinstance(value, Table):
        yield from _of_table(loaded, value, path)
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _of_value(loaded, inner, (*path, name), given)
    else:
        origin = loaded.origin(path, given=given)
        yield EffectiveValue(_key(path), _plain(value, path), origin)


def _plain(value: Any, path: KeyPath) -> Plain:
    if isinstance(value, list | tuple):
        return [_told(one, path) for one in value]
    if isinstance(value, bool | int | float) or value is None:
        return value
    return _told(value, path)


def _told(value: Any, path: KeyPath) -> str:
    """Return a text that may be printed: what a site adds to a call may hold a credential."""
    text = str(value)
    of_a_call = {"operations", "headers", "places", "ssm_claims"} & set(path)
    kept = redacted_setting(path[-1], text) if of_a_call else redacted_text(text)
    return clean(kept)


def _key(path: KeyPath) -> str:
    return ".".join(clean(without_address_passwords(part), cap=100) for part in path)


def _presence(source: SecretSource) -> str:
    if source.env is not None:
        return "set" if os.environ.get(source.env) else "not set"
    if source.file is not None:
        return "there" if source.file.is_file() else "not there"
    return ""
