"""The log of a sandbox: every request counted, every state-changing one recorded."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from threading import Condition


@dataclass(slots=True)
class WriteEntry:
    """One state-changing request. `outcome` is "pending" until it is answered or dropped."""

    at: datetime
    family: str
    operation: str
    targets: tuple[str, ...]
    correlation_id: str | None
    outcome: str = "pending"


@dataclass(frozen=True, slots=True)
class RequestEntry:
    """One request as it arrived. `operation` is "" if the path is unknown."""

    method: str
    path: str
    family: str
    operation: str
    correlation_id: str | None


class Traffic:
    """The two logs. The server's thread appends, any thread reads."""

    def __init__(self) -> None:
        self.requests: list[RequestEntry] = []
        self.writes: list[WriteEntry] = []
        self._changed = Condition()

    def saw(self, request: RequestEntry) -> None:
        """Record a request."""
        with self._changed:
            self.requests.append(request)
            self._changed.notify_all()

    def began(self, write: WriteEntry) -> WriteEntry:
        """Record a state-changing request."""
        with self._changed:
            self.writes.append(write)
            self._changed.notify_all()
        return write

    def ended(self, write: WriteEntry, outcome: str) -> None:
        """Record its result: done, refused …, acknowledged without effect, dropped …"""
        with self._changed:
            write.outcome = outcome
            self._changed.notify_all()

    def clear(self) -> None:
        """Clear the logs, so that a test counts from here."""
        with self._changed:
            self.requests.clear()
            self.writes.clear()

    def counts(self) -> Counter[str]:
        """Return the requests by operation."""
        return Counter(entry.operation for entry in list(self.requests))

    def wait_settled(self, writes: int, timeout_s: float = 10) -> bool:
        """Wait until at least so many writes arrived and none is pending."""
        with self._changed:
            return self._changed.wait_for(
                lambda: (
                    len(self.writes) >= writes
                    and all(write.outcome != "pending" for write in self.writes)
                ),
                timeout_s,
            )

    def wait_seen(self, operation: str, timeout_s: float = 10) -> bool:
        """Wait until a request of that operation arrived."""
        with self._changed:
            return self._changed.wait_for(
                lambda: any(entry.operation == operation for entry in self.requests), timeout_s
            )
