"""What a sandbox was asked: every request counted, every state-changing one on record."""

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
    """One request as it came in. `operation` is "" where the path is nobody's."""

    method: str
    path: str
    family: str
    operation: str
    correlation_id: str | None


class Traffic:
    """The two logs. Appended by the server's thread, read by any."""

    def __init__(self) -> None:
        self.requests: list[RequestEntry] = []
        self.writes: list[WriteEntry] = []
        self._changed = Condition()

    def saw(self, request: RequestEntry) -> None:
        """A request came in."""
        with self._changed:
            self.requests.append(request)
            self._changed.notify_all()

    def began(self, write: WriteEntry) -> WriteEntry:
        """A state-changing request came in."""
        with self._changed:
            self.writes.append(write)
            self._changed.notify_all()
        return write

    def ended(self, write: WriteEntry, outcome: str) -> None:
        """What became of it: done, refused …, acknowledged without effect, dropped …"""
        with self._changed:
            write.outcome = outcome
            self._changed.notify_all()

    def clear(self) -> None:
        """Forget everything, so that a test counts from here."""
        with self._changed:
            self.requests.clear()
            self.writes.clear()

    def counts(self) -> Counter[str]:
        """Requests by operation."""
        return Counter(entry.operation for entry in list(self.requests))

    def wait_settled(self, writes: int, timeout_s: float = 10) -> bool:
        """Wait until at least so many writes came in and none is pending."""
        with self._changed:
            return self._changed.wait_for(
                lambda: (
                    len(self.writes) >= writes
                    and all(write.outcome != "pending" for write in self.writes)
                ),
                timeout_s,
            )

    def wait_seen(self, operation: str, timeout_s: float = 10) -> bool:
        """Wait until a request of that operation came in."""
        with self._changed:
            return self._changed.wait_for(
                lambda: any(entry.operation == operation for entry in self.requests), timeout_s
            )
