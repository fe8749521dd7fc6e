"""From what is in hand to the form for it: what stands in it, what is offered, whose it is."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from string import hexdigits
from typing import TYPE_CHECKING, Any, Final

from smstui.console.aim import request_for
from smstui.console.plan_request import PlanRequest, plan_request_of
from smstui.console.screens.form import FormScreen
from smstui.console.screens.pick import PickScreen
from smstui.console.widgets.rows import Column, Row
from smstui.domain.changes.account_fields import value_in
from smstui.domain.changes.entry_forms import FORMS, Form
from smstui.domain.changes.operations import (
    PASSWORD,
    SECOND,
    SECRET,
    TARGET,
    Operation,
)
from smstui.domain.changes.provisioning import why_no_box
from smstui.domain.changes.specs.table import SPECS
from smstui.domain.device import SetTopBox
from smstui.domain.identifiers import IdKind, typed_ids
from smstui.domain.marking import typed as typed_id
from smstui.domain.right import Right
from smstui.domain.scanning import Sort, sorted_by_form
from smstui.domain.secret import Secret
from smstui.domain.smartcard import SmartCard
from smstui.domain.text import capital
from smstui.presentation.records import RIGHTS, right_cells
from smstui.services.changes import Request

if TYPE_CHECKING:
    from smstui.console.host import Host
    from smstui.domain.account import Account
    from smstui.domain.bundle import Bundle
    from smstui.domain.record import Record
    from smstui.services.changes import Request


_RIGHT_COLUMNS: Final = (*RIGHTS, Column("right", rank=1, most=36))


def create(app: "Host", name: str, bundle: "Bundle | None", typed: str) -> None:
    """Something new. A box is for the account that is open, unless another is typed before it."""
    form = FORMS[name]
    owner = bundle.owner if bundle else None
    on_account = _is_on_account(form)
    words = typed_ids(typed)
    if on_account and owner is not None and not begins_with_account(words, app.startup.family):
        words = [owner.id or "", *words]

    def make_plan_request(told: Mapping[str, str]) -> PlanRequest:
        return plan_request_of(
            f"{form.title}: {typed_id(told.get(SECOND) or told[TARGET])}", _request(form, told)
        )

    has_profile = any(field.name == "profile" for field in form.fields)
    offered = {"profile": _profiles(app)} if has_profile else {}
    reason = why_no_box(owner) if owner is not None else None
    refused = {TARGET: {owner.id or "": reason}} if on_account and owner and reason else {}
    _open(
        app, form.title, form, make_plan_request,
        words=words, offered=offered, refused=refused,
    )  # fmt: skip


def begins_with_account(words: Sequence[str], family: str) -> bool:
    """Return whether the first of the typed `words` is an account, and not the code of a box.

    One word is the box. Of several the first is an account where it cannot be a box's code by its
    form, or where the second certainly is one.
    """
    if len(words) < 2:
        return False
    first, second = (sorted_by_form(word, family) for word in words[:2])
    is_code = all(character in hexdigits for character in first.text)
    is_box = second.sort is Sort.BOX and not second.text.isdigit()
    return not is_code or (first.text.isdigit() and is_box)


def delete(app: "Host", name: str, record: "Record | None", typed: str) -> None:
    """Delete the box or card in hand, or the one whose id is asked for."""
    form = FORMS[name]
    kind = SmartCard if form.fields[0].kind is IdKind.SMARTCARD else SetTopBox
    if isinstance(record, kind) and not typed:
        request = _aimed_at(app, record, form.operation)
        app.open_plan(plan_request_of(f"{form.title}: {record.title}", request))
        return

    def make_plan_request(told: Mapping[str, str]) -> PlanRequest:
        return plan_request_of(f"{form.title}: {typed_id(told[TARGET])}", _request(form, told))

    _open(app, form.title, form, make_plan_request, words=typed_ids(typed))


def give_right(app: "Host", bundle: "Bundle", operation: Operation, typed: str) -> None:
    owner = _owner(app, bundle)
    if owner is not None:
        offered = {"product": _products(app, owner)}
        _for_record(app, owner, operation, typed, offered=offered)


def take_right(
    app: "Host",
    bundle: "Bundle",
    record: "Record | None",
    operation: Operation,
    typed: str,
) -> None:
    """One of the rights that are held, the one under the cursor first."""
    owner = _owner(app, bundle)
    if owner is None:
        return

    def picked(uid: str | None) -> None:
        if uid:
            title = f"Take right {uid} from {owner.title}"
            request = request_for(owner, operation, app.startup.family, values={"right": uid})
            app.open_plan(plan_request_of(title, request))

    if typed:
        picked(typed.strip())
        return
    if not bundle.rights.was_read:
        reason = bundle.rights.reason or "they were not read"
        app.say(f"The rights of {owner.title} are not known: {reason}.", "bar-caution")
        return
    now = bundle.platform_time(app.now())
    held = _held(bundle.rights, now)
    if not held:
        app.say(
            f"{capital(owner.title)} holds no right that could be taken.",
            "bar-caution",
        )
        return
    app.push_dialog(
        PickScreen(
            f"Take a right from {owner.title}",
            _RIGHT_COLUMNS,
            lambda narrowed: _rows_of(held, narrowed, now),
            at=(record.uid or "") if isinstance(record, Right) else "",
        ),
        picked,
    )


def _held(rights: Iterable[Right], now: datetime) -> list[Right]:
    """Return those with an id that are not unsubscribed already."""
    return [right for right in rights if right.uid and right.state(now) != "unsubscribed"]


def _rows_of(rights: Iterable[Right], typed: str, now: datetime) -> Sequence[Row]:
    """Return the rights of which a cell holds what was typed."""
    rows = []
    for right in rights:
        cells = (*right_cells(right, now), (right.uid or "", "muted"))
        if typed.casefold() in " ".join(text for text, _ in cells).casefold():
            rows.append(Row(right.uid or "", cells))
    return rows


def give_profile(app: "Host", bundle: "Bundle", operation: Operation, typed: str) -> None:
    owner = _owner(app, bundle)
    if owner is not None:
        named = _profiles(app)
        held = (owner.profile.uid if owner.profile else None) or ""
        others = {uid: name for uid, name in named.items() if uid != held}
        already = f"{capital(owner.title)} has profile {held} already. Give another one."
        _for_record(
            app, owner, operation, typed,
            offered={"profile": others}, aside=f"now {_named_id(held, named) or 'none'}",
            refused={"profile": {held: already}} if held else {},
        )  # fmt: skip


def change_account(app: "Host", bundle: "Bundle", operation: Operation) -> None:
    """Open the form of fields of an account; what it holds now stands in them."""
    owner = _owner(app, bundle)
    if owner is not None:
        held = {name: value_in(owner, name) or "" for name in SPECS[operation].changes}
        _for_record(
            app, owner, operation, "", given=list(held.values()),
            now={name: f"now {value or 'none'}" for name, value in held.items()},
            unchanged=f"Nothing is changed yet: {owner.title} has these values. Change one.",
        )  # fmt: skip


def at_the_cas(app: "Host", record: "Record | None", operation: Operation, typed: str) -> None:
    """Open the form of an operation that is done for a box at the CAS."""
    if isinstance(record, SetTopBox):
        _for_record(app, record, operation, typed)


def _for_record(
    app: "Host",
    record: "Record",
    operation: Operation,
    typed: str,
    *,
    offered: Mapping[str, Mapping[str, str]] | None = None,
    refused: Mapping[str, Mapping[str, str]] | None = None,
    aside: str = "",
    now: Mapping[str, str] | None = None,
    unchanged: str = "",
    given: Sequence[str] = (),
) -> None:
    """A form aimed at a captured record; `given` stands in its fields, or the words of `typed`."""
    form = FORMS[operation]
    title = f"{form.title}: {record.title}{f', {aside}' if aside else ''}"

    def make_plan_request(told: Mapping[str, str]) -> PlanRequest:
        return plan_request_of(
            f"{form.title}: {record.title}", _aimed_at(app, record, operation, told)
        )

    _open(
        app, title, form, make_plan_request, words=given or typed_ids(typed), offered=offered,
        refused=refused, now=now, unchanged=unchanged,
    )  # fmt: skip


def _open(
    app: "Host",
    title: str,
    form: Form,
    make_plan_request: Any,
    *,
    words: Sequence[str],
    offered: Mapping[str, Mapping[str, str]] | None = None,
    refused: Mapping[str, Mapping[str, str]] | None = None,
    now: Mapping[str, str] | None = None,
    unchanged: str = "",
) -> None:
    """`words` stand in the fields that are no secret, in their order."""
    fields = form.fields_of(app.startup.family)
    open_fields = [field.name for field in fields if not field.is_secret]
    screen = FormScreen(
        title, form, app.startup.family, make_plan_request,
        given=dict(zip(open_fields, words, strict=False)),
        offered=offered or {}, refused=refused or {}, now=now or {}, unchanged=unchanged,
    )  # fmt: skip
    app.push_dialog(screen, lambda _: None)


def _aimed_at(
    app: "Host", record: "Record", operation: Operation, told: Mapping[str, str] | None = None
) -> Request:
    if isinstance(record, SmartCard):
        return Request(operation, record.number or "")
    told = told or {}
    values = {name: value for name, value in told.items() if name != SECRET}
    secret = Secret(told[SECRET]) if SECRET in told else None
    return request_for(record, operation, app.startup.family, values=values, secret=secret)


def _request(form: Form, told: Mapping[str, str]) -> Request:
    """Return the request that the command line makes of the same words."""
    aside = (TARGET, SECOND, SECRET, PASSWORD)
    values = {name: value for name, value in told.items() if value and name not in aside}
    secret = Secret(told[SECRET]) if SECRET in told else None
    password = Secret(told[PASSWORD]) if told.get(PASSWORD) else None
    if password is not None:
        values[PASSWORD] = "yes"
    return Request(
        form.operation, told[TARGET], told.get(SECOND, ""), values, secret=secret,
        password=password,
    )  # fmt: skip


def _is_on_account(form: Form) -> bool:
    """Return whether something new belongs to the account that is named before it."""
    return [field.name for field in form.fields[:2]] == [TARGET, SECOND] and (
        form.fields[1].kind is not None
    )


def _owner(app: "Host", bundle: "Bundle") -> "Account | None":
    if bundle.owner is None:
        app.say("The account could not be read, so nothing is changed on it.", "bar-caution")
    return bundle.owner


def _profiles(app: "Host") -> dict[str, str]:
    """Ids of profiles the platform told of, now or before, each with its name."""
    entries = app.base.hand.entries[::-1]
    owners = [entry.shown.bundle.owner for entry in entries]
    told = [owner.profile for owner in owners if owner is not None and owner.profile]
    kept = {uid: name for entry in entries for uid, name in entry.profiles.items()}
    return _in_order({each.uid: each.name or "" for each in told if each.uid} | kept)


def _products(app: "Host", owner: "Account") -> dict[str, str]:
    """Ids of products that others have here, each with its name; not those that `owner` holds."""
    now = app.now()
    rights = [(entry.shown.bundle.owner, right) for entry in app.base.hand.entries
              for right in entry.shown.bundle.rights]  # fmt: skip
    held = {right.product for holder, right in rights
            if holder is not None and holder.uid == owner.uid
            and right.state(now) != "unsubscribed"}  # fmt: skip
    told = {right.product: right.product_name or "" for _, right in reversed(rights)}
    return _in_order({uid: name for uid, name in told.items() if uid and uid not in held})


def _in_order(named: Mapping[str, str]) -> dict[str, str]:
    return dict(sorted(named.items(), key=lambda one: (len(one[0]), one[0])))


def _named_id(uid: str, named: Mapping[str, str]) -> str:
    """Return an id with its name before it, if that is known."""
    return f"{named[uid]} ({uid})" if named.get(uid) else uid
