"""Headers and tokens that each module requires, and Keycloak, which issues operator tokens.

Sources: opf.md "Hosts" and "Operator token" (D). Keycloak refuses in its own form,
`{"error", "error_description"}`: 401 for a wrong password, 400 for an expired refresh token and for
a malformed form.
"""

from urllib.parse import parse_qsl

from smstui.sandbox.rest.bodies import Reply, RestRefusalError, bad_request, unauthorised
from smstui.sandbox.rest.call import Call, Operation
from smstui.sandbox.rest.tokens import GrantRefusedError

TENANT = "nv-tenant-id"
OPERATOR = "operator"
CORRELATION = "x-correlation-id"
SSP_TOKEN = "nv-authorizations"
CLIENT_TOKEN = "token"


def operator_token(call: Call) -> None:
    """Require a live operator token in `Authorization: Bearer`; 401 otherwise."""
    _check_operator(call, status=401)


def operator_token_for_accounts(call: Call) -> None:
    """Require an operator token for ADM account calls: 403 if it is invalid, 401 if missing."""
    _check_operator(call, status=403)


def _check_operator(call: Call, status: int) -> None:
    scheme, _, token = (call.header("authorization") or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise unauthorised("Authorization: Bearer is missing")
    if not call.platform.tokens.is_operator(token.strip()):
        raise unauthorised("the operator token is not valid", status)


def tenant(call: Call) -> None:
    """Require this platform's tenant in `nv-tenant-id`; 400 otherwise."""
    _check_named(call, TENANT, call.platform.tenant)


def cas_operator(call: Call) -> None:
    """Require this site's value in `operator`; 400 otherwise."""
    _check_named(call, OPERATOR, call.platform.operator)


def _check_named(call: Call, header: str, expected: str) -> None:
    value = call.header(header)
    if value is None:
        raise bad_request(f"header {header} is missing")
    if value != expected:
        raise bad_request(f"header {header} names no {header} of this platform")


def correlation(call: Call) -> None:
    """Require `x-correlation-id`, which client calls must have; 400 otherwise."""
    if call.header(CORRELATION) is None:
        raise bad_request(f"header {CORRELATION} is missing")


def subscriber(call: Call) -> str:
    """Return the account of the call's client token; 401 without one."""
    account_uid = call.platform.tokens.subscriber_of(call.header(CLIENT_TOKEN) or "")
    if account_uid is None:
        raise unauthorised("the client token is not valid")
    return account_uid


def subscriber_token(call: Call) -> None:
    """Require a live client token in `token`; 401 otherwise."""
    subscriber(call)


def ssp_token_alone(call: Call) -> None:
    """Require an SSP token, bare, in `nv-authorizations`, for this platform's tenant."""
    now = call.platform.tokens.now()
    call.platform.credential.check(call.header(SSP_TOKEN), call.platform.tenant, now)


def ssp_token(call: Call) -> None:
    """Require an SSP token, bare, in `nv-authorizations`, for the tenant in the path."""
    if call.id_of("front_end") != call.platform.front_end_address:
        raise RestRefusalError(404, "no such front end", 404)
    now = call.platform.tokens.now()
    call.platform.credential.check(call.header(SSP_TOKEN), call.id_of("tenant"), now)


FORM = {
    "password": ("client_id", "username", "password"),
    "refresh_token": ("client_id", "refresh_token"),
}
"""The form parameters that each grant requires."""


def token(call: Call) -> Reply:
    """Return a token pair for either grant."""
    form = dict(parse_qsl(call.body.decode("utf-8", "replace"), keep_blank_values=True))
    tokens = call.platform.tokens
    grant_type = form.get("grant_type", "")
    if grant_type not in FORM:
        return _grant_refused(400, "unsupported_grant_type", "Unsupported grant_type")
    missing = [name for name in FORM[grant_type] if not form.get(name)]
    if missing:
        return _grant_refused(400, "invalid_request", f"Missing form parameter: {missing[0]}")
    if form["client_id"] != tokens.client_id:
        return _grant_refused(401, "invalid_client", "Invalid client credentials")
    try:
        if grant_type == "password":
            return Reply(tokens.by_password(form["username"], form["password"]))
        return Reply(tokens.by_refresh(form["refresh_token"]))
    except GrantRefusedError as refusal:
        status = 401 if grant_type == "password" else 400
        return _grant_refused(status, "invalid_grant", str(refusal))


def _grant_refused(status: int, error: str, description: str) -> Reply:
    return Reply({"error": error, "error_description": description}, status)


OPERATIONS = (
    Operation(
        "keycloak.token",
        "POST",
        "/keycloak/auth/realms/nagra/protocol/openid-connect/token",
        token,
    ),
)
