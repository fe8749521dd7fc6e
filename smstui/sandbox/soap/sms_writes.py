"""SMSDomain: accounts and users, boxes, cards and their pairing (sdp2.md "Writes")."""

from typing import Any

from smstui.sandbox import rules
from smstui.sandbox.entities import Account, SetTopBox, SmartCard, User
from smstui.sandbox.refusal import Reason, Refused
from smstui.sandbox.soap import provisioning_shapes as shapes
from smstui.sandbox.soap import specifications
from smstui.sandbox.soap.base_writes import changed_fields
from smstui.sandbox.soap.operation import EMPTY, Call, Operation, Root
from smstui.sandbox.soap.reader import Arguments
from smstui.sandbox.soap.schema import Field

_ACCOUNT = Root(
    "Account",
    "http://nagra.com/xmlns/she/sdp/Account_v2.2",
    Field("account", shapes.ACCOUNT),
    shapes.ACCOUNT,
)


def _create(call: Call) -> Account:
    world = call.world
    fields = changed_fields(shapes.ACCOUNT, call.arguments["account"])
    number = fields.pop("account_number", None)
    if not number:
        raise Refused(Reason.MALFORMED, "an account needs an accountNumber")
    uid = fields.pop("uid", None) or world.next_uid()
    account = Account(
        uid=uid,
        account_number=number,
        status=fields.pop("status", "ACTIVE"),
        creation_date=world.now(),
        modified_date=world.now(),
        **fields,
    )
    users = []
    for given in call.arguments["user"]:
        user = changed_fields(shapes.USER, given)
        user_uid = user.pop("uid", None) or world.next_uid()
        users.append(User(uid=user_uid, account_uid=uid, **user))
    if call.effect:
        rules.create_account(world, account, users)
    return account


def _update(call: Call) -> Account:
    given = call.arguments["account"]
    account = call.world.accounts.get(given.get("uid"))
    if account is None:
        account = call.world.account(given.get("accountNumber") or "")
    if account is None:
        said = given.get("uid") or given.get("accountNumber") or "without an id"
        raise Refused(Reason.ACCOUNT_UNKNOWN, f"account {said} not found")
    fields = changed_fields(shapes.ACCOUNT, given)
    for identity in ("uid", "account_number"):
        fields.pop(identity, None)
    status = fields.pop("status", None)
    if call.effect:
        if status is not None:
            rules.set_account_status(call.world, account, status)
        call.world.change(account, **fields, modified_date=call.world.now())
    return account


ACCOUNTS = (
    Operation(
        "CreateAccount",
        (
            Field("account", shapes.ACCOUNT, least=1),
            Field("user", shapes.USER, least=1, most=None),
        ),
        _ACCOUNT,
        _create,
        write=True,
    ),
    Operation(
        "UpdateAccount",
        (Field("account", shapes.ACCOUNT, least=1),),
        _ACCOUNT,
        _update,
        write=True,
    ),
)


_DEVICE_NAMESPACE = "http://nagra.com/xmlns/she/sdp/Device_v2.2"
_BOX = Root("SetTopBox", _DEVICE_NAMESPACE, Field("stb", shapes.SET_TOP_BOX), shapes.SET_TOP_BOX)
_CARD = Root("SmartCardSpecification", _DEVICE_NAMESPACE, None, shapes.CREATED_SMARTCARD)


def _new_box(call: Call, given: Arguments) -> SetTopBox:
    world = call.world
    fields = changed_fields(shapes.SET_TOP_BOX, given)
    if not fields.get("casn"):
        raise Refused(Reason.MALFORMED, "a set-top box needs a caSN")
    owner = specifications.account(world, given["account"]) if given.get("account") else None
    return SetTopBox(
        uid=fields.pop("uid", None) or world.next_uid(),
        account_uid=owner.uid if owner else None,
        created=world.now(),
        modified=world.now(),
        **fields,
    )


def _new_card(call: Call, given: Arguments) -> SmartCard:
    return SmartCard(
        uid=call.world.next_uid(),
        modification_date=call.world.now(),
        **changed_fields(shapes.SMARTCARD, given),
    )


def _create_box(call: Call) -> SetTopBox:
    given = call.arguments["stb"]
    box = _new_box(call, given)
    card = specifications.card(call.world, given["smartCard"]) if given.get("smartCard") else None
    if call.effect:
        rules.create_box(call.world, box)
        if card is not None:
            _pair_or_take_back(call, box, card)
        rules.follow_records(call.world, box)
    return box


