"""The actions that change something, made from the descriptions of the operations."""

from collections.abc import Mapping
from typing import Final

from smstui.actions import availability as when
from smstui.actions.action import Action, Availability, Place, Tier, always
from smstui.actions.changing import (
    DEVICES,
    of_kind,
    on_living_account,
    on_row,
    permitted,
    sessions_endable,
    something_paired,
    status_possible,
)
from smstui.domain.changes.operations import Menu, Needs, OperationSpec
from smstui.domain.changes.specs.table import MENUS, family_of_menu, operations_of

_NEEDED: Final[Mapping[Needs, Availability]] = {
    Needs.NOTHING: always,
    Needs.BUNDLE: when.with_bundle,
    Needs.ACCOUNT: on_living_account,
    Needs.BOX: of_kind("box", noun="a box"),
    Needs.DEVICE: of_kind(*DEVICES, noun="a device"),
    Needs.CARD: of_kind("card", noun="a smartcard"),
    Needs.PAIRED: something_paired,
    Needs.STATUS: status_possible,
    Needs.SESSIONS: sessions_endable,
}


def _action(menu: Menu, spec: OperationSpec) -> Action:
    need = on_row(menu.id, _NEEDED[menu.needs], Place.PAIR in menu.places)
    then = permitted(menu.call) if menu.call else need
    return Action(
        menu.id,
        (menu.key,) if menu.key else (),
        menu.title,
        frozenset(Place(word) for word in menu.places),
        menu.words,
        writes=True,
        tier=Tier(menu.tier or spec.tier),
        twin=menu.twin,
        available=permitted(*operations_of(menu), then=then),
        footer=menu.footer,
        footer_on=menu.footer_on,
        family=family_of_menu(menu),
    )


_ALL: Final = tuple(_action(menu, spec) for menu, spec in MENUS.values())

IN_FOOTER: Final = tuple(action for action in _ALL if action.footer)
"""Those that the footer names; they come first."""
OTHERS: Final = tuple(action for action in _ALL if not action.footer)
