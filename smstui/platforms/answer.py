"""One question to a server and its answer, as the adapters see them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeVar
from urllib.parse import urlsplit

T = TypeVar("T")

TO_CHANGE: Final = "the request to "
"""How `Question.about` begins for a change."""


@dataclass(frozen=True, slots=True)
class Question:
    """One HTTP request. `about` names it in errors ("getByUID for account 12"), never a secret.

    An address is told to nobody: a PIN may stand in it (opf.md "CAG"). `path` is for the log: the
    path of the address as the catalogue has it, without ids and values.
    """

    method: str
    url: str = field(repr=False)
    about: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    path: str = ""

    @property
    def wanted(self) -> str:
        """`about` behind a verb: "refused to pair box 3", "refused the box with CASN 4"."""
        return self.about.removeprefix("the request ")


@dataclass(frozen=True, slots=True)
class Answer:
    """One whole answer. The body is foreign and stays out of every message.

    `media_type` is in lower case and without parameters.
    """

    status: int
    media_type: str
    retry_after_s: float | None
    body: bytes = field(repr=False)

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300


Judge = Callable[[Answer, Question], T]
"""Makes something of an answer, or raises a PlatformError."""


def path_of(address: str) -> str:
    """Return the path of an address that holds no id: no host, user or query."""
    return urlsplit(address).path


def host_of(question: Question) -> str:
    """Return where it went, for a sentence: host and port, no path and no user."""
    return urlsplit(question.url).netloc.rpartition("@")[2]
