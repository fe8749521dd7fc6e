"""What the console must know before its first frame, and what it is given afterwards."""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

if TYPE_CHECKING:
    from smstui.config.scanner import ScannerSettings
    from smstui.config.settings import Deployment
    from smstui.config.ui import UiSettings
    from smstui.config.watch import Watch
    from smstui.domain.account import Account
    from smstui.domain.bundle import Focus, Part
    from smstui.domain.device import SetTopBox
    from smstui.domain.identifiers import IdKind
    from smstui.domain.secret import Secret
    from smstui.domain.session import Session
    from smstui.domain.smartcard import SmartCard
    from smstui.domain.triage.diagnosis import Diagnosis
    from smstui.domain.triage.dictionary import Meaning
    from smstui.services.changes import Changes
    from smstui.services.drafts import Drafts, PairingSession
    from smstui.services.outcomes import Opened, Outcome, Recent, Seen
    from smstui.services.queue.keeping import TriageQueue
    from smstui.services.waiting import Waiting
    from smstui.store.journal import Entry

T = TypeVar("T")


class StartupSettings(Protocol):
    """The few settings a first frame needs, read without a validator."""

    @property
    def deployment(self) -> str: ...
    @property
    def family(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def tint(self) -> str: ...
    @property
    def read_only(self) -> bool: ...
    @property
    def role(self) -> str: ...
    @property
    def theme(self) -> str: ...
    @property
    def clipboard(self) -> str: ...
    @property
    def privacy(self) -> bool: ...
    @property
    def scanner(self) -> "ScannerSettings": ...
    @property
    def ui(self) -> "UiSettings": ...
    @property
    def keys(self) -> Mapping[str, str | Sequence[str]]: ...
    @property
    def asks_password(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Listed:
    """A deployment of the configuration, as a list shows it. `host` is that of its address."""

    name: str
    label: str
    tint: str
    family: str
    read_only: bool
    role: str
    host: str


class Prepared(Protocol):
    """A deployment whose configuration is sound. Nothing is open yet, and nothing was sent."""

    @property
    def startup(self) -> StartupSettings: ...
    @property
    def watch(self) -> "Watch": ...
    @property
    def warnings(self) -> Sequence[str]: ...
    @property
    def open(self) -> "Callable[[Secret | None], Client]": ...


class Deployments(Protocol):
    """The deployments that the console can go to. For any thread."""

    def listed(self) -> Sequence[Listed]: ...
    def prepare(self, name: str) -> Prepared: ...
    def leave(self, client: "Client", /) -> None: ...


OF_A_DEPLOYMENT: Final = (
    "deployment", "family", "label", "tint", "read_only", "role", "asks_password",
)  # fmt: skip


def on_deployment(startup: StartupSettings, other: StartupSettings) -> StartupSettings:
    """Return `startup` on the deployment of `other`; how the console looks and takes keys stays."""
    told = copy(startup)
    for name in OF_A_DEPLOYMENT:
        object.__setattr__(told, name, getattr(other, name))
    return told


def followed(startup: StartupSettings, watch: "Watch | None") -> tuple[StartupSettings, str]:
    """Return `startup`, read-only if the configuration has become so, and its news in a sentence.

    The news are empty where the file has not changed since the last time.
    """
    if watch is None or not (news := watch.news()):
        return startup, ""
    return (_closed(startup) if watch.is_read_only() and not startup.read_only else startup), news


def _closed(startup: StartupSettings) -> StartupSettings:
    """Return `startup` with its deployment read-only."""
    told = copy(startup)
    object.__setattr__(told, "read_only", True)  # it is frozen, and nobody else holds the copy
    return told


class Engine(Protocol):
    """Where the work of the client runs."""

    async def run(self, work: Coroutine[Any, Any, T]) -> T: ...
    def close(self) -> None: ...


class Client(Protocol):
    """The use cases. Every coroutine is handed to `engine.run`."""

    @property
    def engine(self) -> Engine: ...
    @property
    def problem(self) -> str: ...

    examples: "Sequence[tuple[str, str]]"
    tell_late: "Callable[[Entry], None]"

    async def named(self, opened: "Opened") -> "Opened": ...
    async def profiles(self) -> Mapping[str, str]: ...
    async def look_up(
        self,
        text: str,
        *,
        only: "IdKind | None" = None,
        offline: bool = False,
        early: "Callable[[Opened], None] | None" = None,
        recent: bool = True,
    ) -> "Outcome": ...
    async def recents(self, limit: int = 50) -> "Sequence[Recent]": ...
    async def seen(self, typed: str) -> "Sequence[Seen]": ...
    async def forget(self) -> None: ...
    async def waiting(self) -> "Waiting": ...
    async def retype(self, password: "Secret") -> None: ...
    async def diagnose_opened(
        self, opened: "Opened", focus: "Focus | None" = None, *, reported: str = ""
    ) -> "Diagnosis": ...
    async def meanings(self, text: str, *, whole: bool = False) -> "Sequence[Meaning]": ...
    async def smartcard_of(self, box: "SetTopBox") -> "Part[SmartCard]": ...
    async def sessions(self, account: "Account") -> "Part[Session]": ...
    @property
    def changes(self) -> "Changes": ...
    @property
    def queue(self) -> "TriageQueue": ...
    @property
    def drafts(self) -> "Drafts": ...
    @property
    def scans(self) -> "PairingSession": ...
    @property
    def deployment(self) -> "Deployment": ...


OpenClient = Callable[[], Client]
"""Called in a thread after the first frame. Raises SmstuiError with a sentence to show."""
