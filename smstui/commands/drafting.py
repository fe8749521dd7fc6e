"""`--draft`: a change kept for later, with what the cache knows of its ground. Nobody is asked."""

from smstui.commands.exits import Exit
from smstui.commands.global_options import GlobalOptions
from smstui.commands.output import narrate, say_document, say_lines
from smstui.domain.age import utc_now
from smstui.services.changes import Request


def keep_as_draft(wanted: GlobalOptions, request: Request) -> Exit:
    """Save `request` as a draft and show it. Raises RefusedHere and StoreFailed."""
    from smstui.commands.change_lines import known_lines, plan_lines
    from smstui.commands.draft_form import drafts_form
    from smstui.commands.opening import client_of
    from smstui.presentation.times import ago
    from smstui.store.plan_text import plan_from_text

    with client_of(wanted, offline=True) as client:
        draft = client.engine.call(client.drafts.save(request))
        wanted.masker.records.learn_drafts([draft])
        if wanted.json:
            say_document(drafts_form(client.deployment, [draft]))
            return Exit.DONE
        if draft.plan and draft.image_at:
            plan = plan_from_text(draft.plan)
            say_lines(plan_lines(plan) if plan.steps else known_lines(plan))
            narrate(f"smstui: that is as of {ago(draft.image_at, utc_now())}.")
        narrate(
            f"smstui: saved as draft {draft.id}; nothing was sent. "
            f"{draft.said or 'smstui drafts --apply checks and applies it.'}"
        )
    return Exit.DONE
