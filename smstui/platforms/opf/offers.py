"""Which changes an `opf` deployment can be asked for, by which entry of the catalogue."""

from collections.abc import Mapping
from typing import Final

from smstui.config.families import OpfSettings
from smstui.domain.changes.operations import Call
from smstui.domain.surface import lead
from smstui.platforms.catalogue import SETTINGS, Catalogue, Entry, Place
from smstui.platforms.session_source import KEEPS_NONE
from smstui.platforms.template import places_in
from smstui.platforms.writes import NO_OPERATION, absence_of

OPERATOR_TOKEN: Final = "operator_token"  # noqa: S105  a name, not a token
SSP_TOKEN: Final = "ssp_token"  # noqa: S105
CLIENT_TOKEN: Final = "client_token"  # noqa: S105
"""How the headers of the catalogue's places call the tokens."""

CLIENT_URL: Final = "client_url"
STATUS_ONLY: Final = "change-account-status"
WHOLE_ACCOUNT: Final = "change-account"
DEVICE: Final = "change-device"

_NO_CARDS: Final = "Only sdp2 keeps a record of cards; this is opf."
_LACKING: Final = {
    Call.SWAP_BOX: "This platform (opf) moves the chipset instead. Swap the box.",
    Call.BOX_STATUS: "A device of opf is enabled or disabled; only sdp2 has more statuses. Enable "
    "or disable it.",
    Call.BAN: "Only sdp2 has a ban; this is opf. Disable or enable the device instead.",
    Call.CREATE_USER: "opf takes users from the customer system only. Add the user there.",
    Call.CHANGE_USER: "opf takes users from the customer system only. Change the user there.",
    Call.CREATE_ACCOUNT: "Only sdp2 creates accounts; opf takes new ones from the customer system "
    "only. Create it there.",
    Call.CREATE_CARD: f"{_NO_CARDS} Pair the box with the number of the card.",
    Call.DELETE_CARD: f"{_NO_CARDS} There is no card to delete: unpair its box.",
    Call.SUSPEND_CARD: f"{_NO_CARDS} Disable the device instead.",
}
"""opf.md "Pairing": statuses INACTIVE…CANCELLED and `banned` do not exist here."""


def base_of(place: Place, settings: OpfSettings) -> str:
    """Return the base URL of a module; empty where the deployment has none.

    The subscribers' own calls are at the ADM unless they are elsewhere.
    """
    elsewhere = settings.adm_url if place.at == CLIENT_URL else ""
    return str(place.address or getattr(settings, place.at) or elsewhere)


def entries_of(catalogue: Catalogue, settings: OpfSettings) -> Mapping[Call, str]:
    """Return the catalogue entry of each call.

    The status of an account has a call that touches nothing else; where a site has it not, the
    account is changed whole.
    """
    status_only = not catalogue.entry(STATUS_ONLY).unsupported
    entries = {
        Call.PAIR: DEVICE,
        Call.UNPAIR: DEVICE,
        Call.SWAP_CARD: DEVICE,
        Call.CHIPSET: DEVICE,
        Call.ENABLE: DEVICE,
        Call.REFRESH: DEVICE,
        Call.ACCOUNT_STATUS: STATUS_ONLY if status_only else WHOLE_ACCOUNT,
        Call.SSP_ACCOUNT_STATUS: "ssp-change-account-status",
        Call.ACCOUNT_PROFILE: WHOLE_ACCOUNT,
        Call.SET_PIN: "set-pin",
        Call.MESSAGE: "message-device",
        Call.ADD_RIGHT: "add-right",
        Call.RIGHT_STATUS: "change-right",
        Call.CREATE_BOX: "create-device",
        Call.DELETE_BOX: "delete-device",
        Call.CAS_SUBSCRIBE: "cas-subscribe",
        Call.CAS_UNSUBSCRIBE: "cas-unsubscribe",
        Call.CAS_RESET_PIN: "cas-reset-pin",
        Call.CAS_SET_PIN: "cas-set-pin",
        Call.APPROVE: "approve-device",
    }
    if settings.sessions == "ssm":
        entries[Call.END_DEVICE_SESSIONS] = "end-sessions-of-device"
        entries[Call.END_ACCOUNT_SESSIONS] = "end-sessions-of-account"
    elif settings.sessions == "srm":
        entries[Call.END_SESSION] = "srm-end-session"
    return {**entries, **catalogue.by_call}


