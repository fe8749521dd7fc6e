"""Set a draft aside, refuse it, or show its plan first: the consequences of a check. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from smstui.domain.changes.confirmation import asking_last4
from smstui.domain.changes.plan import Plan
from smstui.domain.changes.refusal import ChangedSince
from smstui.domain.changes.verdict import Outcome
from smstui.services.drafts.checking import DraftCheck
from smstui.store.drafts import Draft, Standing

TAKEN_OVER: Final = (
    "it was saved by an older version without the platform, and may be for another platform"
)


DOUBTED: Final = (
    "The code scanned before it is unknown, so box and card may be of two homes. Scan both again, "
    "or compare them and confirm this pair by itself."
)


def used_elsewhere(draft: Draft) -> ChangedSince:
    """Return the refusal to apply a draft that has changed since its check."""
    by = f" (change {draft.change})" if draft.change else ""
    became = {
        Standing.DISCARDED: "was discarded elsewhere",
        Standing.DONE: f"was applied elsewhere{by}",
        Standing.EXPIRED: "has expired",
    }.get(draft.standing, f"is being applied elsewhere, or was{by}")
    return ChangedSince(
        f"Draft {draft.id} {became}. Nothing was sent.",
        hint="Look at the drafts again, then decide.",
    )


def confirmed_by_itself(draft_check: DraftCheck) -> DraftCheck:
    """Ask for the last four of a draft from before drafts had a platform."""
    if draft_check.plan is None:
        return draft_check
    plan = asking_last4(draft_check.plan, TAKEN_OVER)
    standing = Standing.ASIDE if draft_check.standing is Standing.READY else draft_check.standing
    said = f"{draft_check.said} Its last four are asked for, because {TAKEN_OVER}.".strip()
    return replace(draft_check, plan=plan, standing=standing, said=said)


def unseen_sentence(shown: Plan | None) -> str:
    """Return what was not known when a draft was saved with the plan `shown`."""
    if shown is None:
        return "Its records were unknown when it was saved. Check the plan, then confirm it."
    if shown.steps:
        return ""
    reasons = " ".join(shown.sentences) or "It could not be planned when it was saved."
    end = "Check the plan, then confirm it."
    return reasons if reasons.endswith(end) else f"{reasons} {end}"


def aim_of(plan: Plan, shown: Plan | None, unseen: str) -> Plan:
    """Return `shown` with the records of `plan`. The plan itself still counts as unseen."""
    if shown is None:
        return replace(plan, steps=(), preconditions={}, subjects=(), notes=(), warnings=(unseen,))
    return replace(shown, locks=tuple(dict.fromkeys((*shown.locks, *plan.locks))))


def one_of(draft_check: DraftCheck, rivals: Sequence[Draft]) -> DraftCheck:
    """Set aside a pair that other drafts exclude: a person decides which is meant."""
    if draft_check.standing is not Standing.READY:
        return draft_check
    ids = ", ".join(each.id for each in rivals)
    return set_aside(draft_check, f"Confirm it by itself, or discard draft {ids}.")


def set_aside(draft_check: DraftCheck, reason: str) -> DraftCheck:
    """Set a draft aside, with the reason in front of what it says already.

    One that is set aside already keeps its own reason in front: that one names the way on.
    """
    told = [reason, draft_check.said]
    if draft_check.standing is Standing.ASIDE:
        told.reverse()
    return replace(draft_check, standing=Standing.ASIDE, said=" ".join(told).strip())


def set_aside_as_changed(draft_check: DraftCheck, reason: str) -> DraftCheck:
    """Set aside a draft that has changed since it was shown: nothing is applied unseen."""
    hint = "Check the new plan, then decide again." if draft_check.plan else ""
    error = ChangedSince(f"{reason} Nothing was sent.", hint=hint, plan=draft_check.plan)
    return replace(set_aside(draft_check, reason), error=error)


def is_as_it_ended(draft: Draft, draft_check: DraftCheck, moved: str) -> bool:
    """Return whether a check of a draft says nothing new since its change ended without success.

    What is done of one that is half done has moved its records: that is nothing new.
    """
    outcome = draft.said.partition(":")[0]
    if not draft.change or outcome not in set(Outcome) or draft_check.plan is None:
        return False
    return outcome == Outcome.PARTIAL or (draft_check.error is None and not moved)
