"""A commented configuration to start from: `smstui config template`.

It has every key of the models. A key with a default is commented out.
"""

import json
from collections.abc import Iterator
from typing import Any, Final

from pydantic.fields import FieldInfo

from smstui.config.families import OpfSettings, Sdp2Settings
from smstui.config.secrets import SecretSource
from smstui.config.settings import CacheSettings, Deployment, DraftSettings, Settings
from smstui.config.table import Table
from smstui.config.terminal import ScannerTable, UiTable
from smstui.config.wording import allowed_words, wrapped

_HEAD: Final = """\
# Configuration of smstui. `smstui config check` validates it, `smstui config
# show` prints every value in effect and where it comes from. A line in comments
# shows the default, or an example where there is none.
"""

_EXAMPLES: Final[dict[tuple[type[Table], str], Any]] = {
    (Settings, "default"): "lab",
    (Deployment, "label"): "LAB",
    (Deployment, "ca_file"): "ca.pem",
    (Deployment, "proxy"): "http://proxy.example.net:3128",
    (Deployment, "client_cert"): "client.pem",
    (Deployment, "client_key"): "client.key",
    (Deployment, "proxy_username"): "desk",
    (Deployment, "proxy_password"): {"env": "SMSTUI_PROXY_PASSWORD"},
    (Deployment, "client_key_passphrase"): {"file": "client.passphrase"},
    (Deployment, "platform_id"): "north",
    (Deployment, "currency"): "EUR",
    (Sdp2Settings, "base_url"): "https://sdp.example.net",
    (Sdp2Settings, "username"): "desk",
    (Sdp2Settings, "srm_url"): "https://srm.example.net",
    (Sdp2Settings, "namespace_version"): "2.2",
    (OpfSettings, "adm_url"): "https://operator.example.net/adm",
    (OpfSettings, "client_url"): "https://client.example.net/adm",
    (OpfSettings, "cag_url"): "https://operator.example.net/cag",
    (OpfSettings, "rmg_url"): "https://operator.example.net/rmg",
    (OpfSettings, "messaging_url"): "https://operator.example.net/messaging",
    (OpfSettings, "ssm_url"): "https://operator.example.net",
    (OpfSettings, "keycloak_url"): "https://operator.example.net/keycloak",
    (OpfSettings, "client_id"): "smstui",
    (OpfSettings, "username"): "desk",
    (OpfSettings, "client_secret"): {"env": "SMSTUI_CLIENT_SECRET"},
    (OpfSettings, "tenant"): "nagra",
    (OpfSettings, "operator"): "operator",
    (OpfSettings, "cas_instance"): "cas-1",
    (OpfSettings, "cas_pairing"): True,
    (OpfSettings, "front_end_address"): "fe-1",
    (OpfSettings, "ssp_credential"): "credential.json",
    (OpfSettings, "srm_url"): "https://srm.example.net",
    (OpfSettings, "ssp_url"): "https://ssp.example.net/adm",
}
"""Examples where there is no default, or a better value."""

_WAYS_TO_A_PASSWORD: Final = (
    '{ command = "pass show lab" }, { file = "password" } (0600),',
    '{ keyring = "lab" }; without it, the terminal asks for it.',
)


def template(family: str = "sdp2") -> str:
    """Return the file. It is valid: one read-only deployment of `family`; the other in comments."""
    return "\n".join(_lines(family)) + "\n"


def _lines(family: str) -> Iterator[str]:
    yield _HEAD
    yield from _keys(
        Settings,
        skip={"cache", "drafts", "scanner", "ui", "keys", "deployments"},
        given={"default"},
    )
    yield "# [cache]"
    yield from _keys(CacheSettings)
    yield "# [drafts]"
    yield from _keys(DraftSettings)
    yield "# [scanner]"
    yield from _keys(ScannerTable)
    yield "# [ui]"
    yield from _keys(UiTable)
    yield "# [keys]"
    yield "# Key or keys of an action; `smstui keys` lists the actions."
    yield '# "lookup.focus" = ["/", "f2"]'
    yield ""
    yield "[deployments.lab]"
    yield from _description(Deployment.model_fields["family"])
    yield f'family = "{family}"'
    yield ""
    skip = {"name", "family", "sdp2", "opf", "statuses", "products"}
    yield from _keys(Deployment, skip=skip, given={"label"})
    yield "# [deployments.lab.statuses.account]"
    yield "# Life cycles that differ at this site: from a status to what it may become."
    yield '# SUSPENDED = ["ACTIVE", "RESTRICTED", "CANCELLED"]'
    yield ""
    yield "# [deployments.lab.products]"
    yield "# Names of products by uid, where the platform tells none."
    yield '# "7001" = "Basic"'
    yield ""
    yield from _family("lab", family)
    other = "sdp2" if family == "opf" else "opf"
    yield "# [deployments.prod]"
    yield f'# family = "{other}"'
    yield '# tint = "error"'
    yield ""
    yield from _family("prod", other, in_comments=True)


