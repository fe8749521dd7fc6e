"""Drafts: listed, checked against the platform, applied one after the other, discarded."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from smstui.commands.apply_options import ApplyOptions
from smstui.commands.change_lines import plan_lines
from smstui.commands.exits import Exit, exit_of
from smstui.commands.global_options import GlobalOptions
from smstui.commands.interrupts import Interrupted, Interrupts, orderly_end
from smstui.commands.listings import list_drafts
from smstui.commands.opening import client_of
from smstui.commands.output import (
    OutputFailed,
    narrate,
    need_reader,
    say,
    say_lines,
)
from smstui.commands.row_telling import Row, RowTeller
from smstui.commands.waiting import waiting
from smstui.domain.changes.confirmation import Confirmation
from smstui.domain.changes.plan import Plan
from smstui.domain.changes.refusal import ChangedSince, RefusedHere
from smstui.domain.changes.verdict import StepResult
from smstui.services.client import Client
from smstui.services.drafts import Checked
from smstui.store.drafts import Draft, Standing
from smstui.store.unreadable import unreadable_sentence


def run_drafts(
    wanted: GlobalOptions,
    ids: Sequence[str],
    apply_options: ApplyOptions,
    *,
    check: bool,
    discard: bool,
    everything: bool,
) -> Exit:
    """List the drafts, or those named; check, apply or discard them first if that was asked for."""
    with orderly_end(), client_of(wanted, offline=not (check or apply_options.apply)) as client:
        call, drafts = client.engine.call, client.drafts
        named = [call(drafts.get(each)) for each in ids]
        if discard:
            for draft in named:
                call(drafts.discard(draft.id))
                narrate(f"smstui: draft {draft.id} is discarded.")
            return Exit.DONE
        if apply_options.apply:
            return _Round(client, wanted, apply_options).go(named)
        lost = None
        plans: list[tuple[str, Plan]] = []
        if check:
            with waiting("Reading the state of the drafts …", wanted):
                checked = call(drafts.check([draft.id for draft in named] or None))
            lost = next(
                (one.draft_check.error for one in checked if not one.draft_check.was_reached), None
            )
            plans = [(one.draft.id, one.draft_check.plan) for one in checked
                     if one.unseen and not one.moved and one.draft_check.plan]  # fmt: skip
            for draft_id, plan in plans:
                call(drafts.shown(draft_id, plan))
        listed = list_drafts(client, wanted, ids, everything)
        if plans and not wanted.json:
            _show_plans(plans)
        if lost is None:
            return listed
        narrate(f"smstui: not checked: {lost}")
        return exit_of(lost)


def _show_plans(plans: Sequence[tuple[str, Plan]]) -> None:
    """Show the plans that nobody has seen yet."""
    for draft_id, plan in plans:
        say(f"draft {draft_id}")
        say_lines(f"  {line}" for line in plan_lines(plan))


class _Round:
    """Drafts, checked and applied one after the other."""

    def __init__(self, client: Client, wanted: GlobalOptions, apply_options: ApplyOptions) -> None:
        self._client = client
        self._wanted = wanted
        self._apply_options = apply_options

    def go(self, named: Sequence[Draft]) -> Exit:
        call, drafts = self._client.engine.call, self._client.drafts
        chosen = [each.id for each in named] or [each.id for each in call(drafts.open())]
        if not named and (said := unreadable_sentence("draft", call(drafts.unreadable()))):
            narrate(f"smstui: {said}")
        if not chosen:
            narrate(f"smstui: there is no draft on {self._client.deployment.name}.")
            return Exit.DONE
        many = len(chosen) > 1
        if many:
            self._client.changes.agree_to_rows(len(chosen), self._apply_options.confirm)
        teller = RowTeller(self._client.deployment, "draft", self._wanted, total=len(chosen))
        self._wanted.masker.records.learn_drafts([call(drafts.get(each)) for each in chosen])
        over = [draft for draft in named if draft.standing.is_over]
        for draft in over:
            teller.refused(len(teller.codes) + 1, _row(draft), _is_over(draft))
        left = [each for each in chosen if each not in {draft.id for draft in over}]
        with Interrupts(self._client.engine) as interrupts:
            try:
                for n, each in enumerate(left, start=1):
                    need_reader()
                    stop = self._one(teller, each, interrupts, alone=bool(named), many=many)
                    if interrupts.interrupted:
                        break
                    if stop:
                        rest = [_row(call(drafts.get(other))) for other in left[n:]]
                        teller.not_tried(rest, stop)
                        break
            except Interrupted:
                pass
            except OutputFailed as error:
                return teller.cut_short(error)
            if interrupts.interrupted:
                told = len(teller.codes)
                narrate(f"smstui: interrupted after {told} of {len(chosen)} drafts. Run it again: "
                        "what is done is not sent again.")  # fmt: skip
        if interrupts.interrupted:
            raise KeyboardInterrupt
        return teller.sum_up(applied=True)

    def _one(
        self,
        teller: RowTeller,
        draft: str,
        interrupts: Interrupts,
        *,
        alone: bool,
        many: bool,
    ) -> str:
        """Check one and apply it if it may be; why to stop after it, or nothing."""
        call, drafts, n = self._client.engine.call, self._client.drafts, len(teller.codes) + 1
        with waiting(f"Draft {n}: {draft} …", self._wanted):
            try:
                found = interrupts.read(drafts.check([draft], deciding=True))
            except Interrupted:
                teller.interrupted(n, _row(call(drafts.get(draft))))
                return ""
            if not found:
                kept = call(drafts.get(draft))
                teller.refused(n, _row(kept), _is_over(kept))
                return ""
            (checked,) = found
            kept, draft_check = checked.draft, checked.draft_check
            plan = draft_check.plan
            may = kept.standing is Standing.READY or (alone and kept.standing is Standing.ASIDE)
            if may and checked.unseen and plan is not None:
                teller.planned(n, _row(kept), _not_seen(checked).draft_check)
                call(drafts.shown(draft, plan))
                return ""
            if alone and checked.is_new and plan is not None:
                checked = _not_seen(checked)
                draft_check = checked.draft_check
            changed = isinstance(draft_check.error, ChangedSince)
            if plan is None or changed or not may:
                teller.planned(n, _row(kept), _told(checked))
                if plan is not None and changed and alone:
                    call(drafts.shown(draft, plan))
                return "" if draft_check.was_reached else "the platform is not reached."
            return self._apply(teller, kept, plan, interrupts, many=many)

    def _apply(
        self,
        teller: RowTeller,
        draft: Draft,
        plan: Plan,
        interrupts: Interrupts,
        *,
        many: bool,
    ) -> str:
        """Apply a draft that may be; why to stop after it, or nothing."""
        drafts, n, row, sent = self._client.drafts, len(teller.codes) + 1, _row(draft), set[int]()

        def progress(turn: StepResult) -> None:
            (sent.add if turn.sent else sent.discard)(turn.n)

        last4 = None if many else self._apply_options.confirm
        given = Confirmation(last4, self._apply_options.reason, in_batch=many)
        try:
            result = interrupts.change(drafts.apply(draft.id, plan, given, progress=progress))
        except (RefusedHere, ChangedSince) as refusal:
            teller.refused(n, row, refusal)
        except Interrupted:
            teller.interrupted(n, row, plan=plan)
        else:
            if result is not None:
                teller.ended(n, row, result)
                return result.stops
            change = self._client.engine.call(drafts.get(draft.id)).change
            begun = change if change != draft.change else ""
            teller.interrupted(n, row, plan=plan, change_id=begun, sent=bool(sent))
        return ""


def _not_seen(checked: Checked) -> Checked:
    """`checked` as changed since it was shown: nobody has seen yet what moved."""
    said = " ".join(each for each in (checked.moved, checked.unseen) if each)
    error = ChangedSince(
        f"{said} Nothing was sent.",
        hint="Look at the new plan, then decide again.",
        plan=checked.draft_check.plan,
    )
    draft_check = replace(checked.draft_check, standing=Standing.ASIDE, said=said, error=error)
    return replace(checked, draft_check=draft_check)


def _told(checked: Checked) -> Any:
    """Return the result of the check, with what the draft's own before-image adds."""
    if not checked.draft_check.was_reached:
        return checked.draft_check
    return replace(checked.draft_check, standing=checked.draft.standing, said=checked.draft.said)


def _row(draft: Draft) -> Row:
    told = {
        "draft_id": draft.id,
        "target": draft.target_named,
        "second": draft.second_named or None,
    }
    return Row(draft.operation, told)


def _is_over(draft: Draft) -> Any:
    return RefusedHere(f"Draft {draft.id} is {draft.standing}.", hint=draft.said)
