"""The number of devices that an account may still approve (opf.md "approval quota", D)."""

from typing import ClassVar

from smstui.domain.moments import Moment
from smstui.domain.record import Count, Flag, Record


class ApprovalQuota(Record):
    """Approvals of an account. A device that is not approved signs in and does not play.

    Counts are devices, `period_days` days. The approval of a single device is not known.
    """

    noun: ClassVar[str] = "approval quota"

    approved_now: Count = None
    approved_in_period: Count = None
    allowed_in_period: Count = None
    most: Count = None
    period_days: Count = None
    next_on: Moment = None
    allowed: Flag = None
