"""ADM: accounts (opf.md "ADM: accounts").

`PUT` takes the whole object: a field left out that had a value becomes null (D). `status`
and `accountNumber` cannot be null, so a body without them is refused.
"""

from smstui.domain.lifecycle import ACCOUNT_OPF
from smstui.sandbox import rules
from smstui.sandbox.entities import Account
from smstui.sandbox.rest import acknowledgements, guards
from smstui.sandbox.rest.account_fields import account_changes
from smstui.sandbox.rest.call import Call, Operation
from smstui.sandbox.rest.documents import mandatory_text
from smstui.sandbox.rest.platform import with_id
from smstui.sandbox.rest.queries import ListQuery
from smstui.sandbox.rest.refusals import bad_request
from smstui.sandbox.rest.replies import Reply, listed, updated
from smstui.sandbox.rest.views import readers


def read(call: Call) -> Reply:
    """One account."""
    return Reply(call.platform.account_view(call.platform.account(call.id_of("account_id"))))


def find(call: Call) -> Reply:
    """The accounts a filter matches; by number and by id without looking at the others."""
    query = ListQuery.read(call.request.query_params)
    accounts = call.platform.world.accounts
    number = query.wanted.get("accountNumber")
    uid = query.wanted.get("_id", query.wanted.get("id"))
    if isinstance(number, str):
        candidates = accounts.find("account_number", number)
    elif isinstance(uid, str):
        found = accounts.get(uid)
        candidates = [found] if found else []
    else:
        candidates = list(accounts)
    known = filter(rules.on_opf, candidates)
    fields = with_id(readers(call.platform.account_fields()))
    return Reply(query.answer(known, fields, call.platform.account_view))


def change(call: Call) -> Reply:
    """Replace the whole object."""
    account = call.platform.account(call.id_of("account_id"))
    document = call.document()
    status = mandatory_text(document, "status")
    if mandatory_text(document, "accountNumber") != account.account_number:
        raise bad_request("accountNumber is unique and never reused: it cannot be changed")
    changes = account_changes(call.platform.world, account, document)
    return Reply(updated(1, _apply(call, account, status, changes)))


def change_status(call: Call) -> Reply:
    """The CRM variant: only the status, nothing else is touched."""
    account = call.platform.account(call.id_of("account_id"))
    status = mandatory_text(call.document(), "status")
    return Reply(updated(1, _apply(call, account, status, {})), call.platform.deviations.crm_status)


def _apply(call: Call, account: Account, status: str, changes: dict[str, object]) -> int:
    world = call.platform.world
    moved = rules.set_account_status(world, account, status, ACCOUNT_OPF)
    differs = world.change(account, **changes) or moved
    if differs:
        world.change(account, modified_date=world.now())
    return int(differs)


def own_view(call: Call) -> Reply:
    """The subscriber's own account, by client token."""
    account = call.platform.account(guards.subscriber(call))
    return Reply(listed(1, [call.platform.account_view(account, client=True)]))


def _acknowledge_status(call: Call) -> Reply:
    return Reply(updated(1, 1), call.platform.deviations.crm_status)


_OPERATOR = (guards.operator_token_for_accounts, guards.tenant)
_CLIENT = (guards.subscriber_token, guards.tenant, guards.correlation)
_ONE = "/adm/v1/accounts/{account_id}"

OPERATIONS = (
    Operation("adm.accounts.find", "GET", "/adm/v1/accounts", find, _OPERATOR),
    Operation("adm.accounts.read", "GET", _ONE, read, _OPERATOR),
    Operation("adm.accounts.change", "PUT", _ONE, change, _OPERATOR, acknowledgements.change),
    Operation(
        "adm.accounts.change-status",
        "PUT",
        "/adm/v1/accounts/preHashedPassword/{account_id}",
        change_status,
        _OPERATOR,
        _acknowledge_status,
    ),
    Operation("adm.user.accounts", "GET", "/adm/v1/user/accounts", own_view, _CLIENT),
)
