"""The entities as the base services write them, children in the contract's order."""

from typing import Any

from smstui.sandbox.entities import MediaPlayer, Right, SmartCard
from smstui.sandbox.soap import specifications
from smstui.sandbox.soap.schema import (
    BOOLEAN,
    DATE,
    DAY_FIRST,
    DOUBLE,
    INT,
    LONG,
    MOMENT,
    SHORT_ZONE,
    STRING,
    WORD,
    Field,
    Structure,
    optional,
)


def status_code(record: Any) -> str:
    """Return a status's letter: ACTIVE is A, INACTIVE I, and so on."""
    return str(record.status)[:1]


ACCOUNT_MODEL = Structure(
    "account",
    (
        Field("changeLog", STRING, most=None, get=lambda account: ()),
        optional("creationDate", MOMENT, "creation_date"),
        optional("exportID", STRING, "export_id"),
        optional("modifiedDate", MOMENT, "modified_date"),
        optional("originID", LONG, "origin_id"),
        optional("originKey", STRING, "origin_key"),
        optional("serviceProviderID", STRING, "service_provider_id"),
        optional("UID", LONG, "uid"),
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
        optional("creditSpentRst", STRING, "credit_spent_rs"),
        optional("firstName", STRING, "first_name"),
        optional("lastActivityTime", MOMENT, "last_activity_time"),
        optional("lastName", STRING, "last_name"),
        optional("locality", STRING, "locality"),
        optional("maxMPDeviceAllowed", INT, "max_mp_device_allowed"),
        optional("maxMPDeviceDate", MOMENT, "max_mp_device_date"),
        optional("maxMPDeviceDelete", INT, "max_mp_device_delete"),
        optional("maxUserAllowed", INT, "max_user_allowed"),
        optional("npvrProfile", STRING, "npvr_profile"),
        optional("password", STRING, "password"),
        optional("postCode", STRING, "postcode"),
        optional("ppvStatus", BOOLEAN, "ppv_status"),
        optional("rolloutProfileUid", LONG, "rollout_profile_uid"),
        optional("status", WORD, "status"),
        Field("statusCode", STRING, "status_code", get=status_code),
        optional("title", STRING, "title"),
    ),
)
"""The base account model, in its order and spellings (sdp2.md "Writes", O)."""

USER = Structure(
    "user",
    (
        Field("account", specifications.ACCOUNT, get=lambda user: {"uid": user.account_uid}),
        optional("dateOfBirth", DATE, "date_of_birth"),
        optional("defaultUser", BOOLEAN, "default_user"),
        optional("hashSalt", STRING, "hash_salt"),
        optional("loginId", STRING, "login_id"),
        optional("name", STRING, "name"),
        optional("originId", LONG, "origin_id"),
        optional("originKey", STRING, "origin_key"),
        optional("password", STRING, "password"),
        optional("pin", STRING, "pin"),
        optional("purchaseAbility", WORD, "purchase_ability"),
        Field(
            "ratingSpecification",
            specifications.RATING,
            "rating",
            get=lambda user: {"uid": user.rating} if user.rating else None,
        ),
        optional("type", WORD, "type"),
        optional("uid", LONG, "uid"),
    ),
)

_DEVICE = (
    optional("accountUID", LONG, "account_uid"),
    optional("description", STRING, "description"),
    optional("deviceClassifierUID", STRING, "device_classifier_uid"),
    optional("deviceEnabled", BOOLEAN, "enabled"),
    Field("deviceType", WORD, get=lambda d: "MP" if isinstance(d, MediaPlayer) else "STB"),
    optional("drmInstanceName", STRING, "drm_instance_name"),
    optional("name", STRING, "name"),
    optional("physicalAddress", STRING, "physical_address"),
    optional("profileID", STRING, "profile_id"),
    optional("UID", LONG, "uid"),
)
_BOX = (
    optional("banned", BOOLEAN, "banned"),
    optional("caSN", STRING, "casn"),
    optional("drmDeviceID", STRING, "drm_device_id"),
    optional("externalGroupUID", STRING, "external_group_uid"),
    optional("ipAddress", STRING, "ip_address"),
    optional("macAddress", STRING, "mac_address"),
    optional("network", STRING, "network"),
    optional("nUID", STRING, "nuid"),
    optional("port", INT, "port"),
    optional("provisionId", STRING, "provision_id"),
    optional("provisionPwd", STRING, "provision_pwd"),
    optional("serialNumber", STRING, "serial_number"),
    optional("smartcardID", STRING, "smartcard_id"),
    optional("smartcardType", WORD, "smartcard_type"),
    optional("status", WORD, "status"),
    optional("version", STRING, "version"),
)
_PLAYER = (
    optional("drmClientId", STRING, "drm_client_id"),
    optional("mediaPlayerId", STRING, "media_player_id"),
)

