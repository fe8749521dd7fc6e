"""New accounts, users, boxes and cards as SMSDomain wants them (sdp2.md "Writes", D).

Children in the order of the contract's tables; what is not known is left out.
"""

import base64
import secrets
from typing import Any, Final

from smstui.domain.changes.account_fields import FIELDS, Typed
from smstui.domain.changes.facts import YES
from smstui.domain.changes.plan import Write
from smstui.domain.secret import Secret

SALT_BYTES: Final = 16

_ACCOUNT: Final = {
    "access_point": "accessPointUID",
    "number": "accountNumber",
    "profile": "accountProfileUID",
    "address1": "address1",
    "address2": "address2",
    "city": "city",
    "country": "country",
    "county": "county",
    "credit_limit": "creditLimit",
    "first_name": "firstName",
    "last_name": "lastname",
    "locality": "locality",
    "max_players": "maxMPDeviceAllowed",
    "max_users": "maxUserAllowed",
    "npvr_profile": "npvrProfile",
    "postcode": "postcode",
    "ppv_status": "ppvStatus",
    "rollout_profile_uid": "rolloutProfileUID",
    "status": "status",
    "title_of_address": "title",
}
"""Field to what SMSDomain calls it, in its order: the documented spellings."""


def new_account(write: Write) -> dict[str, Any]:
    values = {**write.values, "number": write.target}
    return {wire: sent_form(name, values.get(name)) for name, wire in _ACCOUNT.items()}


def account_changes(write: Write) -> dict[str, Any]:
    """Return the fields of a change, in the order of a whole account."""
    values = {name: value for name, value in write.values.items() if name in FIELDS}
    return {
        wire: sent_form(name, values[name]) for name, wire in _ACCOUNT.items() if name in values
    }


def sent_form(field: str, value: str | None) -> Any:
    """Return the value of a field of an account as it is sent."""
    is_flag = FIELDS.get(field) is Typed.FLAG
    return value == YES if is_flag and value is not None else value


def first_user(write: Write) -> dict[str, Any]:
    """Return the default user, who is a super-user: an account has exactly one and at least one.

    A password goes with a salt of its own (A); without one the platform would keep it in clear (D).
    """
    password = write.password.reveal() if write.password else None
    return {
        "name": write.values.get("name"),
        "password": password,
        "pin": write.secret.reveal() if write.secret else None,
        "defaultUser": True,
        "hashSalt": _salt() if password is not None else None,
        "loginId": write.values.get("login"),
        "type": "SUP",
        "purchaseAbility": "ALLOWED",
    }


def later_user(write: Write) -> dict[str, Any]:
    """Return a user for an account that is there, without a password."""
    return {
        "name": write.values.get("name"),
        "pin": write.secret.reveal() if write.secret else None,
        "defaultUser": False,
        "loginId": write.values.get("login"),
        "type": "NOR",
        "purchaseAbility": "ALLOWED",
        "account": {"uid": write.target},
    }


def _salt() -> str:
    """Return 16 random bytes in base64; from here on it counts as a secret."""
    return Secret(base64.b64encode(secrets.token_bytes(SALT_BYTES)).decode("ascii")).reveal()


def new_box(write: Write, card: str | None) -> dict[str, Any]:
    """Return a box on an account; `card` is one that is there already."""
    told = write.values
    return {
        "caSN": write.target,
        "macAddress": told.get("mac"),
        "smartCard": {"smartCardId": card} if card else None,
        "description": told.get("description"),
        "deviceEnabled": True,
        "account": {"uid": told.get("account")},
        "smartcardType": told.get("type"),
        "nUID": told.get("nuid"),
        "serialNumber": told.get("serial"),
    }


def new_card(number: str, write: Write) -> dict[str, Any]:
    return {"smartCardId": number, "casInstanceId": write.values.get("cas")}
