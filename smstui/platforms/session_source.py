"""Read a deployment's live sessions: from the platform itself, from SRM, or not at all."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, Protocol

from smstui.domain.account import Account
from smstui.domain.bundle import Part
from smstui.domain.session import Session
from smstui.platforms.catalogue import Catalogue
from smstui.platforms.paging import Page
from smstui.platforms.parts import listed_part, live, unsupported_part
from smstui.platforms.record_reader import RecordReader
from smstui.platforms.srm import Asks, SessionManager

KEEPS_NONE: Final = 'This deployment keeps no sessions (sessions = "none").'


class SessionSource(Protocol):
    """Reads the live sessions of an account."""

    @property
    def needs_number(self) -> bool:
        """Whether it is asked by account number, so that the account must be known first."""
        ...

    async def part(self, account: Account) -> Part[Session]:
        """Return the live sessions of an account, or why they cannot be read."""
        ...


class NoSessions:
    """No source: every part says why."""

    needs_number: Final = False

    def __init__(self, reason: str) -> None:
        self._reason = reason

    async def part(self, account: Account) -> Part[Session]:
        return unsupported_part(self._reason)


class PlatformSessions:
    """The platform's own sessions, which `listed` reads by the uid of an account."""

    needs_number: Final = False

    def __init__(self, listed: Callable[[str], Awaitable[Page]], reader: RecordReader) -> None:
        self._listed = listed
        self._reader = reader

    async def part(self, account: Account) -> Part[Session]:
        return live(await listed_part(self._listed(account.uid or ""), self._reader.session))


def session_source(
    setting: str, asks: Asks, catalogue: Catalogue, *, own: SessionSource
) -> SessionSource:
    """Return the source that the setting `sessions` names; `own` is that of the platform."""
    if setting == "none":
        return NoSessions(KEEPS_NONE)
    if setting == "srm":
        return SessionManager(asks, catalogue)
    return own


async def sessions_once_known(
    source: SessionSource, uid: str, account: asyncio.Task[Part[Account]]
) -> Part[Session]:
    """Return the sessions of account `uid`; only a source that needs its number waits for it."""
    owner = next(iter(await account), None) if source.needs_number else None
    return await source.part(owner or Account(uid=uid))
