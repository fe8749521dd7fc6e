"""Which changes an `sdp2` deployment can be asked for, by which entry of the catalogue."""

from collections.abc import Mapping
from typing import Final

from smstui.config.settings import Sdp2Settings
from smstui.domain.changes.operations import Call
from smstui.platforms.catalogue import Catalogue
from smstui.platforms.session_source import KEEPS_NONE
from smstui.platforms.writes import NO_OPERATION, absence_of

WHOLE_ACCOUNT: Final = "update-account-whole"
SOME_OF_ACCOUNT: Final = "update-account"

ENDS_SESSION: Final = {"sdp": "end-session", "srm": "srm-end-session"}
"""The entry that ends a session, by who keeps the sessions."""

_NONE: Final = "This platform has no operation for it"
_LACKING: Final = {
    Call.SWAP_CARD: "This platform swaps a card by unpairing and pairing.",
    Call.CHIPSET: "This platform swaps boxes, not chipsets.",
    Call.END_DEVICE_SESSIONS: "This platform ends sessions one by one.",
    Call.END_ACCOUNT_SESSIONS: "This platform ends sessions one by one.",
    Call.REFRESH: f"{_NONE}: sending rights again is a capability without a public operation.",
    Call.SET_PIN: f"{_NONE}: PIN reset is a capability without a public operation.",
    Call.MESSAGE: f"{_NONE}: it has no messaging.",
    Call.ADD_RIGHT: f"{_NONE}: product activation is a capability without a public operation.",
    Call.CAS_SUBSCRIBE: f"{_NONE}: the CAS is reached through the platform alone.",
    Call.CAS_UNSUBSCRIBE: f"{_NONE}: the CAS is reached through the platform alone.",
    Call.CAS_PAIR: f"{_NONE}: the platform tells the CAS of a pairing by itself.",
    Call.CAS_UNPAIR: f"{_NONE}: the platform tells the CAS of a pairing by itself.",
    Call.RECOVER_DATE_CODE: f"{_NONE}: it is a command of the CAS Gateway, which is not here.",
    Call.SSP_ACCOUNT_STATUS: f"{_NONE}: an SSP stands beside the other family only.",
    Call.APPROVE: f"{_NONE}: devices are not approved here.",
    Call.RIGHT_STATUS: f"{_NONE}: rights are taken in the customer system.",
}
"""The calls that no catalogue entry serves, and why (sdp2.md "Writes", last paragraph)."""


def entries_of(catalogue: Catalogue, settings: Sdp2Settings) -> Mapping[Call, str]:
    """Return the catalogue entry of each call.

    Of an account only what changes is sent: a whole one would overwrite what somebody else
    changed since it was read. Where a site has no call for that, it is changed whole.
    """
    some = not catalogue.entry(SOME_OF_ACCOUNT).unsupported
    account = SOME_OF_ACCOUNT if some else WHOLE_ACCOUNT
    entries = {
        Call.PAIR: "pair",
        Call.UNPAIR: "unpair",
        Call.SWAP_BOX: "swap-box",
        Call.ACCOUNT_STATUS: account,
        Call.ACCOUNT_PROFILE: account,
        Call.ACCOUNT_FIELDS: account,
        Call.BOX_STATUS: "update-box",
        Call.BAN: "update-box",
        Call.ENABLE: "update-box",
        Call.CREATE_ACCOUNT: "create-account",
        Call.CREATE_USER: "create-user",
        Call.CHANGE_USER: "change-user",
        Call.CREATE_BOX: "create-box",
        Call.CREATE_BOX_AND_CARD: "create-box-and-smartcard",
        Call.CREATE_CARD: "create-smartcard",
        Call.DELETE_BOX: "delete-box",
        Call.DELETE_CARD: "delete-smartcard",
        Call.SUSPEND_CARD: "suspend-smartcard",
        Call.CAS_SET_PIN: "smartcard-pin",
        Call.CAS_RESET_PIN: "smartcard-pin-reset",
    }
    if settings.sessions != "none":
        entries[Call.END_SESSION] = ENDS_SESSION[settings.sessions]
    return entries


def lacking_of(catalogue: Catalogue, settings: Sdp2Settings) -> Mapping[Call, str]:
    """Return the calls that this deployment does not have, with the reasons."""
    missing = dict(_LACKING)
    if settings.sessions == "none":
        missing[Call.END_SESSION] = KEEPS_NONE
    entries = entries_of(catalogue, settings)
    missing |= {call: NO_OPERATION for call in Call if call not in entries and call not in missing}
    for call, name in entries.items():
        entry = catalogue.entry(name)
        if entry.unsupported:
            missing[call] = absence_of(name, entry)
    return missing
