"""What is refused here, before anything is sent."""

from typing import TYPE_CHECKING, ClassVar

from smstui.domain.errors import SmstuiError

if TYPE_CHECKING:
    from smstui.domain.changes.plan import Plan


class RefusedHere(SmstuiError):
    """A rule, a role, read-only, an open intent: the change is not sent, and why."""

    code: ClassVar[str] = "refused-here"


class AlreadySo(RefusedHere):
    """What is wanted is so already: there is nothing to send."""


class ChangedSince(SmstuiError):
    """What the preview showed is no longer so; nothing was sent.

    `plan` is what would be done now, where the wish still makes sense.
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
    """The id leads to more than one record that could be meant."""

    code: ClassVar[str] = "several"
