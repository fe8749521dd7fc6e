"""The SSP token: each defect is refused with its own code; a good one passes."""

import base64
import hashlib
import hmac
import json

import pytest

from smstui.sandbox.rest.bodies import RestRefusalError
from smstui.sandbox.rest.ssp import Credential

KEY = b"k" * 32
NOW = 1_800_000_000.0
CREDENTIAL = Credential.from_file(
    {
        "tenantId": "north",
        "credentialName": "desk",
        "credentialId": "cred-7",
        "signingKey": base64.b64encode(KEY).decode(),
        "privilege": ["SMS"],
    }
)
HEADER = {"typ": "JWT", "alg": "HS256", "kid": "cred-7"}
PAYLOAD = {"typ": "AuthN", "ver": "1.0", "exp": NOW + 60}


def part(document: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(document).encode()).rstrip(b"=").decode()


def token(header: object = HEADER, payload: object = PAYLOAD, key: bytes = KEY) -> str:
    """Signed by hand, so that the sandbox's own signing proves nothing here."""
    signed = f"{part(header)}.{part(payload)}"
    digest = hmac.new(key, signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


def test_a_good_token_passes_with_and_without_an_expiry() -> None:
    CREDENTIAL.check(token(), "north", NOW)
    CREDENTIAL.check(token(payload={"typ": "AuthN", "ver": "1.0"}), "north", NOW)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (None, 1003),
        ("", 1003),
        ("not-a-token", 1003),
        ("a.b.c", 1003),
        ("é.é.é", 1003),
        (token(header=[]), 1003),
        (token(key=b"other"), 1003),
        ("Bearer " + token(), 1003),
        (token() + "!!!!", 1003),
        (token(header={**HEADER, "alg": "none"}), 1006),
        (token(header={**HEADER, "typ": "JWS"}), 1006),
        (token(header={**HEADER, "kid": "cred-8"}), 1012),
        (token(payload={**PAYLOAD, "typ": "AuthZ"}), 1006),
        (token(payload={**PAYLOAD, "ver": "2.0"}), 1006),
        (token(payload={**PAYLOAD, "exp": "soon"}), 1006),
        (token(payload={**PAYLOAD, "exp": NOW}), 1004),
        (token(payload={**PAYLOAD, "exp": NOW - 3600}), 1004),
    ],
)
def test_a_bad_token_is_refused_with_the_code_of_its_defect(text: str | None, code: int) -> None:
    with pytest.raises(RestRefusalError) as refusal:
        CREDENTIAL.check(text, "north", NOW)
    assert (refusal.value.status, refusal.value.error_code) == (401, code)


def test_a_credential_opens_no_other_tenant() -> None:
    with pytest.raises(RestRefusalError) as refusal:
        CREDENTIAL.check(token(), "south", NOW)
    assert refusal.value.error_code == 1005


def test_a_changed_payload_breaks_the_signature() -> None:
    header, _, signature = token(payload={**PAYLOAD, "exp": NOW - 1}).split(".")
    with pytest.raises(RestRefusalError) as refusal:
        CREDENTIAL.check(f"{header}.{part(PAYLOAD)}.{signature}", "north", NOW)
    assert refusal.value.error_code == 1003
