"""The change service: the only part that holds the write half of the port."""

from smstui.domain.changes.request import Request
from smstui.services.changes.change_result import ChangeResult
from smstui.services.changes.change_service import Changes

__all__ = ["ChangeResult", "Changes", "Request"]
