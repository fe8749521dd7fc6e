"""Drafts as JSON and as lines. Pure."""

from collections.abc import Sequence
from typing import Any, Final

from smstui.commands.change_form import unreadable_forms
from smstui.config.settings import Deployment
from smstui.domain.changes.forms import plan_form
from smstui.domain.moments import moment_form
from smstui.domain.privacy import marked_values, value_of
from smstui.store.drafts import Draft
from smstui.store.plan_text import plan_from_text
from smstui.store.unreadable import Unreadable

DRAFTS_SCHEMA: Final = "smstui/drafts/1"


def drafts_form(
    deployment: Deployment, drafts: Sequence[Draft], unreadable: Sequence[Unreadable] = ()
) -> dict[str, Any]:
    """Return the document of `smstui drafts`."""
    return {
        "schema": DRAFTS_SCHEMA,
        "deployment": deployment.name,
        "family": deployment.family,
        "drafts": [draft_form(draft) for draft in drafts],
        "unreadable": unreadable_forms("draft", unreadable),
    }


def draft_form(draft: Draft) -> dict[str, Any]:
    """One draft; its plan is as of `image_at`, and null where not all of it was known.

    `known` are the facts that were.
    """
    plan = plan_from_text(draft.plan) if draft.plan else None
    return {
        "draft_id": draft.id,
        "operation": draft.operation,
        "target": draft.target_named,
        "second": draft.second_named or None,
        "values": marked_values(draft.values),
        "standing": str(draft.standing),
        "message": draft.said or None,
        "made_at": moment_form(draft.made),
        "expires_at": moment_form(draft.expires),
        "checked_at": moment_form(draft.checked),
        "image_at": moment_form(draft.image_at),
        "plan": plan_form(plan) if plan and plan.steps else None,
        "known": {
            str(fact): value_of(fact, value) if value else value
            for fact, value in plan.preconditions.items()
        }
        if plan
        else {},
        "rivals": list(draft.rivals),
        "change_id": draft.change or None,
        "person": draft.person or None,
        "role": draft.role or None,
        "taken_over": draft.taken_over,
    }
