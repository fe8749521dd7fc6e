"""Boxes and their cards: pair, unpair, swap."""

from typing import Final

from smstui.domain.causes import Cause
from smstui.domain.changes.operations import (
    SECOND,
    TARGET,
    Call,
    Command,
    Menu,
    Needs,
    Operation,
    OperationSpec,
    Option,
    Usage,
)

_LINKS: Final = frozenset({("box", "card"), ("smartcard", "box"), ("smartcard", "status")})
_BOTH: Final = (TARGET, SECOND)

PAIRING: Final = (
    OperationSpec(
        Operation.PAIR,
        planner="pairing.pair",
        is_scanned=True,
        targets=("box",),
        remedies=(Cause.CARD_AND_BOX_APART,),
        trial="pairing.try_in",
        calls=(Call.PAIR,),
        action="pair",
        menus=(
            Menu("pair", "Pair a box and a smartcard", ("pair",), "smstui pair BOX CARD", 10,
                 key="p", footer="pair…", footer_on="unpaired", places=("anywhere",)),
        ),
        usage=Usage("pair", _BOTH),
        command=Command(
            "pair",
            "Put a card into a box.",
            """Put CARD into BOX. A card in another box of the account is taken out there first.

            BOX is any id of a set-top box, CARD a smartcard number. Compare the number with the
            card itself: --confirm takes its last four digits. Where the platform has a CAS, the
            record is written first, then the pair is sent to the CAS. If only the CAS half is
            missing, only that half is sent.
            """,
            ("BOX", "CARD"),
            (Option("cas", help="Send only the CAS half again; the record has the pair.",
                    is_flag=True),),
        ),
        is_at_home=True,
        second="smartcard",
        restores=_LINKS,
        compares_card=True,
    ),
    OperationSpec(
        Operation.CAS_PAIR,
        planner="pairing.cas_pair",
        only_on="opf",
        targets=("box",),
        remedies=(Cause.CAS_NOT_TOLD,),
        trial="pairing.try_told_again",
        calls=(Call.CAS_PAIR,),
        action="cas-pair",
        menus=(
            Menu("cas-pair", "Send the CAS half again", ("cas-pair",),
                 "smstui pair BOX CARD --cas", 45, "plan", Needs.PAIRED),
        ),
        usage=Usage("pair", _BOTH, chosen_by=("cas",)),
        verb="Send the CAS half again for",
        is_at_home=True,
        second="smartcard",
    ),
    OperationSpec(
        Operation.UNPAIR,
        planner="pairing.unpair",
        targets=("box", "card"),
        remedies=(Cause.LINKS_DISAGREE,),
        trial="pairing.try_out_and_in",
        calls=(Call.UNPAIR,),
        also_sends=(Call.CAS_UNPAIR,),
        tier="disruptive",
        action="unpair",
        menus=(
            Menu("unpair", "Take the card out of its box", ("unpair",), "smstui unpair BOX", 40,
                 "plan", Needs.PAIRED, key="U", footer="unpair…", footer_on="paired"),
        ),
        usage=Usage("unpair"),
        command=Command(
            "unpair",
            "Take the card out of a box.",
            """Take the card out of BOX. The box goes dark.

            Where the platform has a CAS, the CAS is told first: if it refuses, the record stays.
            """,
            ("BOX",),
        ),
        verb="Unpair",
        is_at_home=True,
        restores=_LINKS,
    ),
    OperationSpec(
        Operation.SWAP_BOX,
        planner="pairing.swap_box",
        targets=("box",),
        calls=(Call.SWAP_BOX, Call.CHIPSET),
        tier="disruptive",
        action="swap",
        usage=Usage("swap-box", _BOTH),
        command=Command(
            "swap-box",
            "Put a new box in an old one's place.",
            """Put box NEW in the place of box OLD: account and card stay.

            Where the platform swaps chipsets, NEW may be a CASN that it does not know yet.
            """,
            ("OLD", "NEW"),
        ),
        is_at_home=True,
        second="box",
        restores=_LINKS | {("box", "casn")},
    ),
    OperationSpec(
        Operation.SWAP_CARD,
        planner="pairing.swap_card",
        targets=("box",),
        remedies=(Cause.CARD_UNUSABLE,),
        trial="pairing.try_other_in",
        calls=(Call.SWAP_CARD, Call.PAIR),
        tier="disruptive",
        action="swap",
        menus=(
            Menu("swap", "Swap the card or the box", ("swap",), "smstui swap-card BOX CARD", 50,
                 "choose_swap", Needs.BOX, key="w", places=("lookup", "pair")),
        ),
        usage=Usage("swap-card", _BOTH),
        command=Command(
            "swap-card",
            "Put another card into a box.",
            "Put CARD into BOX in place of the one that is in it.",
            ("BOX", "CARD"),
        ),
        is_at_home=True,
        second="smartcard",
        restores=_LINKS,
        compares_card=True,
    ),
)  # fmt: skip
