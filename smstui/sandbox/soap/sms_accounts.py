"""SMSDomain: accounts and their users (sdp2.md "Writes")."""

from smstui.sandbox import rules
from smstui.sandbox.entities import Account, User
from smstui.sandbox.refusal import Reason, Refused
from smstui.sandbox.soap import provisioning_shapes as shapes
from smstui.sandbox.soap.changes import changed_fields
from smstui.sandbox.soap.kinds import Field
from smstui.sandbox.soap.operation import Call, Operation, Root

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
