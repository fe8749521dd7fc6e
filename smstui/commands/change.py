"""What every command that changes something has in common: plan, stop; with --apply, apply.

Standard output has the plan and the result, standard error the rest.
"""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, Final

import click

from smstui.commands.exits import Exit, exit_of
from smstui.commands.global_options import GlobalOptions, global_options
from smstui.commands.output import (
    OutputFailed,
    error_form,
    naming,
    narrate,
    need_reader,
    report,
    say_document,
    say_lines,
)
from smstui.domain.changes.refusal import ChangedSince
from smstui.domain.errors import SmstuiError, StoreFailed

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from smstui.domain.changes.plan import Plan
    from smstui.domain.changes.verdict import StepResult
    from smstui.services.changes import ChangeResult, Changes, Request
    from smstui.services.client import Client

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

_OUTCOME_OF: Final = {Exit.REFUSED_HERE: "refused-here", Exit.CHANGED: "changed"}


@dataclass(frozen=True, slots=True)
class ApplyOptions:
    """Whether to apply, or to keep as a draft, and what was given for it."""

    apply: bool
    reason: str
    confirm: str | None
    draft: bool = False

    def __post_init__(self) -> None:
        if self.draft and self.apply:
            raise click.UsageError(
                "--draft keeps for later and --apply does it now: give one of them."
            )


def change_options(command: Callable[..., int]) -> Callable[..., int]:
    """The options of every command that changes something, handed to it as `apply_options`."""

    @wraps(command)
    def apply_options_given(
        *given: Any, apply: bool, reason: str, confirm: str | None, draft: bool, **more: Any
    ) -> int:
        return command(*given, apply_options=ApplyOptions(apply, reason, confirm, draft), **more)

    for option in reversed(
        [
            click.option("--apply", "apply", is_flag=True, help="Apply the plan and prove it."),
            click.option("--draft", is_flag=True, help="Save a draft; the platform is not asked."),
            click.option("--reason", metavar="TEXT", default="", help="Why, for the journal."),
            click.option(
                "--confirm",
                metavar="LAST4",
                help="Last four characters of the id; of a batch, the number of its rows.",
            ),
        ]
    ):
        apply_options_given = option(apply_options_given)
    return apply_options_given


def run_change(
    context: click.Context, noun: str, request: "Request", apply_options: ApplyOptions
) -> Exit:
    """Plan `request`, and apply it or keep it as a draft if that was asked for."""
    if apply_options.draft:
        from smstui.commands.drafting import keep_as_draft

        return keep_as_draft(global_options(context), request)

    def planned(changes: "Changes") -> "Coroutine[Any, Any, Plan]":
        return changes.decide(request) if apply_options.apply else changes.plan(request)

    return run_plan(context, noun, planned, apply_options, request)


def run_plan(
    context: click.Context,
    noun: str,
    planned: "Callable[[Changes], Coroutine[Any, Any, Plan]]",
    apply_options: ApplyOptions,
    request: "Request | None" = None,
) -> Exit:
    """Show the plan that `planned` makes, and apply it if that was asked for.

    `request` is what it is made for, where ids were typed.
    """
    from smstui.commands.opening import client_of
    from smstui.platforms.correlation import correlated, new_correlation_id

    wanted = global_options(context)
    with orderly_end(), client_of(wanted) as client, correlated(new_correlation_id()):
        return _Run(client, wanted, noun, apply_options, request).go(planned)


@contextmanager
def orderly_end() -> Iterator[None]:
    """Have SIGTERM and SIGHUP end this run as an interrupt does: an open write gets its answer."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {each: signal.signal(each, interrupt) for each in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


class _Run:
    """One plan on its way."""

    def __init__(
        self,
        client: "Client",
        wanted: GlobalOptions,
        noun: str,
        apply_options: ApplyOptions,
        request: "Request | None" = None,
    ) -> None:
        self._client = client
        self._json = wanted.json
        self._masker = wanted.masker
        self._noun = noun
        self._apply_options = apply_options
        self._request = request
        self._plan: Plan | None = None
        self._applying = False

    def go(self, planned: "Callable[[Changes], Coroutine[Any, Any, Plan]]") -> Exit:
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

    def _tell_left_over(self, changes: "Changes") -> None:
        """What an earlier run left undecided is said first; here nothing is done about it."""
        from smstui.presentation.journal import title_of

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
        from smstui.domain.changes.confirmation import Confirmation

        return Confirmation(self._apply_options.confirm, self._apply_options.reason)

    def _show(self, plan: "Plan") -> None:
        from smstui.commands.change_lines import plan_lines

        say_lines(plan_lines(plan))

    def _tell_planned(self, plan: "Plan") -> None:
        from smstui.presentation.plans import how_to_apply

        if self._json:
            say_document(self._form(plan=plan))
        else:
            narrate(f"smstui: {how_to_apply(plan)}")

    def _tell(self, result: "ChangeResult") -> Exit:
        from smstui.commands.change_form import failure_form
        from smstui.commands.change_lines import result_lines
        from smstui.presentation.results import said_of

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
            narrate(f"smstui: change {result.change_id} is {result.outcome}, but {error}. "
                    "smstui journal has it.")  # fmt: skip
        if said := said_of(result):
            narrate(f"smstui: {said}")
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
        from smstui.commands.change_form import change_form

        deployment = self._client.deployment
        return change_form(self._noun, deployment.name, deployment.family, **known)

    def _progress(self, result: "StepResult") -> None:
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