def _create_both(call: Call) -> SetTopBox:
    box = _new_box(call, call.arguments["stb"])
    card = _new_card(call, call.arguments["smartCard"])
    if call.effect:
        rules.create_card(call.world, card)
        try:
            rules.create_box(call.world, box)
            _pair_or_take_back(call, box, card)
        except Refused:
            call.world.remove(card)
            raise
        rules.follow_records(call.world, box)
    return box


def _pair_or_take_back(call: Call, box: SetTopBox, card: SmartCard) -> None:
    try:
        rules.pair(call.world, box, card)
    except Refused:
        rules.delete_device(call.world, box)
        raise


def _update_box(call: Call) -> SetTopBox:
    given = call.arguments["stb"]
    box = specifications.box(call.world, {"uid": given.get("uid")})
    fields = changed_fields(shapes.SET_TOP_BOX, given)
    fields.pop("uid", None)
    status: str | None = fields.pop("status", None)
    banned: bool | None = fields.pop("banned", None)
    enabled: bool | None = fields.pop("enabled", None)
    if call.effect:
        if status is not None:
            rules.set_box_status(call.world, box, status)
        if banned is not None:
            rules.set_banned(call.world, box, banned)
        if enabled is not None:
            rules.set_enabled(call.world, box, enabled)
        if "casn" in fields:
            rules.move_chipset(call.world, box, fields.pop("casn"))
        call.world.change(box, **fields, modified=call.world.now())
    return box


def _delete_box(call: Call) -> None:
    box = specifications.box(call.world, call.arguments["deviceSpecification"])
    if call.effect:
        rules.delete_device(call.world, box)


def _pair(call: Call) -> None:
    box = specifications.box(call.world, call.arguments["deviceSpecification"])
    card = specifications.card(call.world, call.arguments["smartCardSpecification"])
    if call.effect:
        rules.pair(call.world, box, card)
        rules.follow_records(call.world, box)


def _unpair(call: Call) -> None:
    box = specifications.box(call.world, call.arguments["deviceSpecification"])
    if call.effect:
        rules.unpair(call.world, box)
        rules.follow_records(call.world, box)


def _swap(call: Call) -> None:
    old = specifications.box(call.world, call.arguments["oldDeviceSpecification"])
    new = specifications.box(call.world, call.arguments["newDeviceSpecification"])
    if call.effect:
        rules.swap_box(call.world, old, new, pairs=not call.failing_command)
        rules.follow_records(call.world, old, new)


def _create_card(call: Call) -> SmartCard:
    card = _new_card(call, call.arguments["smartCard"])
    if call.effect:
        rules.create_card(call.world, card)
    return card


def _delete_card(call: Call) -> None:
    card = specifications.card(call.world, call.arguments["smartCardSpecification"])
    if call.effect:
        rules.cancel_card(call.world, card)


def _suspend_card(call: Call) -> None:
    card = specifications.card(call.world, call.arguments["smartCardSpecification"])
    if call.effect:
        rules.suspend_card(call.world, card)


def _device(name: str = "deviceSpecification") -> Field:
    return Field(name, specifications.DEVICE, least=1)


def _write(name: str, inputs: tuple[Field, ...], output: Root | None, handle: Any) -> Operation:
    return Operation(name, inputs, output, handle, write=True)


_STB = Field("stb", shapes.SET_TOP_BOX, least=1)
_NEW_CARD = Field("smartCard", shapes.SMARTCARD, least=1)
_CARD_NAMED = Field("smartCardSpecification", specifications.SMARTCARD, least=1)

DEVICES = (
    _write("CreateSetTopBox", (_STB,), _BOX, _create_box),
    _write("UpdateSetTopBox", (_STB,), _BOX, _update_box),
    _write("DeleteSetTopBox", (_device(),), EMPTY, _delete_box),
    _write("CreateSetTopBoxAndSmartCard", (_STB, _NEW_CARD), _BOX, _create_both),
    _write("Pair", (_device(), _CARD_NAMED), EMPTY, _pair),
    _write("Unpair", (_device(),), EMPTY, _unpair),
    _write(
        "SwapDevice",
        (_device("oldDeviceSpecification"), _device("newDeviceSpecification")),
        EMPTY,
        _swap,
    ),
    _write("CreateSmartCard", (_NEW_CARD,), _CARD, _create_card),
    _write("DeleteSmartCard", (_CARD_NAMED,), EMPTY, _delete_card),
    _write("SuspendSmartCard", (_CARD_NAMED,), EMPTY, _suspend_card),
)
