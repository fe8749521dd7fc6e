"""Drafts: changes saved for later, checked again and applied by a person. See README.md."""

from smstui.services.drafts.checking import Checked, DraftCheck, check_draft
from smstui.services.drafts.same_records import Clash, clashes
from smstui.services.drafts.scans import PairingChecked, PairingSession, Scanned
from smstui.services.drafts.waiting import Drafts

__all__ = [
    "Checked",
    "Clash",
    "DraftCheck",
    "Drafts",
    "PairingChecked",
    "PairingSession",
    "Scanned",
    "check_draft",
    "clashes",
]
