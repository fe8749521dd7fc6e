"""Headers and tokens each module wants before it looks at a request (opf.md "Hosts", D)."""

from smstui.sandbox.rest.call import Call
from smstui.sandbox.rest.replies import RestRefusalError, bad_request, unauthorised

TENANT = "nv-tenant-id"
OPERATOR = "operator"
CORRELATION = "x-correlation-id"
SSP_TOKEN = "nv-authorizations"
CLIENT_TOKEN = "token"


def operator_token(call: Call) -> None:
    """A live operator token in `Authorization: Bearer`; 401 otherwise."""
    _check_operator(call, status=401)


def operator_token_for_accounts(call: Call) -> None:
    """The same for ADM account calls, where an invalid token gives 403, a missing one 401."""
    _check_operator(call, status=403)


def _check_operator(call: Call, status: int) -> None:
    scheme, _, token = (call.header("authorization") or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise unauthorised("Authorization: Bearer is missing")
    if not call.platform.tokens.is_operator(token.strip()):
        raise unauthorised("the operator token is not valid", status)


def tenant(call: Call) -> None:
    """`nv-tenant-id` names this platform's tenant; 400 otherwise."""
    _check_named(call, TENANT, call.platform.tenant)


def cas_operator(call: Call) -> None:
    """`operator` is the value this site gave; 400 otherwise."""
    _check_named(call, OPERATOR, call.platform.operator)


def _check_named(call: Call, header: str, expected: str) -> None:
    value = call.header(header)
    if value is None:
        raise bad_request(f"header {header} is missing")
    if value != expected:
        raise bad_request(f"header {header} names no {header} of this platform")


def correlation(call: Call) -> None:
    """`x-correlation-id` is there, which the client calls demand; 400 otherwise."""
    if call.header(CORRELATION) is None:
        raise bad_request(f"header {CORRELATION} is missing")


def subscriber(call: Call) -> str:
    """The account whose client token the call carries; 401 if it carries none."""
    account_uid = call.platform.tokens.subscriber_of(call.header(CLIENT_TOKEN) or "")
    if account_uid is None:
        raise unauthorised("the client token is not valid")
    return account_uid


def subscriber_token(call: Call) -> None:
    """A live client token in `token`; 401 otherwise."""
    subscriber(call)


def ssp_token_alone(call: Call) -> None:
    """A good SSP token, bare, in `nv-authorizations`, for this platform's tenant."""
    now = call.platform.tokens.now()
    call.platform.credential.check(call.header(SSP_TOKEN), call.platform.tenant, now)


def ssp_token(call: Call) -> None:
    """A good SSP token, bare, in `nv-authorizations`, for the tenant in the path."""
    if call.id_of("front_end") != call.platform.front_end_address:
        raise RestRefusalError(404, "no such front end", 404)
    now = call.platform.tokens.now()
    call.platform.credential.check(call.header(SSP_TOKEN), call.id_of("tenant"), now)
