"""Change requests on their way from a screen to the change service. Plain values."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smstui.domain.text import capital

if TYPE_CHECKING:
    from smstui.domain.changes.plan import Plan
    from smstui.services.changes import Changes, Request
    from smstui.services.drafts import Drafts
    from smstui.services.outcomes import Opened
    from smstui.store.drafts import Draft


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """A request for a plan. `title` names it; `plan` gets the plan and sends nothing.

    `request` can be kept as a draft while there is no platform; `draft` is the id of one that was.
    `note` is what the plan says first.
    """

    title: str
    plan: "Callable[[Changes], Coroutine[Any, Any, Plan]]"
    request: "Request | None" = None
    draft: str = ""
    note: str = ""


def plan_request_of(title: str, request: "Request") -> PlanRequest:
    """Return what the plan dialog needs for a change of captured ids."""
    return PlanRequest(title, lambda changes: changes.plan(request), request)


def draft_plan_request(draft: "Draft", drafts: "Drafts") -> PlanRequest:
    """Return the same for a draft: its plan says what moved since."""
    from smstui.services.drafts.checking import request_of

    title = capital(draft.what)
    return PlanRequest(title, lambda _: drafts.plan(draft.id), request_of(draft), draft.id)


def undo_latest(opened: "Opened | None") -> PlanRequest:
    """Undo the latest change: of the account of `opened`, where there is one."""
    owner = opened.bundle.owner if opened is not None else None
    return undo_plan_request(account=(owner.id or "") if owner else "")


def undo_plan_request(change_id: str = "", account: str = "") -> PlanRequest:
    """Undo one change, or the latest that can be undone: of `account`, where that is given."""
    named = f"change {change_id}" if change_id else "the latest change"
    whose = f" of account {account}" if account and not change_id else ""
    return PlanRequest(
        f"Undo {named}{whose}", lambda changes: changes.undo(change_id, account=account)
    )
