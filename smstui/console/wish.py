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
class Wish:
    """`title` says it before there is a plan; `plan` asks the door for one and sends nothing.

    `request` can be kept as a draft while there is no platform; `draft` is the id of one that was.
    """

    title: str
    plan: "Callable[[Changes], Coroutine[Any, Any, Plan]]"
    request: "Request | None" = None
    draft: str = ""


def wish_of(title: str, request: "Request") -> Wish:
    """A change by what is asked, aimed at captured ids."""
    return Wish(title, lambda changes: changes.plan(request), request)


def draft_wish(draft: "Draft", drafts: "Drafts") -> Wish:
    """A change that was kept as a draft: its plan says what moved since."""
    from smstui.services.drafts.waiting import request_of

    title = capital(draft.what)
    return Wish(title, lambda _: drafts.plan(draft.id), request_of(draft), draft.id)


def undo_latest(opened: "Opened | None") -> Wish:
    """Undo the latest change: of the account of `opened`, where there is one."""
    owner = opened.bundle.owner if opened is not None else None
    return undo_wish(account=(owner.id or "") if owner else "")


def undo_wish(change_id: str = "", account: str = "") -> Wish:
    """Undo one change, or the latest that can be undone: of `account`, where that is given."""
    named = f"change {change_id}" if change_id else "the latest change"
    whose = f" of account {account}" if account and not change_id else ""
    return Wish(f"Undo {named}{whose}", lambda changes: changes.undo(change_id, account=account))
