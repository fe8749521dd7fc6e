"""One question to a server and its answer, as the adapters see them."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Question:
    """One HTTP request. `about` names it in errors ("getByUID for account 12"), never a secret."""

    method: str
    url: str
    about: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whole. The body is foreign and stays out of every message."""

    status: int
    media_type: str
    retry_after_s: float | None
    body: bytes = field(repr=False)

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300
