"""The change service. Every change of the program goes through `Changes`, in this order.

Policy, plan with what the network says now, shown, confirmed, journal, the same facts read
again, sent once, settled, read again, judged, journal. Lives in the engine's thread.
"""

import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from smstui.config.settings import Deployment
from smstui.domain.account import Account
from smstui.domain.age import utc_now
from smstui.domain.bundle import Bundle
from smstui.domain.changes.cas_commands import CasCommand
from smstui.domain.changes.confirmation import (
    Confirmation,
    agree,
    agree_to_rows,
    asking_last4,
)
from smstui.domain.changes.context import need_ids
from smstui.domain.changes.facts import Fact, StateSnapshot
from smstui.domain.changes.lives import legal_statuses
from smstui.domain.changes.operations import Call, Operation
from smstui.domain.changes.plan import Plan
from smstui.domain.changes.refusal import RefusedHere, Several
from smstui.domain.changes.request import Request
from smstui.domain.changes.specs.table import why_not
from smstui.domain.changes.watch import Awaited
from smstui.domain.device import SetTopBox
from smstui.domain.errors import NotFound, PlatformError, StoreFailed
from smstui.domain.secret import Secret
from smstui.domain.surface import in_words
from smstui.domain.text import clean
from smstui.platforms.connect_writer import connect_writer
from smstui.platforms.correlation import (
    correlation_id,
    with_correlation_id,
    with_new_correlation_id,
)
from smstui.platforms.port import Platform
from smstui.platforms.sign_in import SignIn
from smstui.platforms.writes import PlatformWriter
from smstui.services.changes.cas_journal import CasJournal
from smstui.services.changes.change_result import ChangeResult, current_user
from smstui.services.changes.deciding import Deciding
from smstui.services.changes.driver import Driver
from smstui.services.changes.glimpsed import glimpsed
from smstui.services.changes.images import SnapshotReader
from smstui.services.changes.lacking import lacking_here
from smstui.services.changes.owners import Owners
from smstui.services.changes.planning import Planning
from smstui.services.changes.reconcile import Reconciler
from smstui.services.changes.remembered import Remembered
from smstui.services.changes.rules import policy_of
from smstui.services.changes.settling import Settling
from smstui.services.changes.step_record import Progress
from smstui.services.changes.targets import Targets
from smstui.services.changes.undoable import TAKEN_OVER, Undoable
from smstui.services.changes.undoing import Undoing
from smstui.services.changes.watching import TellLate, Watching
from smstui.services.engine import Engine
from smstui.store.cache import BundleCache
from smstui.store.journal import Entry, Journal
from smstui.store.plan_text import plan_to_text
from smstui.store.unreadable import Unreadable


