"""What a request's structure says about a record, by the record's own field names."""

from typing import Any

from smstui.sandbox.soap.kinds import Structure
from smstui.sandbox.soap.reader import Arguments


def changed_fields(shape: Structure, given: Arguments) -> dict[str, Any]:
    """The scalar children that came, under the names of the record's fields."""
    return {
        field.attr: given[field.name]
        for field in shape.fields
        if field.attr
        and field.attr != "status_code"
        and not isinstance(field.kind, Structure)
        and field.most == 1
        and given.get(field.name) is not None
    }
