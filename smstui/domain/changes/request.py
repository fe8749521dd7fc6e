"""A request for a change: what a person wants done. A plain value."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from smstui.domain.changes.operations import Operation
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
    had_secret: bool = False
    """Whether a secret came with it that was left out, as in a plan and in the journal."""

    @property
    def asked(self) -> str:
        """The request as one text, equal for equal requests. Holds no secret."""
        told = " ".join(f"{name}={value}" for name, value in sorted(self.values.items()))
        return " ".join(part for part in (self.operation, self.target, self.second, told) if part)

    def without_secrets(self) -> "Request":
        """Return the request as a plan and the journal keep it."""
        had = self.had_secret or self.secret is not None
        return replace(self, values=dict(self.values), secret=None, password=None, had_secret=had)
