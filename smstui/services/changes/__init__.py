"""The change service: the only part that holds the write half of the port."""

from smstui.services.changes.change_service import Changes
from smstui.services.changes.request import ChangeResult, Request

__all__ = ["ChangeResult", "Changes", "Request"]
