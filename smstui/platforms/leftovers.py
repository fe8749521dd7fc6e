"""Find bytes behind an answer, and give up the connection that carried them.

A gateway may send an answer twice. httpcore keeps what it has read too much of and takes it for
the answer to the next request on the connection. Bytes can wait in four places: in h11, in the TLS
layer, in anyio's queue and in the kernel.
"""

import ssl
from typing import Any, Final

import httpx

ONE_READ: Final = 48 * 1024
"""Bytes of the largest answer after which a connection is kept. httpcore reads 64 kB at a time.
What was received beyond that waits in anyio's queue and cannot be seen. A TLS record has 16 kB."""


async def has_leftovers(response: httpx.Response, size: int) -> bool:
    """Return whether bytes came behind the answer of `size` bytes, which was read to its end.

    Close the connection if there are any, and also where that is not certain. Call this before the
    response is closed: then the connection goes back to the pool.
    """
    stream = response.extensions["network_stream"]
    unread = _unread_by_h11(response)
    found = bool(unread) or _waits_in_tls(stream.get_extra_info("ssl_object"))
    if found or unread is None or size >= ONE_READ or stream.get_extra_info("is_readable"):
        await stream.aclose()  # httpcore takes a closed socket for an expired connection
    return found


def _unread_by_h11(response: httpx.Response) -> bytes | None:
    """Return what h11 holds behind the answer; None if this httpx or httpcore does not show it.

    None of both has a public way to it. A test fails when the private one has moved; the
    connection is then given up after each answer, which is slower and safe.
    """
    held: Any = response.stream
    try:
        connection = held._stream._httpcore_stream._stream._connection
        unread: bytes = connection._h11_state.trailing_data[0]
    except AttributeError:
        return None
    return unread


def _waits_in_tls(tls: Any) -> bool:
    """Return whether a whole record of data waits. The byte it takes away is missed by nobody."""
    if tls is None:
        return False
    try:
        return bool(tls.read(1))
    except ssl.SSLError:  # it wants more from the network, or the connection is at its end
        return False
