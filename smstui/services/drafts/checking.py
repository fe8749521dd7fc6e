"""How one wanted change stands with the platform now: ready, done, set aside, or not reached."""

from dataclasses import dataclass

from smstui.domain.changes.operations import Operation
from smstui.domain.changes.plan import Plan, Tier
from smstui.domain.changes.refusal import AlreadySo, ChangedSince
from smstui.domain.errors import NoAnswer, NotFound, NotSent, SignInRefused, SmstuiError
from smstui.services.changes.door import Changes
from smstui.services.changes.request import Request
from smstui.store.drafts import Standing


@dataclass(frozen=True, slots=True)
class DraftCheck:
    """`plan` is what would be done now; one set aside may have one too, for a person to look at.

    `said` says why it is not ready, `error` is what was raised.
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


async def check_draft(changes: Changes, request: Request, *, deciding: bool = False) -> DraftCheck:
    """Plan `request` with what the platform says now; reads only.

    `deciding` is for who applies it next: what was shown before must still be so. A pair that was
    not told apart is tried the other way round as well. Raises SignInRefused, after which nobody
    should ask on, and StoreFailed where there is no journal to decide by.
    """
    draft_check = await _draft_check(changes, request, deciding)
    if isinstance(draft_check.error, NotFound) and request.operation is Operation.PAIR:
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
    if aside := by_itself(plan):
        return DraftCheck(request, Standing.ASIDE, plan, aside)
    return DraftCheck(request, Standing.READY, plan)


def by_itself(plan: Plan) -> str:
    """Why a plan is confirmed by itself and not among others; empty if it need not be."""
    if plan.reason_needed:
        return f"A reason is asked for, because {plan.reason_needed}: it is confirmed by itself."
    if plan.tier is not Tier.REVERSIBLE:
        steps = "; ".join(step.title for step in plan.steps if step.tier is not Tier.REVERSIBLE)
        return f"It is {plan.tier.word} ({steps}), so it is confirmed by itself."
    return ""
