"""Changes that wait: scanned, drafted, checked again, confirmed by a person. README beside."""

from smstui.services.drafts.same_records import Clash, clashes
from smstui.services.drafts.scans import Scanned, Scans, ScansChecked
from smstui.services.drafts.waiting import Checked, Drafts
from smstui.services.drafts.weighing import Weighed, weigh

__all__ = [
    "Checked",
    "Clash",
    "Drafts",
    "Scanned",
    "Scans",
    "ScansChecked",
    "Weighed",
    "clashes",
    "weigh",
]
