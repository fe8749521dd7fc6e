"""The catalogue against the live modules, by harmless reads: for `smstui doctor`."""

import asyncio
from collections.abc import Sequence
from typing import Final

from smstui.domain.errors import PlatformError
from smstui.platforms.catalogue import Catalogue, Entry
from smstui.platforms.denials import NoSuchCall
from smstui.platforms.failures import MixedUp
from smstui.platforms.opf.caller import Caller
from smstui.platforms.opf.judging import NobodyThere
from smstui.platforms.paging import Wire
from smstui.platforms.port import Confirmation, Survey

NOBODYS: Final = "-"
"""An id that no record has: a call that exists answers "not found"."""
SIGN_IN: Final = "token"
SUBSCRIBERS: Final = "client"


async def survey(catalogue: Catalogue, caller: Caller) -> Sequence[Survey]:
    """One line an entry. Reads are tried with an id nobody has; changes are never tried."""

    async def line(name: str, entry: Entry) -> Survey:
        says, detail = await _try(name, entry, caller)
        return Survey(name, entry.mark, says, detail)

    entries = sorted(catalogue.operations.items())
    return await asyncio.gather(*(line(name, entry) for name, entry in entries))


def _never(_: Wire) -> bool:
    """One page is enough to see whether a call is there."""
    return False


async def _try(name: str, entry: Entry, caller: Caller) -> tuple[Confirmation, str]:
    if entry.unsupported:
        return Confirmation.NOT_CHECKABLE, "no site has named a call for it"
    if entry.writes:
        return Confirmation.NOT_CHECKABLE, "a change is never tried out"
    if entry.module == SUBSCRIBERS:
        return Confirmation.NOT_CHECKABLE, "it goes with a subscriber's token alone"
    called = f"{entry.method} {entry.path}"
    try:
        if name == SIGN_IN:
            await caller.sign_in()
        elif (page := await caller.listed(name, NOBODYS, _never)).records and entry.filter:
            count = page.total or page.came
            return Confirmation.MISSING, f"{called} does not know the filter: {count} records"
    except NobodyThere:
        return Confirmation.CONFIRMED, called
    except MixedUp as error:
        if not entry.filter:
            return Confirmation.CONFIRMED, called
        count = error.records
        return Confirmation.MISSING, f"{called} does not know the filter: {count} records"
    except NoSuchCall as error:
        return Confirmation.MISSING, error.message
    except PlatformError as error:
        return Confirmation.NOT_CHECKABLE, error.message
    return Confirmation.CONFIRMED, called
