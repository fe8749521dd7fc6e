"""A commented configuration to start from: `smstui config template`.

It has every key of the models. A key with a default is commented out.
"""

import json
from collections.abc import Iterator
from typing import Any, Final

from pydantic.fields import FieldInfo

from smstui.config.secrets import SecretSource
from smstui.config.settings import (
    CacheSettings,
    Deployment,
    DraftSettings,
    OpfSettings,
    Sdp2Settings,
    Settings,
)
from smstui.config.table import Table
from smstui.config.terminal import ScannerTable, UiTable
from smstui.config.wording import allowed_words, wrapped

_HEAD: Final = """\
# Configuration of smstui. `smstui config check` validates it, `smstui config show` prints what
# is in force and where each value comes from. A line in comments shows the default.
"""

_EXAMPLES: Final[dict[tuple[type[Table], str], Any]] = {
    (Settings, "default"): "lab",
    (Deployment, "family"): "sdp2",
    (Deployment, "label"): "LAB",
    (Deployment, "ca_file"): "ca.pem",
    (Deployment, "platform_id"): "north",
    (Sdp2Settings, "base_url"): "https://sdp.example.net",
    (Sdp2Settings, "username"): "desk",
    (Sdp2Settings, "srm_url"): "https://srm.example.net",
    (OpfSettings, "adm_url"): "https://operator.example.net/adm",
    (OpfSettings, "cag_url"): "https://operator.example.net/cag",
    (OpfSettings, "rmg_url"): "https://operator.example.net/rmg",
    (OpfSettings, "messaging_url"): "https://operator.example.net/messaging",
    (OpfSettings, "ssm_url"): "https://operator.example.net",
    (OpfSettings, "keycloak_url"): "https://operator.example.net/keycloak",
    (OpfSettings, "client_id"): "smstui",
    (OpfSettings, "username"): "desk",
    (OpfSettings, "tenant"): "nagra",
    (OpfSettings, "operator"): "operator",
    (OpfSettings, "cas_instance"): "cas-1",
    (OpfSettings, "front_end_address"): "fe-1",
    (OpfSettings, "ssp_credential"): "credential.json",
    (OpfSettings, "srm_url"): "https://srm.example.net",
    (OpfSettings, "ssp_url"): "https://ssp.example.net/adm",
}
"""Examples where there is no default, or a better value."""

_WAYS_TO_A_PASSWORD: Final = (
    '{ command = "pass show lab" }, { file = "password" } (0600), { keyring = "lab" };',
    "without it, the terminal asks for it.",
)


def template() -> str:
    """Return the file. It is valid: one `sdp2` deployment that is read-only."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
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
    given = {"family", "label"}
    yield from _keys(Deployment, skip={"name", "sdp2", "opf", "statuses"}, given=given)
    yield "# [deployments.lab.statuses.account]"
    yield "# Life cycles that differ at this site: from a status to what it may become."
    yield '# SUSPENDED = ["ACTIVE", "RESTRICTED", "CANCELLED"]'
    yield ""
    yield "[deployments.lab.sdp2]"
    given = {"base_url", "username", "password"}
    yield from _keys(Sdp2Settings, skip={"operations"}, given=given)
    yield "# [deployments.lab.sdp2.operations.sessions-of-account]"
    yield "# Any catalogue entry, any of its fields; `smstui doctor` lists the entries."
    yield '# operation = "getSessionsByAccountUID"'
    yield ""
    yield "# [deployments.prod]"
    yield '# family = "opf"'
    yield '# tint = "error"'
    yield ""
    yield "# [deployments.prod.opf]"
    yield from _keys(OpfSettings, skip={"operations"})


def _keys(
    model: type[Table], *, skip: set[str] | None = None, given: set[str] | None = None
) -> Iterator[str]:
    """Yield each key after its description. Those in `given` are not commented out."""
    for name, field in model.model_fields.items():
        if name in (skip or ()):
            continue
        yield from _description(field)
        written = f"{name} = {_value(model, name, field)}"
        yield written if name in (given or ()) else f"# {written}"
        yield ""


def _description(field: FieldInfo) -> Iterator[str]:
    words = allowed_words(field)
    sentence = f"{field.description} One of {', '.join(words)}." if words else field.description
    yield from (f"# {line}" for line in wrapped(sentence or "", 94))
    if field.annotation is SecretSource:
        yield from (
            f"# {line}" for line in ("Or " + _WAYS_TO_A_PASSWORD[0], _WAYS_TO_A_PASSWORD[1])
        )


def _value(model: type[Table], name: str, field: FieldInfo) -> str:
    if field.annotation is SecretSource:
        return '{ env = "SMSTUI_LAB_PASSWORD" }'
    value = _EXAMPLES.get((model, name), field.default)
    if isinstance(value, Table):
        inner = (f"{key} = {json.dumps(held)}" for key, held in value.model_dump().items())
        return f"{{ {', '.join(inner)} }}"
    return f"{value:g}" if isinstance(value, float) else json.dumps(value)
