"""The thread of a sandbox: its own event loop over uvicorn's HTTP protocol.

uvicorn's own server loop would wake ten times a second and handle the process's signals; its
protocol alone does neither.
"""

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable
from threading import Event, Thread
from typing import Any

from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

Asgi = Callable[[Any, Any, Any], Awaitable[None]]
"""An ASGI application."""


class ServerThread:
    """Serves one listening socket until it is stopped."""

    def __init__(self, application: Asgi, listener: socket.socket) -> None:
        self._listener = listener
        self._application = application
        self._loop = asyncio.new_event_loop()
        self._finish = asyncio.Event()
        self._ready = Event()
        self._thread = Thread(target=self._run, name="smstui-sandbox", daemon=True)

    def start(self) -> None:
        """Serve. Return once connections are accepted."""
        self._thread.start()
        self._ready.wait()

    def stop(self) -> None:
        """End all connections, close the socket, end the thread."""
        self._loop.call_soon_threadsafe(self._finish.set)
        self._thread.join()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        config = Config(
            self._application,
            interface="asgi3",
            lifespan="off",
            ws="none",
            http="h11",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            timeout_keep_alive=300,
        )
        config.load()
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        state = ServerState()
        server = await self._loop.create_server(
            lambda: _Line(config=config, server_state=state, app_state={}), sock=self._listener
        )
        self._ready.set()
        await self._finish.wait()
        self._loop.remove_reader(self._listener.fileno())
        for task in list(state.tasks):
            task.cancel()
        # Connections that were just accepted are tasks too. They need the open server to become
        # connections, and must be ended like the others.
        others = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*others, return_exceptions=True)
        while state.connections:
            for line in list(state.connections):
                line.transport.abort()
            await asyncio.sleep(0)
        server.close()


class _Line(H11Protocol):
    """A connection that gives the application its transport, for faults of the connection."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        serve = self.app

        async def with_transport(scope: Any, receive: Any, send: Any) -> None:
            scope["smstui.transport"] = transport
            await serve(scope, receive, send)

        self.app = with_transport
