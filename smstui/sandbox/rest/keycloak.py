"""Keycloak: the operator's token by password or by refresh (opf.md "Operator token", D).

Refusals have Keycloak's own form, `{"error", "error_description"}`: 401 for a wrong
password, 400 for a refresh token that has run out and for a malformed form.
"""

from urllib.parse import parse_qsl

from smstui.sandbox.rest.call import Call, Operation
from smstui.sandbox.rest.replies import Reply
from smstui.sandbox.rest.tokens import GrantRefusedError

FORM = {
    "password": ("client_id", "username", "password"),
    "refresh_token": ("client_id", "refresh_token"),
}
"""The form parameters each grant wants."""


def token(call: Call) -> Reply:
    """A token pair for either grant."""
    form = dict(parse_qsl(call.body.decode("utf-8", "replace"), keep_blank_values=True))
    tokens = call.platform.tokens
    grant_type = form.get("grant_type", "")
    if grant_type not in FORM:
        return _refused(400, "unsupported_grant_type", "Unsupported grant_type")
    missing = [name for name in FORM[grant_type] if not form.get(name)]
    if missing:
        return _refused(400, "invalid_request", f"Missing form parameter: {missing[0]}")
    if form["client_id"] != tokens.client_id:
        return _refused(401, "invalid_client", "Invalid client credentials")
    try:
        if grant_type == "password":
            return Reply(tokens.by_password(form["username"], form["password"]))
        return Reply(tokens.by_refresh(form["refresh_token"]))
    except GrantRefusedError as refusal:
        status = 401 if grant_type == "password" else 400
        return _refused(status, "invalid_grant", str(refusal))


def _refused(status: int, error: str, description: str) -> Reply:
    return Reply({"error": error, "error_description": description}, status)


OPERATIONS = (
    Operation(
        "keycloak.token",
        "POST",
        "/keycloak/auth/realms/nagra/protocol/openid-connect/token",
        token,
    ),
)
