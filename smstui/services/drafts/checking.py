"""Check one request against the platform: ready, done, set aside, or not reached."""

from dataclasses import dataclass

from smstui.domain.changes.facts import Fact
from smstui.domain.changes.operations import Operation
from smstui.domain.changes.pairing import taken_from
from smstui.domain.changes.plan import Plan, Tier
from smstui.domain.changes.refusal import AlreadySo, ChangedSince
from smstui.domain.changes.request import Request
from smstui.domain.changes.specs.table import SCANNED
from smstui.domain.errors import NoAnswer, NotFound, NotSent, SignInRefused, SmstuiError
from smstui.domain.identifiers import IdKind
from smstui.domain.surface import in_words
from smstui.services.changes.change_service import Changes
from smstui.store.drafts import Draft, Standing


@dataclass(frozen=True, slots=True)
class DraftCheck:
    """`plan` is what would be done now. A request that is set aside may have one too, to look at.

    `said` is why it is not ready, `error` the error that was raised.
    """

    request: Request
    standing: Standing
    plan: Plan | None = None
    said: str = ""
    error: SmstuiError | None = None

    @property
    def was_reached(self) -> bool:
        """Whether the platform answered, or did not have to."""
        return not isinstance(self.error, NotSent | NoAnswer)


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft as it is now, and the result of its check.

    `moved` names what differs since the draft was made, with both values; `is_new` says that no
    earlier check has said so. `unseen` names what was not known when the draft was made: nobody has
    seen its plan yet, and it is applied only once it was shown.
    """

    draft: Draft
    draft_check: DraftCheck
    moved: str = ""
    is_new: bool = False
    unseen: str = ""


def request_of(draft: Draft) -> Request:
    """Return the request of a draft."""
    return Request(
        Operation(draft.operation),
        draft.target,
        draft.second,
        draft.values,
        IdKind(draft.as_kind) if draft.as_kind else None,
    )


async def check_draft(changes: Changes, request: Request, *, deciding: bool = False) -> DraftCheck:
    """Plan `request` with the platform's current data. Only reads.

    `deciding` is for the next apply: the state shown before must be unchanged. A pair of unclear
    order is also tried the other way round. Raises SignInRefused, after which no more requests
    should follow, and StoreFailed if there is no journal.
    """
    draft_check = await _draft_check(changes, request, deciding)
    if isinstance(draft_check.error, NotFound) and request.operation is SCANNED:
        turned = Request(request.operation, request.second, request.target, request.values)
        other = await _draft_check(changes, turned, deciding)
        if not isinstance(other.error, NotFound) and other.error is None:
            return other
    return draft_check


async def _draft_check(changes: Changes, request: Request, deciding: bool) -> DraftCheck:
    try:
        plan = await (changes.decide(request) if deciding else changes.plan(request))
    except AlreadySo as same:
        return DraftCheck(request, Standing.DONE, None, same.message, same)
    except SignInRefused:
        raise
    except (NotSent, NoAnswer) as error:
        return DraftCheck(request, Standing.WAITING, None, str(error), error)
    except ChangedSince as moved:
        return DraftCheck(request, Standing.ASIDE, moved.plan, moved.message, moved)
    except SmstuiError as error:
        said = f"{error.message} {error.hint}".strip()
        return DraftCheck(request, Standing.ASIDE, None, said, error)
    if aside := by_itself(plan, await _place_of_card(changes, plan)):
        return DraftCheck(request, Standing.ASIDE, plan, aside)
    return DraftCheck(request, Standing.READY, plan)


async def _place_of_card(changes: Changes, plan: Plan) -> str:
    """Return where the card of a pair is, if it is taken out of another box; else an empty text.

    The account of that box is read where it is another one.
    """
    box = taken_from(plan)
    if not box:
        return ""
    account = Fact("box", box, "account")
    uid = plan.preconditions.get(account)
    names = await changes.names(plan.preconditions, [account]) if plan.reason_needed else {}
    whose = names.get(uid or "", f"account {plan.account}" if plan.account else "this account")
    return f"Card {plan.confirm} is in box {box} of {whose}: the box goes dark."


def by_itself(plan: Plan, place: str = "") -> str:
    """Return why a plan is confirmed by itself and not in a batch, or an empty text.

    `place` is a sentence on where its card is.
    """
    alone = in_words("Enter on its row shows its plan.", "Confirm it by itself.")
    if plan.reason_needed:
        needed = "A reason is required"
        said = f"{place} {needed}." if place else f"{needed} because {plan.reason_needed}."
        return f"{said} {alone}"
    if plan.tier is not Tier.REVERSIBLE:
        steps = "; ".join(step.title for step in plan.steps if step.tier is not Tier.REVERSIBLE)
        return f"{place or f'It is {plan.tier.word} ({steps}).'} {alone}"
    return ""
