"""One request in the sandbox: its operation, its faults, its result."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from smstui.sandbox.faults import UNPROCESSED, Fault, FaultBook
from smstui.sandbox.traffic import RequestEntry, Traffic, WriteEntry

BEFORE = frozenset(UNPROCESSED) - {"no-effect"}
"""Effects that answer, or end the connection, in place of processing the request."""


class InjectedFault(Exception):
    """Raised for a fault that replaces the request: nothing may be processed."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.effect)
        self.fault = fault


@dataclass(slots=True)
class Exchange:
    """The value of `request.state.exchange`.

    An endpoint calls `begin` once it knows its operation and before it changes anything.
    """

    method: str
    path: str
    correlation_id: str | None
    traffic: Traffic
    book: FaultBook
    now: Callable[[], datetime]
    lag_ms: float = 0
    family: str = ""
    operation: str = ""
    faults: tuple[Fault, ...] = ()
    entry: WriteEntry | None = None
    result: str = "done"
    """The result of a write for the log. An endpoint that refuses sets it ("refused
    card-in-use")."""
    _begun: bool = field(default=False)

    async def begin(
        self, family: str, operation: str, targets: tuple[str, ...] = (), *, write: bool = False
    ) -> None:
        """Log the request and wait for delays. Writes are logged from here on.

        Raises a fault that replaces the request. Do not catch it: the server answers.
        """
        self.family, self.operation, self._begun = family, operation, True
        self.traffic.saw(
            RequestEntry(self.method, self.path, family, operation, self.correlation_id)
        )
        if write:
            self.entry = self.traffic.began(
                WriteEntry(self.now(), family, operation, targets, self.correlation_id)
            )
        facts = {
            "family": family, "operation": operation, "path": self.path, "method": self.method,
            "write": "yes" if write else "no",
        }  # fmt: skip
        self.faults = self.book.striking(facts, targets)
        if self.lag_ms:
            await asyncio.sleep(self.lag_ms / 1000)
        for fault in self.faults:
            if fault.effect == "delay" and not fault.after:
                await asyncio.sleep(int(fault.value) / 1000)
        for fault in self.faults:
            if fault.effect in BEFORE and not fault.after:
                self.result = f"not processed ({fault.effect})"
                raise InjectedFault(fault)

    def finish(self) -> None:
        """Close the log entry. A request that never began is counted without operation."""
        if not self._begun:
            self.traffic.saw(RequestEntry(self.method, self.path, "", "", self.correlation_id))
        if self.entry is not None:
            self.traffic.ended(self.entry, self.result)

    def hit_by(self, effect: str) -> Fault | None:
        """Return the fault with that effect that matches this request."""
        return next((fault for fault in self.faults if fault.effect == effect), None)

    @property
    def again_ms(self) -> int | None:
        """How long after its answer this request is processed, late or a second time."""
        late = next((each.late_ms for each in self.faults if each.late_ms is not None), None)
        twice = self.hit_by("twice")
        return late if late is not None else int(twice.value) if twice else None

    @property
    def without_effect(self) -> bool:
        """Whether to acknowledge this write and change nothing."""
        return self.hit_by("no-effect") is not None

    @property
    def failing_command(self) -> bool:
        """Whether one CAS command of this request must fail."""
        return self.hit_by("cas-fail") is not None
