"""Drafts and scans without a disk and without a platform, for how they look."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from smstui.domain.changes.confirmation import Confirmation
from smstui.domain.changes.facts import Fact
from smstui.domain.changes.operations import Call, Operation
from smstui.domain.changes.plan import Plan, Step, Write
from smstui.domain.changes.verdict import Outcome, StepResult
from smstui.domain.errors import NotSent, SmstuiError
from smstui.domain.pairing_hand import Hand, ScanOutcome
from smstui.domain.scanning import Code, Sort, sorted_by_form
from smstui.services.changes import ChangeResult, Request
from smstui.services.drafts import Checked, DraftCheck, PairingChecked, Scanned
from smstui.store.drafts import Draft, Standing
from smstui.store.plan_text import plan_to_text
from tests.support.fake_client import NOW

LOST = NotSent(
    "lab cannot be reached: the connection was refused, so nothing was sent.",
    correlation_id="2c5f1d0e-0b7c-4c59-9f0a-7f3d7f6f1a11",
)
BOXES = [f"E833815B{n:04d}" for n in range(1, 9)]
CARDS = [f"0007700{n:05d}" for n in range(1, 9)]
WHY = (
    "It is disruptive (unpair box 3999 from card 000770000003: the box goes dark). Confirm it "
    "by itself."
)


def a_pair_plan(box: str, card: str, uid: str = "3501") -> Plan:
    fact = Fact("box", uid, "card")
    step = Step(
        Write(Call.PAIR, uid, {"card": card}), f"pair box {uid} and card {card}", {fact: None},
        {fact: card}, (), undo=Write(Call.UNPAIR, uid),
    )  # fmt: skip
    return Plan(Operation.PAIR, step.title, "sdp2", (step,), {}, (), (f"card {card}",),
                account="tst.40001", confirm=card)  # fmt: skip


def a_draft(at: int, standing: Standing = Standing.WAITING, said: str = "") -> Draft:
    return Draft(
        f"d{at}", "lab", "sdp2", "pair", BOXES[at], NOW - timedelta(minutes=20 - at),
        NOW + timedelta(days=7), CARDS[at], standing=standing, said=said, person="ann",
        role="installer",
    )  # fmt: skip


def some_drafts() -> list[Draft]:
    return [
        a_draft(0, Standing.DONE, "verified"),
        a_draft(1, Standing.READY),
        a_draft(2, Standing.ASIDE, WHY),
        a_draft(3, Standing.READY),
    ]


class FakeDrafts:
    """Holds what it is given; checking finds what is `found`, or that nobody is there."""

    def __init__(self, drafts: Iterable[Draft] = (), lost: SmstuiError | None = None) -> None:
        self.kept = {draft.id: draft for draft in drafts}
        self.lost = lost
        self.ends = {"d3": (Outcome.NOT_VERIFIED, "The platform acknowledged it, and nothing has "
                            "changed: box 3501 card: none.")}  # fmt: skip

    async def all(self) -> Sequence[Draft]:
        return list(self.kept.values())

    async def unreadable(self) -> Sequence[Any]:
        return []

    async def open(self) -> Sequence[Draft]:
        return [draft for draft in self.kept.values() if not draft.standing.is_over]

    async def get(self, draft: str) -> Draft:
        return self.kept[draft]

    async def save(self, request: Request, consumed: Iterable[int] = ()) -> Draft:
        plan = Plan(
            request.operation, "restrict account tst.40001", "sdp2",
            (Step(Write(Call.ACCOUNT_STATUS, "7001"), "restrict account tst.40001",
                  {Fact("account", "tst.40001", "status"): "ACTIVE"},
                  {Fact("account", "tst.40001", "status"): "RESTRICTED"}, ()),), {}, (), (),
            account="tst.40001",
        )  # fmt: skip
        made = replace(
            a_draft(7), operation=str(request.operation), target=request.target, second="",
            values=dict(request.values), plan=plan_to_text(plan),
            image_at=NOW - timedelta(hours=2),
        )  # fmt: skip
        self.kept[made.id] = made
        return made

    async def check(self, ids: Iterable[str] | None = None, **_: Any) -> Sequence[Checked]:
        chosen = [draft for draft in await self.open() if ids is None or draft.id in set(ids)]
        return [self._checked(draft) for draft in chosen]

    async def plan(self, draft: str) -> Plan:
        (checked,) = await self.check([draft])
        if checked.draft_check.plan is None:
            raise checked.draft_check.error or LOST
        return checked.draft_check.plan

    def _checked(self, draft: Draft) -> Checked:
        request = Request(Operation.PAIR, draft.target, draft.second)
        if self.lost is not None:
            return Checked(draft, DraftCheck(request, Standing.WAITING, error=self.lost))
        if draft.standing is Standing.WAITING:
            draft = self.kept[draft.id] = replace(draft, standing=Standing.READY)
        plan = a_pair_plan(draft.target, draft.second)
        return Checked(draft, DraftCheck(request, draft.standing, plan, draft.said))

    async def apply(self, draft: str, plan: Plan, given: Confirmation, **_: Any) -> ChangeResult:
        outcome, message = self.ends.get(draft, (Outcome.VERIFIED, ""))
        standing = Standing.DONE if outcome is Outcome.VERIFIED else Standing.ASIDE
        change = f"da975f469b{draft[1:]:0>2}"
        self.kept[draft] = replace(
            self.kept[draft], standing=standing, said=str(outcome), change=change
        )
        result = StepResult(1, sent=True, acknowledged=True, outcome=outcome, message=message)
        return ChangeResult(change, plan, outcome, (result,), message, "")

    async def discard(self, draft: str) -> Draft:
        return self.kept.pop(draft)


class FakePairingSession:
    """Pairs what comes, two by two, by form alone."""

    def __init__(self, drafts: FakeDrafts) -> None:
        self._drafts = drafts
        self._half: Code | None = None

    async def half(self) -> Code | None:
        return self._half

    async def hand(self) -> Hand:
        return Hand(self._half)

    async def check(self, ids: Iterable[str] | None = None, **_: Any) -> PairingChecked:
        return PairingChecked(await self._drafts.check(ids))

    async def refuse(self, code: Code) -> Code | None:
        self._half = None
        return None

    async def hold(self, code: Code, kind: Any = None) -> None:
        self._half = code

    async def drop(self) -> None:
        self._half = None

    async def is_box_after_all(self) -> bool:
        return False

    async def take(self, scanned: str) -> Scanned:
        code, half = sorted_by_form(scanned, "sdp2"), self._half
        if code.sort is Sort.WRONG:
            return Scanned(code, ScanOutcome.WRONG, code.why, half)
        if half is None:
            self._half = code
            return Scanned(code, ScanOutcome.HALF, half=code)
        box, card = (code, half) if code.sort is Sort.BOX else (half, code)
        at = len(self._drafts.kept)
        draft = replace(a_draft(at), target=box.text, second=card.text)
        self._drafts.kept[draft.id], self._half = draft, None
        return Scanned(code, ScanOutcome.PAIR, draft=draft)
