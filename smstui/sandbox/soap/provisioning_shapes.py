"""The structures of SMSDomain: the documented spellings, children in the contract's order."""

from smstui.sandbox.soap import specifications
from smstui.sandbox.soap.schema import (
    BOOLEAN,
    DOUBLE,
    INT,
    LONG,
    STRING,
    WORD,
    Field,
    Structure,
    optional,
)
from smstui.sandbox.soap.shapes import status_code

ACCOUNT = Structure(
    "account",
    (
        optional("uid", LONG, "uid"),
        optional("accessPointUID", LONG, "access_point_uid"),
        optional("accountNumber", STRING, "account_number"),
        optional("accountProfileUID", LONG, "account_profile_uid"),
        optional("address1", STRING, "address1"),
        optional("address2", STRING, "address2"),
        optional("city", STRING, "city"),
        optional("country", STRING, "country"),
        optional("county", STRING, "county"),
        optional("creditLimit", DOUBLE, "credit_limit"),
        optional("creditSpent", DOUBLE, "credit_spent"),
        optional("creditSpentRS", STRING, "credit_spent_rs"),
        optional("firstName", STRING, "first_name"),
        optional("lastname", STRING, "last_name"),
        optional("locality", STRING, "locality"),
        optional("maxMPDeviceAllowed", INT, "max_mp_device_allowed"),
        optional("maxUserAllowed", INT, "max_user_allowed"),
        optional("npvrProfile", STRING, "npvr_profile"),
        optional("password", STRING, "password"),
        optional("postcode", STRING, "postcode"),
        optional("ppvStatus", BOOLEAN, "ppv_status"),
        optional("rolloutProfileUID", LONG, "rollout_profile_uid"),
        optional("status", WORD, "status"),
        optional("title", STRING, "title"),
        optional("originKey", STRING, "origin_key"),
        optional("originId", LONG, "origin_id"),
    ),
)

USER = Structure(
    "user",
    (
        optional("uid", LONG, "uid"),
        optional("name", STRING, "name"),
        optional("password", STRING, "password"),
        optional("pin", STRING, "pin"),
        optional("defaultUser", BOOLEAN, "default_user"),
        optional("hashSalt", STRING, "hash_salt"),
        Field("loginId", STRING, "login_id", least=1),
        optional("type", WORD, "type"),
        optional("purchaseAbility", WORD, "purchase_ability"),
    ),
)

LATER_USER = Structure(
    "userModel",
    (
        *(Field(f.name, f.kind, f.attr) if f.name == "loginId" else f for f in USER.fields),
        Field("account", specifications.ACCOUNT),
    ),
)
"""A user that is added to an account or changed: no operation for it is public."""

SET_TOP_BOX = Structure(
    "stb",
    (
        optional("uid", LONG, "uid"),
        optional("caSN", STRING, "casn"),
        optional("originKey", STRING, "origin_key"),
        optional("originId", LONG, "origin_id"),
        optional("macAddress", STRING, "mac_address"),
        Field(
            "smartCard",
            specifications.SMARTCARD,
            get=lambda box: {"smartCardId": box.smartcard_id} if box.smartcard_id else None,
        ),
        optional("description", STRING, "description"),
        optional("banned", BOOLEAN, "banned"),
        optional("deviceEnabled", BOOLEAN, "enabled"),
        Field(
            "account",
            specifications.ACCOUNT,
            get=lambda box: {"uid": box.account_uid} if box.account_uid else None,
        ),
        optional("smartcardType", WORD, "smartcard_type"),
        optional("status", WORD, "status"),
        Field("statusCode", STRING, get=status_code),
        optional("nUID", STRING, "nuid"),
        optional("serialNumber", STRING, "serial_number"),
        optional("name", STRING, "name"),
    ),
)
"""nUID, serialNumber and name are not in the published sample; they come after it."""

SMARTCARD = Structure(
    "smartCard",
    (
        Field("smartCardId", STRING, "smartcard_id", least=1),
        optional("originKey", STRING, "origin_key"),
        optional("originId", LONG, "origin_id"),
        optional("casInstanceId", STRING, "cas_instance_id"),
    ),
)

CREATED_SMARTCARD = Structure(
    "smartCardSpecification",
    (optional("smartCardId", STRING, "smartcard_id"), optional("uid", LONG, "uid")),
)
"""CreateSmartCard answers with both names of the card."""
