"""From a foreign answer to a record: by the catalogue's spellings, whatever the letter case."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from smstui.domain.record import Record

R = TypeVar("R", bound=Record)
Spellings = Mapping[str, Sequence[str]]
"""Field (dotted: inside a nested record) to what an answer may call it, the likeliest first.

A spelling may be dotted too: a path into the answer.
"""


def read_record(kind: type[R], wire: Any, spellings: Spellings) -> R:
    """A record of `kind` from `wire`. Never refuses: what is missing or odd is simply not there."""
    folded = _folded(wire)
    fields: dict[str, Any] = {}
    for field, names in spellings.items():
        if (value := _first(folded, names)) is not None:
            _put(fields, field, value)
    return kind.read(fields)


def find(wire: Any, names: Sequence[str]) -> Any:
    """The first value that `wire` has under one of `names`, else None."""
    return _first(_folded(wire), names)


def as_list(value: Any) -> list[Any]:
    """A node that may be absent, one, or several, as a list."""
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def children_of(wire: Any) -> Iterator[tuple[str, Any]]:
    """Names and values of a mapping, or of a list of `{key, value}`; nothing of anything else."""
    if isinstance(wire, Mapping):
        yield from wire.items()
    elif isinstance(wire, list):
        for pair in wire:
            if isinstance(pair, Mapping) and "key" in pair:
                yield str(pair["key"]), pair.get("value")


def _folded(wire: Any) -> dict[str, Any]:
    return {str(name).casefold(): value for name, value in children_of(wire)}


def _first(folded: dict[str, Any], names: Sequence[str]) -> Any:
    return next((value for name in names if (value := _at(folded, name)) is not None), None)


def _at(folded: dict[str, Any], path: str) -> Any:
    head, _, rest = path.casefold().partition(".")
    value = folded.get(head)
    return _at(_folded(value), rest) if rest else value


def _put(fields: dict[str, Any], field: str, value: Any) -> None:
    head, _, rest = field.partition(".")
    if rest:
        _put(fields.setdefault(head, {}), rest, value)
    else:
        fields[head] = value
