"""From an action of the menu to the plan, the dialog or the form that the change begins with.

None of them sends anything. Which one an action begins with is `Menu.start` of its description.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from smstui.console.plan_request import draft_plan_request, plan_request_of
from smstui.console.screens import change_dialogs, form_opening, status_dialog
from smstui.domain.changes.operations import Menu, Operation
from smstui.domain.changes.request import Request
from smstui.domain.changes.specs.table import MENUS, SPECS, operations_of
from smstui.domain.identifiers import IdKind
from smstui.presentation.drafts import last_attempt

if TYPE_CHECKING:
    from smstui.console.host import Host
    from smstui.domain.bundle import Bundle
    from smstui.domain.record import Record
    from smstui.store.drafts import Draft


@dataclass(frozen=True, slots=True)
class Start:
    """The start of a change: the selected record, the open bundle, and what was typed."""

    menu: Menu
    operation: Operation
    record: "Record | None"
    bundle: "Bundle | None"
    typed: str


def open_draft(app: "Host", draft: "Draft") -> None:
    """Show the plan of a draft as of now, and how its last attempt ended.

    Drafts are known once the client is open.
    """
    if (client := app.session.current) is not None:
        plan_request = draft_plan_request(draft, client.drafts)
        app.open_plan(replace(plan_request, note=last_attempt(draft)))


def open_swap(app: "Host", draft: "Draft") -> None:
    """Show the plan that puts the card of a pair into its box in place of the one there.

    The pair is done with it: its row has the outcome.
    """
    menu, _ = MENUS["swap"]
    card_for_card = (each for each in operations_of(menu) if SPECS[each].second == "smartcard")
    kind = IdKind(draft.as_kind) if draft.as_kind else None
    request = Request(next(card_for_card), draft.target, draft.second, as_kind=kind)
    plan_request = plan_request_of(f"Swap the card of box {draft.target_named}", request)
    app.open_plan(replace(plan_request, draft=draft.id))


def start(
    app: "Host",
    action: str,
    record: "Record | None",
    bundle: "Bundle | None",
    typed: str = "",
) -> None:
    """Begin the change of an action, where what it needs is open."""
    menu, spec = MENUS[action]
    _STARTS[menu.start](app, Start(menu, spec.operation, record, bundle, typed))


def _plan(app: "Host", begun: Start) -> None:
    if begun.record is not None:
        change_dialogs.plan_for(app, begun.record, begun.operation)


def _choose_swap(app: "Host", begun: Start) -> None:
    if begun.record is not None:
        change_dialogs.choose_swap(app, begun.record, operations_of(begun.menu))


def _choose_status(app: "Host", begun: Start) -> None:
    if begun.record is None:
        return
    if begun.typed:
        status_dialog.plan_status(app, begun.record, begun.typed)
    else:
        status_dialog.choose_status(app, begun.record)


def _end_sessions(app: "Host", begun: Start) -> None:
    if begun.record is not None and begun.bundle is not None:
        change_dialogs.end_sessions_of(app, begun.record, begun.bundle)


def _ask_pin(app: "Host", begun: Start) -> None:
    if begun.bundle is not None:
        change_dialogs.ask_pin(app, begun.bundle, begun.operation)


def _ask_box_pin(app: "Host", begun: Start) -> None:
    if begun.record is not None:
        change_dialogs.ask_box_pin(app, begun.record, begun.operation)


def _write_message(app: "Host", begun: Start) -> None:
    if begun.record is not None:
        change_dialogs.write_message(app, begun.record, begun.operation, begun.typed)


def _create(app: "Host", begun: Start) -> None:
    form_opening.create(app, begun.menu.form, begun.bundle, begun.typed)


def _delete(app: "Host", begun: Start) -> None:
    form_opening.delete(app, begun.menu.form, begun.record, begun.typed)


def _give_right(app: "Host", begun: Start) -> None:
    if begun.bundle is not None:
        form_opening.give_right(app, begun.bundle, begun.operation, begun.typed)


def _take_right(app: "Host", begun: Start) -> None:
    if begun.bundle is not None:
        form_opening.take_right(app, begun.bundle, begun.record, begun.operation, begun.typed)


def _give_profile(app: "Host", begun: Start) -> None:
    if begun.bundle is not None:
        form_opening.give_profile(app, begun.bundle, begun.operation, begun.typed)


def _account_fields(app: "Host", begun: Start) -> None:
    if begun.bundle is not None:
        form_opening.change_account(app, begun.bundle, begun.operation)


def _at_the_cas(app: "Host", begun: Start) -> None:
    form_opening.at_the_cas(app, begun.record, begun.operation, begun.typed)


_STARTS: Final[Mapping[str, "Callable[[Host, Start], None]"]] = {
    "plan": _plan,
    "choose_swap": _choose_swap,
    "choose_status": _choose_status,
    "end_sessions": _end_sessions,
    "ask_pin": _ask_pin,
    "ask_box_pin": _ask_box_pin,
    "write_message": _write_message,
    "create": _create,
    "delete": _delete,
    "give_right": _give_right,
    "take_right": _take_right,
    "give_profile": _give_profile,
    "account_fields": _account_fields,
    "at_the_cas": _at_the_cas,
}
