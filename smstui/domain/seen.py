"""Find records by a part of an id, a name or a street: what was seen before. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from smstui.domain.account import Account
from smstui.domain.bundle import Bundle
from smstui.domain.identifiers import WORDS, IdKind
from smstui.domain.marking import personal
from smstui.domain.naming import names_of, shown_of
from smstui.domain.privacy import PERSONAL_KINDS
from smstui.domain.record import Record, personal_of
from smstui.domain.text import folded
from smstui.domain.user import User

SHORTEST: Final = 4
"""Characters that a search has at least."""
LONGEST: Final = 200
"""Characters of a search that are used."""

_STREET: Final = ("address1", "address2", "locality", "city", "county", "postcode")
_NO_MATTER: Final = str.maketrans("", "", ":.-\0")
"""Characters that make no difference: separators in an id."""


@dataclass(frozen=True, slots=True)
class Found:
    """A record in which a search was found.

    `what` is the name of the field, `text` its value, marked where it is personal. `asked` and
    `as_kind` look the record up without doubt.
    """

    record: Record
    what: str
    text: str
    asked: str
    as_kind: IdKind


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    text: str
    is_personal: bool


def search_words(typed: str) -> tuple[str, ...]:
    """Return the words of a search, folded; none where it is shorter than SHORTEST.

    A character that is half of one (a lone surrogate) is replaced: no text can have it.
    """
    sound = typed[:LONGEST].encode("utf-8", "replace").decode("utf-8")
    words = tuple(_folded(sound).split())
    return words if sum(map(len, words)) >= SHORTEST else ()


def words_of(bundle: Bundle) -> str:
    """Return every text of `bundle` that a search finds, folded, a line each. No secret is one."""
    texts = (
        _folded(field.text)
        for _, part in bundle.parts()
        for record in part
        for _, field in _fields(record, bundle.family)
    )
    return "\n".join(dict.fromkeys(text for text in texts if text))


def found_in(bundle: Bundle, words: tuple[str, ...]) -> Found | None:
    """Return the record of `bundle` that has `words`; None if one of them is nowhere in it.

    Before all others the one with all of them in one field, and one whose own id it is before one
    that only names it.
    """
    if not words or not _all_in(words_of(bundle), words):
        return None
    longest = max(words, key=len)
    hits = (
        ((not _all_in(plain, words), not is_own), record, field)
        for _, part in bundle.parts()
        for record in part
        for is_own, field in _fields(record, bundle.family)
        if longest in (plain := _folded(field.text))
    )
    for _, record, field in sorted(hits, key=lambda hit: hit[0]):
        if (found := _leading_to(bundle, record, field)) is not None:
            return found
    return None


def _all_in(text: str, words: tuple[str, ...]) -> bool:
    return all(word in text for word in words)


def _leading_to(bundle: Bundle, record: Record, field: _Field) -> Found | None:
    """Return how `record` is looked up; a user, a session or a right by its account."""
    owner, family = bundle.owner, bundle.family
    wanted = owner if isinstance(record, User) and owner is not None else record
    names = list(names_of(wanted, family))
    if not names and owner is not None:
        names = list(names_of(owner, family))
    # Of an account the kind that its family asks for most surely.
    names.sort(key=lambda name: name.kind is not _account_kind(family))
    if not names:
        return None
    shown = personal(field.text) if field.is_personal else field.text
    return Found(record, field.name, shown, names[0].value, names[0].kind)


def _account_kind(family: str) -> IdKind:
    return IdKind.OPF_ACCOUNT if family == "opf" else IdKind.ACCOUNT


def _fields(record: Record, family: str) -> Iterator[tuple[bool, _Field]]:
    """Yield every field that a search looks at, and whether it is the record's own: a name, an
    address or an id by which it is looked up."""
    private = {
        text for name in personal_of(type(record)) if isinstance(text := getattr(record, name), str)
    }
    if isinstance(called := getattr(record, "name", None), str) and called:
        yield True, _Field("name", called, True)
    if isinstance(record, Account):
        street = [value for name in _STREET if (value := getattr(record, name))]
        street += [value for _, value in record.billing_address or () if value not in street]
        if street:
            yield True, _Field("address", ", ".join(street), True)
    for name in names_of(record, family):
        is_personal = name.kind in PERSONAL_KINDS or name.value in private
        yield True, _Field(WORDS[name.kind], name.value, is_personal)
    for what, value in shown_of(record, family):
        yield False, _Field(what, value, value in private)


def _folded(text: str) -> str:
    return folded(text).translate(_NO_MATTER)
