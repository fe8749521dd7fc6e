"""From a foreign answer to a record: by the catalogue's spellings, whatever the letter case.

An answer may name one field more than once: `UID` and `uid`, a repeated element, `_id` and `id`.
An empty one never wipes a value. Different values contradict each other: the field is then
left out and named in the record's `unreadable`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

from smstui.domain.known_secrets import without_credentials
from smstui.domain.record import NOT_IDS, Record, texts_of
from smstui.domain.text import clean
from smstui.platforms.documents import is_empty

R = TypeVar("R", bound=Record)

Path = tuple[str, ...]
"""Names in lower case, from the outside in."""

IDS: Final = frozenset(
    {
        "uid", "account_uid", "box_uid", "device_uid", "user_uid", "number", "casn", "nuid",
        "smartcard_id", "media_player_id",
    }
)  # fmt: skip
"""Fields that hold an id: a word for "nothing" counts as empty there."""


class _Twins(list[Any]):
    """The values that one name has in an answer, where it has several."""


class Spelling:
    """The spelling of one kind of record, prepared once.

    `spellings` leads from a field (dotted: inside a nested record) to what an answer may call
    it, the likeliest first. A spelling may be dotted too: a path into the answer. `stand_ins`
    are spellings that are another thing than the field: they are read only where the field's own
    spellings are empty, and contradict nothing. `words` are the site's words for ours, by field,
    and `prefixes` its texts before ids, which are left out.
    """

    def __init__(
        self,
        spellings: Mapping[str, Sequence[str]],
        stand_ins: Sequence[str] = (),
        *,
        words: Mapping[str, Mapping[str, Sequence[str]]] | None = None,
        prefixes: Mapping[str, str] | None = None,
    ) -> None:
        self._prefixes = prefixes or {}
        self._words = {
            field: {each.strip().casefold(): ours for ours, sent in table.items() for each in sent}
            for field, table in (words or {}).items()
        }
        self._of_the_site = (*self._words, *self._prefixes)
        others = {name.casefold() for name in stand_ins}
        self._fields: dict[str, tuple[Path, tuple[Path, ...], tuple[Path, ...], bool]] = {}
        for field, names in spellings.items():
            folded = [name.casefold() for name in names]
            self._fields[field] = (
                tuple(field.split(".")),
                tuple(tuple(name.split(".")) for name in folded if name not in others),
                tuple(tuple(name.split(".")) for name in folded if name in others),
                field.rpartition(".")[2] in IDS,
            )

    def read(self, kind: type[R], wire: Any) -> R:
        """Return a record of `kind`. Never refuse: what is missing or odd is simply not there.

        A field that was sent empty counts as given (`model_fields_set`), one not sent does not.
        """
        folded = _folded(wire)
        texts = texts_of(kind)
        fields: dict[str, Any] = {}
        contradictory: set[str] = set()
        for (head, *rest), names, others, is_an_id in self._fields.values():
            values = _values(folded, names, others, is_an_id)
            if values and head in texts and not is_an_id:
                values = [without_credentials(v) if type(v) is str else v for v in values]
            if len(values) > 1:
                contradictory.add(head)
            elif not values:
                if not rest and any(
                    name[0] in folded and not isinstance(folded[name[0]], list | Mapping)
                    for name in (*names, *others)
                    if len(name) == 1
                ):
                    fields[head] = None
            elif rest:
                fields.setdefault(head, {})[rest[0]] = values[0]
            else:
                fields[head] = values[0]
        for field in self._of_the_site:
            if field in fields:
                fields[field] = self._ours(field, fields[field])
        if not contradictory:
            return kind.read(fields)
        record = kind.read({name: fields[name] for name in fields if name not in contradictory})
        unreadable = sorted({*record.unreadable, *map(clean, contradictory)})
        return record.model_copy(update={"unreadable": tuple(unreadable)})

    def find(self, field: str, wire: Any) -> Any:
        """Return the value of one field as sent; None if it is empty or contradicts itself."""
        values = self._at(field, wire)
        return self._ours(field, values[0]) if len(values) == 1 else None

    def told(self, field: str, wire: Any) -> list[str]:
        """Return every different value that the answer has for one field, as text."""
        return [str(_plain(self._ours(field, value))) for value in self._at(field, wire)]

    def tells(self, field: str, wire: Any) -> bool:
        """Return whether the answer has any value for one field."""
        return bool(self._at(field, wire))

    def contradicts(self, field: str, wire: Any) -> bool:
        """Return whether the answer has different values for one field."""
        return len(self._at(field, wire)) > 1

    def list_at(self, field: str, wire: Any) -> Any:
        """Return the list, or its envelope, of one field; an empty one is a value.

        None where the answer does not speak of it.
        """
        folded = _folded(wire)
        _, names, others, _ = self._fields[field]
        sent = [value for name in (*names, *others) for value in _at(folded, name)]
        told = [value for value in sent if not is_empty(value)]
        return next(iter(told or (each for each in sent if each is not None)), None)

    def _ours(self, field: str, value: Any) -> Any:
        """Return our word for the site's, an id without the site's prefix, all else as it is."""
        if not isinstance(value, str):
            return value
        if field in self._prefixes:
            return value.removeprefix(self._prefixes[field])
        if field not in self._words:
            return value
        return self._words[field].get(value.strip().casefold(), value)

    def _at(self, field: str, wire: Any) -> list[Any]:
        _, names, others, is_an_id = self._fields[field]
        return _values(_folded(wire), names, others, is_an_id)


def values_at(wire: Any, names: Sequence[str]) -> list[Any]:
    """Return the different values that the answer has under `names`, empty ones left out."""
    paths = tuple(tuple(name.casefold().split(".")) for name in names)
    return _values(_folded(wire), paths, (), False)


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
        folded = {name.casefold(): value for name, value in wire.items()}
        if len(folded) == len(wire):
            return folded
    found: dict[str, Any] = {}
    for written, value in children_of(wire):
        name = written.casefold()
        if name not in found:
            found[name] = value
        elif type(found[name]) is _Twins:
            found[name].append(value)
        else:
            found[name] = _Twins([found[name], value])
    return found


def _values(
    folded: dict[str, Any], names: tuple[Path, ...], others: tuple[Path, ...], is_an_id: bool
) -> list[Any]:
    """Return the different values of a field; those of a stand-in only where there is no other."""
    found = _different((value for name in names for value in _at(folded, name)), is_an_id)
    for name in others:
        if found:
            break
        found = _different(_at(folded, name), is_an_id)
    return found


def _different(values: Iterator[Any], is_an_id: bool) -> list[Any]:
    kept: list[Any] = []
    for sent in values:
        for value in _leaves(sent):
            if is_empty(value) or (is_an_id and _is_no_id(value)):
                continue
            if not kept or all(_plain(value) != _plain(each) for each in kept):
                kept.append(value)
    return kept


def _is_no_id(value: Any) -> bool:
    return isinstance(value, str) and value.strip().casefold() in NOT_IDS


def _at(folded: dict[str, Any], path: Path) -> Iterator[Any]:
    """Return every value that stands at `path`, twins one by one."""
    if path[0] not in folded:
        return
    values = [folded[path[0]]]
    for name in path[1:]:
        values = [inner[name] for value in values for inner in _objects(value) if name in inner]
    for value in values:
        if type(value) is _Twins:
            yield from value
        else:
            yield value


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """Return the objects in a node: itself, its pairs as one, or each of several."""
    if type(value) is _Twins:
        for each in value:
            yield from _objects(each)
    elif isinstance(value, Mapping):
        yield _folded(value)
    elif isinstance(value, list):
        if any(True for _ in children_of(value)):
            yield _folded(value)
        else:
            for each in value:
                if isinstance(each, Mapping):
                    yield _folded(each)


def _leaves(value: Any) -> Iterator[Any]:
    """A repeated plain element gives each of its values; anything else is one value."""
    if not isinstance(value, list):
        yield value
        return
    told = [each for each in value if not is_empty(each)]
    if len(told) == 1 or not any(isinstance(each, dict | list) for each in told):
        yield from told
    else:
        yield value


def _plain(value: Any) -> Any:
    """Return a value by which two ways to write it are equal: 5 and "5", true and "True"."""
    if isinstance(value, dict | list):
        return value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip()
    return text.casefold() if text.casefold() in ("true", "false") else text
