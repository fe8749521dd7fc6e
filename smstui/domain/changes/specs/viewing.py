"""What is sent to a device: its rights again, messages; and the sessions on it."""

from typing import Final

from smstui.domain.causes import Cause
from smstui.domain.changes.operations import (
    TARGET,
    Call,
    Command,
    FieldSpec,
    Menu,
    Needs,
    Operation,
    OperationSpec,
    Option,
    Usage,
)

LONGEST_MESSAGE: Final = 500
"""In characters; the platform publishes no limit."""
_NOT_AGAIN: Final = "A session that was ended stays ended. The viewer can start the stream again."
_NOTHING_TO_END: Final = "Sessions are live: there is nothing to end without it."

REFRESH: Final = OperationSpec(
    Operation.REFRESH,
    planner="viewing.refresh",
    only_on="opf",
    targets=("box", "player"),
    remedies=(Cause.RIGHTS_NOT_RECEIVED,),
    trial="viewing.try_sent_again",
    calls=(Call.REFRESH,),
    action="refresh",
    menus=(
        Menu("refresh", "Send the rights again", ("refresh",), "smstui refresh ID", 60, "plan",
             Needs.DEVICE, key="R"),
    ),
    usage=Usage("refresh"),
    command=Command(
        "refresh",
        "Send the rights of a device again.",
        "Send the rights of the device ID again.",
        ("ID",),
    ),
    verb="Send the rights again",
    is_at_home=True,
    no_undo="The rights were only sent again, so there is nothing to take back.",
)  # fmt: skip

MESSAGE: Final = OperationSpec(
    Operation.MESSAGE,
    planner="viewing.message",
    only_on="opf",
    targets=("player", "box"),
    calls=(Call.MESSAGE, Call.CAS_MESSAGE),
    action="message",
    menus=(
        Menu("message", "Send a message to the screen of a device", ("message",),
             "smstui message ID TEXT", 170, "write_message", Needs.DEVICE, key="m",
             footer="message…", footer_on="box",
             takes_text=True),
    ),
    usage=Usage("message", (TARGET, "text")),
    command=Command(
        "message",
        "Send a message to the screen of a box, or to a player.",
        """Send TEXT to the device ID.

        A box shows it on the television, a player as a notification. To have a box keep the text
        until it is read, use mail.
        """,
        ("ID", "TEXT"),
    ),
    fields=(FieldSpec("text", "message", limit=LONGEST_MESSAGE, needed=True),),
    no_undo="A sent message cannot be taken back.",
)  # fmt: skip

MAIL: Final = OperationSpec(
    Operation.MAIL,
    planner="viewing.mail",
    only_on="opf",
    targets=("box",),
    calls=(Call.MAIL,),
    action="mail",
    menus=(
        Menu("mail", "Send a mail that a box keeps", ("mail",), "smstui mail BOX TEXT", 175,
             "write_message", Needs.BOX, key="M", takes_text=True,
             footer="mail…", footer_on="box"),
    ),
    usage=Usage("mail", (TARGET, "text")),
    command=Command(
        "mail",
        "Send a mail that a box keeps.",
        """Send TEXT as a mail to the set-top box BOX.

        The box keeps it until it is read. To show a text on the television now, use message.
        """,
        ("BOX", "TEXT"),
    ),
    fields=(FieldSpec("text", "mail", limit=LONGEST_MESSAGE, needed=True),),
    no_undo="A sent mail cannot be taken back.",
)  # fmt: skip

TEXTS: Final = (MESSAGE, MAIL)
"""What is written to a device."""

SESSIONS: Final = (
    OperationSpec(
        Operation.END_SESSION,
        planner="viewing.end_session",
        targets=("account",),
        remedies=(Cause.TOO_MANY_SESSIONS,),
        trial="viewing.try_ended",
        calls=(Call.END_SESSION,),
        tier="disruptive",
        action="sessions.end",
        menus=(
            Menu("sessions.end", "End sessions", ("teardown",), "smstui teardown ID", 30,
                 "end_sessions", Needs.SESSIONS, key="t", footer="end sessions…",
                 footer_on="watched", places=("lookup", "sessions")),
        ),
        usage=Usage("teardown", options=("session",), chosen_by=("session",)),
        command=Command(
            "teardown",
            "End one session, those of a device, or those of an account.",
            "End sessions of the account behind ID. Give one of --session, --device, --account.",
            ("ID",),
            (
                Option("session", "SESSION", "End this one session of the account."),
                Option("device", help="End every session of the device ID.", is_flag=True),
                Option("account", help="End every session of the account.", is_flag=True),
            ),
            one_of="Say which: --session SESSION, --device or --account.",
        ),
        cannot_wait="Sessions are live: there is nothing to end without the platform.",
        no_undo=_NOT_AGAIN,
    ),
    OperationSpec(
        Operation.END_DEVICE_SESSIONS,
        planner="viewing.end_of_device",
        targets=("box", "player"),
        remedies=(Cause.SESSIONS_UNLISTED,),
        calls=(Call.END_DEVICE_SESSIONS, Call.END_SESSION),
        tier="disruptive",
        action="sessions.end",
        usage=Usage("teardown", chosen_by=("device",)),
        cannot_wait=_NOTHING_TO_END,
        no_undo=_NOT_AGAIN,
    ),
    OperationSpec(
        Operation.END_ACCOUNT_SESSIONS,
        planner="viewing.end_of_account",
        targets=("account",),
        calls=(Call.END_ACCOUNT_SESSIONS, Call.END_SESSION),
        tier="disruptive",
        action="sessions.end",
        usage=Usage("teardown", chosen_by=("account",)),
        cannot_wait=_NOTHING_TO_END,
        no_undo=_NOT_AGAIN,
    ),
)  # fmt: skip
