"""The write half of the port. Held by `services.changes` and by nobody else.

A write is prepared (for whole objects: read, changed) and then sent, once. The answer is the
error tree's branch: NotSent, NoAnswer, Refused; or an Acknowledgement. None of them proves
anything: only a re-read does.
"""

import re
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Protocol, TypeVar

from smstui.domain.changes.facts import StateSnapshot
from smstui.domain.changes.operations import Call
from smstui.domain.changes.plan import Write
from smstui.domain.errors import NotFound, Refused, Unreadable
from smstui.domain.known_secrets import without_secrets
from smstui.domain.marking import plain
from smstui.platforms.answer import TO_CHANGE
from smstui.platforms.catalogue import Entry
from smstui.platforms.correlation import correlation_id
from smstui.platforms.notes import REPLACED, noted

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A write ready to leave. `carried` are the facts of the whole object it was made from.

    `content` is the family's own; it holds what the object holds, secrets included.
    """

    write: Write
    carried: StateSnapshot
    content: Any = field(repr=False)


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """The platform's acknowledgement of a write.

    `changed` is False where it says that nothing changed. `count` is the number of what it
    ended, `created` the id of what it made, `failed` the commands that failed among others that
    did not.
    """

    message: str = ""
    changed: bool | None = None
    count: int | None = None
    created: str = ""
    failed: tuple[str, ...] = ()


_WORDS: Final = re.compile(r"[\s,()]+")
NO_OPERATION: Final = "This platform has no operation for it. Ask its operators to do it."


def absence_of(name: str, entry: Entry) -> str:
    """Return a sentence on why a deployment lacks the change `name`: switched off, or unnamed."""
    if entry.is_named:
        return f"This site has no operation to {entry.text}. Ask the platform's operators to do it."
    return (
        f"There is no public call to {entry.text}. If this site has one, name it in the "
        f"configuration as operations.{name}; else ask the platform's operators to do it."
    )


def about_of(entry: Entry, sent_id: str, title: str) -> str:
    """Return how errors name a change: by the title of its step, and by the id that is sent where
    the title does not have it."""
    named = title or entry.text
    beside = "" if sent_id in _WORDS.split(plain(named)) else f" (sent as id {sent_id})"
    return f"{TO_CHANGE}{named}{beside}"


async def exactly(read: Awaitable[T], what: str) -> T:
    """Return what `read` gives, for a record `what` that goes back whole.

    Raises NotFound where there is none, and Unreadable where a character of it was lost: it would
    be written back wrong.
    """
    with noted() as notes:
        found = await read
    if REPLACED in notes:
        raise Unreadable(
            f"{what} has characters that cannot be read, so it cannot be sent back whole.",
            hint="Have the record corrected at the platform first.",
            correlation_id=correlation_id(),
        )
    if not found:
        raise NotFound(f"{what} is no longer there.", hint="Look it up again.")
    return found


async def discreetly(sent: Awaitable[Acknowledgement]) -> Acknowledgement:
    """Return the result of `sent` with every secret masked; errors are made without.

    A platform may say back to us the address that a PIN stood in.
    """
    said = await sent
    failed = tuple(map(without_secrets, said.failed))
    return replace(said, message=without_secrets(said.message), failed=failed)


class PlatformWriter(Protocol):
    """One deployment's changes. Every method raises SmstuiError and nothing else."""

    @property
    def lacking(self) -> Mapping[Call, str]:
        """The calls this deployment does not have, each with the reason in a sentence."""
        ...

    @property
    def renewable(self) -> tuple[type[Refused], ...]:
        """The refusals after which another token may help; empty where there is none to renew."""
        ...

    async def prepare(self, write: Write, *, title: str = "", lasting: bool = False) -> Prepared:
        """Make `write` ready. Reads at most one record; changes nothing.

        `title` is that of its step, for errors: it names the record as the person knows it.
        `lasting` takes a token that is good beyond the whole call, for a write that is never
        sent again.
        """
        ...

    async def renewed(self, prepared: Prepared) -> Prepared:
        """Return `prepared` with another token than it carries. Sends nothing to the module."""
        ...

    async def send(self, prepared: Prepared) -> Acknowledgement:
        """Send it once, whatever happens."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...
