"""What can be changed of an account besides its status: its limits."""

from typing import Final

from smstui.domain.causes import Cause
from smstui.domain.changes.operations import (
    Call,
    Command,
    FieldSpec,
    FormSpec,
    Menu,
    Needs,
    Operation,
    OperationSpec,
    Option,
    Takes,
    Usage,
)

_LIMITS: Final = ("max_players", "max_users", "credit_limit")

ACCOUNTS: Final = (
    OperationSpec(
        Operation.ACCOUNT_LIMITS,
        planner="statuses.account_fields",
        only_on="sdp2",
        targets=("account",),
        remedies=(Cause.ACCOUNT_LIMIT_REACHED,),
        trial="account_changes.try_limit",
        calls=(Call.ACCOUNT_FIELDS,),
        changes=_LIMITS,
        action="account.limits",
        menus=(
            Menu("account.limits", "Change the limits of the account", ("limits",),
                 "smstui limits ACCOUNT --max-players N", 275, "account_fields", Needs.ACCOUNT),
        ),
        usage=Usage("limits", options=_LIMITS),
        command=Command(
            "limits",
            "Change the limits of an account.",
            """Change how many players and users ACCOUNT may have, and its credit limit.

            A limit that is not given stays as it is.
            """,
            ("ACCOUNT",),
            (
                Option("max_players", "N", "Players that it may have."),
                Option("max_users", "N", "Users that it may have."),
                Option("credit_limit", "AMOUNT", "Credit that it may spend."),
            ),
        ),
        forms=(
            FormSpec(
                "account-limits",
                "Change the limits",
                (
                    FieldSpec("max_players", "players", Takes.COUNT),
                    FieldSpec("max_users", "users", Takes.COUNT),
                    FieldSpec("credit_limit", "credit limit", Takes.AMOUNT),
                ),
            ),
        ),
        restores=frozenset(("account", name.replace("_", " ")) for name in _LIMITS),
    ),
)  # fmt: skip
