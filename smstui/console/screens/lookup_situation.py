"""The moment on the lookup screen, as actions see it."""

from typing import TYPE_CHECKING

from smstui.actions import Place, Situation
from smstui.console.in_hand import Page
from smstui.console.widgets.panel import Panel
from smstui.console.widgets.record_list import RecordList
from smstui.console.widgets.text_panel import TextPanel
from smstui.presentation.tables import FOLD

if TYPE_CHECKING:
    from smstui.console.screens.lookup_view import LookupView
    from smstui.services.outcomes import Opened


def situation_of(view: "LookupView") -> Situation:
    """Return the moment on the lookup screen, as actions see it."""
    return _with_record(view, view.opened) if view.opened is not None else _without_record(view)


def _with_record(view: "LookupView", opened: "Opened") -> Situation:
    from smstui.console.screens.status_dialog import (
        next_statuses,
        refused_switches,
        why_not_switched,
    )
    from smstui.console.views import detail
    from smstui.console.views.verbs import traits_of, verbs_of
    from smstui.domain.changes.context import why_final

    record = view.record_in_hand
    owner, sessions = opened.bundle.owner, opened.bundle.sessions
    pane = view.focused
    offered = next_statuses(view.app, record) if record is not None else {}
    paired = bool(getattr(record, "smartcard_id", None) or getattr(record, "box_uid", None))
    name = pane.pane if isinstance(pane, Panel) else ""
    live = len(sessions) if sessions.was_read else None
    kind = getattr(record, "noun", "")
    verbs = verbs_of(name, offered)
    if name == "findings":
        verbs |= {"open": view.findings.verb, "diagnose": "", "diagnose.code": "code…"}
    folding = view.findings.folding if view.findings.in_view else view.detail.folding
    verbs["fold"] = folding if name in ("findings", "detail") else ""
    if name == "detail" and view.body.bundle.detail.key == FOLD:
        verbs["open"] = folding
    final = getattr(record, "status", "") == "CANCELLED" or bool(owner and why_final(owner, ""))
    traits = traits_of(kind, paired=paired, live=live, final=final)
    return Situation(
        place=Place.LOOKUP,
        pane=name,
        record_kind=kind,
        record_id=(record.id or "") if record else "",
        rows=pane.row_count if isinstance(pane, RecordList | TextPanel) else 0,
        in_text=pane is view.line.box,
        has_bundle=True,
        has_secret=record is not None and detail.has_secret(record),
        secret_known=record is not None and detail.knows_secret(record),
        card_told_by_box=bool(getattr(record, "told_by_box", None)),
        clipboard_off=view.app.startup.clipboard == "off",
        asked_for=view.app.masker.asked(view.hand.asked_for),
        asking=view.hand.asking is not None,
        ready=True,
        can_go_back=view.hand.can_go_back,
        can_go_forward=view.hand.can_go_forward,
        knows_changes=view.app.session.knows_changes,
        refusals={**refused_switches(view.app, record), **view.app.session.refusals},
        record_status=str(getattr(record, "status", "") or ""),
        account_final=(owner is not None and why_final(owner, owner.title)) or "",
        has_next_status=bool(offered),
        not_switched=why_not_switched(view.app, record),
        paired=paired,
        enters=_enters(view),
        first=_first(view),
        verbs={**verbs, **_moves(view)},
        traits=traits | {"folds"} if folding else traits,
    )


def _enters(view: "LookupView") -> str:
    """Return what Enter does with the text of the lookup line, or of a filter."""
    box = view.line.box
    if view.filters.enters:
        return view.filters.enters
    return "look up" if view.focused is box and box.value else ""


def _moves(view: "LookupView") -> dict[str, str]:
    """Return the verbs of the keys that this page always has."""
    return {"queue.export": "", **_filters(view), **_at_box(view)}


def _filters(view: "LookupView") -> dict[str, str]:
    """Return the verbs of the filter, which is offered where a list is longer than its pane."""
    if view.filters.is_active:
        return {"filter": "", "back": "clear filter"}
    pane = view.focused
    return {} if isinstance(pane, RecordList) and pane.foot() else {"filter": ""}


def _first(view: "LookupView") -> str:
    """Return the action that the footer names first: the one that shows hidden rows."""
    return "back" if view.filters.is_active else ""


def _at_box(view: "LookupView") -> dict[str, str]:
    """Return the verbs of the keys where the lookup line has the focus."""
    box = view.line.box
    if view.focused is not box:
        return {}
    is_typing = view.line.is_typing and view.hand.asking is None
    clears = is_typing if view.opened is not None else box.value
    return {"lookup.focus": "", "back": "clear"} if clears else {"lookup.focus": ""}


def _without_record(view: "LookupView") -> Situation:
    page = view.hand.page
    at_finder = view.focused is view.body.finder
    verb = "read it" if view.state.meaning(view.body.finder.key or "") else "look up"
    verbs = {"open": verb if view.body.finder.key else "", **_moves(view)}
    if at_finder:
        verbs["pane.next"] = ""
        if page is Page.RECENTS and not view.body.finder.key:
            verbs["copy"] = ""
    elif page is Page.RECENTS and not view.line.box.value and view.hand.asking is None:
        verbs["back"] = ""
    return Situation(
        place=Place.LOOKUP,
        pane="finder" if view.focused is view.body.finder else "",
        rows=view.body.finder.row_count if view.focused is view.body.finder else 0,
        in_text=view.focused is not view.body.finder,
        asked_for=view.app.masker.asked(view.hand.asked_for),
        asking=view.hand.asking is not None,
        ready=view.body.can_show_records,
        can_go_back=view.hand.can_go_back,
        can_go_forward=view.hand.can_go_forward,
        clipboard_off=view.app.startup.clipboard == "off",
        knows_changes=view.app.session.knows_changes,
        refusals=view.app.session.refusals,
        problem=page.value if page in (Page.FAILED, Page.NOTHING, Page.MATCHES) else "",
        enters=_enters(view),
        first=_first(view),
        verbs=verbs,
    )