def _family(name: str, family: str, *, in_comments: bool = False) -> Iterator[str]:
    """Yield the table of a deployment's family, all of it in comments for an example."""
    yield f"{'# ' if in_comments else ''}[deployments.{name}.{family}]"
    model = OpfSettings if family == "opf" else Sdp2Settings
    needed = {key for key, field in model.model_fields.items() if field.is_required()}
    given = set() if in_comments else needed | {"password"}
    yield from _keys(model, skip=_OF_A_SITE, given=given, deployment=name)
    yield from _site(name, family, "adm" if family == "opf" else "accountservice")
    if family == "sdp2":
        yield f"# [deployments.{name}.sdp2.operations.sessions-of-account]"
        yield "# Any catalogue entry, any of its fields; `smstui doctor` lists the entries."
        yield '# operation = "getSessionsByAccountUID"'
        yield ""


_OF_A_SITE: Final = {
    "headers", "places", "records", "codes", "resolve", "operations", "ws_security",
}  # fmt: skip
"""Tables for a site that differs; they have examples of their own."""


def _site(name: str, family: str, place: str) -> Iterator[str]:
    """Yield an example of each table for a site whose names differ."""
    at = f"deployments.{name}.{family}"
    yield f"# [{at}.headers]"
    yield "# Headers of every call, sign-in included: text, or a secret form as for a"
    yield "# password."
    yield '# X-Site = "north"'
    yield '# X-Api-Key = { env = "SMSTUI_API_KEY" }'
    yield ""
    if family == "sdp2":
        yield f"# [{at}.ws_security]"
        yield "# A UsernameToken in each SOAP request; default: username and password above."
        yield '# username = "desk"'
        yield f'# password = {{ env = "SMSTUI_{name.upper()}_TOKEN" }}'
        yield ""
    yield f"# [{at}.places.{place}]"
    yield "# Where a service or module is, and what it wants: address, path, namespace,"
    yield '# soap, headers. "*" in place of its name is every one of them.'
    yield '# address = "https://other.example.net"'
    yield ""
    yield f"# [{at}.records.words]"
    yield "# The site's words for our statuses, in any language. The first one is sent."
    yield '# ACTIVE = ["aktywny", "ACTIVE"]'
    yield ""
    yield f"# [{at}.records.account]"
    yield "# What the site calls a field of a record. The first name is sent."
    yield '# number = ["contractNumber", "accountNumber"]'
    yield ""
    yield f"# [{at}.codes]"
    yield "# Words and numbers of the site, by their meaning."
    yield '# success = ["OK"]' if family == "sdp2" else '# device-not-found = ["4403"]'
    yield ""
    yield f"# [{at}.resolve]"
    yield "# Further lookups: from a kind of id to a catalogue entry, which may be new."
    yield '# smartcard = "smartcard-by-number"' if family == "sdp2" else '# casn = "device-by-casn"'
    yield ""


def _keys(
    model: type[Table],
    *,
    skip: set[str] | None = None,
    given: set[str] | None = None,
    deployment: str = "lab",
) -> Iterator[str]:
    """Yield each key after its description. Those in `given` are not commented out.

    The example of a password is the variable of `deployment`.
    """
    for name, field in model.model_fields.items():
        if name in (skip or ()):
            continue
        yield from _description(field)
        written = f"{name} = {_value(model, name, field, deployment)}"
        yield written if name in (given or ()) else f"# {written}"
        yield ""


def _description(field: FieldInfo) -> Iterator[str]:
    words = allowed_words(field)
    sentence = f"{field.description} One of {', '.join(words)}." if words else field.description
    yield from (f"# {line}" for line in wrapped(sentence or "", 78))
    if field.annotation is SecretSource:
        yield from (
            f"# {line}" for line in ("Or " + _WAYS_TO_A_PASSWORD[0], _WAYS_TO_A_PASSWORD[1])
        )


def _value(model: type[Table], name: str, field: FieldInfo, deployment: str) -> str:
    if field.annotation is SecretSource:
        return f'{{ env = "SMSTUI_{deployment.upper()}_PASSWORD" }}'
    value = _EXAMPLES.get((model, name), field.default)
    if isinstance(value, Table):
        inner = (f"{key} = {json.dumps(held)}" for key, held in value.model_dump().items())
        return f"{{ {', '.join(inner)} }}"
    if isinstance(value, dict):
        inner = (f"{key} = {json.dumps(held)}" for key, held in value.items())
        return f"{{ {', '.join(inner)} }}" if value else "{}"
    return f"{value:g}" if isinstance(value, float) else json.dumps(value)
