"""Users of an account that are added or changed later. No call for it is public."""

from typing import Final

from smstui.domain.changes.operations import (
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

USERS: Final = (
    OperationSpec(
        Operation.ADD_USER,
        planner="users.add_user",
        only_on="sdp2",
        targets=("account",),
        calls=(Call.CREATE_USER,),
        action="user.add",
        menus=(
            Menu("user.add", "Add a user to an account", ("add-user",),
                 "smstui add-user ACCOUNT LOGIN", 192, "create", form="add-user",
                 takes_text=True),
        ),
        usage=Usage("add-user", (TARGET, SECOND), ("name",), prompt="PIN of {second}"),
        command=Command(
            "add-user",
            "Add a user to an account.",
            """Add the user LOGIN to ACCOUNT, without a password.

            With --apply the user's PIN is asked for, or read from standard input. No call for it
            is public: name that of your site as operations.create-user.
            """,
            ("ACCOUNT", "LOGIN"),
            (Option("name", "TEXT", "The user's name; default: the login."),),
        ),
        forms=(
            FormSpec(
                "add-user",
                "Add a user to an account",
                (
                    FieldSpec(TARGET, "account", needed=True, hint="its number"),
                    FieldSpec(SECOND, "login id", limit="user.login_id", needed=True),
                    FieldSpec(SECRET, "PIN", Takes.PIN, "user.pin", needed=True,
                              hint="of that user; never shown"),
                    FieldSpec("name", "user's name", limit="user.name", hint="empty: the login"),
                ),
            ),
        ),
        secret="PIN",  # noqa: S106 - a word, not one
        cannot_wait="A PIN is kept nowhere, so this cannot wait for the platform.",
    ),
    OperationSpec(
        Operation.CHANGE_USER,
        planner="users.change_user",
        only_on="sdp2",
        targets=("user",),
        calls=(Call.CHANGE_USER,),
        action="user.change",
        menus=(
            Menu("user.change", "Change a user", ("change-user",),
                 "smstui change-user LOGIN --name TEXT", 194, "create", form="change-user",
                 takes_text=True),
        ),
        usage=Usage("change-user", options=("name", "purchases")),
        command=Command(
            "change-user",
            "Change a user.",
            """Change the name of the user LOGIN, or whether that user may buy.

            No call for it is public: name that of your site as operations.change-user.
            """,
            ("LOGIN",),
            (
                Option("name", "TEXT", "The user's name."),
                Option("purchases", help="Whether the user may buy.",
                       choices=("ALLOWED", "DENIED")),
            ),
        ),
        forms=(
            FormSpec(
                "change-user",
                "Change a user",
                (
                    FieldSpec(TARGET, "login id", limit="user.login_id", needed=True),
                    FieldSpec("name", "user's name", limit="user.name"),
                    FieldSpec("purchases", "purchases", Takes.CHOICE,
                              choices=("", "ALLOWED", "DENIED")),
                ),
            ),
        ),
        restores=frozenset({("user", "name"), ("user", "purchases")}),
    ),
)  # fmt: skip
