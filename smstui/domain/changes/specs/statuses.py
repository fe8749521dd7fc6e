"""The statuses of accounts and devices: status, enable, ban, approve, suspend."""

from typing import Final

from smstui.domain.causes import Cause
from smstui.domain.changes.operations import (
    TARGET,
    Call,
    Command,
    FieldSpec,
    FormSpec,
    Menu,
    Needs,
    Operation,
    OperationSpec,
    Takes,
    Usage,
)

_ENABLED: Final = frozenset({("box", "enabled"), ("player", "enabled")})
_BANNED: Final = frozenset({("box", "banned")})

STATUSES: Final = (
    OperationSpec(
        Operation.ACCOUNT_STATUS,
        planner="statuses.account_status",
        targets=("account",),
        remedies=(Cause.ACCOUNT_STOPPED,),
        trial="lives.try_account_back",
        calls=(Call.ACCOUNT_STATUS,),
        also_sends=(Call.SSP_ACCOUNT_STATUS,),
        action="status",
        menus=(
            Menu("status", "Change the status", ("status",), "smstui status ID STATUS", 20,
                 "choose_status", Needs.STATUS, "irreversible", key="s", footer="status…",
                 also=(Operation.ENABLE, Operation.DISABLE), takes_text=True),
        ),
        usage=Usage("status", (TARGET, "status")),
        command=Command(
            "status",
            "Move an account or a box to another status.",
            """Move the account or the box ID to STATUS.

            The life cycle must allow the change. CANCELLED is final, and needs --confirm.
            """,
            ("ID", "STATUS"),
        ),
        restores=frozenset({("account", "status"), ("SSP account", "status")}),
        tier_of_status=True,
    ),
    OperationSpec(
        Operation.BOX_STATUS,
        planner="statuses.box_status",
        targets=("box",),
        remedies=(Cause.BOX_STOPPED,),
        trial="lives.try_box_back",
        calls=(Call.BOX_STATUS,),
        action="status",
        restores=frozenset({("box", "status")}),
        tier_of_status=True,
    ),
    OperationSpec(
        Operation.ENABLE,
        planner="statuses.enable",
        targets=("box", "player"),
        remedies=(Cause.DEVICE_DISABLED,),
        trial="lives.try_enabled",
        calls=(Call.ENABLE,),
        sets=("enabled", "yes"),
        action="enable",
        menus=(
            Menu("enable", "Enable a device", ("enable",), "smstui enable ID", 70, "plan",
                 Needs.DEVICE),
        ),
        usage=Usage("enable"),
        command=Command("enable", "Enable a device.", "Enable the device ID.", ("ID",)),
        verb="Enable",
        status=("ENABLED", "This device may sign in and play again."),
        restores=_ENABLED,
    ),
    OperationSpec(
        Operation.DISABLE,
        planner="statuses.enable",
        targets=("box", "player"),
        remedies=(Cause.TOO_MANY_DEVICES,),
        trial="lives.try_enabled",
        calls=(Call.ENABLE,),
        sets=("enabled", "no"),
        needs_value=True,
        tier="disruptive",
        action="disable",
        menus=(
            Menu("disable", "Disable a device", ("disable",), "smstui disable ID", 80, "plan",
                 Needs.DEVICE),
        ),
        usage=Usage("disable"),
        command=Command("disable", "Disable a device.", "Disable the device ID.", ("ID",)),
        verb="Disable",
        status=("DISABLED", "This device can no longer sign in; others are untouched."),
        restores=_ENABLED,
    ),
    OperationSpec(
        Operation.BAN,
        planner="statuses.ban",
        only_on="sdp2",
        targets=("box",),
        calls=(Call.BAN,),
        sets=("banned", "yes"),
        needs_value=True,
        tier="disruptive",
        action="ban",
        menus=(
            Menu("ban", "Ban this box alone", ("ban",), "smstui ban ID", 90, "plan", Needs.BOX),
        ),
        usage=Usage("ban"),
        command=Command(
            "ban",
            "Ban one box; its account stays as it is.",
            "Ban BOX alone; its account stays as it is.",
            ("BOX",),
        ),
        verb="Ban",
        status=("BANNED", "This box is barred; the account stays as it is."),
        restores=_BANNED,
    ),
    OperationSpec(
        Operation.UNBAN,
        planner="statuses.ban",
        only_on="sdp2",
        targets=("box",),
        remedies=(Cause.BOX_BANNED,),
        trial="lives.try_banned",
        calls=(Call.BAN,),
        sets=("banned", "no"),
        action="unban",
        menus=(
            Menu("unban", "Lift the ban of a box", ("unban",), "smstui unban ID", 100, "plan",
                 Needs.BOX),
        ),
        usage=Usage("unban"),
        command=Command("unban", "Lift the ban of one box.", "Lift the ban of BOX.", ("BOX",)),
        verb="Lift the ban of",
        status=("not banned", "The ban is lifted from this box."),
        restores=_BANNED,
    ),
)  # fmt: skip

PROFILE: Final = OperationSpec(
    Operation.ACCOUNT_PROFILE,
    planner="statuses.account_profile",
    targets=("account",),
    remedies=(Cause.PROFILE_UNFIT, Cause.PROFILE_LIMIT_REACHED),
    trial="lives.try_other_profile",
    calls=(Call.ACCOUNT_PROFILE,),
    action="account.profile",
    menus=(
        Menu("account.profile", "Change the profile of the account", ("profile",),
             "smstui profile ACCOUNT PROFILE", 270, "give_profile", Needs.ACCOUNT,
             takes_text=True),
    ),
    usage=Usage("profile", (TARGET, "profile")),
    command=Command(
        "profile",
        "Change the profile of an account.",
        "Give ACCOUNT the profile with the id PROFILE.",
        ("ACCOUNT", "PROFILE"),
    ),
    forms=(
        FormSpec(
            "account-profile",
            "Change the profile",
            (FieldSpec("profile", "profile", Takes.UID, needed=True),),
        ),
    ),
    restores=frozenset({("account", "profile")}),
)  # fmt: skip

APPROVAL: Final = (
    OperationSpec(
        Operation.APPROVE,
        planner="statuses.approve",
        only_on="opf",
        targets=("box", "player"),
        remedies=(Cause.DEVICE_NOT_APPROVED,),
        trial="lives.try_approved",
        calls=(Call.APPROVE,),
        action="approve",
        menus=(
            Menu("approve", "Approve a device", ("approve",), "smstui approve ID", 150, "plan",
                 Needs.DEVICE),
        ),
        usage=Usage("approve"),
        command=Command(
            "approve",
            "Approve a device.",
            """Approve the device ID. It plays only after that.

            No call for it is public: name that of your site as operations.approve-device.
            """,
            ("ID",),
        ),
        verb="Approve",
    ),
    OperationSpec(
        Operation.SUSPEND_CARD,
        planner="statuses.suspend_card",
        only_on="sdp2",
        targets=("card",),
        calls=(Call.SUSPEND_CARD,),
        tier="disruptive",
        action="card.suspend",
        menus=(
            Menu("card.suspend", "Suspend a smartcard", ("suspend-card",),
                 "smstui suspend-card CARD", 160, "plan", Needs.CARD),
        ),
        usage=Usage("suspend-card"),
        command=Command(
            "suspend-card",
            "Suspend a smartcard.",
            """Suspend CARD. The box that it is in goes dark.

            No public call lifts the suspension, and no status shows it.
            """,
            ("CARD",),
        ),
        verb="Suspend",
        of_card=True,
    ),
)  # fmt: skip
