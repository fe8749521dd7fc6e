"""The few settings that the first frame needs, read with tomllib alone.

Importing pydantic takes longer than drawing the frame. So nothing is validated here, the safe
default is used in doubt, and nothing is refused. `load` runs later in a thread and reports every
error.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from smstui.config import defaults
from smstui.config.files import find_document
from smstui.config.scanner import ScannerSettings, scanner_settings_of
from smstui.config.ui import UiSettings, ui_settings_of
from smstui.domain.address_passwords import without_address_passwords
from smstui.domain.errors import BadConfiguration


@dataclass(frozen=True, slots=True)
class StartupSettings:
    """The settings before validation. `deployment` is empty if none is known.

    `found` says whether there is a configuration, even an unreadable one. `asks_password` says that
    a person will be asked for the password, which must happen before the console uses the terminal.
    """

    deployment: str = ""
    family: str = ""
    label: str = ""
    tint: str = defaults.TINT
    read_only: bool = defaults.READ_ONLY
    role: str = defaults.ROLE
    theme: str = defaults.THEME
    clipboard: str = defaults.CLIPBOARD
    privacy: bool = defaults.PRIVACY
    time_zone: str = defaults.TIME_ZONE
    scanner: ScannerSettings = field(default_factory=ScannerSettings)
    ui: UiSettings = field(default_factory=UiSettings)
    keys: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    found: bool = False
    asks_password: bool = False


def startup(
    chosen: Path | None = None,
    *,
    deployment: str | None = None,
    read_only: bool = False,
    privacy: bool = False,
) -> StartupSettings:
    """Read the startup settings. The arguments besides the file are the command line's."""
    try:
        document = find_document(chosen)
    except BadConfiguration:
        return StartupSettings(found=True)
    if document is None:
        return StartupSettings()
    tables = document.tables
    name, table = _chosen(tables, deployment)
    family = _one_of(table.get("family"), defaults.Family, "")
    family_table = table.get(family)
    return StartupSettings(
        deployment=_harmless(name),
        family=family,
        label=_harmless(table.get("label") or defaults.label_of(name))[: defaults.LABEL_CAP],
        tint=_one_of(table.get("tint"), defaults.Tint, defaults.TINT),
        read_only=read_only or table.get("read_only") is not False,
        role=_one_of(table.get("role"), defaults.Role, defaults.ROLE),
        theme=_harmless(tables.get("theme")) or defaults.THEME,
        clipboard=_one_of(tables.get("clipboard"), defaults.Clipboard, defaults.CLIPBOARD),
        privacy=privacy or tables.get("privacy") is True,
        time_zone=_harmless(table.get("time_zone")) or defaults.TIME_ZONE,
        scanner=scanner_settings_of(tables.get("scanner")),
        ui=ui_settings_of(tables.get("ui")),
        keys=_keys(tables.get("keys")),
        found=True,
        asks_password=isinstance(family_table, dict) and not family_table.get("password"),
    )


def _chosen(tables: dict[str, Any], wanted: str | None) -> tuple[str, dict[str, Any]]:
    deployments = tables.get("deployments")
    if not isinstance(deployments, dict):
        return "", {}
    name = wanted or tables.get("default")
    if name is None and len(deployments) == 1:
        name = next(iter(deployments))
    table = deployments.get(name) if isinstance(name, str) else None
    return (str(name), table) if isinstance(table, dict) else ("", {})


def _one_of(value: object, words: Any, otherwise: str) -> str:
    return value if isinstance(value, str) and value in get_args(words) else otherwise


def _harmless(value: object) -> str:
    """Return text that cannot move a cursor. `domain.text` would import pydantic."""
    text = without_address_passwords(value) if isinstance(value, str) else ""
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text
    )


def _keys(table: object) -> dict[str, str | Sequence[str]]:
    """Return what could be keys. The action registry checks them."""
    return {
        action: keys
        for action, keys in (table.items() if isinstance(table, dict) else ())
        if isinstance(keys, str)
        or (isinstance(keys, list) and all(isinstance(key, str) for key in keys))
    }
