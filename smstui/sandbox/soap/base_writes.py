"""The base services' writes: `<return>1</return>`; anything else is a refusal (O)."""

from typing import Any

from smstui.sandbox import rules
from smstui.sandbox.entities import User
from smstui.sandbox.soap import provisioning_shapes, shapes, specifications
from smstui.sandbox.soap.operation import Call, Operation, Returns
from smstui.sandbox.soap.reader import Arguments
from smstui.sandbox.soap.schema import INT, LONG, Field, Structure


def changed_fields(shape: Structure, given: Arguments) -> dict[str, Any]:
    """Return the scalar children of the call, under the names of the record's fields."""
    return {
        field.attr: given[field.name]
        for field in shape.fields
        if field.attr
        and field.attr != "status_code"
        and not isinstance(field.kind, Structure)
        and field.most == 1
        and given.get(field.name) is not None
    }


_DONE, _REFUSED = 1, 0

_KEPT = frozenset({"uid", "account_number", "status", "creation_date", "modified_date"})
"""Fields that `update` never empties: the account's identity and state."""


def _update(call: Call) -> int:
    """Write the whole object: a missing child empties its field."""
    model = call.arguments["model"]
    account = call.world.accounts.get(model.get("UID"))
    if account is None and "accountNumber" in model:
        account = call.world.account(model["accountNumber"])
    if account is None:
        return _REFUSED
    given = changed_fields(shapes.ACCOUNT_MODEL, model)
    status = given.pop("status", None)
    emptied = {
        field.attr: None
        for field in shapes.ACCOUNT_MODEL.fields
        if field.attr and field.attr not in _KEPT and field.attr != "status_code"
    }
    for name in _KEPT:
        given.pop(name, None)
    if call.effect:
        if status is not None:
            rules.set_account_status(call.world, account, status)
        call.world.change(account, **(emptied | given), modified_date=call.world.now())
    return _DONE


def _purge(call: Call) -> int:
    account = specifications.account_or_none(call.world, call.arguments["accountSpecification"])
    if account is None:
        return _REFUSED
    if call.effect:
        rules.purge_account(call.world, account)
    return _DONE


def _tear_down(call: Call) -> int:
    session = call.world.sessions.get(call.arguments["uid"])
    if session is None:
        return _REFUSED
    if call.effect:
        rules.end_session(call.world, session)
    return _DONE


ACCOUNT_WRITES = (
    Operation(
        "update",
        (Field("model", shapes.ACCOUNT_MODEL, least=1),),
        Returns(INT),
        _update,
        write=True,
    ),
    Operation(
        "purgeAccount",
        (Field("accountSpecification", specifications.PURGED_ACCOUNT, least=1),),
        Returns(INT),
        _purge,
        write=True,
    ),
)

SESSION_WRITES = (
    Operation("tearDown", (Field("uid", LONG, least=1),), Returns(INT), _tear_down, write=True),
)


def _create_user(call: Call) -> int:
    given = dict(call.arguments["user"])
    account = specifications.account_or_none(call.world, given.pop("account", None) or {})
    if account is None:
        return _REFUSED
    fields = changed_fields(provisioning_shapes.LATER_USER, given)
    uid = call.world.next_uid()
    if call.effect:
        rules.create_user(call.world, User(uid=uid, account_uid=account.uid, **fields))
    return int(uid)


def _update_user(call: Call) -> int:
    fields = changed_fields(provisioning_shapes.LATER_USER, call.arguments["user"])
    user = call.world.users.get(fields.pop("uid", None))
    if user is None:
        return _REFUSED
    if call.effect:
        call.world.change(user, **fields)
    return _DONE


_USER = (Field("user", provisioning_shapes.LATER_USER, least=1),)
USER_WRITES = (
    Operation("createUser", _USER, Returns(LONG), _create_user, write=True),
    Operation("updateUser", _USER, Returns(LONG), _update_user, write=True),
)
"""Not public: they stand for what a site calls its own. The catalogue names neither."""
