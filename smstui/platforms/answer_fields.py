"""Compare the fields and the words of answers with the catalogue, by names and words alone.

No answer is quoted: a remark has names of fields and words of a status, and no value of a customer.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from smstui.domain.marking import foreign
from smstui.domain.right import SUBSCRIBED, UNSUBSCRIBED
from smstui.domain.text import clean
from smstui.domain.words import Unknown, vocabulary_of
from smstui.platforms.catalogue import Catalogue
from smstui.platforms.comparison import Remark, Topic
from smstui.platforms.dialect import RECORDS
from smstui.platforms.documents import is_empty
from smstui.platforms.names import pairs
from smstui.platforms.spelling import children_of

SHORTEST: Final = 3
"""Characters of an id that shows by its value alone what a field is called."""
_BESIDE: Final = {"account": ("account-pins", "bundle")}
"""Spellings of what stands inside the answer of a record and is another record."""
_SAME_ID: Final = (
    {("account", "uid"), ("*", "account_uid")},
    {("account", "number"), ("*", "account_number")},
    {("box", "uid"), ("player", "uid"), ("*", "device_uid"), ("*", "box_uid")},
    {("box", "smartcard_id"), ("smartcard", "number"), ("right", "smartcard")},
    {("box", "casn")},
    {("box", "nuid")},
    {("player", "media_player_id")},
    {("user", "login_id"), ("account", "sign_on_id")},
    {("user", "uid"), ("*", "user_uid")},
)
"""Fields that hold one and the same id. `*` is any kind of record."""


@dataclass(frozen=True, slots=True)
class Element:
    """One record as an answer has it: what it is, and the kinds that its answer may have.

    `entry` is the read that it answers, and `of` what was asked for. A `partial` one has only the
    fields that were asked for by name.
    """

    kind: str
    kinds: Sequence[str]
    wire: Mapping[str, Any]
    entry: str
    of: str
    partial: bool = False


def field_remarks(catalogue: Catalogue, elements: Sequence[Element]) -> Iterator[Remark]:
    """Return a remark on each field that no answer has, where the site calls it otherwise."""
    ids = _known_ids(catalogue, elements)
    by_kind: dict[str, list[Element]] = defaultdict(list)
    whole = {each.kind for each in elements if not each.partial}
    for each in elements:
        # A partial one may not show its kind: it counts as one of those that are there.
        kind = next((one for one in (each.kind, *each.kinds) if one in whole), "")
        if kind:
            by_kind[kind].append(each)
    for kind, own in sorted(by_kind.items()):
        names = _values_by_name(own)
        kinds = {one for each in own for one in each.kinds} | {kind}
        unread = unread_names(catalogue, kinds, names)
        kept = [each for each in names if "." in each and each not in unread]
        inside = unread_names(catalogue, kinds, kept, whole=True)
        certain = dict(
            _certain(
                kind, _absent(catalogue, kind, names), {each: names[each] for each in unread}, ids
            )
        )
        left = list(unread)
        beside = [one for one in _BESIDE.get(kind, ()) if one in catalogue.records]
        for one in (kind, *beside):
            absent = _absent(catalogue, one, names, own=True)
            told = certain if one == kind else {}
            heads = dict.fromkeys(name.partition(".")[0] for name in left if "." in name)
            found = pairs(_spelled(catalogue, one, absent), [*left, *inside, *heads], told)
            read = set(found.values())
            left = [name for name in left if not {name, name.partition(".")[0]} & read]
            yield from (renamed(catalogue, one, field, name) for field, name in found.items())
            for field in _absent(catalogue, one, names):
                if field in catalogue.needed.get(one, ()) and field not in found:
                    yield _lacking(catalogue, one, field, left)
        if left:
            told_names = ", ".join(foreign(clean(name, 60)) for name in left[:8])
            yield Remark(
                Topic.ANSWER_FIELDS,
                f"nothing reads these names of {_a(kind)}: {told_names}",
                is_fault=False,
            )


def schema_remarks(
    catalogue: Catalogue, kind: str, kinds: Iterable[str], names: Iterable[str]
) -> list[Remark]:
    """Return a remark on each field of a kind that a schema has under another name, or lacks.

    `names` are those of the schema of an answer that may have records of all `kinds`.
    """
    told = list(names)
    absent = _absent(catalogue, kind, told, heads=True)
    unread = unread_names(catalogue, {*kinds, kind}, told)
    found = pairs(_spelled(catalogue, kind, absent), unread, {})
    left = [name for name in unread if name not in found.values()]
    needed = [field for field in catalogue.needed.get(kind, ()) if field in absent]
    return [
        *(renamed(catalogue, kind, field, name) for field, name in found.items()),
        *(_lacking(catalogue, kind, field, left) for field in needed if field not in found),
    ]


def renamed(catalogue: Catalogue, kind: str, field: str, name: str) -> Remark:
    """Return the remark on a field that is probably called `name` here."""
    shipped = catalogue.records[kind][field][0]
    same = [
        other
        for other in ("box", "player")
        if kind in ("box", "player") and field in catalogue.records.get(other, {})
    ]
    return Remark(
        Topic.ANSWER_FIELDS,
        f"{_a(kind)} has no {shipped} here; {foreign(clean(name, 60))} is probably it",
        override={f"records.{each}": {field: name} for each in same or [kind]},
    )


def _lacking(catalogue: Catalogue, kind: str, field: str, left: Sequence[str]) -> Remark:
    shipped = catalogue.records[kind][field][0]
    told = ", ".join(foreign(clean(name, 60)) for name in left[:8])
    names = f"; names that nothing reads: {told}" if left else ""
    fill = " or ".join(clean(name, 60) for name in left[:3]) or "…"
    return Remark(
        Topic.ANSWER_FIELDS,
        f"{_a(kind)} has no {shipped} here, which is needed{names}",
        lines=(f"[records.{kind}]", f'{field} = "{fill}"'),
    )


def unread_names(
    catalogue: Catalogue, kinds: Iterable[str], names: Iterable[str], *, whole: bool = False
) -> list[str]:
    """Return those of `names`, dotted paths, that the catalogue does not know in these kinds.

    What is inside a structure that is kept as it is counts as known, unless `whole`.
    """
    read: set[str] = set()
    others: set[str] = set()
    for kind in kinds:
        for one in (kind, *_BESIDE.get(kind, ())):
            for spelled in catalogue.records.get(one, {}).values():
                read |= {each.casefold() for each in spelled}
        others |= {each.casefold() for each in catalogue.telltales.get(kind, ())}
        others |= {each.casefold() for each in catalogue.ignored.get(kind, ())}
    heads = {each.partition(".")[0] for each in read if "." in each}
    found = []
    for name in names:
        folded = name.casefold()
        head, dot, _ = folded.partition(".")
        is_inside = bool(dot) and head in read and not whole  # a structure that is kept whole
        if not (folded in read | others or is_inside or (not dot and folded in heads)):
            found.append(name)
    return found


def _absent(
    catalogue: Catalogue,
    kind: str,
    names: Iterable[str],
    *,
    heads: bool = False,
    own: bool = False,
) -> list[str]:
    """Return the fields of a kind that none of `names` is, empty or not.

    With `own` a name that only stands in for the field is not enough.

    With `heads` the first name of a dotted one is enough: a schema may not say what is inside.
    """
    told = {name.casefold() for name in names}
    told |= {name.partition(".")[0] for name in told}
    others = {each.casefold() for each in catalogue.stand_ins.get(kind, ())} if own else set[str]()
    return [
        field
        for field, spelled in catalogue.records[kind].items()
        if not any(
            _head(each, heads).casefold() in told
            for each in spelled
            if each.casefold() not in others
        )
    ]


def _head(name: str, wanted: bool) -> str:
    return name.partition(".")[0] if wanted else name


def _spelled(
    catalogue: Catalogue, kind: str, fields: Iterable[str]
) -> Mapping[str, Collection[str]]:
    return {field: catalogue.records[kind][field] for field in fields}


def _values_by_name(elements: Iterable[Element]) -> dict[str, list[Any]]:
    """Return the values of each name in the answers, in the name's first spelling."""
    found: dict[str, list[Any]] = {}
    spelled: dict[str, str] = {}
    for element in elements:
        for name, value in _named(element.wire):
            first = spelled.setdefault(name.casefold(), name)
            found.setdefault(first, []).append(value)
    return found


