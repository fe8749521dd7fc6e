"""The client of the deployment: opened in a thread after the first frame, closed at the end."""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from smstui.domain.changes.operations import Call, Operation

if TYPE_CHECKING:
    from smstui.console.startup import Client, OpenClient
    from smstui.services.changes import Changes


_BOX_WITH_CARD: Final = "create-box-and-card"
"""Creating a box is one operation; with a new card it takes a call that not every family has."""


class ClientSession:
    """Nothing of it is known until `open` has returned."""

    def __init__(self, open_client: "OpenClient") -> None:
        self._open_client = open_client
        self.when_open: asyncio.Future[Client] | None = None
        self.changes: Changes | None = None
        self.refusals: Mapping[str, str] = {}
        """The operations that are refused here, each with a sentence that says why."""
        self.last_file = ""
        """The path of the file that was written last, to copy."""

    def begin(self) -> None:
        """Let callers of `client` wait. Needs the running event loop."""
        self.when_open = asyncio.get_running_loop().create_future()

    async def open(self) -> "Client":
        """Open the client in a thread. Raises SmstuiError. `client` waits for `opened`."""
        client, self.changes, self.refusals = await asyncio.to_thread(
            _open_with_changes, self._open_client
        )
        return client

    def opened(self, client: "Client") -> None:
        """Hand `client` to all who wait for it."""
        if self.when_open is not None:
            self.when_open.set_result(client)

    def failed(self, error: Exception) -> None:
        """Raise `error` at all who wait for the client, now and later."""
        if self.when_open is not None:
            self.when_open.set_exception(error)
            self.when_open.exception()

    async def client(self) -> "Client":
        """Return the client as soon as it is open. Raises the SmstuiError that prevented it."""
        assert self.when_open is not None  # noqa: S101 - keys are held until it is there
        return await asyncio.shield(self.when_open)

    @property
    def is_decided(self) -> bool:
        """Whether the client is open, or has failed to open."""
        return self.when_open is not None and self.when_open.done()

    @property
    def current(self) -> "Client | None":
        """The client; None while it is being opened, or where that failed."""
        opening = self.when_open
        if opening is None or not opening.done() or opening.exception():
            return None
        return opening.result()

    @property
    def knows_changes(self) -> bool:
        """Whether it is known which changes are possible here."""
        return self.changes is not None

    @property
    def role(self) -> str:
        """The role of the user in the configuration; "viewer" until it is known."""
        client = self.current
        return client.deployment.role if client is not None else "viewer"

    def make_read_only(self) -> None:
        """Take the refusals anew: the configuration has become read-only."""
        if self.changes is not None:
            self.refusals = _refusals_of(self.changes)

    def close(self) -> None:
        """Drain the engine. Callable from any thread."""
        if (client := self.current) is not None:
            client.engine.close()


def _open_with_changes(
    open_client: "OpenClient",
) -> "tuple[Client, Changes, Mapping[str, str]]":
    """Open the client and its change service. Return both, and what cannot be done here.

    It runs in a thread beside the console's, since it loads what a change needs. Raises what
    `open_client` raises.
    """
    client = open_client()
    from smstui.console import casebook  # noqa: F401 - the first answer is noted in it

    changes = client.changes
    return client, changes, _refusals_of(changes)


def _refusals_of(changes: "Changes") -> Mapping[str, str]:
    """Return what cannot be done here, each with the sentence of the change service."""
    told: dict[str, str | None] = {operation: changes.why_not(operation) for operation in Operation}
    told[_BOX_WITH_CARD] = changes.lacks(Call.CREATE_BOX_AND_CARD)
    return {name: why for name, why in told.items() if why is not None}
