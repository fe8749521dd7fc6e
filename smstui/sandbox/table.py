"""Records of one kind, found by any indexed field in O(result)."""

from collections.abc import Iterator
from typing import Any, Generic, TypeVar

from smstui.sandbox.entities import Record

R = TypeVar("R", bound=Record)


class Table(Generic[R]):
    """A store by uid, with one index for each named field. A record without a field has no
    entry."""

    def __init__(self, *indexed: str) -> None:
        self._records: dict[str, R] = {}
        self._indexes: dict[str, _Index[R]] = {name: _Index() for name in indexed}

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[R]:
        return iter(list(self._records.values()))

    def get(self, uid: str | None) -> R | None:
        """Return the record with that uid, or `None`."""
        return None if uid is None else self._records.get(uid)

    def find(self, name: str, value: str | None) -> list[R]:
        """Return the records whose indexed field equals `value`, oldest first; none for `None`."""
        return [] if value is None else self._indexes[name].find(value)

    def first(self, name: str, value: str | None) -> R | None:
        """Return the oldest record whose indexed field equals `value`, or `None`."""
        return next(iter(self.find(name, value)), None)

    def add(self, record: R) -> None:
        """Add a record. Its uid must be new."""
        if record.uid in self._records:
            raise ValueError(f"uid {record.uid} is taken")
        self._records[record.uid] = record
        for name, index in self._indexes.items():
            index.put(getattr(record, name, None), record)

    def remove(self, record: R) -> None:
        """Remove a record."""
        del self._records[record.uid]
        for name, index in self._indexes.items():
            index.drop(getattr(record, name, None), record)

    def change(self, record: R, **fields: Any) -> bool:
        """Set fields of a record and update the indexes. Return whether anything differs now."""
        differs = False
        for name, value in fields.items():
            before = getattr(record, name)
            if before == value:
                continue
            differs = True
            setattr(record, name, value)
            if name in self._indexes and record.uid in self._records:
                self._indexes[name].drop(before, record)
                self._indexes[name].put(value, record)
        return differs


class _Index(Generic[R]):
    """A value to its record, or to a dict by uid if several records share the value.

    A world of 10,000 accounts has 300,000 entries, nearly all of them with one record.
    """

    def __init__(self) -> None:
        self._single: dict[str, R] = {}
        self._several: dict[str, dict[str, R]] = {}

    def find(self, value: str) -> list[R]:
        if value in self._single:
            return [self._single[value]]
        return list(self._several.get(value, {}).values())

    def put(self, value: str | None, record: R) -> None:
        if value is None:
            return
        if value in self._several:
            self._several[value][record.uid] = record
        elif value in self._single:
            first = self._single.pop(value)
            self._several[value] = {first.uid: first, record.uid: record}
        else:
            self._single[value] = record

    def drop(self, value: str | None, record: R) -> None:
        if value is None:
            return
        if value in self._single:
            del self._single[value]
            return
        group = self._several[value]
        del group[record.uid]
        if not group:
            del self._several[value]
