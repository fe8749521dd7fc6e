"""The cases of this console, one an account: what was asked, judged and planned since it opened.

Told by the screens, and asked by whoever hands a case out. Changes are not kept here: they are
read from the journal, which knows how they ended.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from smstui.console.plan_request import PlanRequest
from smstui.domain.case.record import Case, Event, Judgement, Planned
from smstui.domain.errors import SmstuiError
from smstui.services.casework import question_of, record_of, with_changes

if TYPE_CHECKING:
    from smstui.domain.bundle import Bundle
    from smstui.domain.changes.plan import Plan
    from smstui.domain.triage.cross_test import CrossTest
    from smstui.domain.triage.diagnosis import Diagnosis
    from smstui.services.changes import Changes, Request
    from smstui.services.masker import Masker
    from smstui.services.outcomes import Opened
    from smstui.store.journal import Entry

MOST_CASES: Final = 50
"""Accounts whose cases are kept; the one opened longest ago goes first."""


class Casebook:
    """Keeps one `Case` an account of a deployment. `now` is the console's clock."""

    def __init__(self, deployment: str, now: Callable[[], datetime], masker: "Masker") -> None:
        self._deployment = deployment
        self._now = now
        self._masker = masker
        self._cases: dict[str, Case] = {}

    # What screens tell

    def asked(self, opened: "Opened") -> None:
        """A lookup opened something."""
        self._note(opened.bundle, question_of(opened, self._now()))

    def judged(self, opened: "Opened", diagnosis: "Diagnosis", reported: str) -> None:
        """A diagnosis was made of what is open."""
        self._note(opened.bundle, Judgement(self._now(), reported, diagnosis, record_of(opened)))

    def tested(self, opened: "Opened", test: "CrossTest") -> None:
        """The cross-test of what is open stands so now."""
        case = self.of(opened)
        self._keep(opened.bundle, replace(case, cross_test=test, record=None))

    def listening(self, plan_request: PlanRequest, seen: "Sequence[Opened]") -> PlanRequest:
        """Return `plan_request` with its plans, or the reason why there is none, noted in a case.

        The case is that of the plan's account. Without a plan it is that of the latest bundle of
        `seen` that has the record it is aimed at.
        """
        aimed = (one.bundle for one in seen if _is_aimed_at(plan_request.request, one.bundle))
        bundle = next(aimed, None)

        async def plan(changes: "Changes") -> "Plan":  # runs in the engine's thread
            try:
                made = await plan_request.plan(changes)
            except SmstuiError as error:
                told = str(error)
                number = error.correlation_id
                self._note(bundle, Planned(self._now(), plan_request.title, refusal=told,
                                           correlation_id=number))  # fmt: skip
                raise
            self._masker.records.learn_plan(made)
            event = Planned(self._now(), made.title, made.operation, made, made.request)
            if made.account:
                case = self._cases.get(made.account) or self._begun(made)
                self._put(made.account, case.having(event))
            else:
                self._note(bundle, event)
            return made

        return replace(plan_request, plan=plan)

    # What is asked of it

    @property
    def cases(self) -> "Sequence[Case]":
        """Every case, the one touched last at the end."""
        return list(self._cases.values())

    def of(self, opened: "Opened") -> Case:
        """Return the case of what is open. It begins with the record that is open."""
        case = self._cases.get(_key(opened.bundle)) or self._new(opened.bundle)
        return replace(case, record=record_of(opened))

    def with_changes(self, opened: "Opened", entries: "Sequence[Entry]") -> Case:
        """Return the case with every change of its account, as `smstui transcript` tells it."""
        return with_changes(self.of(opened), entries)

    # Inside

    def _note(self, bundle: "Bundle | None", event: Event) -> None:
        if bundle is None:
            return
        case = self._cases.get(_key(bundle)) or self._new(bundle)
        self._keep(bundle, case.having(event))

    def _keep(self, bundle: "Bundle", case: Case) -> None:
        self._put(_key(bundle), case)

    def _put(self, key: str, case: Case) -> None:
        """The one touched last stands last."""
        cases = {name: kept for name, kept in self._cases.items() if name != key}
        self._cases = dict([*cases.items(), (key, case)][-MOST_CASES:])

    def _new(self, bundle: "Bundle") -> Case:
        owner = bundle.owner
        account = (owner.id or "") if owner else ""
        return Case(bundle.deployment, bundle.family, account, self._now())

    def _begun(self, plan: "Plan") -> Case:
        return Case(self._deployment, plan.family, plan.account, self._now())


def _is_aimed_at(request: "Request | None", bundle: "Bundle") -> bool:
    """Return whether a change was requested by an id of one of the bundle's records."""
    if request is None:
        return False
    records = [*([bundle.owner] if bundle.owner else ()), *bundle.devices, *bundle.smartcards]
    ids = {getattr(one, name, None) for one in records for name in ("id", "uid", "number", "casn")}
    return request.target in ids - {None, ""}


def _key(bundle: "Bundle") -> str:
    owner = bundle.owner
    return (owner.id if owner else None) or f"{bundle.focus.kind} {bundle.focus.id}"
