"""One REST request as the modules see it, and an operation of the platform."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from starlette.requests import Request

from smstui.sandbox.exchange import Exchange
from smstui.sandbox.rest.bodies import Document, Reply, deleted, json_of, object_of, updated
from smstui.sandbox.rest.platform import RestPlatform


@dataclass(slots=True, frozen=True)
class Call:
    """A request with its body read."""

    platform: RestPlatform
    request: Request
    body: bytes
    exchange: Exchange

    def id_of(self, name: str) -> str:
        """Return the id in the path with that name."""
        return str(self.request.path_params[name])

    def header(self, name: str) -> str | None:
        """Return a header, or None if it is missing or blank."""
        return self.request.headers.get(name) or None

    def document(self) -> Document:
        """Return the body as a JSON object. Raises RestRefusalError (400) for anything else."""
        return object_of(json_of(self.body, "the body"), "the body")


Guard = Callable[[Call], None]
"""A condition of an operation. Raises RestRefusalError if it is not met."""


@dataclass(slots=True, frozen=True)
class Operation:
    """One call of a module.

    A write has an answer for when it is acknowledged without any effect; a read has None.
    `secret_ids` are ids in the path that no log may contain.
    """

    name: str
    method: str
    path: str
    handle: Callable[[Call], Reply]
    guards: tuple[Guard, ...] = ()
    acknowledge: Callable[[Call], Reply] | None = None
    secret_ids: frozenset[str] = frozenset()

    def targets(self, call: Call) -> tuple[str, ...]:
        """Return the ids in the path, without secret ones."""
        ids = call.request.path_params.items()
        return tuple(str(value) for name, value in ids if name not in self.secret_ids)


# Answers of a write that is acknowledged without any effect (a fault on demand). Each is that of a
# success, so that only reading again shows the difference.


def acknowledged_creation(call: Call) -> Reply:
    """Return an unknown id."""
    return Reply({call.platform.deviations.id_key: uuid4().hex}, 201)


def acknowledged_change(_: Call) -> Reply:
    """Return one record found and changed."""
    return Reply(updated(1, 1))


def acknowledged_removal(_: Call) -> Reply:
    """Return one record deleted."""
    return Reply(deleted(1))


def acknowledged_nothing(_: Call) -> Reply:
    """Return an empty object."""
    return Reply({})
