"""What is refused here, before anything is sent."""

from typing import ClassVar

from smstui.domain.errors import SmstuiError


class RefusedHere(SmstuiError):
    """A rule, a role, read-only, an open intent: the change is not sent, and why."""

    code: ClassVar[str] = "refused-here"


class ChangedSince(SmstuiError):
    """What the preview showed is no longer so; nothing was sent."""

    code: ClassVar[str] = "changed"


class Several(SmstuiError):
    """The id leads to more than one record that could be meant."""

    code: ClassVar[str] = "several"
