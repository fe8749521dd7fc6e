"""`smstui drafts`: changes that wait for the platform and for a person."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from smstui.commands.change import ApplyOptions, change_options, orderly_end
from smstui.commands.earlier_rows import tell_earlier_rows
from smstui.commands.exits import Exit, exit_of
from smstui.commands.global_options import GlobalOptions, global_options
from smstui.commands.output import (
    OutputFailed,
    colours_wanted,
    narrate,
    need_reader,
    say,
    say_document,
    say_lines,
)
from smstui.commands.waiting import waiting
from smstui.domain.age import utc_now

if TYPE_CHECKING:
    from smstui.commands.interrupts import Interrupts
    from smstui.commands.row_telling import Row, RowTeller
    from smstui.domain.changes.plan import Plan
    from smstui.domain.changes.verdict import StepResult
    from smstui.services.client import Client
    from smstui.services.drafts import Checked
    from smstui.store.drafts import Draft


@click.command("drafts")
@click.argument("ids", nargs=-1, metavar="[DRAFT]...")
@click.option("--check", is_flag=True, help="Check each against the platform first; reads only.")
@click.option("--discard", is_flag=True, help="Let the named drafts go.")
@click.option("--all", "everything", is_flag=True, help="List those that are over as well.")
@change_options
@click.pass_context
def command(
    context: click.Context,
    ids: tuple[str, ...],
    *,
    check: bool,
    discard: bool,
    everything: bool,
    apply_options: ApplyOptions,
) -> int:
    """List the drafts of the deployment, or those named.

    With --apply each is checked against the platform and what is ready goes through the door, row
    by row. What moved since it was drafted, or asks for more than one yes among many, is set
    aside; named by its id, it is applied with what it asks for (--reason, --confirm), once what
    moved was said. What leads to another box, card or account by now is set aside in any case;
    named by its id, its new plan is shown, and applied the next time. What was not known when it
    was saved is shown first, by --check or by --apply, and applied the next time. Where there
    are several, --confirm takes their number.
    """
    from smstui.commands.opening import client_of

    if discard and not ids:
        raise click.UsageError("Name the drafts that are to be discarded.")
    if apply_options.draft:
        raise click.UsageError("They are drafts already.")
    if discard and apply_options.apply:
        raise click.UsageError("--discard lets go and --apply does it: give one of them.")
    wanted = global_options(context)
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
        listed = _list(client, wanted, ids, everything)
        if plans and not wanted.json:
            _show_plans(plans)
        if lost is None:
            return listed
        narrate(f"smstui: not checked: {lost}")
        return exit_of(lost)


def _list(client: "Client", wanted: GlobalOptions, ids: Sequence[str], everything: bool) -> Exit:
    from smstui.commands.columns import painted
    from smstui.commands.draft_form import drafts_form
    from smstui.presentation import drafts as presented
    from smstui.presentation.tables import Column, Row, ages
    from smstui.store.unreadable import unreadable_sentence

    call, drafts = client.engine.call, client.drafts
    if ids:
        shown = [call(drafts.get(each)) for each in ids]
    else:
        over = () if everything else ("done", "discarded")
        shown = [each for each in call(drafts.all()) if each.standing not in over]
    wanted.masker.records.learn_drafts(shown)
    lost = [] if ids else call(drafts.unreadable())
    if said := unreadable_sentence("draft", lost):
        narrate(f"smstui: {said}")
    if wanted.json:
        say_document(drafts_form(client.deployment, shown, lost))
    elif shown:
        when = ages(utc_now())
        rows = [presented.row_of(each, when) for each in shown]
        rows = [Row(row.key, ((row.key, "strong"), *row.cells)) for row in rows]
        colours = colours_wanted(wanted.plain)
        say_lines(painted((Column("draft"), *presented.COLUMNS), rows, colours), colours)
    else:
        narrate(f"smstui: there is no draft on {client.deployment.name}.")
    if not shown:
        tell_earlier_rows(client.deployment)
    return Exit.DONE


def _show_plans(plans: "Sequence[tuple[str, Plan]]") -> None:
    """Show the plans that nobody has seen yet."""
    from smstui.commands.change_lines import plan_lines

    for draft_id, plan in plans:
        say(f"draft {draft_id}")
        say_lines(f"  {line}" for line in plan_lines(plan))


class _Round:
    """Drafts, checked and applied one after the other."""

    def __init__(
        self, client: "Client", wanted: GlobalOptions, apply_options: ApplyOptions
    ) -> None:
        self._client = client
        self._wanted = wanted
        self._apply_options = apply_options

    def go(self, named: "Sequence[Draft]") -> Exit:
        from smstui.commands.interrupts import Interrupted, Interrupts
        from smstui.commands.row_telling import RowTeller
        from smstui.store.unreadable import unreadable_sentence

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
        teller: "RowTeller",
        draft: str,
        interrupts: "Interrupts",
        *,
        alone: bool,
        many: bool,
    ) -> str:
        """Check one and apply it if it may be; why to stop after it, or nothing."""
        from smstui.commands.interrupts import Interrupted
        from smstui.domain.changes.refusal import ChangedSince
        from smstui.store.drafts import Standing

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
        teller: "RowTeller",
        draft: "Draft",
        plan: "Plan",
        interrupts: "Interrupts",
        *,
        many: bool,
    ) -> str:
        """Apply a draft that may be; why to stop after it, or nothing."""
        from smstui.commands.interrupts import Interrupted
        from smstui.domain.changes.confirmation import Confirmation
        from smstui.domain.changes.refusal import ChangedSince, RefusedHere

        drafts, n, row, sent = self._client.drafts, len(teller.codes) + 1, _row(draft), set[int]()

        def progress(turn: "StepResult") -> None:
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


def _not_seen(checked: "Checked") -> "Checked":
    """`checked` as changed since it was shown: nobody has seen yet what moved."""
    from dataclasses import replace

    from smstui.domain.changes.refusal import ChangedSince
    from smstui.store.drafts import Standing

    said = " ".join(each for each in (checked.moved, checked.unseen) if each)
    error = ChangedSince(
        f"{said} Nothing was sent.",
        hint="Look at the new plan, then decide again.",
        plan=checked.draft_check.plan,
    )
    draft_check = replace(checked.draft_check, standing=Standing.ASIDE, said=said, error=error)
    return replace(checked, draft_check=draft_check)


def _told(checked: "Checked") -> Any:
    """How it was weighed, with what the draft's own before-image adds to it."""
    from dataclasses import replace

    if not checked.draft_check.was_reached:
        return checked.draft_check
    return replace(checked.draft_check, standing=checked.draft.standing, said=checked.draft.said)


def _row(draft: "Draft") -> "Row":
    from smstui.commands.row_telling import Row

    told = {
        "draft_id": draft.id,
        "target": draft.target_named,
        "second": draft.second_named or None,
    }
    return Row(draft.operation, told)


def _is_over(draft: "Draft") -> Any:
    from smstui.domain.changes.refusal import RefusedHere

    return RefusedHere(f"Draft {draft.id} is {draft.standing}.", hint=draft.said)
