"""A desk that answers from records made here: no engine, no platform, no disk."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from smstui.config.scanner import ScannerSettings
from smstui.config.ui import UiSettings
from smstui.domain.account import Account, AccountProfile
from smstui.domain.bundle import Bundle, Focus, Part, PartState
from smstui.domain.device import AnyDevice, MediaPlayer, SetTopBox
from smstui.domain.errors import Refused, SmstuiError
from smstui.domain.identifiers import IdKind, identify
from smstui.domain.right import Right
from smstui.domain.secret import Secret
from smstui.domain.session import Session
from smstui.domain.smartcard import SmartCard
from smstui.domain.text import Clean
from smstui.domain.triage.diagnosis import Diagnosis, diagnose
from smstui.domain.triage.dictionary import Meaning
from smstui.domain.triage.facts import Facts
from smstui.domain.user import User
from smstui.services.codes import dictionary_of
from smstui.services.outcomes import Nothing, Opened, Outcome, Recent, Seen
from smstui.services.waiting import Waiting
from tests.support.identities import LAB
from tests.support.patients import ABSENT

NOW = datetime(2026, 3, 14, 14, 2, 7, tzinfo=UTC)


def part(kind: Any, records: Sequence[Any], read_at: datetime = NOW) -> Part[Any]:
    return Part[kind](state=PartState.READ, records=tuple(records), read_at=read_at)


def ada(read_at: datetime = NOW) -> Bundle:
    """A household with every kind of record, in good and bad states."""
    account = Account(
        uid="7001", number="tst.40001", status="ACTIVE", first_name="Ada", last_name="Byron",
        address1="12 Analytical Row", city="Cwmbran", postcode="NP44 3AB", country="UK",
        credit_limit=50.0, credit_spent=12.4, max_users=5, max_players=3, npvr_profile="NPVR-100H",
        ppv_status=True, valid_from=datetime(2019, 3, 4, tzinfo=UTC),
        valid_until=NOW + timedelta(days=700), password="hidden-account",
        profile=AccountProfile(uid="301", name="GOLD", enable_session_limit=True,
                               max_sessions_allowed=3),
    )  # fmt: skip
    boxes = [
        SetTopBox(uid="3421", casn="E833815A9290", smartcard_id="000145098240", status="ACTIVE",
                  enabled=True, mac_address="00:1A:79:1E:7F:50", serial_number="0023817744",
                  nuid="9f2044d1", version="5.3.1", ip_address="10.1.2.3", name="living room",
                  smartcard_type="CARDBASED", provision_password="hidden-prov",
                  account_uid="7001"),
        SetTopBox(uid="3422", casn="E833815A9301", status="ACTIVE", enabled=True, name="kitchen"),
        SetTopBox(uid="3423", casn="E833815A9322", smartcard_type="CARDLESS", status="ACTIVE",
                  smartcard_id="300000000423", enabled=True),
        SetTopBox(uid="3425", casn="E833815A9340", smartcard_id="000145098244", status="ACTIVE",
                  banned=True, enabled=True),
        SetTopBox(uid="3426", casn="E833815A9351", status="CANCELLED", enabled=False),
    ]  # fmt: skip
    player = MediaPlayer(uid="9001", media_player_id="living-room-tv", enabled=False)
    cards = [
        SmartCard(number="000145098240", status="UNAVAILABLE", box_uid="3421",
                  cas_instance_id="CAS-1"),
        SmartCard(number="000145098244", told_by_box=True, box_uid="3425"),
    ]  # fmt: skip
    users = [
        User(uid="11001", login_id="ada.byron", name="Ada", type="SUP", pin="hidden-pin",
             password="hidden-user", hash_salt="hidden-salt", purchase_ability="ALLOWED"),
        User(uid="11002", login_id="byron.home", name="Household", default_user=True, type="NOR",
             purchase_ability="DENIED"),
    ]  # fmt: skip
    sessions = [
        Session(uid="501", content_id="sport-1", content_type="LIVE", device_uid="3421",
                allocated=NOW - timedelta(minutes=42), modified=NOW - timedelta(seconds=40)),
    ]  # fmt: skip
    rights = [
        Right(uid="60001", product="7001", purchased_kind="PKG", product_type="SUBSCRIPTION",
              expires=NOW + timedelta(days=200), status="S"),
        Right(uid="60002", product="7002", purchased_kind="AST", product_type="TRANSACTIONAL",
              expires=NOW - timedelta(days=30), status="S"),
        Right(uid="60003", product="7003", purchased_kind="PKG", expires=NOW + timedelta(days=9),
              status="S", device_uid="9001"),
    ]  # fmt: skip
    return Bundle(
        deployment="lab", family="sdp2", focus=Focus(kind="box", id="3421"), read_at=read_at,
        account=part(Account, [account], read_at), users=part(User, users, read_at),
        devices=part(AnyDevice, [*boxes, player], read_at),
        smartcards=part(SmartCard, cards, read_at), sessions=part(Session, sessions, read_at),
        rights=part(Right, rights, read_at),
    )  # fmt: skip


def well(read_at: datetime = NOW) -> Bundle:
    """The same household with nothing wrong on its first box, and everything told."""
    bundle = ada(read_at)
    changed = {
        "devices": {"3421": {"banned": False}},
        "users": {"11001": {"default_user": False}},
        "rights": {"60001": {"valid_from": NOW - timedelta(days=90)}},
    }
    parts = {
        name: getattr(bundle, name).model_copy(
            update={
                "records": tuple(
                    record.model_copy(update=told.get(record.uid, {}))
                    for record in getattr(bundle, name)
                )
            }
        )
        for name, told in changed.items()
    }
    return bundle.model_copy(update=parts)


def opened(text: str, bundle: Bundle, kind: IdKind = IdKind.CASN, **more: Any) -> Opened:
    return Opened(identify(text, bundle.family), kind, bundle, **({"source": "platform"} | more))


def a_recent(kind: str = "box", uid: str = "3421", asked: str = "E833815A9290") -> Recent:
    return Recent(
        kind, uid, asked, IdKind.CASN, "tst.40001", Clean("Ada Byron"), "ACTIVE",
        NOW - timedelta(hours=2),
    )  # fmt: skip


class HereEngine:
    """Runs the desk's work in the loop that asks."""

    def __init__(self) -> None:
        self.closed = False
        self.runs = 0

    async def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        self.runs += 1
        return await work

    def close(self) -> None:
        self.closed = True


