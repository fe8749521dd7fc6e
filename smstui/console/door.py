"""The door for changes, as the console finds it when the desk opens. Nobody is asked anything."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from smstui.domain.changes.operations import Call, Operation

if TYPE_CHECKING:
    from smstui.console.startup import Client, OpenClient
    from smstui.services.changes import Changes

BOX_WITH_CARD: Final = "create-box-and-card"
"""Creating a box is one operation; with a new card it takes a call that not every family has."""


def opened_with_door(open_client: "OpenClient") -> "tuple[Client, Changes, Mapping[str, str]]":
    """The desk, its door, and what cannot be done here, each with the door's own sentence.

    For a thread beside the console's: it loads what a change needs. Raises what `open_client` does.
    """
    client = open_client()
    from smstui.console import casebook  # noqa: F401 - the first answer is noted in it

    changes = client.changes
    return client, changes, refusals_of(changes)


def refusals_of(changes: "Changes") -> Mapping[str, str]:
    """Return what cannot be done here, each with the sentence of the change service."""
    told: dict[str, str | None] = {operation: changes.why_not(operation) for operation in Operation}
    told[BOX_WITH_CARD] = changes.lacks(Call.CREATE_BOX_AND_CARD)
    return {name: why for name, why in told.items() if why is not None}
