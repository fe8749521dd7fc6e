"""A live viewing session (sdp2.md "OTT session", D; spellings differ between services)."""

from datetime import datetime
from typing import Annotated, ClassVar

from smstui.domain.moments import End, Moment
from smstui.domain.record import PERSONAL, Record, Text


class Session(Record):
    """One stream. `modified` is its last sign of life, if the platform stores one."""

    noun: ClassVar[str] = "session"

    uid: Text = None
    account_uid: Text = None
    device_uid: Text = None
    content_id: Text = None
    content_type: Text = None
    session_type: Text = None
    status: Text = None
    allocated: Moment = None
    deallocated: Moment = None
    created: Moment = None
    modified: Moment = None
    expires: End = None
    service_provider_id: Text = None
    origin_id: Text = None
    origin_key: Annotated[Text, PERSONAL] = None

    @property
    def is_live(self) -> bool:
        """Whether the session counts toward the limit. An ended one does not."""
        over = self.status is not None and self.status.upper() in _OVER
        return self.deallocated is None and not over

    @property
    def last_sign(self) -> datetime | None:
        """The latest moment the platform heard of it."""
        return self.modified or self.allocated or self.created


_OVER = frozenset({"DEALLOCATED", "TERMINATED", "CLOSED", "ENDED"})
"""The words of a session's status are not published. These very likely mean an ended one."""
