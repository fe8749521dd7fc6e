"""Where opf.md leaves two answers open, which one this sandbox gives."""

from dataclasses import dataclass
from typing import Literal


@dataclass(slots=True)
class Deviations:
    """Each field is one conflict or assumption of the contract; change it while running.

    The numbers are the rows of "Where the sources contradict each other".
    """

    id_key: Literal["_id", "id"] = "_id"
    """How an operator's answer spells a record's own id (9)."""
    heartbeat_key: Literal["heartBeat", "heartbeat"] = "heartBeat"
    """How a profile spells the seconds between two signs of life (9)."""
    bundle_shape: Literal["nested", "flat"] = "nested"
    """Account fields under `account`, or flat beside `users` and `devices` (A)."""
    kill_body: Literal["documented", "observed"] = "documented"
    """Kill calls name their target `account`, `device` or `accountId`, `deviceId` (6)."""
    killed_key: str = "sessionsKilled"
    """The key of the number killed, which is not published."""
    crm_status: Literal[200, 201] = 201
    """What the CRM variant of the account change answers with (5)."""
    device_put: Literal["partial", "whole"] = "partial"
    """A field left out of a device's PUT stays, or becomes null as an account's does (4)."""
