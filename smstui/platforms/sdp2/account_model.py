"""The whole account as the base service's `update` wants it: read, changed, written in order.

What is left out may be emptied, so everything that was read goes back as it came, the password
included: it passes from answer to request and nowhere else. `statusCode` is derived from the
status and is not sent beside a new one.
"""

from collections.abc import Mapping
from typing import Any, Final

from smstui.config.settings import Sdp2Settings
from smstui.platforms.catalogue import Catalogue

DOCUMENTED: Final = {
    "lastName": "lastname",
    "postCode": "postcode",
    "creditSpentRst": "creditSpentRS",
    "rolloutProfileUid": "rolloutProfileUID",
}
"""Contract README, conflict 2: the spelling that was observed, and the one that is documented."""


def account_model(
    node: Any, changes: Mapping[str, Any], catalogue: Catalogue, settings: Sdp2Settings
) -> dict[str, Any]:
    """The model with `changes` in place; children in the order of the catalogue's `body`."""
    held = {str(name).casefold(): value for name, value in node.items()}
    model: dict[str, Any] = {}
    for name in catalogue.entry("update-account-whole").body:
        value = next(
            (held[known] for known in _spellings(name, catalogue) if held.get(known) is not None),
            None,
        )
        if name in changes:
            value = changes[name]
        elif name == "statusCode" and "status" in changes:
            value = None
        if value is not None:
            observed = settings.account_fields == "observed"
            model[name if observed else DOCUMENTED.get(name, name)] = value
    return model


def _spellings(name: str, catalogue: Catalogue) -> list[str]:
    folded = name.casefold()
    for names in catalogue.records["account"].values():
        known = [each.casefold() for each in names]
        if folded in known:
            return [folded, *known]
    return [folded]