SET_TOP_BOX = Structure("setTopBox", _DEVICE + _BOX)
MEDIA_PLAYER = Structure("mediaPlayer", _DEVICE + _PLAYER)
DEVICE = Structure("device", _DEVICE + _BOX + _PLAYER)
"""The answer of a lookup by UID, CASN or NUID: either kind, without the other's children."""

_CARD_CODES = {"AVAILABLE": "A", "UNAVAILABLE": "U", "CANCELLED": "C"}


def _card_code(card: SmartCard) -> str | None:
    return _CARD_CODES.get(card.status)


SMARTCARD = Structure(
    "smartCard",
    (
        optional("casInstanceId", STRING, "cas_instance_id"),
        optional("modificationDate", MOMENT, "modification_date"),
        optional("originId", LONG, "origin_id"),
        optional("originKey", STRING, "origin_key"),
        optional("smartcardID", STRING, "smartcard_id"),
        optional("status", WORD, "status"),
        optional("stbUid", LONG, "stb_uid"),
        Field("statusCode", STRING, "status_code", get=_card_code),
        optional("uid", LONG, "uid"),
    ),
)


def _right_code(right: Right) -> str:
    return {"SUBSCRIBED": "S", "UNSUBSCRIBED": "U"}.get(right.status, right.status)


ACQUIRED_CONTENT_LIST = Structure(
    "acquiredContentList",
    (
        optional("uID", LONG, "uid"),
        optional("accountUID", LONG, "account_uid"),
        optional("policyGroupUID", STRING, "policy_group_uid"),
        optional("purchasedItemType", WORD, "purchased_item_type"),
        optional("purchasedItemUID", STRING, "purchased_item_uid"),
        optional("productType", WORD, "product_type"),
        optional("validFrom", SHORT_ZONE, "valid_from"),
        optional("expiryDate", MOMENT, "expiry_date"),
        optional("aclExpiryDate", MOMENT, "acl_expiry_date"),
        optional("consumptionWindowSecs", INT, "consumption_window_secs"),
        optional("licenseExpiryDurationSecs", INT, "license_expiry_duration_secs"),
        optional("deviceUID", LONG, "device_uid"),
        optional("userUID", LONG, "user_uid"),
        optional("originID", LONG, "origin_id"),
        optional("originKey", STRING, "origin_key"),
        optional("viewingNumber", INT, "viewing_number"),
        Field("status", STRING, "status", get=_right_code),
        optional("purchaseType", STRING, "purchase_type"),
        optional("casInstanceId", STRING, "cas_instance_id"),
        optional("casId", STRING, "cas_id"),
        optional("smartcard", STRING, "smartcard"),
    ),
)

SESSION = Structure(
    "ottSession",
    (
        optional("uID", LONG, "uid"),
        optional("accountId", LONG, "account_uid"),
        optional("deviceId", LONG, "device_uid"),
        optional("contentId", STRING, "content_id"),
        optional("contentType", WORD, "content_type"),
        optional("sessionType", STRING, "session_type"),
        optional("status", WORD, "status"),
        optional("allocatedDate", SHORT_ZONE, "allocated_date"),
        optional("deAllocatedDate", MOMENT, "deallocated_date"),
        optional("creationDate", DAY_FIRST, "creation_date"),
        optional("modifiedDate", MOMENT, "modified_date"),
        optional("expiryDate", DAY_FIRST, "expiry_date"),
        optional("originID", LONG, "origin_id"),
        optional("originKey", STRING, "origin_key"),
        optional("serviceProviderID", STRING, "service_provider_id"),
    ),
)
"""Dates in three spellings, as seen in practice (sdp2.md "OTT session")."""
