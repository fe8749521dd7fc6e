"""An operation of a SOAP service. The same table serves the calls and the WSDL."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from smstui.sandbox.soap.reader import Arguments
from smstui.sandbox.soap.schema import Field, Kind, Structure
from smstui.sandbox.world import World


@dataclass(frozen=True, slots=True)
class Call:
    """A call to the world. Without `effect` it is acknowledged and changes nothing.

    With a `failing_command` one of its commands to the CAS fails, and the SDP does not say so.
    """

    world: World
    arguments: Arguments
    effect: bool = True
    failing_command: bool = False


@dataclass(frozen=True, slots=True)
class Returns:
    """A base answer: `<x:OPERATIONResponse>` with `<return>` once, repeated, or not at all."""

    kind: Kind | Structure
    many: bool = False


@dataclass(frozen=True, slots=True)
class Root:
    """An SMSDomain answer: a root of its own name in a namespace of its own."""

    name: str
    namespace: str
    child: Field | None
    """The one child; `None` if the root has the structure's children itself."""
    structure: Structure


EMPTY = None
"""An SMSDomain answer with an empty Body: it proves nothing (sdp2.md "Transport", D)."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: its children in order, its answer, and its effect on the world."""

    name: str
    inputs: tuple[Field, ...]
    output: Returns | Root | None
    handle: Callable[[Call], Any]
    write: bool = False


@dataclass(frozen=True, slots=True)
class Service:
    """One endpoint with its namespace, served at `paths`."""

    name: str
    namespace: str
    paths: tuple[str, ...]
    operations: tuple[Operation, ...]
