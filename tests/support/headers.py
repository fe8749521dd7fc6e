"""A header of the console, with the fields that a test is about."""

from typing import Any

from smstui.actions import Place, keymap
from smstui.console.views.header import Header


def header(**fields: Any) -> Header:
    """Return the header of the lookup page of a deployment LAB, with `fields`."""
    usual: dict[str, Any] = {
        "label": "LAB", "tint": "warning", "read_only": False, "role": "support",
        "family": "opf", "place": Place.LOOKUP, "key": keymap().first, "counts": {},
        "state": ("online", "bar"),
    }  # fmt: skip
    return Header(**(usual | fields))
