"""Which changes an `sdp2` deployment can be asked for, by which entry of the catalogue."""

from collections.abc import Mapping
from typing import Final

from smstui.config.families import Sdp2Settings
from smstui.domain.changes.operations import Call
from smstui.platforms.catalogue import Catalogue
from smstui.platforms.session_source import KEEPS_NONE
from smstui.platforms.writes import NO_OPERATION, absence_of

WHOLE_ACCOUNT: Final = "update-account-whole"
SOME_OF_ACCOUNT: Final = "update-account"

ENDS_SESSION: Final = {"sdp": "end-session", "srm": "srm-end-session"}
"""The entry that ends a session, by who keeps the sessions."""

_SITE: Final = "Do it in the customer system."
_LACKING: Final = {
    Call.SWAP_CARD: "This platform (sdp2) swaps a card by unpairing and pairing. Do these two.",
    Call.CHIPSET: "This platform (sdp2) swaps boxes, not chipsets. Swap the box.",
    Call.END_DEVICE_SESSIONS: "This platform (sdp2) ends sessions one by one. End each of them.",
    Call.END_ACCOUNT_SESSIONS: "This platform (sdp2) ends sessions one by one. End each of them.",
    Call.REFRESH: "Only opf has a public call to send rights again; this is sdp2. Ask the "
    "platform's operators to send them.",
    Call.SET_PIN: "Only opf has a public call to reset a PIN; this is sdp2. Ask the platform's "
    "operators to reset it.",
    Call.MESSAGE: "Only opf sends messages; this is sdp2. Call the customer instead.",
    Call.CAS_MESSAGE: "Only opf sends messages; this is sdp2. Call the customer instead.",
    Call.MAIL: "Only opf sends mails; this is sdp2. Call the customer instead.",
    Call.ADD_RIGHT: f"Only opf has a public call to add a right; this is sdp2. {_SITE}",
    Call.RIGHT_STATUS: f"Only opf has a public call to remove a right; this is sdp2. {_SITE}",
    Call.CAS_SUBSCRIBE: f"Only opf has a call to the CAS; on sdp2 the platform makes it. {_SITE}",
    Call.CAS_UNSUBSCRIBE: f"Only opf has a call to the CAS; on sdp2 the platform makes it. {_SITE}",
    Call.CAS_PAIR: "Only opf has a call to the CAS; on sdp2 the platform tells it of a pairing. "
    "Unpair the box and pair it again.",
    Call.CAS_UNPAIR: "Only opf has a call to the CAS; on sdp2 the platform tells it of a pairing. "
    "Unpair the box.",
    Call.RECOVER_DATE_CODE: "Only opf has the CAS Gateway, which recovers a date code; this is "
    "sdp2. Ask the operators of the CAS to recover it.",
    Call.SSP_ACCOUNT_STATUS: "An SSP stands beside opf only; this is sdp2. Change the status here.",
    Call.APPROVE: "Only opf approves devices; this is sdp2. A device here works without it.",
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
