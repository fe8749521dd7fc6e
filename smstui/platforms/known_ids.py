"""Read an id that is known to exist, and compare the answers with the catalogue.

For `smstui doctor`. Everything is read by the calls of a lookup and with the configured names: the
account of the id, and then each id that its records carry, by the lookup of that kind.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from smstui.domain.account import Account
from smstui.domain.bundle import Bundle, PartState
from smstui.domain.errors import (
    Forbidden,
    NoAnswer,
    NotSent,
    PlatformError,
    Refused,
    SignInRefused,
    Unreadable,
)
from smstui.domain.identifiers import WORDS, IdKind, Reading, search_key
from smstui.domain.marking import plain
from smstui.domain.not_found import no_record
from smstui.platforms.answer_fields import (
    Element,
    field_remarks,
    known_words,
    spoken,
    word_remarks,
)
from smstui.platforms.catalogue import Catalogue
from smstui.platforms.comparison import Comparison, Remark, Topic
from smstui.platforms.documents import Malformed
from smstui.platforms.failures import MixedUp
from smstui.platforms.observing import Observed, observing
from smstui.platforms.paging import Page
from smstui.platforms.port import Found, Platform
from smstui.platforms.spelling import values_at

MOST_FOUND: Final = 2
"""Records of one id that are read with their account."""
_OF_PART: Final = {
    "account": "account", "users": "users", "devices": "devices", "smartcards": "cards",
    "sessions": "sessions", "rights": "rights", "pins": "PINs",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Looks:
    """How one family looks: the records in an answer, one lookup, and what only it has.

    `more` reads what else is read of the account with that uid, and returns remarks. `paging`
    compares further pages of a list of it, and returns None where it cannot tell. `sample` reads
    one record of any customer, where none was found. A family without pages has no `paging`.
    """

    catalogue: Catalogue
    elements: Callable[[Observed], Iterable[Element]]
    look_up: Callable[[str, str], Awaitable[Page]]
    more: Callable[[str], Awaitable[Sequence[Remark]]]
    paging: Callable[[str], Awaitable[Sequence[Remark] | None]] | None = None
    sample: Callable[[], Awaitable[None]] | None = None
    has_prefixes: bool = False


async def compare_known(
    platform: Platform, looks: Looks, readings: Sequence[Reading], *, is_certain: bool
) -> Comparison:
    """Return what the answers for an id show; `readings` are what it can be.

    `is_certain` says that a record has it for certain; one from the cache may be gone by now.
    """
    usable = [each for each in readings if each.kind in platform.resolvable]
    if not usable:
        detail = no_record(readings[0].value, not_asked=[each.kind for each in readings])
        return Comparison([Remark(Topic.KNOWN_ID, detail, is_fault=False)])
    with observing() as kept:
        found, remarks = await _resolved(platform, usable)
        if not found:
            if not is_certain:
                return Comparison()
            if looks.sample is not None:
                await looks.sample()
            remarks.append(_not_found(usable))
        accounts: dict[str, None] = {}
        for record in found[:MOST_FOUND]:
            bundle = await platform.bundle(record)
            remarks += _part_remarks(bundle, has_pages=looks.paging is not None)
            owner = record.uid if isinstance(record, Account) else record.account_uid
            accounts |= dict.fromkeys(each for each in (owner,) if each)
        for uid in accounts:
            remarks += await looks.more(uid)
        elements = _elements(looks, kept)
        looked_up, lookups = await _looked_up(looks, elements, kept)
        elements = _elements(looks, kept)
    seen: dict[Topic, str] = {}
    remarks += [*looked_up, *field_remarks(looks.catalogue, elements)]
    remarks += word_remarks(looks.catalogue, elements)
    if elements:
        kinds = sorted({spoken(each.kind) for each in elements})
        seen[Topic.ANSWER_FIELDS] = f"as expected in the answers for {', '.join(kinds)}"
    if words := known_words(looks.catalogue, elements):
        seen[Topic.STATUS_WORDS] = f"all known: {', '.join(words)}"
    if lookups:
        seen[Topic.FILTER_FIELDS] = f"each finds its record: {', '.join(lookups)}"
    if looks.has_prefixes and (told := _prefix(looks.catalogue, elements)) is not None:
        seen[Topic.ID_PREFIX] = "ids begin as configured"
        remarks += told
    for uid in accounts:
        paged = await looks.paging(uid) if looks.paging is not None else None
        if paged is not None:
            seen[Topic.PAGING] = "the second page of a list has other records than the first"
            remarks += paged
    return Comparison(tuple(remarks), seen)


async def _resolved(
    platform: Platform, readings: Sequence[Reading]
) -> tuple[list[Found], list[Remark]]:
    """Return the records that an id leads to, and remarks on answers that cannot be used.

    Raises PlatformError where nothing was found and a lookup had no answer.
    """
    found: list[Found] = []
    failures: list[PlatformError] = []
    unusable: dict[tuple[Topic, str], dict[str, None]] = {}
    for reading in readings:
        try:
            found += await platform.resolve(reading)
        except Unreadable as error:
            unusable.setdefault(_reason(error), {})[WORDS[reading.kind]] = None
        except PlatformError as error:
            failures.append(error)
    lost = (NoAnswer, NotSent, SignInRefused, Forbidden)
    if not found and (gone := [each for each in failures if isinstance(each, lost)]):
        raise gone[0]
    return found, [
        Remark(topic, f"answers to a lookup by {', '.join(kinds)} cannot be used: {why}")
        for (topic, why), kinds in unusable.items()
    ]


def _not_found(readings: Sequence[Reading]) -> Remark:
    kinds = [each.kind for each in readings]
    return Remark(Topic.KNOWN_ID, no_record(readings[0].value, tried=kinds))


def _part_remarks(bundle: Bundle, *, has_pages: bool) -> list[Remark]:
    """Return a remark on each part of the account that was answered and could not be read."""
    remarks = []
    for name, part in bundle.parts():
        reason = str(part.reason or "").rstrip(".")
        if part.state is PartState.FAILED or (part.was_read and not part.is_whole):
            is_cut = has_pages and part.was_read
            topic = Topic.PAGING if is_cut else Topic.ANSWER_FIELDS
            detail = f"the {_OF_PART[name]} cannot be read whole" + (
                f": {reason}" if reason else ""
            )
            remarks.append(Remark(topic, detail))
    return remarks


def _reason(error: Unreadable) -> tuple[Topic, str]:
    """Return what an answer that cannot be used is about, and why, without the id."""
    topic = Topic.FILTER_FIELDS if isinstance(error, MixedUp) else Topic.ANSWER_FIELDS
    why = error.message.removesuffix(" Nothing of it was used.").rstrip(".")
    return topic, why.rpartition(": ")[2]


def _elements(looks: Looks, kept: Iterable[Observed]) -> list[Element]:
    found: list[Element] = []
    for each in kept:
        try:
            found += looks.elements(each)
        except Malformed:
            continue
    return found


async def _looked_up(
    looks: Looks, elements: Sequence[Element], kept: Sequence[Observed]
) -> tuple[list[Remark], list[str]]:
    """Look up each id that the records carry, by its kind. Return remarks, and what was tried."""
    asked = _ids_by_entry(looks.catalogue, elements)
    ended = await asyncio.gather(
        *(looks.look_up(name, value) for name, (_, value) in asked.items()), return_exceptions=True
    )
    remarks: list[Remark] = []
    for (name, (kind, _)), end in zip(asked.items(), ended, strict=True):
        entry = looks.catalogue.entry(name)
        what = f"the lookup by {WORDS[kind]} ({name})"
        fill = [f"[operations.{name}]"]
        if entry.filter:
            fill.append(
                'filter = { … = "{id}" }',
            )
        if isinstance(end, MixedUp):
            remarks.append(Remark(
                Topic.FILTER_FIELDS, f"{what} does not narrow: it gives other records", lines=fill
            ))  # fmt: skip
        elif isinstance(end, Unreadable):
            topic, why = _reason(end)
            remarks.append(Remark(topic, f"{what} cannot be used: {why}"))
        elif isinstance(end, NoAnswer | NotSent):
            continue
        elif isinstance(end, PlatformError) or (isinstance(end, Page) and not end.records):
            why = "is refused" if type(end) is Refused else "finds nothing"
            detail = f"{what} {why} for an id that a record carries"
            remarks.append(Remark(Topic.FILTER_FIELDS, detail, lines=fill))
        elif isinstance(end, BaseException):
            raise end
    return remarks, [WORDS[kind] for kind, _ in asked.values()]


def _ids_by_entry(
    catalogue: Catalogue, elements: Iterable[Element]
) -> dict[str, tuple[IdKind, str]]:
    """Return the entry of each lookup for which a record carries an id, and that id."""
    found: dict[str, tuple[IdKind, str]] = {}
    for kind, name in catalogue.resolve.items():
        entry = catalogue.entry(name)
        if entry.unsupported or len([a for a in entry.arguments if a not in entry.fixed]) > 1:
            continue
        for element in elements:
            if element.kind not in entry.records or name in found:
                continue
            if entry.found_by not in catalogue.records[element.kind]:
                continue
            told = catalogue.spellings[element.kind].told(entry.found_by, element.wire)
            if len(told) == 1 and search_key(IdKind(kind), told[0]):
                found[name] = (IdKind(kind), plain(told[0]))
    return found


def _prefix(catalogue: Catalogue, elements: Iterable[Element]) -> list[Remark] | None:
    """Return what the ids of accounts and devices show of a text before them; None for too few."""
    ids = {
        kind: {str(value) for each in elements if each.kind in kinds
               for value in _raw_ids(catalogue, each)}
        for kind, kinds in (("opf-account", ("account",)), ("opf-device", ("box", "player")))
    }  # fmt: skip
    told = [each for several in ids.values() for each in several]
    if not all(ids.values()) or len(told) < 2:
        return None
    shared = _shared_start(told)
    configured = {kind: catalogue.prefixes.get(kind, "") for kind in ids}
    if all(each.startswith(configured[kind]) for kind, several in ids.items() for each in several):
        rest = [each.removeprefix(configured[kind]) for kind, several in ids.items()
                for each in several]  # fmt: skip
        if not (shared and _shared_start(rest)):
            return []
    if not shared:
        detail = "ids do not begin with the text of id_prefix"
        return [
            Remark(
                Topic.ID_PREFIX,
                detail,
                lines=("[id_prefix]", 'opf-account = "…"', 'opf-device = "…"'),
            )
        ]
    return [
        Remark(
            Topic.ID_PREFIX,
            f'ids of accounts and devices begin with "{shared}"; an id without it is not found',
            override={"id_prefix": dict.fromkeys(ids, shared)},
        )
    ]


def _raw_ids(catalogue: Catalogue, element: Element) -> list[str]:
    """Return the own id of a record as it was sent, with its prefix."""
    return [str(each) for each in values_at(element.wire, catalogue.records[element.kind]["uid"])]


def _shared_start(ids: Sequence[str]) -> str:
    """Return the text up to a separator with which all `ids` begin, and more follows."""
    first, last = min(ids), max(ids)
    common = 0
    while common < min(len(first), len(last)) and first[common] == last[common]:
        common += 1
    start = first[:common]
    while start and start[-1].isalnum():
        start = start[:-1]
    return start if start and all(len(each) > len(start) for each in ids) else ""
