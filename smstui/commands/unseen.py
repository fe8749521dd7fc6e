"""What `smstui doctor` cannot see at a platform, each by its name.

An answer to a read of an id that nobody has shows no record, and a change is never tried out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from smstui.commands.checkup import Check, Result
from smstui.config.settings import Deployment


@dataclass(frozen=True, slots=True)
class Unseen:
    """One difference of a site that no check shows.

    `settings` are the dotted keys that configure it; `needs` is a key without which it does
    not matter.
    """

    name: str
    what: str
    hint: str
    settings: tuple[str, ...]
    needs: str = ""


_STATUS_WORDS: Final = Unseen(
    "status words",
    "which words records have for a status",
    "Look an account up: where a status is not a known word, such as ACTIVE, name its word in "
    "records.words.",
    ("records.words",),
)
_OF_SDP2: Final = (
    _STATUS_WORDS,
    Unseen(
        "answer fields",
        "what answers call their fields",
        "Look an account up: where a value is missing that the platform has, name its field in "
        "records.",
        ("records",),
    ),
)
_OF_OPF: Final = (
    _STATUS_WORDS,
    Unseen(
        "filter fields",
        "whether filters and bodies call their fields as the site does",
        "Look an account number, a CASN and a card up: where a known one is not found, name its "
        "field in records, or the filter in operations.",
        ("records", "operations"),
    ),
    Unseen(
        "id prefix",
        "whether ids begin with a text of the site",
        "Look an account up: where all device ids begin with one text, set id_prefix.",
        ("id_prefix",),
    ),
    Unseen(
        "paging",
        "how further pages of a list are asked for",
        "Look up an account with more than 20 devices: where not all of them come, set "
        'lists = { paging = "offset" }, or page_size of the entry.',
        ("lists.paging",),
    ),
    Unseen(
        "CAS words",
        "by which words the CAS says that a command was executed",
        "Where a command that was executed is told as refused, set cas_success.",
        ("cas_success",),
        needs="cag_url",
    ),
)
_BY_FAMILY: Final = {"sdp2": _OF_SDP2, "opf": _OF_OPF}


def unseen_checks(deployment: Deployment) -> Iterator[Check]:
    """Return a check that is not made for each thing that doctor cannot see."""
    for each in _BY_FAMILY[deployment.family]:
        if each.needs and not getattr(deployment.reached, each.needs):
            continue
        given = next((key for key in each.settings if _is_set(deployment.reached, key)), "")
        detail = f"not checked: {each.what}"
        if given:
            yield Check(each.name, Result.SKIPPED, f"{detail}; {given} is taken as it is set")
        else:
            yield Check(each.name, Result.SKIPPED, detail, each.hint)


def _is_set(table: object, key: str) -> bool:
    """Return whether the configuration itself sets a dotted key, to whatever value."""
    for name in key.split("."):
        if isinstance(table, Mapping):
            if name not in table:
                return False
            table = table[name]
        elif name in getattr(table, "model_fields_set", ()):
            table = getattr(table, name)
        else:
            return False
    return True
