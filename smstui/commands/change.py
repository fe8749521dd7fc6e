"""What every command that changes something has in common: plan, stop; with --apply, apply.

Standard output has the plan and the result, standard error the rest.
"""

import sys
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from typing import Any, Final

import click

from smstui.commands.apply_options import ApplyOptions
from smstui.commands.change_form import change_form, failure_form
from smstui.commands.change_lines import known_lines, plan_lines, result_lines
from smstui.commands.draft_form import drafts_form
from smstui.commands.exits import Exit, exit_of
from smstui.commands.global_options import GlobalOptions, global_options
from smstui.commands.interrupts import orderly_end
from smstui.commands.opening import client_of
from smstui.commands.output import (
    OutputFailed,
    error_form,
    naming,
    narrate,
    need_reader,
    report,
    say_document,
    say_lines,
    told,
)
from smstui.commands.standard_input import standard_input
from smstui.domain.age import utc_now
from smstui.domain.changes.confirmation import Confirmation
from smstui.domain.changes.operations import PASSWORD, SECOND, TARGET, OperationSpec
from smstui.domain.changes.plan import Plan
from smstui.domain.changes.refusal import ChangedSince
from smstui.domain.changes.verdict import StepResult, in_words_of
from smstui.domain.errors import SmstuiError, StoreFailed
from smstui.domain.marking import personal
from smstui.domain.secret import Secret
from smstui.platforms.correlation import correlated, new_correlation_id
from smstui.presentation.journal import title_of
from smstui.presentation.plans import how_to_apply
from smstui.presentation.results import next_of, said_of
from smstui.presentation.times import ago
from smstui.services.changes import ChangeResult, Changes, Request
from smstui.services.client import Client
from smstui.store.plan_text import plan_from_text

EXITS: Final = {
    "verified": Exit.DONE,
    "accepted": Exit.ACCEPTED,
    "refused-here": Exit.REFUSED_HERE,
    "refused-by-platform": Exit.REFUSED_BY_PLATFORM,
    "not-sent": Exit.UNREACHABLE,
    "unknown": Exit.UNKNOWN,
    "not-verified": Exit.NO_EFFECT,
    "not-applied": Exit.NO_EFFECT,
    "changed": Exit.CHANGED,
    "partial": Exit.PARTIAL,
}
"""Outcome to exit code; both are part of the command line's contract."""

LONGEST_LINE: Final = 1_024
"""Bytes read of standard input."""

_OUTCOME_OF: Final = {Exit.REFUSED_HERE: "refused-here", Exit.CHANGED: "changed"}


def run_operation(
    context: click.Context,
    noun: str,
    spec: OperationSpec,
    given: Mapping[str, str],
    apply_options: ApplyOptions,
) -> Exit:
    """Plan the operation of `spec` for what was `given`; apply it, or keep it as a draft, if asked.

    Its secret is asked for only where it is applied.
    """
    prompt = spec.usage.prompt if spec.usage is not None else ""
    secret = _secret(prompt, given) if prompt and apply_options.apply else None
    password = None
    if spec.usage is not None and spec.usage.asks_password and given.get(PASSWORD):
        password = _secret(spec.usage.asks_password, given) if apply_options.apply else None
    fields = dict(given)
    target, second = fields.pop(TARGET), fields.pop(SECOND, "")
    request = Request(spec.operation, target, second, fields, secret=secret, password=password)
    return run_change(context, noun, request, apply_options)


def run_change(
    context: click.Context, noun: str, request: Request, apply_options: ApplyOptions
) -> Exit:
    """Plan `request`, and apply it or keep it as a draft if that was asked for."""
    if apply_options.draft:
        return keep_as_draft(global_options(context), request)

    def planned(changes: Changes) -> Coroutine[Any, Any, Plan]:
        return changes.decide(request) if apply_options.apply else changes.plan(request)

    return run_plan(context, noun, planned, apply_options, request)


def keep_as_draft(wanted: GlobalOptions, request: Request) -> Exit:
    """Save `request` as a draft and show it. Raises RefusedHere and StoreFailed."""
    with client_of(wanted, offline=True) as client:
        draft = client.engine.call(client.drafts.save(request))
        wanted.masker.records.learn_drafts([draft])
        if wanted.json:
            say_document(drafts_form(client.deployment, [draft]))
            return Exit.DONE
        if draft.plan and draft.image_at:
            plan = plan_from_text(draft.plan)
            say_lines(plan_lines(plan) if plan.steps else known_lines(plan))
            narrate(f"smstui: planned on the records as read {ago(draft.image_at, utc_now())}.")
        narrate(
            f"smstui: saved as draft {draft.id}; nothing was sent. "
            f"{draft.said or 'smstui drafts --apply checks and applies it.'}"
        )
    return Exit.DONE


def run_plan(
    context: click.Context,
    noun: str,
    planned: Callable[[Changes], Coroutine[Any, Any, Plan]],
    apply_options: ApplyOptions,
    request: Request | None = None,
) -> Exit:
    """Show the plan that `planned` makes, and apply it if that was asked for.

    `request` is what it is made for, where ids were typed.
    """
    wanted = global_options(context)
    with orderly_end(), client_of(wanted) as client, correlated(new_correlation_id()):
        return _Run(client, wanted, noun, apply_options, request).go(planned)


