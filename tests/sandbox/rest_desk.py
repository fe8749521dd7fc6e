"""A plain REST client over a real socket, independent of the console's own."""

import base64
import hashlib
import hmac
import json
import time
from typing import Any

import httpx

from smstui.sandbox.server import Sandbox

TOKEN_PATH = "/auth/realms/nagra/protocol/openid-connect/token"


class RestDesk:
    """One signed-in operator in front of a running sandbox."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.access = sandbox.access.opf
        self.http = httpx.Client(trust_env=False)
        self.headers = {
            "Authorization": f"Bearer {self.sign_in().json()['access_token']}",
            "nv-tenant-id": self.access.tenant,
            "operator": self.access.operator,
            "x-correlation-id": "corr-1",
        }

    def sign_in(self, **changes: str) -> httpx.Response:
        form = {
            "grant_type": "password",
            "client_id": self.access.client_id,
            "username": self.access.username,
            "password": self.access.password,
        }
        form |= changes
        return self.http.post(self.access.keycloak_url + TOKEN_PATH, data=form)

    def refresh(self, refresh_token: str) -> httpx.Response:
        form = {
            "grant_type": "refresh_token",
            "client_id": self.access.client_id,
            "refresh_token": refresh_token,
        }
        return self.http.post(self.access.keycloak_url + TOKEN_PATH, data=form)

    def adm(self, method: str, path: str, **options: Any) -> httpx.Response:
        return self._send(method, f"{self.access.adm_url}/v1{path}", **options)

    def rmg(self, method: str, path: str, **options: Any) -> httpx.Response:
        return self._send(method, f"{self.access.rmg_url}/v1/operator{path}", **options)

    def cag(self, method: str, path: str, **options: Any) -> httpx.Response:
        base = f"{self.access.cag_url}/v1/{self.access.cas_instance}"
        return self._send(method, base + path, **options)

    def message(self, device_id: str, document: object) -> httpx.Response:
        url = f"{self.access.messaging_url}/v1/clients/{device_id}/inbox"
        return self._send("POST", url, json=document)

    def kill(self, what: str, document: object, token: str | None = None) -> httpx.Response:
        access = self.access
        base = f"{access.ssm_url}/{access.front_end_address}/{access.tenant}/ssm/v1/sessions"
        headers = {"nv-authorizations": self.ssp_token() if token is None else token}
        return self.http.put(f"{base}/kill{what}Sessions", json=document, headers=headers)

    def ssp_token(self, **payload: object) -> str:
        """Signed here by hand, so that the sandbox's own code proves nothing about itself."""
        credential = self.access.ssp_credential
        header = {"typ": "JWT", "alg": "HS256", "kid": credential["credentialId"]}
        claims = {"typ": "AuthN", "ver": "1.0", "exp": int(time.time()) + 60, **payload}
        signed = b".".join(_base64url(json.dumps(part).encode()) for part in (header, claims))
        key = base64.b64decode(str(credential["signingKey"]))
        digest = hmac.new(key, signed, hashlib.sha256).digest()
        return (signed + b"." + _base64url(digest)).decode()

    def devices(self, **wanted: object) -> list[dict[str, Any]]:
        answer = self.adm("GET", "/devices", params={"filter": json.dumps(wanted)})
        return list(answer.json()["resourceSet"])

    def subscriber_headers(self, account_uid: str) -> dict[str, str]:
        token = self.sandbox.rest.tokens.for_subscriber(account_uid)
        return {"token": token, "authorization": ""}

    def _send(self, method: str, url: str, **options: Any) -> httpx.Response:
        headers = {**self.headers, **options.pop("headers", {})}
        return self.http.request(
            method, url, headers={k: v for k, v in headers.items() if v}, **options
        )


def refusal(answer: httpx.Response) -> tuple[int, int]:
    """HTTP status and error code of a refusal, whose form is checked on the way."""
    document = answer.json()
    assert set(document) == {"message", "code", "errorCode"}
    assert document["code"] == answer.status_code
    assert document["message"]
    return answer.status_code, document["errorCode"]


def _base64url(raw: bytes) -> bytes:
    return base64.urlsafe_b64encode(raw).rstrip(b"=")
