"""What is asked of the door, and what comes back. Plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from smstui.domain.changes.operations import Operation
from smstui.domain.changes.plan import Plan, Wanted
from smstui.domain.changes.verdict import Outcome, StepResult
from smstui.domain.identifiers import IdKind
from smstui.domain.secret import Secret


@dataclass(frozen=True, slots=True)
class Request:
    """One thing a person wants done, to ids as typed or captured.

    `second` is the other id of a pairing or a swap. `values` are what the operation takes:
    `status`, `session` (one, or several with blanks between), `text`, `type`, `product`, `kind`,
    `from`, `until`, `profile`, `right`.
    `as_kind` takes `target` for one kind of identifier, where it is captured from a record.
    """

    operation: Operation
    target: str
    second: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    as_kind: IdKind | None = None
    secret: Secret | None = None

    @property
    def asked(self) -> str:
        """The request as one text, the same for the same wish. Holds no secret."""
        told = " ".join(f"{name}={value}" for name, value in sorted(self.values.items()))
        return " ".join(part for part in (self.operation, self.target, self.second, told) if part)

    @property
    def wanted(self) -> Wanted:
        """The request as a plan and the journal keep it: without its secret."""
        secret = self.secret is not None
        return Wanted(self.target, self.second, dict(self.values), self.as_kind, secret)


@dataclass(frozen=True, slots=True)
class ChangeResult:
    """The end of a change. `message` says in words what is so now, where that is not as wanted.

    `stops` is the reason why the rest of a batch must not be tried; empty where it may.
    """

    change_id: str
    plan: Plan
    outcome: Outcome
    results: Sequence[StepResult]
    message: str = ""
    correlation_id: str = ""
    left_open: bool = False
    stops: str = ""
