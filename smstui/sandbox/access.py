"""The addresses of a running sandbox, and credentials that are made for it."""

import base64
import secrets
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Sdp2Access:
    """The SOAP family and SRM. Basic authentication."""

    base_url: str
    srm_url: str
    username: str
    password: str = field(repr=False)
    base_path: str = "/ws-gateway/ws"
    observed_base_path: str = "/ws-gateway/gateway/ws"
    sms_path: str = "/api/smsservice_2.2"


@dataclass(frozen=True, slots=True)
class OpfAccess:
    """The REST family: one base URL for each module, Keycloak's user, SSP's signing key."""

    adm_url: str
    cag_url: str
    rmg_url: str
    messaging_url: str
    ssm_url: str
    ssp_url: str
    keycloak_url: str
    client_id: str
    username: str
    password: str = field(repr=False)
    tenant: str = "sandbox"
    operator: str = "sandbox-operator"
    cas_instance: str = "cas-1"
    front_end_address: str = "fe-1"
    ssp_credential: dict[str, object] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Access:
    """Both families of one sandbox."""

    sdp2: Sdp2Access
    opf: OpfAccess


def fresh_access(url: str) -> Access:
    """Return addresses under `url`, with new passwords and a new signing key."""
    return Access(
        sdp2=Sdp2Access(
            base_url=url, srm_url=url, username="desk", password=secrets.token_urlsafe(12)
        ),
        opf=OpfAccess(
            adm_url=f"{url}/adm",
            cag_url=f"{url}/cag",
            rmg_url=f"{url}/rmg",
            messaging_url=f"{url}/messaging",
            ssm_url=url,
            ssp_url=f"{url}/ssp/adm",
            keycloak_url=f"{url}/keycloak",
            client_id="smstui",
            username="desk",
            password=secrets.token_urlsafe(12),
            ssp_credential={
                "tenantId": "sandbox",
                "credentialName": "smstui",
                "credentialId": secrets.token_hex(8),
                "signingKey": base64.b64encode(secrets.token_bytes(32)).decode(),
                "privilege": ["SMS"],
            },
        ),
    )
