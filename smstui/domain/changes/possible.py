"""What a deployment can do at all, going by the calls it has."""

from collections.abc import Mapping

from smstui.domain.changes.operations import Call, Operation
from smstui.domain.changes.specs.table import SPECS


def why_not(operation: Operation, lacking: Mapping[Call, str]) -> str | None:
    """Why this deployment cannot do `operation`; None if it can."""
    calls = SPECS[operation].calls
    if not calls or any(call not in lacking for call in calls):
        return None
    return lacking[calls[0]]