def lacking_of(catalogue: Catalogue, settings: OpfSettings) -> Mapping[Call, str]:
    """Return the calls that this deployment does not have, with the reasons."""
    missing = {
        **_LACKING,
        Call.ACCOUNT_FIELDS: "Only sdp2 sets the limits of an account; on opf they come from its "
        f"profile. Give it another one: {lead()}profile.",
        Call.CREATE_BOX_AND_CARD: f"{_NO_CARDS} Create the box with the number of its card: "
        f"{lead()}create-box.",
    }
    if settings.sessions == "ssm":
        missing[Call.END_SESSION] = (
            "This platform cannot end one session: end those of the device, or of the account."
        )
    elif settings.sessions == "srm":
        for call in (Call.END_DEVICE_SESSIONS, Call.END_ACCOUNT_SESSIONS):
            missing[call] = "This deployment ends sessions one by one."
    else:
        for call in (Call.END_SESSION, Call.END_DEVICE_SESSIONS, Call.END_ACCOUNT_SESSIONS):
            missing[call] = KEEPS_NONE
    entries = entries_of(catalogue, settings)
    missing |= {call: NO_OPERATION for call in Call if call not in entries and call not in missing}
    for call, name in entries.items():
        entry = catalogue.entry(name)
        place = catalogue.places[entry.module]
        setting = place.at
        if entry.unsupported:
            missing[call] = absence_of(name, entry)
        elif not base_of(place, settings):
            missing[call] = f"This deployment has no {setting}, so it cannot {entry.text}."
        elif needed := _unset(catalogue, entry, settings):
            missing[call] = f"This deployment has no {needed}, so it cannot {entry.text}."
    _lack_the_cas(missing, settings)
    if not settings.also_ssp:
        missing[Call.SSP_ACCOUNT_STATUS] = "No SSP keeps accounts here too (also_ssp is off)."
    elif reason := missing.get(Call.SSP_ACCOUNT_STATUS):
        missing[Call.ACCOUNT_STATUS] = (
            f"An SSP keeps accounts too (also_ssp), and a status of one alone would leave the two "
            f"apart. {reason}"
        )
    return missing


def _lack_the_cas(missing: dict[Call, str], settings: OpfSettings) -> None:
    """Refuse to pair where the second half is wanted and cannot be sent (opf.md "Pairing")."""
    halves = (Call.CAS_PAIR, Call.CAS_UNPAIR)
    if not settings.cas_pairing:
        missing |= dict.fromkeys(
            halves,
            "Pairing at the CAS is off here (cas_pairing): only the record is changed. Pair or "
            "unpair the box as usual.",
        )
        return
    reason = next((missing[each] for each in halves if each in missing), "")
    if reason:
        missing |= dict.fromkeys(
            (Call.PAIR, Call.UNPAIR, Call.SWAP_CARD, Call.SWAP_BOX, Call.CHIPSET),
            f"Without the CAS a pairing reaches a record and no card. {reason} Set cas_pairing = "
            "false only if the platform tells the CAS by itself.",
        )


def _unset(catalogue: Catalogue, entry: Entry, settings: OpfSettings) -> str:
    """Return a setting that this call needs and that is missing; empty if none is."""
    wanted = places_in(" ".join([entry.path, *catalogue.headers_of(entry).values()]))
    if SSP_TOKEN in wanted and settings.ssp_credential is None:
        return "ssp_credential"
    return next((name for name in sorted(wanted & SETTINGS) if not getattr(settings, name)), "")
