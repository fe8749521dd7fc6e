"""ADM of an SSP beside the platform: accounts (contract README, conflicts 4 and 12).

The paths are the platform's own ADM's (A), the token is the SSP's, bare (D). A partial body is
accepted. Only the status of an account is separate from the platform's.
"""

from smstui.domain.lifecycle import ACCOUNT_OPF, may_become
from smstui.sandbox.entities import Account
from smstui.sandbox.rest import authentication
from smstui.sandbox.rest.bodies import (
    ListQuery,
    Reply,
    bad_request,
    mandatory_text,
    not_found,
    updated,
)
from smstui.sandbox.rest.call import Call, Operation, acknowledged_change


def find(call: Call) -> Reply:
    """Return the accounts with a number."""
    query = ListQuery.read(call.request.query_params)
    number = query.wanted.get("accountNumber")
    found = call.platform.world.accounts.find("account_number", str(number))
    known = [account for account in found if call.platform.ssp.keeps(account)]
    fields = {"accountNumber": lambda account: account.account_number}
    return Reply(query.answer(known, fields, lambda account: _view(call, account)))


def read(call: Call) -> Reply:
    """Return one account."""
    return Reply(_view(call, _account(call)))


def change(call: Call) -> Reply:
    """Change the status along the life cycle. Missing fields stay."""
    account = _account(call)
    before = call.platform.ssp.status_of(account)
    status = mandatory_text(call.document(), "status")
    if status != before and not may_become(ACCOUNT_OPF, before, status):
        raise bad_request(f"account {account.account_number} cannot go from {before} to {status}")
    return Reply(updated(1, int(call.platform.ssp.set_status(account, status))))


def _account(call: Call) -> Account:
    ssp_id = call.id_of("account_id")
    account = call.platform.ssp.account(ssp_id)
    if account is None:
        raise not_found(f"account {ssp_id} not found")
    return account


def _view(call: Call, account: Account) -> dict[str, object]:
    return {
        call.platform.deviations.id_key: call.platform.ssp.id_of(account),
        "accountNumber": account.account_number,
        "status": call.platform.ssp.status_of(account),
    }


_GUARDS = (authentication.ssp_token_alone, authentication.tenant)
_ACCOUNTS = "/ssp/adm/v1/accounts"

OPERATIONS = (
    Operation("ssp.accounts.find", "GET", _ACCOUNTS, find, _GUARDS),
    Operation("ssp.accounts.read", "GET", f"{_ACCOUNTS}/{{account_id}}", read, _GUARDS),
    Operation(
        "ssp.accounts.change",
        "PUT",
        f"{_ACCOUNTS}/{{account_id}}",
        change,
        _GUARDS,
        acknowledged_change,
    ),
)
