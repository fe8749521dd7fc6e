"""The door: every change goes through here, and nothing else holds the write half of the port."""

from smstui.services.changes.door import Changes
from smstui.services.changes.request import ChangeResult, Request

__all__ = ["ChangeResult", "Changes", "Request"]