class Changes:
    """Changes on one deployment."""

    def __init__(
        self,
        engine: Engine,
        deployment: Deployment,
        password: Secret | SignIn,
        *,
        platform: Platform,
        cache: BundleCache,
        journal: Journal,
        tell_late: TellLate = lambda _: None,
        closed: Callable[[], bool] = lambda: False,
    ) -> None:
        self._engine = engine
        self._deployment = deployment
        self._password = password
        self._journal = journal
        self._platform = platform
        self._cache = cache
        self._images = SnapshotReader(platform, cache.amend)
        self._policy = policy_of(deployment, closed)
        self._lacking: Mapping[Call, str] = lacking_here(deployment, journal.path.parent)
        targets = Targets(platform, cache, deployment.name)
        self._targets = targets
        self._cas = CasJournal(journal)
        self._watching = Watching(self._images, journal, tell_late)
        planning = Planning(
            platform, targets, self._policy, self._lacking,
            compare=self.compare, last_command=self._cas.last, warned=self._watching.warned,
        )  # fmt: skip
        self._owners = Owners(platform, self._policy)
        self._undoing = Undoing(
            platform, targets, planning, self._policy, self._owners, images=self._images
        )
        self._undoable = Undoable(journal, self._undoing, deployment.name)
        self._deciding = Deciding(planning, self._images, journal, self._owners)
        self._settling = Settling(deployment.settle_s, engine.closing)
        self._reconciler = Reconciler(self._images, journal, self._settling, deployment.settle_s)
        self._writer: PlatformWriter | None = None
        self._driving: dict[str, Entry] = {}

    def why_not(self, operation: Operation) -> str | None:
        """Return a sentence on why `operation` cannot be done here at all; None if it can.

        Read-only and role first, then what the platform has no call for. Asks nobody.
        """
        try:
            self._policy.admit(operation)
        except RefusedHere as refusal:
            return str(refusal)
        return why_not(operation, self._lacking)

    def agree_to_rows(self, rows: int, typed: str | None) -> None:
        """Raise RefusedHere unless `typed` confirms a batch of `rows` here, where it must."""
        agree_to_rows(rows, typed, production=self._policy.production)

    @property
    def counts_rows(self) -> bool:
        """Whether a batch is confirmed by the number of its rows."""
        return self._policy.production

    def lacks(self, call: Call) -> str | None:
        """Return a sentence on why this deployment has no `call`; None if it has. Ask nobody."""
        return self._lacking.get(call)

    def last_command(self, box: str) -> CasCommand | None:
        """Return the last command to the CAS for the box with that uid, as the journal has it."""
        return self._cas.last(box)

    def awaited(self, ids: Collection[str]) -> Sequence[Awaited]:
        """Return the changes whose effect may still come; see `Watching.awaited`."""
        return self._watching.awaited(ids)

    def may_become(self, record: Account | SetTopBox) -> tuple[str, ...]:
        """Return the statuses that `record` may be given next, in the order of the life cycle."""
        of_account = isinstance(record, Account)
        life = self._policy.account_life if of_account else self._policy.box_life
        return legal_statuses(life, str(record.status or ""))

    @property
    def under_way(self) -> Sequence[Entry]:
        """The changes that this process is driving now. For any thread."""
        return tuple(self._driving.values())

    # Plans

    @with_correlation_id
    async def plan(self, request: Request) -> Plan:
        """Return the plan of `request` from the platform's records now; see `Deciding.plan`."""
        await self._late_about(request)
        return await self._deciding.plan(request)

    @with_correlation_id
    async def plan_offline(self, request: Request) -> tuple[Plan | None, datetime | None, str]:
        """Return the plan of `request` from the cache, and how old that is; ask nobody.

        Where that allows no plan, it has no steps, but the facts that are known (see `glimpsed`),
        and the sentence says which rule stood against it then. None where nothing is known.
        Raises RefusedHere where the deployment does not do it at all. Never the ground for a
        write.
        """
        if reason := self.why_not(request.operation):
            raise RefusedHere(reason)
        remembered = Remembered(self._platform, self._cache)
        targets = Targets(remembered, self._cache, self._deployment.name, remembered=True)
        planning = Planning(
            remembered, targets, self._policy, self._lacking, last_command=self._cas.last
        )
        said = ""
        try:
            return await planning.plan(request), remembered.oldest, ""
        except RefusedHere as refusal:
            said = str(refusal)
        except (NotFound, PlatformError, Several):
            pass
        return await glimpsed(request, remembered, targets), remembered.oldest, said

    @with_correlation_id
    async def records_of_pair(self, request: Request) -> tuple[str, str]:
        """Return the box and the card of a pairing, as a plan holds them; see `Targets.pair`."""
        return await self._targets.pair(request.target, request.second, request.as_kind)

    @with_correlation_id
    async def names(self, now: StateSnapshot, facts: Iterable[Fact]) -> Mapping[str, str]:
        """Return the accounts that the records of `facts` belong to `now`; see `Owners.names`."""
        return await self._owners.names(now, facts)

    @with_correlation_id
    async def image(self, plan: Plan) -> StateSnapshot:
        """Return the facts that `plan` rests on, as they are now. Raises PlatformError."""
        return await self._images.read(plan.subjects)

    @with_correlation_id
    async def decide(self, request: Request) -> Plan:
        """Return the plan to apply now; see `Deciding.decide`."""
        self._policy.admit(request.operation)
        await self._late_about(request)
        return await self._deciding.decide(request)

    @with_correlation_id
    async def undo(
        self,
        change_id: str = "",
        *,
        account: str = "",
        deciding: bool = False,
    ) -> Plan:
        """Return the plan that undoes a change; without an id, the latest that can be undone, of
        `account` (its number) where that is given.

        It is planned as the operation it is, from fresh reads (see `Undoing`). `deciding` is for
        who applies it next: what was shown before must still be so. Raises NotFound, RefusedHere,
        and ChangedSince when what the change left is no longer so.
        """
        self._policy.admit(Operation.UNDO)

        async def planned() -> Plan:
            entry = self._undoable.entry(change_id, account)
            back = self._watching.warned(await self._undoable.plan(entry))
            if not change_id and (later := self._undoable.passed_over(account, entry.id)):
                said = f"{later} This undoes an earlier one."
                back = replace(back, warnings=(said, *back.warnings))
            if entry.taken_over:
                return asking_last4(back, TAKEN_OVER)
            return self._policy.demanding(back)

        known = self._journal.get(change_id) if change_id else None
        asked = f"{Operation.UNDO} {known.id if known else change_id or account}".strip()
        if deciding:
            return await self._deciding.decided(asked, planned)
        plan = await planned()
        self._deciding.shown(asked, plan)
        return plan

    # Changes

    @with_correlation_id
    async def apply(
        self,
        plan: Plan,
        given: Confirmation,
        *,
        progress: Progress | None = None,
        change_id: str = "",
    ) -> ChangeResult:
        """Apply `plan`, which was shown and confirmed; its end, journalled as `change_id`.

        Goes on to its end when the caller is cancelled. Raises RefusedHere (policy,
        confirmation, an open change in the way) and StoreFailed (no journal): then nothing was
        sent.
        """
        self._policy.admit_plan(plan)
        need_ids(plan)
        agree(self._policy.demanding(plan), given)
        change = change_id or new_change_id()
        return await self._engine.keep(self._applied(plan, given, progress, change))

    async def _applied(
        self, plan: Plan, given: Confirmation, progress: Progress | None, change: str
    ) -> ChangeResult:
        if self._engine.closing.is_set():
            raise RefusedHere("smstui is closing, so nothing more is sent.", hint="Start it again.")
        entry = await self._begun(plan, given, change)
        driver = Driver(
            plan,
            entry.id,
            images=self._images,
            owners=self._owners,
            writer=self._connected,
            journal=self._journal,
            settling=self._settling,
            before_sending=lambda step: self._watching.superseded_by(entry.id, plan, step),
            progress=progress,
        )
        self._driving[entry.id] = entry
        try:
            result = await driver.drive()
        finally:
            self._driving.pop(entry.id, None)
            for asked in _asked(plan):
                self._deciding.forget(asked)
        if gone := self._journal.dangling():
            said = f"A lock left by change {', '.join(gone)}, which is not open, was removed."
            result = replace(result, message=f"{result.message} {said}".strip())
        return result

    async def _begun(self, plan: Plan, given: Confirmation, change: str) -> Entry:
        """Begin the change in the journal. One in the way is decided first, if it may be."""
        if plan.undoes:
            self._undoable.need_not_undone(plan.undoes)
        entry = Entry(
            id=change,
            deployment=self._deployment.name,
            family=plan.family,
            account=plan.account,
            operation=plan.operation,
            title=plan.title,
            began=utc_now(),
            plan=plan_to_text(plan),
            reason=clean(given.reason.strip()),
            role=self._deployment.role,
            person=current_user(),
            correlation_id=correlation_id(),
            undoes=plan.undoes,
        )
        blocking = self._journal.begin(entry, plan.locks)
        if blocking.id == entry.id:
            return entry
        if not self._is_at_work(blocking) and not self._reconciler.seconds_left(blocking):
            with suppress(PlatformError):
                await self._reconciler.decide(blocking)
            blocking = self._journal.begin(entry, plan.locks)
            if blocking.id == entry.id:
                return entry
        raise self._in_the_way(blocking)

    def _in_the_way(self, blocking: Entry) -> RefusedHere:
        if self._is_at_work(blocking):
            hint = "Wait until it has ended."
        elif blocking.unreadable:
            hint = f"It cannot be decided here: {blocking.unreadable}. Update smstui."
        elif left := self._reconciler.seconds_left(blocking):
            hint = f"It is decided in {left:.0f} s; try again then."
        else:
            where = in_words("page 5", "smstui journal --open")
            hint = f"It could not be decided by reading just now: see {where}."
        return RefusedHere(
            f"Change {blocking.id} ({blocking.title}) is still open, so nothing else is sent "
            f"for account {blocking.account or 'the same ids'}.",
            hint=hint,
            correlation_id=correlation_id(),
        )

    def _is_at_work(self, entry: Entry) -> bool:
        """Return whether a process drives an open change: this one, or another that is there."""
        if entry.id in self._driving:
            return True
        return self._journal.is_at_work(entry) and not self._journal.is_ours(entry)

    # The journal

    def compare(self, bundle: Bundle) -> None:
        """Compare what was just read from the platform with what earlier changes planned.

        An effect that came late is journalled and told (`tell_late`).
        """
        self._watching.compare(bundle)

    async def look_late(self, ids: Collection[str]) -> None:
        """Read again what earlier changes planned for `ids`, where an effect may come late.

        Asks the platform only if such a change is on watch. A journal that cannot be used, or a
        record that cannot be read, is no obstacle to what is done next.
        """
        with suppress(StoreFailed):
            await self._watching.look(ids)

    async def _late_about(self, request: Request) -> None:
        if self.why_not(request.operation) is None:
            await self.look_late({request.target, request.second} - {""})

    async def journal(self, limit: int = 100) -> Sequence[Entry]:
        """Return the changes of this platform, newest first."""
        await self._close_due()
        return self._journal.latest(limit)

    async def change(self, change_id: str) -> Entry | None:
        """Return one change, by its id or the beginning of it."""
        return self._journal.get(change_id)

    async def of_account(self, account: str) -> Sequence[Entry]:
        """Return the changes of one account on this platform, newest first."""
        return self._journal.of_account(account)

    async def still_open(self) -> Sequence[Entry]:
        """Return open changes, oldest first: at work elsewhere, or left over."""
        await self._close_due()
        return self._journal.still_open()

    async def unreadable(self) -> Sequence[Unreadable]:
        """Return the rows of the journal that this version cannot read."""
        return self._journal.unreadable()

    @property
    def problem(self) -> str:
        """Empty, or a sentence on why the journal is only read. For any thread."""
        return self._journal.problem

    async def at_work(self, entries: Sequence[Entry]) -> frozenset[str]:
        """Return the ids of those open changes that a process is driving right now."""
        return frozenset(each.id for each in entries if self._is_at_work(each))

    @with_correlation_id
    async def settle_left_over(self) -> Sequence[Entry]:
        """Decide every left-over change by reading, and look at every watched one.

        Returns those that were decided, and those whose effect came late. Waits out their settle
        times. What cannot be read now stays as it is.
        """
        decided = []
        for entry in self._journal.still_open():
            if self._is_at_work(entry):
                continue
            with suppress(PlatformError):
                if ended := await self._reconciler.decide(entry):
                    decided.append(ended)
        return [*decided, *await self._watching.look()]

    @with_new_correlation_id
    async def _close_due(self) -> None:
        """Close the changes that no reading decides, once their settle time is over."""
        with suppress(StoreFailed):  # a journal that is only read stays as it is
            for entry in self._journal.still_open():
                if self._reconciler.closes_unread(entry) and not self._is_at_work(entry):
                    await self._reconciler.decide(entry)

    def _connected(self) -> PlatformWriter:
        """Return the writer, made at the first change and closed with the engine."""
        if self._writer is None:
            self._writer = connect_writer(self._deployment, self._password, self._platform.clock)
            self._engine.at_close(self._writer.close)
        return self._writer


def new_change_id() -> str:
    """Return an id that no change has."""
    return uuid.uuid4().hex[:12]


def _asked(plan: Plan) -> tuple[str, ...]:
    """Return the requests that `plan` may have been shown for."""
    if plan.undoes:
        return tuple(f"{Operation.UNDO} {of}".strip() for of in ("", plan.undoes, plan.account))
    return () if plan.request is None else (plan.request.asked,)
