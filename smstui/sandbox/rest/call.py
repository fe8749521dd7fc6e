"""One REST request as the modules see it, and what an operation of the platform is."""

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
        """The id in the path under that name."""
        return str(self.request.path_params[name])

    def header(self, name: str) -> str | None:
        """A header, None if it is missing or blank."""
        return self.request.headers.get(name) or None

    def document(self) -> Document:
        """The body as a JSON object. Raises RestRefusalError (400) for anything else."""
        return object_of(json_of(self.body, "the body"), "the body")


Guard = Callable[[Call], None]
"""What must hold before an operation runs; raises RestRefusalError where it does not."""


@dataclass(slots=True, frozen=True)
class Operation:
    """One call of a module.

    A write says what it answers when it is acknowledged without any effect; a read has None.
    `secret_ids` are ids in the path that no log may hold.
    """

    name: str
    method: str
    path: str
    handle: Callable[[Call], Reply]
    guards: tuple[Guard, ...] = ()
    acknowledge: Callable[[Call], Reply] | None = None
    secret_ids: frozenset[str] = frozenset()

    def targets(self, call: Call) -> tuple[str, ...]:
        """The ids in the path, without secret ones."""
        ids = call.request.path_params.items()
        return tuple(str(value) for name, value in ids if name not in self.secret_ids)


# What a write answers that is acknowledged without any effect (a fault on demand). Each says what
# its success would say, so that only a re-read tells the difference.


def acknowledged_creation(call: Call) -> Reply:
    """An id nobody has."""
    return Reply({call.platform.deviations.id_key: uuid4().hex}, 201)


def acknowledged_change(_: Call) -> Reply:
    """One record found and changed."""
    return Reply(updated(1, 1))


def acknowledged_removal(_: Call) -> Reply:
    """One record deleted."""
    return Reply(deleted(1))


def acknowledged_nothing(_: Call) -> Reply:
    """An empty object."""
    return Reply({})
