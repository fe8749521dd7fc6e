"""The whole account as the base service's `update` wants it: read, changed, written in order.

What is left out may be emptied, so everything that was read goes back as it came, the password
included: it passes from answer to request and nowhere else. `statusCode` is derived from the
status and is not sent beside a new one.
"""

from collections.abc import Mapping
from typing import Any, Final

from smstui.config.families import Sdp2Settings
from smstui.domain.changes.refusal import RefusedHere
from smstui.platforms.catalogue import Catalogue
from smstui.platforms.spelling import values_at

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
    """Return the model with `changes` in place; children in the order of the catalogue's `body`.

    An empty twin takes no value. Raises RefusedHere where a field has different values: whichever
    was sent, the other would be lost.
    """
    model: dict[str, Any] = {}
    for name in catalogue.entry("update-account-whole").body:
        spelled = _spellings(name, catalogue)
        values = values_at(node, spelled)
        value = values[0] if values else None
        given = next((each for each in (name, DOCUMENTED.get(name)) if each in changes), None)
        if given is not None:
            value = changes[given]
        elif len(values) > 1 and len(spelled) == 1 and isinstance(node.get(name), list):
            value = values  # a list, as changeLog is: no field of the record
        elif len(values) > 1:
            raise RefusedHere(
                f"The platform tells {len(values)} different values for {name} of this account. "
                "The account is written whole, so one of them would be lost. Nothing was sent.",
                hint="Have the account corrected on the platform first.",
            )
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
