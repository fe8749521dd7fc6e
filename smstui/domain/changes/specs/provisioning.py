"""Accounts, boxes and cards that are created or deleted."""

from typing import Final

from smstui.domain.changes.operations import (
    PASSWORD,
    SECOND,
    SECRET,
    TARGET,
    Call,
    Command,
    FieldSpec,
    FormSpec,
    Menu,
    Operation,
    OperationSpec,
    Option,
    Takes,
    Usage,
)


def _scanned(
    name: str, kind: str, limit: str | None = None, *, needed: bool = False,
    hint: str = "scan or type", only: str = "",
) -> FieldSpec:  # fmt: skip
    return FieldSpec(
        name, takes=Takes.SCAN, limit=limit, needed=needed, kind=kind, hint=hint, only=only
    )


_ACCOUNT: Final = FieldSpec(TARGET, "account", needed=True, hint="its number")
_CASN: Final = _scanned(SECOND, "casn", "box.casn", needed=True)
_BOX_ATTRIBUTES: Final = (
    _scanned("mac", "mac", "box.mac_address", only="sdp2"),
    _scanned("nuid", "nuid", "box.nuid"),
    _scanned("serial", "serial", "box.serial_number", only="sdp2"),
    FieldSpec("description", "description"),
)
_ADDRESS: Final = (
    FieldSpec("title_of_address", "title"),
    FieldSpec("first_name", "first name"),
    FieldSpec("last_name", "last name", limit="account.last_name"),
    FieldSpec("address1", "address", limit="account.address1"),
    FieldSpec("address2", "address, line 2", limit="account.address2"),
    FieldSpec("locality", "locality", limit="account.locality"),
    FieldSpec("city", "city"),
    FieldSpec("county", "county", limit="account.county"),
    FieldSpec("postcode", "postcode", limit="account.postcode"),
    FieldSpec("country", "country", limit="account.country"),
)

_TERMS: Final = (
    FieldSpec("npvr_profile", "recording profile", limit="account.npvr_profile"),
    FieldSpec("rollout_profile_uid", "rollout profile", Takes.UID),
    FieldSpec("access_point", "access point", Takes.UID),
    FieldSpec("ppv_status", "pay per view", Takes.CHOICE, choices=("", "YES", "NO")),
    FieldSpec("credit_limit", "credit limit", Takes.AMOUNT, hint="empty: none"),
    FieldSpec("max_players", "players", Takes.COUNT, hint="how many it may have"),
    FieldSpec("max_users", "users", Takes.COUNT, hint="how many it may have"),
)
_FIRST_STATUS: Final = ("INACTIVE", "ACTIVE")
_TOLD: Final = tuple(field.name for field in (*_ADDRESS, *_TERMS))

