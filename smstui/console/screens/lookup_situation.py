"""The moment on the lookup screen, as actions see it."""

from typing import TYPE_CHECKING

from smstui.actions import Place, Situation
from smstui.console.in_hand import Page
from smstui.console.widgets.panel import Panel
from smstui.console.widgets.record_list import RecordList
from smstui.console.widgets.text_panel import TextPanel

if TYPE_CHECKING:
    from smstui.console.screens.lookup_view import LookupView
    from smstui.services.outcomes import Opened


def situation_of(view: "LookupView") -> Situation:
    """Return the moment on the lookup screen, as actions see it."""
    return _with_record(view, view.opened) if view.opened is not None else _without_record(view)


def _with_record(view: "LookupView", opened: "Opened") -> Situation:
    from smstui.console.screens.status_dialog import next_statuses
    from smstui.console.views import detail
    from smstui.domain.changes.context import why_final

    record = view.record_in_hand
    owner = opened.bundle.owner
    pane = view.focused
    return Situation(
        place=Place.LOOKUP,
        pane=pane.pane if isinstance(pane, Panel) else "",
        record_kind=getattr(record, "noun", ""),
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
        door_open=view.app.session.knows_changes,
        refusals=view.app.session.refusals,
        record_status=str(getattr(record, "status", "") or ""),
        account_final=(owner is not None and why_final(owner, owner.title)) or "",
        has_next_status=record is not None and bool(next_statuses(view.app, record)),
        paired=bool(getattr(record, "smartcard_id", None) or getattr(record, "box_uid", None)),
    )


def _without_record(view: "LookupView") -> Situation:
    page = view.hand.page
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
        door_open=view.app.session.knows_changes,
        refusals=view.app.session.refusals,
        problem=page.value if page in (Page.FAILED, Page.NOTHING, Page.MATCHES) else "",
    )