class _Run:
    """One plan on its way."""

    def __init__(
        self,
        client: Client,
        wanted: GlobalOptions,
        noun: str,
        apply_options: ApplyOptions,
        request: Request | None = None,
    ) -> None:
        self._client = client
        self._json = wanted.json
        self._masker = wanted.masker
        self._noun = noun
        self._apply_options = apply_options
        self._request = request
        self._plan: Plan | None = None
        self._applying = False

    def go(self, planned: Callable[[Changes], Coroutine[Any, Any, Plan]]) -> Exit:
        call = self._client.engine.call
        try:
            changes = self._client.changes
            self._tell_left_over(changes)
            self._plan = plan = call(planned(changes))
            self._masker.records.learn_plan(plan)
            if not self._json:
                self._show(plan)
            if not self._apply_options.apply:
                self._tell_planned(plan)
                return Exit.DONE
            need_reader()
            self._applying = True
            result = call(
                changes.apply(
                    plan, self._confirmation(), progress=None if self._json else self._progress
                )
            )
        except SmstuiError as error:
            return self._refused(error)
        except OutputFailed as error:
            if not self._apply_options.apply:
                raise
            narrate(f"smstui: {error}, so nothing was sent.")
            return Exit.REFUSED_HERE
        except KeyboardInterrupt:
            if self._applying:
                narrate("smstui: interrupted. A change that was started "
                        "continues to its end; see smstui journal.")  # fmt: skip
            else:
                narrate("smstui: interrupted. Nothing was sent.")
            raise
        return self._tell(result)

    def _tell_left_over(self, changes: Changes) -> None:
        """Tell what an earlier run left undecided. Nothing is done about it here."""
        call = self._client.engine.call
        with suppress(StoreFailed):  # whether the journal can be used is asked when it must be
            still_open = call(changes.still_open())
            self._masker.records.learn_entries(still_open)
            at_work = call(changes.at_work(still_open))
            for entry in still_open:
                if entry.id not in at_work:
                    narrate(
                        f"smstui: change {entry.id} ({title_of(entry)}) was left over and is not "
                        "decided; smstui journal --settle decides it by reading."
                    )

    def _confirmation(self) -> Any:
        return Confirmation(self._apply_options.confirm, self._apply_options.reason)

    def _show(self, plan: Plan) -> None:
        say_lines(plan_lines(plan))

    def _tell_planned(self, plan: Plan) -> None:
        if self._json:
            say_document(self._form(plan=plan))
        else:
            narrate(f"smstui: {how_to_apply(plan)}")

    def _tell(self, result: ChangeResult) -> Exit:
        code = EXITS[result.outcome]
        try:
            if self._json:
                form = self._form(plan=result.plan, result=result)
                if code not in (Exit.DONE, Exit.ACCEPTED):
                    form |= failure_form(result)
                say_document(form)
                return code
            say_lines(result_lines(result))
        except OutputFailed as error:
            narrate(f"smstui: change {result.change_id}: {in_words_of(result.outcome)}, but "
                    f"{error}. smstui journal has it.")  # fmt: skip
        if said := said_of(result):
            narrate(f"smstui: {said}")
        if way_on := next_of(result):
            narrate(f"smstui: {way_on}")
        return code

    def _refused(self, error: SmstuiError) -> Exit:
        code = exit_of(error)
        if self._request is not None and not self._plan:
            error = naming(error, self._request.target, self._request.second)
        self._plan = (isinstance(error, ChangedSince) and error.plan) or self._plan
        if self._plan:
            self._masker.records.learn_plan(self._plan)
        try:
            if self._json:
                form = self._form(plan=self._plan, outcome=_OUTCOME_OF.get(code))
                say_document(form | {"error": error_form(error)})
                return code
            if isinstance(error, ChangedSince) and error.plan:
                self._show(error.plan)
        except OutputFailed as lost:
            narrate(f"smstui: {lost}.")
        report(error, as_json=False)
        return code

    def _form(self, **known: Any) -> dict[str, Any]:
        deployment = self._client.deployment
        return change_form(self._noun, deployment.name, deployment.family, **known)

    def _progress(self, result: StepResult) -> None:
        """Said while it takes time: the settle time can be a minute."""
        if self._plan is None or result.outcome is not None or not result.sent:
            return
        settle_s = self._client.deployment.settle_s
        provable = self._plan.steps[result.n - 1].provable
        if result.verified is not None or (result.acknowledged is not None and not provable):
            return
        if result.acknowledged:
            narrate(f"smstui: step {result.n} acknowledged; reading it again")
        elif result.acknowledged is False:
            narrate(f"smstui: step {result.n} refused; reading it again")
        elif result.message:
            narrate(f"smstui: step {result.n} got no answer; reading it again in {settle_s:g} s")
        else:
            narrate(f"smstui: step {result.n} sent: {self._plan.steps[result.n - 1].title}")


def _secret(prompt: str, given: Mapping[str, str]) -> Secret | None:
    named = {name: personal(text) if name == SECOND else text for name, text in given.items()}
    return _typed_secret(told(prompt.format_map(named)))


def _typed_secret(prompt: str) -> Secret | None:
    """Return what is typed unseen, or the first line of standard input; None if empty."""
    if sys.stdin.isatty():
        asked = click.prompt(prompt, hide_input=True, err=True)
        return Secret(str(asked).strip())
    line = standard_input().readline(LONGEST_LINE).decode("utf-8", "replace").strip()
    return Secret(line) if line else None
