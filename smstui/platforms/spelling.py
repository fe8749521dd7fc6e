"""From a foreign answer to a record: by the catalogue's spellings, whatever the letter case."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from smstui.domain.record import Record

R = TypeVar("R", bound=Record)

Path = tuple[str, ...]
"""Names in lower case, from the outside in."""


class Spelling:
    """How one kind of record is spelled, made ready once.

    `spellings` leads from a field (dotted: inside a nested record) to what an answer may call
    it, the likeliest first. A spelling may be dotted too: a path into the answer.
    """

    def __init__(self, spellings: Mapping[str, Sequence[str]]) -> None:
        self._fields: dict[str, tuple[Path, tuple[Path, ...]]] = {
            field: (tuple(field.split(".")), tuple(tuple(n.casefold().split(".")) for n in names))
            for field, names in spellings.items()
        }

    def read(self, kind: type[R], wire: Any) -> R:
        """A record of `kind`. Never refuses: what is missing or odd is simply not there.

        A field that was sent empty counts as given (`model_fields_set`), one not sent does not.
        """
        folded = _folded(wire)
        fields: dict[str, Any] = {}
        for (head, *rest), names in self._fields.values():
            value = _first(folded, names)
            if value is None:
                if not rest and any(name[0] in folded for name in names if len(name) == 1):
                    fields[head] = None
                continue
            if rest:
                fields.setdefault(head, {})[rest[0]] = value
            else:
                fields[head] = value
        return kind.read(fields)

    def find(self, field: str, wire: Any) -> Any:
        """The value of one field as it was sent, else None."""
        return _first(_folded(wire), self._fields[field][1])


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
    if type(wire) is dict:
        return {name.casefold(): value for name, value in wire.items()}
    return {name.casefold(): value for name, value in children_of(wire)}


def _first(folded: dict[str, Any], names: tuple[Path, ...]) -> Any:
    for head, *rest in names:
        value = folded.get(head)
        for name in rest:
            value = _folded(value).get(name) if value is not None else None
        if value is not None:
            return value
    return None