@dataclass
class FakeChanges:
    """A change service without a platform: everything may be asked, nothing was ever done."""

    refusals: Mapping[str, str] = field(default_factory=dict)
    next_statuses: tuple[str, ...] = ("RESTRICTED", "SUSPENDED", "CANCELLED")
    under_way: Sequence[Any] = ()

    def why_not(self, operation: str) -> str | None:
        return self.refusals.get(operation)

    def lacks(self, call: str) -> str | None:
        return self.refusals.get(call)

    def may_become(self, record: Any) -> tuple[str, ...]:
        return () if record.status == "CANCELLED" else self.next_statuses

    async def of_account(self, account: str) -> Sequence[Any]:
        return []

    async def plan(self, request: Any) -> Any:
        raise Refused("There is no platform here to plan with.")

    def agree_to_rows(self, rows: int, typed: str | None) -> None:
        """As where a batch needs no number."""

    async def still_open(self) -> Sequence[Any]:
        return []

    async def unreadable(self) -> Sequence[Any]:
        return []

    async def at_work(self, entries: Sequence[Any]) -> frozenset[str]:
        return frozenset()


class FakeDeployment:
    """What the console asks of a deployment."""

    name = "lab"
    identity = LAB
    settle_s = 60.0
    role = "support"


@dataclass
class FakeClient:
    """Answers from `answers` by the text asked; else nothing is found.

    An answer may be an error to raise, or an event to wait for first (`gates`). A `stubborn` desk
    answers although it was told to stop, as an answer that is already on its way does.
    """

    answers: Mapping[str, Outcome | SmstuiError] = field(default_factory=dict)
    remembered: Sequence[Recent] = ()
    gates: dict[str, asyncio.Event] = field(default_factory=dict)
    early: Mapping[str, Opened] = field(default_factory=dict)
    card: Part[SmartCard] | SmstuiError | None = None
    failing: SmstuiError | None = None
    diagnosed: list[tuple[Focus | None, str]] = field(default_factory=list)
    asked: list[tuple[str, Any, bool]] = field(default_factory=list)
    engine: HereEngine = field(default_factory=HereEngine)
    problem: str = ""
    changes: FakeChanges = field(default_factory=FakeChanges)
    stubborn: bool = False
    deployment: FakeDeployment = field(default_factory=FakeDeployment)
    waits: Waiting = field(default_factory=Waiting)
    examples: Sequence[tuple[str, str]] = ()
    seen_before: Sequence[Seen] = ()

    async def profiles(self) -> Mapping[str, str]:
        return {}

    async def named(self, opened: Opened) -> Opened:
        return opened

    async def look_up(
        self,
        text: str,
        *,
        only: IdKind | None = None,
        offline: bool = False,
        early: Callable[[Opened], None] | None = None,
        recent: bool = True,
    ) -> Outcome:
        self.asked.append((text, only, offline))
        if early and text in self.early:
            early(self.early[text])
        if text in self.gates:
            try:
                await self.gates[text].wait()
            except asyncio.CancelledError:
                if not self.stubborn:
                    raise
                asyncio.current_task().uncancel()  # type: ignore[union-attr]
        answer = self.answers.get(text)
        if isinstance(answer, SmstuiError):
            raise answer
        if answer is None:
            asked = identify(text, "sdp2", only)
            return Nothing(asked, list(asked.kinds), [], correlation_id="c0ffee")
        return answer

    async def diagnose_opened(
        self, opened: Opened, focus: Focus | None = None, *, reported: str = ""
    ) -> Diagnosis:
        """By the product's own checks, as of the stopped clock, without asking anybody."""
        self.diagnosed.append((focus, reported))
        if self.failing is not None:
            raise self.failing
        bundle = opened.bundle.model_copy(update={"focus": focus or opened.bundle.focus})
        code = dictionary_of(None).look_up(reported) if reported else None
        asked = bundle.focus == opened.bundle.focus
        return diagnose(Facts(bundle, NOW, card_asked=asked, reported=code, absent=ABSENT))

    async def meanings(self, text: str, *, whole: bool = False) -> Sequence[Meaning]:
        known = dictionary_of(None)
        return known.exactly(text) if whole else known.look_up(text).meanings

    async def recents(self, limit: int = 50) -> Sequence[Recent]:
        return self.remembered[:limit]

    async def seen(self, typed: str) -> Sequence[Seen]:
        """What was put into `seen_before` and holds the text, from four characters on."""
        found = [one for one in self.seen_before if typed.casefold() in one.text.casefold()]
        return found if len(typed) >= 4 else []

    async def waiting(self) -> Waiting:
        return self.waits

    async def forget(self) -> None:
        self.remembered = ()

    async def retype(self, password: Secret) -> None:
        """Nothing is asked with it here."""

    async def sessions(self, account: Account) -> Part[Session]:
        return ada().sessions

    async def smartcard_of(self, box: SetTopBox) -> Part[SmartCard]:
        if isinstance(self.card, SmstuiError):
            raise self.card
        return self.card or Part[SmartCard](state=PartState.READ)


@dataclass(frozen=True)
class FakeStartupSettings:
    deployment: str = "lab"
    family: str = "sdp2"
    label: str = "LAB"
    tint: str = "warning"
    read_only: bool = False
    role: str = "support"
    theme: str = "dark"
    clipboard: str = "auto"
    privacy: bool = False
    scanner: ScannerSettings = field(default_factory=ScannerSettings)
    ui: UiSettings = field(default_factory=UiSettings)
    keys: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    asks_password: bool = False


SECRETS = Secret
