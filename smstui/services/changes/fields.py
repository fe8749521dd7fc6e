"""The rules of the fields of an operation, for a request from a form, a command or a draft."""

from dataclasses import replace

from smstui.domain.bundle import Family
from smstui.domain.changes.entry_forms import checked
from smstui.domain.changes.operations import SECOND, SECRET, TARGET
from smstui.services.changes.request import Request


def well_formed(request: Request, family: Family) -> Request:
    """Return `request` with its values in their normal form, as a form would hand them on.

    Raise RefusedHere for a value that a form would not take.
    """
    typed = {**request.values, TARGET: request.target, SECOND: request.second}
    if request.secret is not None:
        typed[SECRET] = request.secret.reveal()
    told = checked(request.operation, typed, family)
    return replace(request, values={name: told[name] for name in request.values})
