"""What the fields of a record are called on a screen, and which belong together. Data."""

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


GROUPS: Final[tuple[tuple[str, frozenset[str]], ...]] = (
    ("identity", _words("""
        kind uid number name login_id casn nuid mac_address serial_number smartcard_id
        media_player_id public_id account_uid box_uid device_uid user_uid content_id product
        product_name purchased_uid title_of_address first_name last_name description smartcard
        pin_type origin_id origin_key sign_on_id
    """)),
    ("state", _words("""
        status status_code enabled banned activation_status initialization_status type
        approved
        purchase_ability smartcard_type told_by_box default_user device_type
        credentials_state extended_status lock_remaining_s content_type session_type
        product_type purchased_kind purchase_type validity_type viewings
    """)),
    ("limits and credit", _words("""
        credit_limit credit_spent credit_spent_reset max_players max_users profile
        rollout_profile_uid npvr_profile pvr_status ppv_status geo_block_exempt rating
        consumption_window_s license_duration_s
    """)),
    ("address", _words("""
        address1 address2 locality city county postcode country access_point
    """)),
    ("times", _words("""
        created modified activated last_approved last_unapproved allocated deallocated expires
        valid_from valid_until list_expires date_of_birth last_change
    """)),
    ("network and DRM", _words("""
        ip_address network port version drm_instance_name drm_client_id drm_system_id
        drm_device_id provision_id external_group_uid classifier cas_instance_id cas_id
    """)),
)  # fmt: skip
"""Heading to field names, in the order of a screen."""

_LABELS: Final = {
    "uid": "UID", "casn": "CASN", "nuid": "NUID", "mac_address": "MAC address",
    "ip_address": "IP address", "smartcard_id": "smartcard", "smartcard_type": "smartcard type",
    "drm_instance_name": "DRM instance", "drm_client_id": "DRM client",
    "drm_system_id": "DRM system", "drm_device_id": "DRM device", "account_uid": "account UID",
    "box_uid": "box UID", "device_uid": "device UID", "user_uid": "user UID",
    "external_group_uid": "external group", "rollout_profile_uid": "rollout profile",
    "npvr_profile": "nPVR profile", "pvr_status": "PVR status", "ppv_status": "PPV",
    "cas_instance_id": "CAS instance", "cas_id": "CAS id", "device_pin": "device PIN",
    "pin": "PIN", "title_of_address": "title", "number": "number",
    "address1": "address", "address2": "address, line 2", "sign_on_id": "sign-on id",
    "initialization_status": "initialization", "service_provider_id": "service provider",
    "license_duration_s": "licence time (s)", "consumption_window_s": "use within (s)",
}  # fmt: skip


_OF_PROFILE: Final = {
    "enable_device_limit": "device limit on", "enable_active_device_limit": "active limit on",
    "enable_user_limit": "user limit on", "enable_session_limit": "session limit on",
    "max_sessions_allowed": "max sessions", "max_devices": "max devices",
    "max_activations": "max activations",
}  # fmt: skip
"""Fields of an account's profile, which need no name of the profile before them."""


def label_of_inner(name: str, inner: str) -> str:
    """Return the label of the field `inner` of the record in the field `name`."""
    return _OF_PROFILE.get(inner) or f"{label(name)} {label(inner)}"


def label(name: str) -> str:
    """Return the field's own name in the words of the trade; a duration says its unit."""
    if name in _LABELS:
        return _LABELS[name]
    return name[:-2].replace("_", " ") + " (s)" if name.endswith("_s") else name.replace("_", " ")
