"""The configuration that connects smstui to a sandbox, with the secrets in private files."""

import json
from pathlib import Path

from smstui.sandbox.access import Access
from smstui.store.files import write_private


def write_secrets(access: Access, folder: Path) -> None:
    """Write the passwords and the SSP credential to new files that only their owner can read."""
    contents = {
        "sdp2-password": access.sdp2.password,
        "opf-password": access.opf.password,
        "credential.json": json.dumps(access.opf.ssp_credential),
    }
    for name, content in contents.items():
        write_private(folder / name, content)


def configuration(access: Access, folder: Path, *, read_only: bool = False) -> str:
    """Return the TOML of two deployments, `sandbox-sdp2` and `sandbox-opf`.

    It holds no secret: it names the files that `write_secrets` wrote to `folder`.
    """
    sdp2, opf = access.sdp2, access.opf
    return f"""\
default = "sandbox-sdp2"

[deployments.sandbox-sdp2]
family = "sdp2"
label = "SANDBOX SDP2"
tint = "warning"
read_only = {str(read_only).lower()}
role = "supervisor"

[deployments.sandbox-sdp2.sdp2]
base_url = {_quoted(sdp2.base_url)}
base_path = {_quoted(sdp2.base_path)}
sms_path = {_quoted(sdp2.sms_path)}
username = {_quoted(sdp2.username)}
password = {{ file = {_quoted(folder / "sdp2-password")} }}
sessions = "sdp"
srm_url = {_quoted(sdp2.srm_url)}

[deployments.sandbox-opf]
family = "opf"
label = "SANDBOX OPF"
tint = "warning"
read_only = {str(read_only).lower()}
role = "supervisor"

[deployments.sandbox-opf.opf]
adm_url = {_quoted(opf.adm_url)}
cag_url = {_quoted(opf.cag_url)}
rmg_url = {_quoted(opf.rmg_url)}
messaging_url = {_quoted(opf.messaging_url)}
ssm_url = {_quoted(opf.ssm_url)}
ssp_url = {_quoted(opf.ssp_url)}
keycloak_url = {_quoted(opf.keycloak_url)}
client_id = {_quoted(opf.client_id)}
username = {_quoted(opf.username)}
password = {{ file = {_quoted(folder / "opf-password")} }}
tenant = {_quoted(opf.tenant)}
operator = {_quoted(opf.operator)}
cas_instance = {_quoted(opf.cas_instance)}
front_end_address = {_quoted(opf.front_end_address)}
ssp_credential = {_quoted(folder / "credential.json")}
"""


def _quoted(value: str | Path) -> str:
    """Return a TOML basic string; JSON's escapes are a subset of TOML's."""
    return json.dumps(str(value))