def _named(wire: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in children_of(wire):
        inner = [] if at else list(_named(value, f"{name}."))
        if inner:
            yield from inner
        else:
            yield f"{at}{name}", value


# What values show


def _known_ids(catalogue: Catalogue, elements: Sequence[Element]) -> list[set[str]]:
    """Return, of each group of fields that hold one id, the ids that are known of it."""
    found: list[set[str]] = [set() for _ in _SAME_ID]
    for element in elements:
        entry = catalogue.entry(element.entry)
        for group, fields in zip(found, _SAME_ID, strict=True):
            for field in catalogue.records[element.kind]:
                if not _is_in(fields, element.kind, field):
                    continue
                group.update(catalogue.spellings[element.kind].told(field, element.wire))
                asked_for = field == entry.found_by or field in entry.owner
                if asked_for and element.of:
                    group.add(element.of)
    return [{each for each in group if len(each) >= SHORTEST} for group in found]


def _is_in(fields: Collection[tuple[str, str]], kind: str, field: str) -> bool:
    return (kind, field) in fields or ("*", field) in fields


def _certain(
    kind: str, absent: Sequence[str], unread: Mapping[str, Sequence[Any]], ids: Sequence[set[str]]
) -> Iterator[tuple[str, str]]:
    """Return the fields whose name the values show: an id that is known, or a word of a status."""
    taken: set[str] = set()
    for field in absent:
        known = {
            each
            for group, fields in zip(ids, _SAME_ID, strict=True)
            if _is_in(fields, kind, field)
            for each in group
        }
        words = _words_of(kind, field)
        for name, values in unread.items():
            told = {str(value) for value in values if not is_empty(value)}
            if name in taken or not told:
                continue
            is_word = bool(words) and all(each.strip().upper() in words for each in told)
            if told & known or is_word:
                taken.add(name)
                yield field, name
                break


def _words_of(kind: str, field: str) -> Collection[str]:
    record = RECORDS.get(kind)
    if record is None or field not in record.model_fields:
        return ()
    vocabulary = vocabulary_of(record.model_fields[field].metadata)
    return vocabulary.__members__ if vocabulary else ()


# Words


def word_remarks(catalogue: Catalogue, elements: Iterable[Element]) -> Iterator[Remark]:
    """Return a remark on each word of a status that is not known here."""
    told: dict[str, dict[str, Collection[str]]] = {}
    for kind, field, word, words in _read_words(catalogue, elements):
        if isinstance(word, Unknown):
            of = told.setdefault(str(word), {})
            of[f"{field.replace('_', ' ')} of {_a(kind)}"] = words
    for word, of in told.items():
        first, *others = of.values()
        shown = clean(word, 60)
        known = ", ".join(each for each in first if all(each in other for other in others))
        yield Remark(
            Topic.STATUS_WORDS,
            f"{foreign(shown)} ({', '.join(of)}) is none of {known}",
            lines=("[records.words]", f"put one of {known} in place of …", f'… = "{shown}"'),
        )


def spoken(kind: str) -> str:
    """Return what a kind of record is called in a sentence."""
    return "bundled answer" if kind == "bundle" else kind


def _a(kind: str) -> str:
    noun = spoken(kind)
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def known_words(catalogue: Catalogue, elements: Iterable[Element]) -> list[str]:
    """Return the words of a status that the answers have and that are known."""
    words = {str(word) for _, _, word, _ in _read_words(catalogue, elements)
             if not isinstance(word, Unknown)}  # fmt: skip
    return sorted(words)


def _read_words(
    catalogue: Catalogue, elements: Iterable[Element]
) -> Iterator[tuple[str, str, str, Collection[str]]]:
    """Return kind, field and word of each status in the answers, and the words that it may be."""
    for element in elements:
        model = RECORDS.get(element.kind)
        if model is None:
            continue
        record = catalogue.spellings[element.kind].read(model, element.wire)
        for field in model.model_fields:
            value = getattr(record, field)
            if words := _words_of(element.kind, field):
                if value is not None:
                    yield element.kind, field, value, list(words)
            elif (element.kind, field) == ("right", "status") and value:
                known = SUBSCRIBED | UNSUBSCRIBED
                word = value if value.upper() in known else Unknown(value)
                yield element.kind, field, word, sorted(known)
