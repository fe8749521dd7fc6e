"""Find unknown keys, each with the key that was probably meant."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, get_args

from smstui.config.lines import KeyPath
from smstui.config.table import Table


@dataclass(frozen=True, slots=True)
class UnknownKey:
    """`path` is unknown; `nearest` is a known key that looks like it."""

    path: KeyPath
    nearest: str | None


def unknown_keys(tables: Mapping[str, Any], model: type[Table]) -> Iterator[UnknownKey]:
    """Yield every unknown key of `tables`, read as `model`, in the order of the file."""
    yield from _within(tables, model, ())


def _within(tables: Mapping[str, Any], model: type[Table], path: KeyPath) -> Iterator[UnknownKey]:
    known = {name for name in model.model_fields if name not in model.given_names}
    for key, value in tables.items():
        if key not in known:
            near = get_close_matches(key, sorted(known), n=1, cutoff=0.5)
            yield UnknownKey((*path, key), near[0] if near else None)
            continue
        inner, by_name = _table_of(model.model_fields[key].annotation)
        if inner is None or not isinstance(value, Mapping):
            continue
        if not by_name:
            yield from _within(value, inner, (*path, key))
            continue
        for name, table in value.items():
            if isinstance(table, Mapping):
                yield from _within(table, inner, (*path, key, name))


def _table_of(annotation: Any) -> tuple[type[Table] | None, bool]:
    """Return the table of a key, if it has one, and whether the key maps names to tables."""
    candidates = (annotation, *get_args(annotation))
    tables = [one for one in candidates if isinstance(one, type) and issubclass(one, Table)]
    by_name = bool(tables) and annotation is not tables[0] and str in candidates
    return (tables[0] if tables else None), by_name
