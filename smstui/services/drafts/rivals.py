"""Find drafts for the same box, card or account, and say so in each. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from smstui.domain.changes.comparing import lock_named
from smstui.domain.identifiers import code_key, label_end
from smstui.domain.marking import typed
from smstui.store.drafts import Draft
from smstui.store.plan_text import plan_from_text


def records_of(draft: Draft) -> frozenset[str]:
    """Return the target of a draft: its ids as typed, and the records, as far as they are known."""
    ids = {code_key(text[label_end(text) :]) for text in (draft.target, draft.second) if text}
    if draft.is_pair:
        ids.add(f"card {code_key(draft.second[label_end(draft.second) :])}")
    locks = plan_from_text(draft.plan).locks if draft.plan else ()
    return frozenset(ids | {hold for hold in locks if not hold.startswith("account ")})


def told_of_rivals(drafts: Sequence[Draft]) -> list[Draft]:
    """Return `drafts` with the `rivals` of each open one, and a sentence about them in `said`."""
    by_record: dict[str, list[Draft]] = {}
    for draft in drafts:
        if not draft.standing.is_over:
            for record in records_of(draft):
                by_record.setdefault(record, []).append(draft)
    return [draft if draft.standing.is_over else _told(draft, by_record) for draft in drafts]


def competing(draft: Draft, drafts: Iterable[Draft]) -> list[Draft]:
    """Return the pairs of `drafts` that exclude `draft`: same box or card."""
    if not draft.is_pair:
        return []
    own = records_of(draft)
    return [
        other
        for other in drafts
        if other.id != draft.id
        and other.is_pair
        and not other.standing.is_over
        and own & records_of(other)
        and not _is_same(draft, other)
    ]


def _is_same(one: Draft, other: Draft) -> bool:
    """Return whether two pairs have the same box and card, by their ids or their records."""
    common = records_of(one) & records_of(other)
    codes = {code_key(one.target), code_key(one.second)}
    ends = {each.partition(" ")[0] if " " in each else each for each in common}
    return codes <= common or {"box", "card"} <= ends


def _told(draft: Draft, by_record: Mapping[str, Sequence[Draft]]) -> Draft:
    found: dict[str, tuple[str, str]] = {}
    for record in sorted(records_of(draft), key=lambda each: " " not in each):
        for other in by_record[record]:
            if other.id != draft.id:
                found.setdefault(other.id, (record, other.operation))
    if not found:
        return draft
    told = [
        f"Draft {key} ({what}) is also for "
        f"{lock_named(record) if ' ' in record else typed(record)}."
        for key, (record, what) in found.items()
    ]
    new = [sentence for sentence in told if sentence not in draft.said]
    return replace(draft, rivals=tuple(found), said=" ".join([draft.said, *new]).strip())
