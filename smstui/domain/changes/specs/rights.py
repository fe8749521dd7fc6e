"""Rights, PINs, and what is done for a box at the conditional-access system (CAS)."""

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
    Option,
    Takes,
    Usage,
)

YEARS: Final = "1"
"""Years of a date-code recovery (opf.md "CAG", the published example)."""
LONGEST_YEARS: Final = 2
PRODUCT_TYPES: Final = ("TRANSACTIONAL", "SUBSCRIPTION", "FREE", "CAPABILITY")
"""opf.md "RMG: rights" (D)."""

_PRODUCTS: Final = FieldSpec("product", "products", needed=True, hint="ids, with commas between")

DATE_CODE: Final = OperationSpec(
    Operation.RECOVER_DATE_CODE,
    planner="rights.recover_date_code",
    only_on="opf",
    targets=("box",),
    remedies=(Cause.DATE_CODE_OLD,),
    trial="cas.try_revived",
    calls=(Call.RECOVER_DATE_CODE,),
    action="recover-date-code",
    menus=(
        Menu("recover-date-code", "Recover the date code of a box long unused",
             ("recover-date-code",), "smstui recover-date-code BOX", 110, "plan", Needs.BOX),
    ),
    usage=Usage("recover-date-code", options=("years",)),
    command=Command(
        "recover-date-code",
        "Recover the date code of a box long unused.",
        """Recover the date code of the box BOX at the CAS.

        A box needs this when it was not used for more than 255 days.
        """,
        ("BOX",),
        (Option("years", "N", "For how many years.", default=YEARS, shows_default=True),),
    ),
    fields=(FieldSpec("years", "years", limit=LONGEST_YEARS),),
    verb="Recover the date code",
    is_at_home=True,
)  # fmt: skip

PINS: Final = (
    OperationSpec(
        Operation.RESET_PIN,
        planner="rights.reset_pin",
        only_on="opf",
        targets=("account",),
        remedies=(Cause.PIN_LOCKED,),
        trial="rights.try_unlocked",
        calls=(Call.SET_PIN,),
        action="pin.reset",
        menus=(
            Menu("pin.reset", "Set a PIN of the account", ("reset-pin", "pin"),
                 "smstui reset-pin ID TYPE", 120, "ask_pin", Needs.BUNDLE),
        ),
        usage=Usage("reset-pin", (TARGET, "type"), prompt="New {type} PIN"),
        command=Command(
            "reset-pin",
            "Set a PIN of an account.",
            """Set the PIN of type TYPE of the account behind ID. This also unlocks a locked PIN.

            With --apply the PIN is asked for, or read from standard input. With the type CAS, the
            PIN of the box ID is reset to the default of the CAS instead.
            """,
            ("ID", "TYPE"),
        ),
        secret="PIN",  # noqa: S106 - a word, not one
        cannot_wait="A PIN is kept nowhere, so this cannot wait for the platform.",
    ),
    OperationSpec(
        Operation.CAS_SET_PIN,
        planner="rights.cas_set_pin",
        only_on="opf",
        targets=("box",),
        calls=(Call.CAS_SET_PIN,),
        action="cas-pin",
        menus=(
            Menu("cas-pin", "Set the PIN of a box at the CAS", ("cas-pin",), "smstui cas-pin BOX",
                 130, "ask_box_pin", Needs.BOX),
        ),
        usage=Usage("cas-pin", prompt="New PIN at the CAS"),
        command=Command(
            "cas-pin",
            "Set the PIN of a box at the CAS.",
            """Set the PIN of BOX at the CAS. `smstui reset-pin BOX CAS` resets it to the default.

            With --apply the PIN is asked for, or read from standard input.
            """,
            ("BOX",),
        ),
        secret="PIN",  # noqa: S106 - a word, not one
    ),
    OperationSpec(
        Operation.CAS_RESET_PIN,
        planner="rights.cas_reset_pin",
        only_on="opf",
        targets=("box",),
        calls=(Call.CAS_RESET_PIN,),
        action="cas-pin.reset",
        menus=(
            Menu("cas-pin.reset", "Reset the PIN of a box to the CAS default", ("reset-cas-pin",),
                 "smstui reset-pin BOX CAS", 140, "plan", Needs.BOX),
        ),
        usage=Usage("reset-pin", chosen_by=("TYPE", "CAS")),
        verb="Reset to the CAS default the PIN of",
    ),
)  # fmt: skip

