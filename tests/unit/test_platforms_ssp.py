"""SSP tokens: what RFC 7515 calls a compact JWS, signed with the credential file's key."""

import base64
import hashlib
import hmac
import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from smstui.domain.errors import BadConfiguration
from smstui.platforms.opf.ssp import LIFETIME_S, SspSigner

KEY = base64.b64encode(b"SENTINEL-signing-key-of-32-bytes").decode()
CREDENTIAL = {
    "tenantId": "t-1",
    "credentialName": "desk",
    "credentialId": "c-77",
    "signingKey": KEY,
    "privilege": ["SMS"],
}


def file_of(folder: Path, content: object, mode: int = 0o600) -> Path:
    path = folder / "credential.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    path.chmod(mode)
    return path


def part(text: str) -> Any:
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def test_a_token_has_the_documented_shape_and_its_signature_holds(tmp_path: Path) -> None:
    signer = SspSigner.from_file(file_of(tmp_path, CREDENTIAL), "ssp_credential")
    before = int(time.time())
    token = signer.token().reveal()
    header, payload, signature = token.split(".")
    assert "=" not in token
    assert part(header) == {"typ": "JWT", "alg": "HS256", "kid": "c-77"}
    said = part(payload)
    assert (said["typ"], said["ver"]) == ("AuthN", "1.0")
    assert before < said["exp"] <= int(time.time()) + LIFETIME_S
    digest = hmac.new(base64.b64decode(KEY), f"{header}.{payload}".encode(), hashlib.sha256)
    expected = base64.urlsafe_b64encode(digest.digest()).rstrip(b"=").decode()
    assert signature == expected


def test_neither_key_nor_token_shows(tmp_path: Path) -> None:
    signer = SspSigner.from_file(file_of(tmp_path, CREDENTIAL), "ssp_credential")
    token = signer.token()
    assert token.reveal() not in f"{token!r} {token}"
    assert KEY not in repr(vars(signer))


@pytest.mark.parametrize(
    "content",
    [
        "no json",
        "[]",
        "null",
        {"credentialId": "c"},
        {"signingKey": KEY},
        {**CREDENTIAL, "signingKey": "not base64!"},
        {**CREDENTIAL, "signingKey": "schl\u00fcssel"},
        {**CREDENTIAL, "signingKey": ""},
        {**CREDENTIAL, "signingKey": None},
        {**CREDENTIAL, "credentialId": ""},
    ],
)
def test_a_file_that_is_no_credential_is_a_matter_of_configuration(
    tmp_path: Path, content: object
) -> None:
    path = file_of(tmp_path, content)
    with pytest.raises(BadConfiguration) as caught:
        SspSigner.from_file(path, "deployments.lab.opf.ssp_credential")
    assert "deployments.lab.opf.ssp_credential" in str(caught.value)
    assert str(path) in str(caught.value)
    assert KEY not in str(caught.value)


@pytest.mark.skipif(os.name != "posix", reason="file modes")
def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration):
        SspSigner.from_file(file_of(tmp_path, CREDENTIAL, 0o644), "ssp_credential")
