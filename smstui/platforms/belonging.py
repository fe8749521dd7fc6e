"""Decide whether an answer belongs to its question. Every read of both families comes through here.

A gateway may mix answers up: it gives that of another id, or of another operation. The catalogue
says in which field a record carries the id that was asked for (`found_by`), in which the id of its
owner (`owner`), and which names only one kind of record has (`telltales`). A field that the answer
lacks contradicts nothing.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from smstui.domain.identifiers import IdKind, search_key
from smstui.platforms.answer import Question
from smstui.platforms.catalogue import Catalogue, Entry
from smstui.platforms.documents import is_empty
from smstui.platforms.failures import mixed_up
from smstui.platforms.paging import Page, Wire

_NO_MEANING: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Asked:
    """The catalogue's read `name`, asked for `ids`: several where one thing has several."""

    catalogue: Catalogue
    name: str
    ids: Collection[str]

    @property
    def entry(self) -> Entry:
        return self.catalogue.entry(self.name)


def need_belonging(asked: Asked, page: Page, question: Question) -> None:
    """Raise MixedUp if `page` cannot be the answer to what was `asked`.

    Of a list of candidates, one record with the id is enough: a site that does not know a filter
    sends the others as well.
    """
    entry, records = asked.entry, page.records
    spelled_like = False
    kinds_known = bool(entry.records)
    if kinds_known and any(is_of_another_kind(asked.catalogue, entry, each) for each in records):
        why = "it has a record of another kind"
    elif not all(_is_owned(asked, each) for each in records):
        why = "it has a record that belongs to another one"
    elif page.is_whole and (others := _ids_of_others(asked, records)) is not None:
        lacking = (
            f"none of its {len(records)} records has"
            if len(records) > 1
            else "its record does not have"
        )
        why = f"{lacking} the id that was asked for"
        spelled_like = bool(others) and all(
            any(is_spelled_like(other, each) for each in asked.ids) for other in others
        )
    else:
        return
    raise mixed_up(question, why, len(records), spelled_like=spelled_like)


def carries_another(catalogue: Catalogue, entry: Entry, wire: Wire, asked: str) -> bool:
    """Return whether `wire`, which came back to a change of `asked`, carries another id."""
    told = _told(catalogue, entry, entry.found_by, wire)
    return bool(told) and not any(is_spelled_like(each, asked) for each in told)


def is_of_another_kind(catalogue: Catalogue, entry: Entry, wire: Wire) -> bool:
    """Return whether `wire` has a name of another kind's, and none of the kinds of `entry`."""
    names = {name.casefold() for name, value in wire.items() if not is_empty(value)}
    marks = catalogue.folded_telltales
    if any(names & marks.get(kind, frozenset()) for kind in entry.records):
        return False
    return any(names & of_kind for kind, of_kind in marks.items() if kind not in entry.records)


def is_spelled_like(one: str, other: str) -> bool:
    """Return whether two ids differ at most in case, separators and leading zeros."""
    return _bare(one) == _bare(other)


def _ids_of_others(asked: Asked, records: Sequence[Wire]) -> list[str] | None:
    """Return the ids that `records` have in place of the one asked for; None if one has it.

    A record may lack the field, unless it is the one that was filtered by.
    """
    entry, kind = asked.entry, asked.catalogue.kind_of(asked.name)
    if not entry.found_by or not records:
        return None
    told = [_told(asked.catalogue, entry, entry.found_by, each) for each in records]
    if not entry.filter and not all(told):
        return None
    wanted = {_key(kind, each) for each in asked.ids}
    ids = [each for of_record in told for each in of_record]
    return None if any(_key(kind, each) in wanted for each in ids) else ids


def _key(kind: IdKind | None, text: str) -> str:
    return text if kind is None else search_key(kind, text)


def _is_owned(asked: Asked, wire: Wire) -> bool:
    entry = asked.entry
    owners = [each for field in entry.owner for each in _told(asked.catalogue, entry, field, wire)]
    return all(each in asked.ids for each in owners)


def _told(catalogue: Catalogue, entry: Entry, field: str, wire: Wire) -> list[str]:
    """Return every value that the answer has for `field`, in whichever record knows it."""
    known = [kind for kind in entry.records if field in catalogue.records[kind]]
    return [each for kind in known for each in catalogue.spellings[kind].told(field, wire)]


def _bare(text: str) -> str:
    return _NO_MEANING.sub("", text).casefold().lstrip("0") or text
