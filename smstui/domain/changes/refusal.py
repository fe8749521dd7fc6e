"""Refusals of this program, before anything is sent."""

from typing import TYPE_CHECKING, ClassVar

from smstui.domain.errors import SmstuiError

if TYPE_CHECKING:
    from smstui.domain.changes.plan import Plan


class RefusedHere(SmstuiError):
    """Raised for a rule, a role, read-only or an open change: the change is not sent."""

    code: ClassVar[str] = "refused-here"


class AlreadySo(RefusedHere):
    """Raised if the requested state is already there: nothing must be sent."""


class ChangedSince(SmstuiError):
    """Raised if the state in the preview has changed. Nothing was sent.

    `plan` is what would be done now, if the request still makes sense.
    """

    code: ClassVar[str] = "changed"

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        correlation_id: str = "",
        plan: "Plan | None" = None,
    ) -> None:
        super().__init__(message, hint=hint, correlation_id=correlation_id)
        self.plan = plan


class Several(SmstuiError):
    """Raised for an id of several records."""

    code: ClassVar[str] = "several"
