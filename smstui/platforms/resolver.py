"""Looking up host names in threads that nobody waits for.

The system's resolver cannot be interrupted, and may take half a minute where a name server is
gone. In a thread of asyncio's own it would hold the end of the process as long.
"""

import asyncio
import socket
import threading
from concurrent.futures import Future
from typing import Any, Final

_UNKNOWN: Final = frozenset(
    getattr(socket, name) for name in ("EAI_NONAME", "EAI_NODATA") if hasattr(socket, name)
)
CHECK_NAME: Final = "Check the address in the configuration for a typing error."
CHECK_DNS: Final = "Check this machine's network, VPN and name server, then try again."


class ResolvingLoop(asyncio.SelectorEventLoop):
    """An event loop whose name lookups end with whoever asked, or with the process.

    Calls for one host share one lookup, so that a dead name server costs one thread, not one a
    call.
    """

    def __init__(self) -> None:
        super().__init__()
        self._looking: dict[tuple[Any, ...], Future[Any]] = {}

    async def getaddrinfo(
        self, host: Any, port: Any, *, family: int = 0, type: int = 0, proto: int = 0,  # noqa: A002
        flags: int = 0,
    ) -> Any:  # fmt: skip
        asked = (host, port, family, type, proto, flags)
        looking = self._looking.get(asked)
        if looking is None or looking.done():
            looking = self._looking[asked] = look_up(*asked)
        return await asyncio.wrap_future(looking, loop=self)


def look_up(*asked: Any) -> "Future[Any]":
    """Ask the system's resolver, in a thread that ends with the process. See getaddrinfo(3)."""
    answer: Future[Any] = Future()
    answer.set_running_or_notify_cancel()  # whoever gives up does not take it from the others

    def ask() -> None:
        try:
            answer.set_result(socket.getaddrinfo(*asked))
        except UnicodeError:  # a part of the name is empty, or longer than 63 characters
            answer.set_exception(socket.gaierror(socket.EAI_NONAME, "not a host name"))
        except Exception as error:
            answer.set_exception(error)

    threading.Thread(target=ask, name="smstui-resolver", daemon=True).start()
    return answer


def said_of(error: socket.gaierror) -> tuple[str, str]:
    """Return in words why a name was not found, and what to do."""
    if error.errno in _UNKNOWN:
        return "its name is not known", CHECK_NAME
    if error.errno == socket.EAI_AGAIN:
        return "the name server did not answer", CHECK_DNS
    return "its name could not be looked up", CHECK_DNS
