"""The catalogue against the live modules, by harmless reads: for `smstui doctor`."""

import asyncio
from collections.abc import Sequence
from typing import Final

from smstui.domain.errors import PlatformError, Unsupported
from smstui.platforms.catalogue import Catalogue, Entry
from smstui.platforms.opf.caller import Caller
from smstui.platforms.opf.judging import NobodyThere
from smstui.platforms.port import Confirmation, Errand, Survey

NOBODYS: Final = "-"
"""An id that no record has: what exists answers "not found"."""


async def survey(catalogue: Catalogue, caller: Caller, errand: Errand) -> Sequence[Survey]:
    """One line an entry. Reads are tried with an id nobody has; changes are never tried."""

    async def line(name: str, entry: Entry) -> Survey:
        if entry.unsupported:
            return _said(name, entry, Confirmation.NOT_CHECKABLE, "no site has named a call for it")
        if entry.writes:
            return _said(name, entry, Confirmation.NOT_CHECKABLE, "a change is never tried out")
        if name == "token":
            return await token(name, entry)
        if entry.module == "srm":
            return _said(name, entry, Confirmation.NOT_CHECKABLE, "srm does not describe itself")
        called = f"{entry.method} {entry.path}"
        try:
            await caller.read(name, errand, NOBODYS)
        except NobodyThere:
            return _said(name, entry, Confirmation.CONFIRMED, called)
        except Unsupported as error:
            return _said(name, entry, Confirmation.MISSING, error.message)
        except PlatformError as error:
            return _said(name, entry, Confirmation.NOT_CHECKABLE, error.message)
        return _said(name, entry, Confirmation.CONFIRMED, called)

    async def token(name: str, entry: Entry) -> Survey:
        try:
            await caller.authorize(errand)
        except PlatformError as error:
            return _said(name, entry, Confirmation.NOT_CHECKABLE, error.message)
        return _said(name, entry, Confirmation.CONFIRMED, f"{entry.method} {entry.path}")

    entries = sorted(catalogue.operations.items())
    return await asyncio.gather(*(line(name, entry) for name, entry in entries))


def _said(name: str, entry: Entry, says: Confirmation, detail: str) -> Survey:
    return Survey(name, entry.mark, says, detail)