RIGHTS: Final = (
    OperationSpec(
        Operation.ADD_RIGHT,
        planner="rights.add_right",
        only_on="opf",
        targets=("account",),
        remedies=(Cause.RIGHT_MISSING,),
        trial="rights.try_given",
        calls=(Call.ADD_RIGHT,),
        also_sends=(Call.RIGHT_STATUS,),
        sets=("status", "SUBSCRIBED"),
        action="right.add",
        menus=(
            Menu("right.add", "Give the account a right", ("add-right",),
                 "smstui add-right ID PRODUCT", 250, "give_right", Needs.BUNDLE, takes_text=True),
        ),
        usage=Usage("add-right", (TARGET, "product"), ("kind", "from", "until")),
        command=Command(
            "add-right",
            "Give an account a product.",
            """Give the account behind ID the product with the id PRODUCT.

            With --cas several products can be given, separated by commas.
            """,
            ("ID", "PRODUCT"),
            (
                Option("kind", help="SUBSCRIPTION, TRANSACTIONAL, FREE or CAPABILITY.",
                       default="SUBSCRIPTION", shows_default=True),
                Option("from", "DATE", "The first day, such as 2026-01-31.", default=""),
                Option("until", "DATE", "The last day.", default=""),
                Option("cas", help="ID is a box: subscribe it at the CAS (DTH, by satellite).",
                       is_flag=True),
            ),
        ),
        forms=(
            FormSpec(
                "add-right",
                "Give a right",
                (
                    FieldSpec("product", "product", needed=True, hint="its id"),
                    FieldSpec("kind", "type", Takes.CHOICE,
                              choices=("SUBSCRIPTION", *(word for word in PRODUCT_TYPES
                                                         if word != "SUBSCRIPTION"))),
                    FieldSpec("from", "from", Takes.DATE, hint="first day, as 2026-01-31, or none"),
                    FieldSpec("until", "until", Takes.DATE, hint="last day, or none"),
                ),
            ),
        ),
    ),
    OperationSpec(
        Operation.REMOVE_RIGHT,
        planner="rights.remove_right",
        only_on="opf",
        targets=("account",),
        calls=(Call.RIGHT_STATUS,),
        sets=("status", "UNSUBSCRIBED"),
        needs_value=True,
        tier="disruptive",
        action="right.remove",
        menus=(
            Menu("right.remove", "Take a right from the account", ("remove-right",),
                 "smstui remove-right ID RIGHT", 260, "take_right", Needs.BUNDLE, takes_text=True),
        ),
        usage=Usage("remove-right", (TARGET, "right")),
        command=Command(
            "remove-right",
            "Unsubscribe one right of an account.",
            "Unsubscribe the right with the id RIGHT of the account behind ID.",
            ("ID", "RIGHT"),
            (Option("cas", help="ID is a box, RIGHT a product that it has at the CAS.",
                    is_flag=True),),
        ),
        restores=frozenset({("right", "status")}),
    ),
    OperationSpec(
        Operation.CAS_SUBSCRIBE,
        planner="rights.cas_subscribe",
        only_on="opf",
        targets=("box",),
        calls=(Call.CAS_SUBSCRIBE,),
        action="cas.subscribe",
        menus=(
            Menu("cas.subscribe", "Subscribe this box at the CAS", ("cas-subscribe",),
                 "smstui add-right BOX PRODUCT --cas", 280, "at_the_cas", Needs.BOX,
                 takes_text=True),
        ),
        usage=Usage("add-right", (TARGET, "product"), chosen_by=("cas",)),
        forms=(FormSpec("cas-subscribe", "Subscribe at the CAS", (_PRODUCTS,)),),
    ),
    OperationSpec(
        Operation.CAS_UNSUBSCRIBE,
        planner="rights.cas_unsubscribe",
        only_on="opf",
        targets=("box",),
        calls=(Call.CAS_UNSUBSCRIBE,),
        tier="disruptive",
        action="cas.unsubscribe",
        menus=(
            Menu("cas.unsubscribe", "Unsubscribe this box at the CAS", ("cas-unsubscribe",),
                 "smstui remove-right BOX PRODUCT --cas", 290, "at_the_cas", Needs.BOX,
                 takes_text=True),
        ),
        usage=Usage("remove-right", (TARGET, "product"), chosen_by=("cas",)),
        forms=(FormSpec("cas-unsubscribe", "Unsubscribe at the CAS", (_PRODUCTS,)),),
    ),
)  # fmt: skip