PROVISIONING: Final = (
    OperationSpec(
        Operation.CREATE_ACCOUNT,
        planner="provisioning.create_account",
        only_on="sdp2",
        calls=(Call.CREATE_ACCOUNT,),
        action="account.create",
        menus=(
            Menu("account.create", "Create an account with its first user", ("create-account",),
                 "smstui create-account NUMBER LOGIN", 190, "create", form="create-account",
                 takes_text=True),
        ),
        usage=Usage(
            "create-account", (TARGET, SECOND),
            ("name", "status", "profile", *_TOLD, PASSWORD),
            prompt="PIN of {second}",
            asks_password="Password of {second}",  # noqa: S106 - a question, not one
        ),
        command=Command(
            "create-account",
            "Create an account with its first user.",
            """Create account NUMBER with its first user LOGIN, the default one and a super-user.

            With --apply the user's PIN is asked for, or read from the first line of standard
            input; with --password the password too, from the second.
            """,
            ("NUMBER", "LOGIN"),
            (
                Option("name", "TEXT", "The user's name; default: the login."),
                Option("status", help="Its first status; default: the platform's.",
                       choices=_FIRST_STATUS),
                Option("profile", "ID", "Its profile."),
                *(
                    Option(field.name, "TEXT", f"The customer's {field.label}.")
                    for field in _ADDRESS
                ),
                Option("npvr_profile", "NAME", "Its recording profile."),
                Option("rollout_profile_uid", "ID", "Its rollout profile."),
                Option("access_point", "ID", "The access point that serves it."),
                Option("ppv_status", help="Whether it may buy pay per view.",
                       choices=("yes", "no")),
                Option("credit_limit", "AMOUNT", "Credit that it may spend; none: unlimited."),
                Option("max_players", "N", "Players that it may have."),
                Option("max_users", "N", "Users that it may have."),
                Option(PASSWORD, help="Ask for a password of the user too (new_user_password).",
                       is_flag=True),
            ),
        ),
        forms=(
            FormSpec(
                "create-account",
                "Create an account with its first user",
                (
                    FieldSpec(TARGET, "number", limit="account.number", needed=True,
                              hint="never reused"),
                    FieldSpec(SECOND, "login id", limit="user.login_id", needed=True,
                              hint="its default user"),
                    FieldSpec(SECRET, "PIN", Takes.PIN, "user.pin", needed=True,
                              hint="of that user; never shown"),
                    FieldSpec("name", "user's name", limit="user.name",
                              hint="empty: the login"),
                    FieldSpec("status", "status", Takes.CHOICE, choices=("", *_FIRST_STATUS)),
                    FieldSpec("profile", "profile", Takes.UID),
                    *_ADDRESS,
                    *_TERMS,
                    FieldSpec(PASSWORD, "password", Takes.SECRET, "user.password",
                              hint="of that user; see new_user_password"),
                ),
            ),
        ),
        is_at_home=True,
        secret="PIN",  # noqa: S106 - a word, not one
        cannot_wait="A PIN is kept nowhere, so this cannot wait for the platform.",
    ),
    OperationSpec(
        Operation.CREATE_BOX,
        planner="provisioning.create_box",
        targets=("account",),
        calls=(Call.CREATE_BOX,),
        also_sends=(Call.CREATE_BOX_AND_CARD,),
        action="box.create",
        menus=(
            Menu("box.install", "Create a box with its new card",
                 ("install", "create-box-and-card"),
                 "smstui create-box ACCOUNT CASN --new-card NUMBER", 200, "create",
                 form="create-box-and-card", call="create-box-and-card", takes_text=True,
                 only_on="sdp2"),
            Menu("box.create", "Create a box", ("create-box",), "smstui create-box ACCOUNT CASN",
                 210, "create", form="create-box", takes_text=True),
        ),
        usage=Usage(
            "create-box", (TARGET, SECOND),
            ("card", "new_card", "mac", "nuid", "serial", "description", "type"),
        ),
        command=Command(
            "create-box",
            "Create a box on an account, with a card or without.",
            "Create the box with the chipset CASN on ACCOUNT.",
            ("ACCOUNT", "CASN"),
            (
                Option("card", "NUMBER", "A free card to pair it with."),
                Option("new_card", "NUMBER", "A card to create and pair with it."),
                Option("mac", "ADDRESS", "Its MAC address (sdp2 only)."),
                Option("nuid", "ID", "Its NUID."),
                Option("serial", "NUMBER", "Its serial number (sdp2 only)."),
                Option("description", "TEXT", "A description of it."),
                Option("type", help="Whether it has a smartcard.",
                       choices=("CARDBASED", "CARDLESS")),
            ),
            not_both=("card", "new_card"),
        ),
        forms=(
            FormSpec(
                "create-box",
                "Create a box",
                (
                    _ACCOUNT,
                    _CASN,
                    _scanned("card", "smartcard", "card.number",
                             hint="a free one, or none"),
                    *_BOX_ATTRIBUTES,
                    FieldSpec("type", "smartcard type", Takes.CHOICE,
                              choices=("", "CARDBASED", "CARDLESS"), only="sdp2"),
                ),
            ),
            FormSpec(
                "create-box-and-card",
                "Create a box with its new card",
                (
                    _ACCOUNT,
                    _CASN,
                    _scanned("new_card", "smartcard", "card.number", needed=True,
                             hint="scan or type; it is created with the box"),
                    *_BOX_ATTRIBUTES,
                ),
            ),
        ),
        is_at_home=True,
    ),
    OperationSpec(
        Operation.CREATE_CARD,
        planner="provisioning.create_card",
        only_on="sdp2",
        calls=(Call.CREATE_CARD,),
        action="card.create",
        menus=(
            Menu("card.create", "Create a smartcard", ("create-card",),
                 "smstui create-card NUMBER", 220, "create", form="create-card", takes_text=True),
        ),
        usage=Usage("create-card", options=("cas",)),
        command=Command(
            "create-card",
            "Create a smartcard.",
            "Create the smartcard NUMBER. The number of a cancelled card stays taken.",
            ("NUMBER",),
            (Option("cas", "INSTANCE", "Its CAS instance.", default=""),),
        ),
        forms=(
            FormSpec(
                "create-card",
                "Create a smartcard",
                (
                    _scanned(TARGET, "smartcard", "card.number", needed=True),
                    FieldSpec("cas", "CAS instance", limit="card.cas_instance_id"),
                ),
            ),
        ),
        is_at_home=True,
    ),
    OperationSpec(
        Operation.DELETE_BOX,
        planner="provisioning.delete_box",
        targets=("box",),
        calls=(Call.DELETE_BOX,),
        tier="irreversible",
        action="box.delete",
        menus=(
            Menu("box.delete", "Delete a box for ever", ("delete-box",), "smstui delete-box BOX",
                 230, "delete", form="delete-box", takes_text=True),
        ),
        usage=Usage("delete-box"),
        command=Command(
            "delete-box",
            "Delete a box for ever.",
            "Delete BOX for ever. This cannot be undone: --confirm takes the last four of its id.",
            ("BOX",),
        ),
        forms=(
            FormSpec(
                "delete-box",
                "Delete a box for ever",
                (FieldSpec(TARGET, "box", Takes.SCAN, needed=True, hint="any id of it"),),
            ),
        ),
    ),
    OperationSpec(
        Operation.DELETE_CARD,
        planner="provisioning.delete_card",
        only_on="sdp2",
        targets=("card",),
        calls=(Call.DELETE_CARD,),
        tier="irreversible",
        action="card.delete",
        menus=(
            Menu("card.delete", "Delete a smartcard for ever", ("delete-card",),
                 "smstui delete-card CARD", 240, "delete", form="delete-card",
                 takes_text=True),
        ),
        usage=Usage("delete-card"),
        command=Command(
            "delete-card",
            "Delete a free smartcard for ever.",
            "Delete the free smartcard CARD for ever. "
            "This cannot be undone: --confirm takes its last four characters.",
            ("CARD",),
        ),
        forms=(
            FormSpec(
                "delete-card",
                "Delete a free smartcard for ever",
                (_scanned(TARGET, "smartcard", needed=True),),
            ),
        ),
    ),
)  # fmt: skip
