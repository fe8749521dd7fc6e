"""The rules of the platform. Each changes the world, or raises `Refused` and changes nothing.

Hold `world.lock` around a rule; the server does.
"""

from smstui.sandbox.refusal import Reason, Refused
from smstui.sandbox.rules.cas import (
    fill_cas,
    follow_records,
    pair_chipset,
    recover_date_code,
    show_on_box,
    unpair_chipset,
)
from smstui.sandbox.rules.limits import (
    ApprovalQuota,
    approval_quota,
    counted_players,
    device_limit,
    session_limit,
)
from smstui.sandbox.rules.pairing import (
    cancel_card,
    move_chipset,
    pair,
    set_card,
    suspend_card,
    swap_box,
    unpair,
)
from smstui.sandbox.rules.pins import seconds_locked, set_pin
from smstui.sandbox.rules.provisioning import (
    create_account,
    create_box,
    create_card,
    create_player,
    create_user,
    delete_device,
    purge_account,
)
from smstui.sandbox.rules.rights import (
    add_right,
    replace_subscriptions,
    set_cas_pin,
    set_right_status,
    subscribe,
    unsubscribe,
)
from smstui.sandbox.rules.sessions import (
    end_session,
    end_sessions_of_account,
    end_sessions_of_device,
    keep_alive,
    place_session,
    start_session,
)
from smstui.sandbox.rules.status import (
    on_opf,
    opf_status,
    set_account_status,
    set_banned,
    set_box_status,
    set_enabled,
    set_opf_status,
)

__all__ = [
    "ApprovalQuota", "Reason", "Refused", "add_right", "approval_quota", "cancel_card",
    "counted_players", "create_account", "create_box", "create_card", "create_player",
    "create_user", "delete_device", "device_limit", "end_session", "end_sessions_of_account",
    "end_sessions_of_device", "fill_cas", "follow_records", "keep_alive", "move_chipset", "on_opf",
    "opf_status", "pair", "pair_chipset", "place_session", "purge_account", "recover_date_code",
    "replace_subscriptions", "seconds_locked", "session_limit", "set_account_status",
    "set_banned", "set_box_status", "set_card", "set_cas_pin", "set_enabled", "set_opf_status",
    "set_pin", "set_right_status", "show_on_box", "start_session", "subscribe", "suspend_card",
    "swap_box", "unpair", "unpair_chipset", "unsubscribe",
]  # fmt: skip
