"""New accounts, users, boxes and cards as SMSDomain wants them (sdp2.md "Writes", D).

Children in the order of the contract's tables; what is not known is left out.
"""

from typing import Any, Final

from smstui.domain.changes.plan import Write

_ACCOUNT: Final = {
    "profile": "accountProfileUID",
    "address1": "address1",
    "address2": "address2",
    "city": "city",
    "country": "country",
    "county": "county",
    "first_name": "firstName",
    "last_name": "lastname",
    "locality": "locality",
    "npvr_profile": "npvrProfile",
    "postcode": "postcode",
}


def new_account(write: Write) -> dict[str, Any]:
    told = {wire: write.values.get(name) for name, wire in _ACCOUNT.items()}
    return {"accountNumber": write.target, **told}


def first_user(write: Write) -> dict[str, Any]:
    """Return the default user, who is a super-user: an account has exactly one and at least one."""
    return {
        "name": (write.values.get("login") or "")[:20],
        "password": write.secret.reveal() if write.secret else None,
        "defaultUser": True,
        "loginId": write.values.get("login"),
        "type": "SUP",
        "purchaseAbility": "ALLOWED",
    }


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
