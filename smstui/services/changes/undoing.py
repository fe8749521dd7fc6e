"""The plan of an undo: facts of a stored change, restored by the operations that restore them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, cast

from smstui.domain.account import Account
from smstui.domain.changes import pairing, rights, swapping, twins
from smstui.domain.changes.account_fields import FIELD_OF_FACT, is_account_field
from smstui.domain.changes.cards import CardFound
from smstui.domain.changes.cas_commands import Half, half_of
from smstui.domain.changes.context import PlanContext
from smstui.domain.changes.facts import (
    SSP_ACCOUNT,
    Fact,
    StateSnapshot,
    Subject,
    card_subject,
    device_subject,
)
from smstui.domain.changes.operations import Operation
from smstui.domain.changes.plan import Plan
from smstui.domain.changes.policy import Policy
from smstui.domain.changes.refusal import ChangedSince, RefusedHere
from smstui.domain.changes.relinking import Links, plan_links
from smstui.domain.changes.request import Request
from smstui.domain.changes.restoring import LINK, Trace
from smstui.domain.changes.specs.table import SPECS
from smstui.domain.changes.undo import (
    changed_since,
    title_of_deed,
    to_restore,
    traces_of,
    undo_plan,
    unpaired_at_cas,
    unusable,
)
from smstui.domain.device import SetTopBox
from smstui.domain.identifiers import IdKind, Reading
from smstui.platforms.correlation import correlation_id
from smstui.platforms.port import Found, Platform
from smstui.services.changes.images import SnapshotReader
from smstui.services.changes.owners import Owners
from smstui.services.changes.planning import Planning
from smstui.services.changes.targets import Targets
from smstui.store.journal import Entry
from smstui.store.plan_text import plan_from_text, results_from_text

BETWEEN_ACCOUNTS: Final = "it moves a card between accounts"


_OF_USER: Final = {"name": "name", "purchases": "purchases"}
"""Fact of a user to the value that restores it."""


class Undoing:
    """Plans undos on one deployment. Reads, and changes nothing."""

    def __init__(
        self,
        platform: Platform,
        targets: Targets,
        planning: Planning,
        policy: Policy,
        owners: Owners,
        *,
        images: SnapshotReader,
    ) -> None:
        self._platform = platform
        self._targets = targets
        self._planning = planning
        self._images = images
        self._policy = policy
        self._owners = owners

    def traces(self, entry: Entry) -> tuple[Plan, tuple[Trace, ...]]:
        """Return the plan of a stored change and what it moved.

        Raises RefusedHere where it cannot be undone, or where its row cannot be used.
        """
        try:
            plan = plan_from_text(entry.plan)
            results = results_from_text(entry.results)
        except (ValueError, RecursionError):
            raise unusable(entry.id) from None
        if (plan.operation, plan.family) != (entry.operation, entry.family):
            raise unusable(entry.id)
        return plan, traces_of(entry.id, plan, results, self._platform.family)

    async def plan(self, entry: Entry) -> Plan:
        """Return the plan that undoes a stored change.

        Raises RefusedHere before any request where the role may not do what it takes, and
        ChangedSince where what the change left is no longer so.
        """
        stored, traces = self.traces(entry)
        for trace in traces:
            if (operation := _operation_for(trace)) is not None:
                self._policy.admit(operation)
        subjects = [subject for trace in traces if (subject := self._subject(trace.fact, trace))]
        subjects += self._ends_of_links(stored)
        now = await self._images.read(dict.fromkeys(subjects))
        await self._same_accounts(entry.id, stored, now)
        gone = [trace.fact for trace in traces if trace.fact.kind in ("box", "player")
                and Fact(trace.fact.kind, trace.fact.id, "state") not in now]  # fmt: skip
        if gone:
            raise changed_since(entry.id, now, gone)
        reason = self._between_accounts(entry.id, stored, now)
        if plans := await self._missing_at_cas(entry, stored, traces, now):
            back: Sequence[Trace] = ()
        else:
            back = to_restore(entry.id, traces, now)
            plans = await self._plans(entry, stored, back, now)
        plan = undo_plan(entry.id, plans, traces, now, undone=title_of_deed(stored), reason=reason)
        if plan.account != stored.account and not any(trace.kind == LINK for trace in back):
            named = self._policy.sees_other_accounts and plan.account
            owner = f"account {plan.account}" if named else "another account"
            raise ChangedSince(
                f"Change {entry.id} cannot be undone: what it changed is now of {owner}.",
                hint="Look it up again and make the change you want now.",
                correlation_id=correlation_id(),
            )
        self._policy.admit_plan(plan)
        return plan

    # What is read

    def _subject(self, fact: Fact, trace: Trace | None = None) -> Subject | None:
        family = self._platform.family
        if fact.kind in ("box", "player"):
            return device_subject(fact.id, fact.kind, family)
        if fact.kind == "smartcard":
            return card_subject(fact.id)
        if fact.kind == SSP_ACCOUNT:
            return Subject(SSP_ACCOUNT, Reading(IdKind.ACCOUNT, fact.id))
        subject = trace.subject if trace else None
        if subject is None or subject.ask.kind not in self._platform.resolvable:
            return None
        return subject

    def _ends_of_links(self, stored: Plan) -> list[Subject]:
        """Return every box of the change, and every card that was or is to be in one of them."""
        found: list[Subject] = []
        for step in stored.steps:
            for image in (step.before, step.after):
                for fact, value in image.items():
                    if (fact.kind, fact.name) == LINK and fact.id:
                        found.append(device_subject(fact.id, "box", self._platform.family))
                        if value:
                            found.append(card_subject(value))
        return found

    # Whose it is

    async def _same_accounts(self, change: str, stored: Plan, now: StateSnapshot) -> None:
        """Raise ChangedSince where a box is in another account, or a number another record's."""
        images = (stored.preconditions, *(step.before for step in stored.steps))
        ours = {fact: value for image in images
                for fact, value in image.items()
                if fact.name in ("account", "uid")
                }  # fmt: skip
        there = {(fact.kind, fact.id) for fact in now}
        gone = [fact for fact, value in ours.items()
                if (fact.kind, fact.id) in there and now.get(fact) != value]  # fmt: skip
        if gone:
            raise changed_since(change, now, gone, await self._owners.names(now, gone))

    def _between_accounts(self, change: str, stored: Plan, now: StateSnapshot) -> str:
        """Return why a reason is needed, where the change moves a card between accounts.

        Also where only one half of it is there to be undone. Raises RefusedHere for a role that
        may not.
        """
        moved = {
            fact.id
            for step in stored.steps
            for fact, after in step.after.items()
            if (fact.kind, fact.name) == LINK and after != step.before.get(fact)
        }
        accounts = {now.get(Fact("box", uid, "account")) for uid in moved} - {None}
        if len(accounts) < 2:
            return ""
        if not self._policy.may_cross_accounts:
            raise RefusedHere(
                f"Change {change} moved a card between accounts.",
                hint="A supervisor may undo it, with a reason.",
            )
        return BETWEEN_ACCOUNTS

    # What restores it

    async def _plans(
        self, entry: Entry, stored: Plan, back: Sequence[Trace], now: StateSnapshot
    ) -> list[Plan]:
        kinds = {trace.kind for trace in back}
        if LINK in kinds:
            return await self._links(entry, stored, back, now)
        if ("box", "casn") in kinds:
            return [await self._chipsets(entry, back)]
        if ("account", "status") in kinds or (SSP_ACCOUNT, "status") in kinds:
            return [await self._statuses(entry, back)]
        if any(fact_kind == "smartcard" for fact_kind, _ in kinds):
            return []  # a card's own end of a link is restored with its box's, or not at all
        if all(is_account_field(trace.kind) for trace in back):
            return [await self._fields(entry, back, FIELD_OF_FACT)]
        if all(fact_kind == "user" for fact_kind, _ in kinds):
            return [await self._fields(entry, back, _OF_USER)]
        return [await self._one(entry, trace) for trace in back]

    async def _fields(self, entry: Entry, back: Sequence[Trace], fields: Mapping[str, str]) -> Plan:
        """Restore `fields` of one record, together as they were changed."""
        first = back[0]
        operation = _operation_for(first)
        if operation is None or first.subject is None or len({each.fact.id for each in back}) > 1:
            raise unusable(entry.id)
        values = {fields[each.fact.name]: each.before or "" for each in back}
        ask = first.subject.ask
        return await self._planning.plan(
            Request(operation, ask.value, values=values, as_kind=ask.kind)
        )

    async def _missing_at_cas(
        self, entry: Entry, stored: Plan, traces: Sequence[Trace], now: StateSnapshot
    ) -> list[Plan]:
        """Return the plans that pair at the CAS again what the change unpaired there.

        None where a record has to be restored too: its planner plans both halves.
        """
        if any(now.get(trace.fact) != trace.before for trace in traces):
            return []
        found = []
        for uid in sorted(unpaired_at_cas(stored, results_from_text(entry.results))):
            box = await self._box(uid)
            context = await self._context(entry, box)
            if half_of(box.smartcard_id, context.command_of(box)) is Half.MISSING:
                card = await self._targets.card(box.smartcard_id or "")
                found.append(pairing.plan_pair(context, box, card))
        return found

    async def _context(self, entry: Entry, found: Found) -> PlanContext:
        return replace(await self._planning.context(found), undoes=entry.id)

    async def _one(self, entry: Entry, trace: Trace) -> Plan:
        fact, before = trace.fact, trace.before or ""
        device = IdKind.DEVICE_UID if self._platform.family == "sdp2" else IdKind.OPF_DEVICE
        operation = _operation_for(trace)
        if operation is None:
            raise unusable(entry.id)
        if fact.name in ("banned", "enabled"):
            return await self._planning.plan(Request(operation, fact.id, as_kind=device))
        if trace.kind == ("box", "status"):
            values = {"status": before}
            request = Request(operation, fact.id, values=values, as_kind=device)
            return await self._planning.plan(request)
        if trace.kind == ("account", "profile") and trace.subject is not None:
            ask, values = trace.subject.ask, {"profile": before}
            request = Request(operation, ask.value, values=values, as_kind=ask.kind)
            return await self._planning.plan(request)
        if trace.kind == ("right", "status") and trace.subject is not None:
            account = await self._account(trace.subject.ask)
            context = await self._planning.context(account)
            if before == "SUBSCRIBED":
                return rights.plan_resubscribe(context, fact.id)
            return rights.plan_remove_right(context, fact.id)
        raise unusable(entry.id)

    async def _statuses(self, entry: Entry, back: Sequence[Trace]) -> Plan:
        """Of an account, and of its twin at the SSP where that moved too."""
        wanted = {trace.fact.kind: trace for trace in back}
        if len(wanted) != len(back):
            raise unusable(entry.id)
        here, there = wanted.get("account"), wanted.get(SSP_ACCOUNT)
        operation = _operation_for(back[0])
        if there is None and here is not None and here.subject is not None and operation:
            ask, values = here.subject.ask, {"status": here.before or ""}
            request = Request(operation, ask.value, values=values, as_kind=ask.kind)
            return await self._planning.plan(request)
        if there is None:
            raise unusable(entry.id)
        account = await self._account(Reading(IdKind.ACCOUNT, there.fact.id))
        context = await self._planning.context(account)
        twin = await self._platform.account_at_ssp(there.fact.id)
        at_account = here.before if here is not None else None
        return twins.plan_statuses_at_both(context, twin, at_account, there.before or "")

    async def _chipsets(self, entry: Entry, back: Sequence[Trace]) -> Plan:
        boxes = [await self._box(trace.fact.id) for trace in back]
        ours = {box.uid for box in boxes}
        for trace in back:
            if trace.before is None:
                continue
            casn = Reading(IdKind.CASN, trace.before)
            for found in await self._platform.resolve(casn):
                if isinstance(found, SetTopBox) and found.uid not in ours:
                    held = Fact("box", found.uid or "", "casn")
                    raise changed_since(entry.id, {held: trace.before}, [held])
        context = await self._context(entry, boxes[0])
        wanted = [(box, trace.before) for box, trace in zip(boxes, back, strict=True)]
        return swapping.plan_chipsets(context, wanted)

    async def _links(
        self, entry: Entry, stored: Plan, back: Sequence[Trace], now: StateSnapshot
    ) -> list[Plan]:
        wanted = {trace.fact.id: trace.before for trace in back if trace.kind == LINK}
        uids = {fact.id for step in stored.steps for fact in step.after
                if (fact.kind, fact.name) == LINK}  # fmt: skip
        boxes = {uid: await self._box(uid) for uid in sorted(uids | set(wanted))
                 if uid in wanted or Fact("box", uid, "state") in now}  # fmt: skip
        contexts = {uid: await self._context(entry, boxes[uid]) for uid in wanted}
        cards: dict[str, CardFound] = {}
        for box in (boxes[uid] for uid in wanted):
            if box.smartcard_id and (held := await self._targets.card_in(box)):
                cards[box.smartcard_id] = held
        for number in filter(None, wanted.values()):
            cards[number] = await self._card(entry, number, boxes)
        links = Links(boxes, contexts, cards)
        swap = swapping.plan_back(stored.steps[-1].write.call, links, wanted)
        return [swap] if swap is not None else list(plan_links(links, wanted))

    async def _card(self, entry: Entry, number: str, boxes: Mapping[str, SetTopBox]) -> CardFound:
        """Return a card of the change. Raise ChangedSince if it is in a box that is not of it."""
        card = await self._targets.card(number)
        if card.holder is not None and card.holder.uid not in boxes:
            at = Fact("smartcard", number, "box")
            raise changed_since(entry.id, {at: card.holder.uid}, [at])
        return card

    async def _box(self, uid: str) -> SetTopBox:
        kind = IdKind.DEVICE_UID if self._platform.family == "sdp2" else IdKind.OPF_DEVICE
        return await self._targets.box(uid, kind)

    async def _account(self, ask: Reading) -> Account:
        found = await self._targets.find(ask.value, Account, only=ask.kind)
        return cast(Account, found)


def _operation_for(trace: Trace) -> Operation | None:
    """Return the operation that restores a fact, where one alone can; None for a link."""
    value = (trace.fact.name, trace.before or "")
    setting = [spec.operation for spec in SPECS.values() if spec.sets == value]
    if setting:
        return setting[0]
    restoring = [spec.operation for spec in SPECS.values() if trace.kind in spec.restores]
    return restoring[0] if len(restoring) == 1 else None
