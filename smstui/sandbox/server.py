"""A sandbox: one world, served for both families over HTTP on loopback, in its own thread.

`rest/app.py` and `srm.py` have routes, `soap/app.py` the SOAP services. An endpoint gets
`request.state.exchange` (`exchange.Exchange`), checks the credentials and calls

    await exchange.begin("opf", "update-account", (account_id,), write=True)

which logs the request, waits for delays and raises a fault that replaces the request (do not catch
it: the server answers). If `exchange.without_effect` is set, the endpoint acknowledges and changes
nothing; if `exchange.failing_command` is set, one CAS command fails. The server does all other
faults. A refused write sets `exchange.result = "refused …"`. Endpoints run on the server's loop,
one at a time between awaits. Hold `sandbox.world.lock` for a change.
"""

import socket
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Self

from smstui.sandbox.access import Access, fresh_access
from smstui.sandbox.base import base
from smstui.sandbox.faults import Fault, FaultBook, parse_fault
from smstui.sandbox.rest.platform import RestPlatform, rest_platform
from smstui.sandbox.traffic import RequestEntry, Traffic, WriteEntry
from smstui.sandbox.world import World

if TYPE_CHECKING:
    from smstui.sandbox.asgi import Application
    from smstui.sandbox.server_thread import Asgi, ServerThread


class Sandbox:
    """An embedded platform. `start` it, or use it as a context manager; `stop` frees the port.

    `port` 0 takes any free one; `lag_ms` delays every answer. Credentials are new in every sandbox
    (`access`). `variants` are differences of one site (`variants/`), by their names.
    """

    def __init__(
        self,
        world: World | None = None,
        port: int = 0,
        lag_ms: float = 0,
        variants: Sequence[str] = (),
    ) -> None:
        self.world = world if world is not None else base()
        self.lag_ms = lag_ms
        self.traffic = Traffic()
        self.faults = FaultBook()
        for rule in self.world.rules:
            self.faults.add(parse_fault(rule))
        self.tells_time = True
        """Whether answers carry a Date, by the world's clock."""
        self.failures: list[Exception] = []
        """Exceptions of the sandbox itself. A test asserts that there are none."""
        self._wanted_port = port
        self._variants = variants
        self._serving: ServerThread | None = None
        self._access: Access | None = None
        self._rest: RestPlatform | None = None

    def start(self) -> Self:
        """Listen and serve. Raises OSError if the port is in use."""
        from smstui.sandbox.asgi import Application
        from smstui.sandbox.server_thread import ServerThread

        # The protocol number makes asyncio disable Nagle's algorithm: 1 ms an answer, not 44.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(("127.0.0.1", self._wanted_port))
            listener.listen(512)
        except OSError:
            listener.close()
            raise
        self._access = fresh_access(f"http://127.0.0.1:{listener.getsockname()[1]}")
        self._rest = rest_platform(self.world, self._access.opf)
        self._serving = ServerThread(self._varied(Application(self)), listener)
        self._serving.start()
        return self

    def _varied(self, application: "Application") -> "Asgi":
        if not self._variants:
            return application
        from smstui.sandbox.variants.layer import varied

        sdp2 = self.access.sdp2
        basic = b64encode(f"{sdp2.username}:{sdp2.password}".encode()).decode()
        return varied(application, self._variants, self.world, f"Basic {basic}")

    def stop(self) -> None:
        """End all connections and free the port."""
        if self._serving is not None:
            self._serving.stop()
            self._serving = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def access(self) -> Access:
        """Addresses and credentials of both families, once started."""
        if self._access is None:
            raise RuntimeError("the sandbox was never started")
        return self._access

    @property
    def rest(self) -> RestPlatform:
        """The REST service, once started: its tokens, and the spellings of its answers."""
        if self._rest is None:
            raise RuntimeError("the sandbox was never started")
        return self._rest

    @property
    def url(self) -> str:
        """`http://127.0.0.1:PORT`."""
        return self.access.sdp2.base_url

    @property
    def writes(self) -> list[WriteEntry]:
        """Every state-changing request received, oldest first."""
        return self.traffic.writes

    @property
    def requests(self) -> list[RequestEntry]:
        """Every request received, oldest first."""
        return self.traffic.requests

    def counts(self) -> Counter[str]:
        """Requests received, by operation."""
        return self.traffic.counts()

    def fault(self, rule: str) -> Fault:
        """Add a fault rule (see README.md). Raises `FaultRuleError`."""
        fault = parse_fault(rule)
        self.faults.add(fault)
        return fault

    def run(self, change: Callable[[World], object]) -> None:
        """Change the world while it serves."""
        with self.world.lock:
            change(self.world)
