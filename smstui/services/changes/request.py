"""A request for a change, who makes it, and its result. Plain values."""

import getpass
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from smstui.domain.bundle import Family
from smstui.domain.changes.entry_forms import checked
from smstui.domain.changes.operations import SECOND, SECRET, TARGET, Operation
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
    password: Secret | None = None
    """That of a new user, whose `secret` is the PIN."""

    @property
    def asked(self) -> str:
        """The request as one text, equal for equal requests. Holds no secret."""
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


def well_formed(request: Request, family: Family) -> Request:
    """Return `request` with its values in their normal form, as a form would hand them on.

    Raise RefusedHere for a value that a form would not take.
    """
    typed = {**request.values, TARGET: request.target, SECOND: request.second}
    if request.secret is not None:
        typed[SECRET] = request.secret.reveal()
    told = checked(request.operation, typed, family)
    return replace(request, values={name: told[name] for name in request.values})


def current_user() -> str:
    """Return the login name, or the uid where there is none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"
