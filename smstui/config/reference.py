"""Write the reference of every setting in Markdown: README.md in this folder.

    python -m smstui.config.reference > smstui/config/README.md

A test compares it with the committed file.
"""

from collections.abc import Iterator
from typing import Final

from smstui.config.families import OpfSettings, Sdp2Settings
from smstui.config.secrets import SecretSource
from smstui.config.settings import CacheSettings, Deployment, DraftSettings, Settings
from smstui.config.site import ListTable, PlaceTable, SoapListTable, WsSecurity
from smstui.config.table import Table
from smstui.config.terminal import ScannerTable, UiTable
from smstui.config.wording import default_in_words, type_in_words

_TABLES: Final[tuple[tuple[str, type[Table]], ...]] = (
    ("At the top", Settings),
    ("[cache]", CacheSettings),
    ("[drafts]", DraftSettings),
    ("[scanner]", ScannerTable),
    ("[ui]", UiTable),
    ("[deployments.NAME]", Deployment),
    ("[deployments.NAME.sdp2]", Sdp2Settings),
    ("[deployments.NAME.opf]", OpfSettings),
    ("[deployments.NAME.sdp2.ws_security]", WsSecurity),
    ("[deployments.NAME.sdp2.lists]", SoapListTable),
    ("[deployments.NAME.opf.lists]", ListTable),
    ("[deployments.NAME.FAMILY.places.SERVICE]", PlaceTable),
    ("A secret: password = { … }", SecretSource),
)

_HEAD: Final = """\
# Every setting

Generated from the models in this folder by `python -m smstui.config.reference`.

The file is TOML: at the path that `smstui config path` prints, at `SMSTUI_CONFIG`, or at
`--config`. `smstui config init` writes one to start from, `smstui config template` prints the same,
`smstui config check` validates it, `smstui config show` lists every value in force and its origin.
A relative path starts at the folder of the file. An unknown key gives a warning with the nearest
known key.

Certificates are always verified; `http://` reaches this machine only. A secret comes from an
environment variable, a command, a private file or the keyring. Without one of these, the terminal
asks for it. A secret in the file itself works, with a warning. It is only kept in memory.

`smstui config check` also fetches each password, loads `ca_file`, `ssp_credential`, the theme and
`codes.toml`, and fills in every override: a configuration that it calls valid starts. A password,
and every value that is sent in a header, must not contain invisible characters. If the file changes
while smstui runs, smstui says so once and reads it at the next start; `read_only = true` takes
effect at once.

The file names programs that smstui runs as you. It is refused if it belongs to another user than
you or root, or if its group or everybody can write it.
"""


def reference() -> str:
    """Return the whole reference."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield _HEAD
    for heading, model in _TABLES:
        yield f"## {heading}"
        yield ""
        yield "| key | value | default | what it is |"
        yield "|---|---|---|---|"
        for name, field in model.model_fields.items():
            if name in model.given_names:
                continue
            cells = (name, type_in_words(field), default_in_words(field), field.description or "")
            yield f"| {' | '.join(cells)} |"
        yield ""
    yield "A setting exists twice where the platform's sources contradict each other: the default"
    yield "is the documented or the observed one, the other is there for a site that has it."


if __name__ == "__main__":
    print(reference(), end="")
