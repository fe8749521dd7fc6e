"""Find records by a part of an id, a name or a street: what was seen before. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from smstui.domain.account import Account
from smstui.domain.bundle import Bundle
from smstui.domain.folding import folded
from smstui.domain.identifiers import WORDS, IdKind
from smstui.domain.marking import personal
from smstui.domain.naming import names_of, shown_of
from smstui.domain.record import Record, personal_of
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


def search_words(typed: str) -> tuple[str, ...]:
    """Return the words of a search, folded; none where it is shorter than SHORTEST."""
    words = tuple(_folded(typed[:LONGEST]).split())
    return words if sum(map(len, words)) >= SHORTEST else ()


def words_of(bundle: Bundle) -> str:
    """Return every text of `bundle` that a search finds, folded, a line each. No secret is one."""
    texts = (
        _folded(text)
        for _, part in bundle.parts()
        for record in part
        for _, text, _ in _texts(record, bundle.family)
    )
    return "\n".join(dict.fromkeys(text for text in texts if text))


def found_in(bundle: Bundle, words: tuple[str, ...]) -> Found | None:
    """Return the first record of `bundle` with all `words` in one field, else the account if they
    are in several; None if one of them is in none."""
    if not all(word in words_of(bundle) for word in words):
        return None
    longest = max(words, key=len)
    best: Found | None = None
    for _, part in bundle.parts():
        for record in part:
            for what, text, is_personal in _texts(record, bundle.family):
                plain = _folded(text)
                if longest not in plain or (best is not None and not _all_in(plain, words)):
                    continue
                shown = personal(text) if is_personal else text
                hit = _leading_to(bundle, record, what, shown)
                if hit is not None and _all_in(plain, words):
                    return hit
                best = best or hit
    return best


def _all_in(text: str, words: tuple[str, ...]) -> bool:
    return all(word in text for word in words)


def _leading_to(bundle: Bundle, record: Record, what: str, text: str) -> Found | None:
    """Return how `record` is looked up; a user, a session or a right by its account."""
    owner = bundle.owner
    wanted = record if not isinstance(record, User) else (owner or record)
    names = list(names_of(wanted, bundle.family)) or (
        list(names_of(owner, bundle.family)) if owner is not None else []
    )
    if isinstance(wanted, Account):
        # Of an account the kind that its family asks for most surely.
        names.sort(key=lambda name: name.kind is not _account_kind(bundle.family))
    if not names:
        return None
    return Found(record, what, text, names[0].value, names[0].kind)


def _account_kind(family: str) -> IdKind:
    return IdKind.OPF_ACCOUNT if family == "opf" else IdKind.ACCOUNT


def _texts(record: Record, family: str) -> Iterator[tuple[str, str, bool]]:
    """Yield name, text and whether it is personal of every field that a search looks at."""
    private = personal_of(type(record))
    secret = {text for name in private if isinstance(text := getattr(record, name), str)}
    if (called := getattr(record, "name", None)) and isinstance(called, str):
        yield "name", called, True
    if isinstance(record, Account):
        street = [value for name in _STREET if (value := getattr(record, name))]
        street += [value for _, value in record.billing_address or () if value not in street]
        if street:
            yield "address", ", ".join(street), True

    for name in names_of(record, family):
        yield WORDS[name.kind], name.value, name.value in secret
    for what, value in shown_of(record, family):
        yield what, value, value in secret


def _folded(text: str) -> str:
    return folded(text).translate(_NO_MATTER)
