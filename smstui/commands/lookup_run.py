"""Look ids up one after the other, and print what came of each."""

from collections.abc import Sequence
from datetime import datetime

from smstui.commands.exits import Exit, exit_of, worst
from smstui.commands.global_options import GlobalOptions
from smstui.commands.json_form import failed_lookup_form, lookup_form
from smstui.commands.opening import client_of
from smstui.commands.output import (
    colours_wanted,
    error_form,
    narrate,
    report,
    say,
    say_document,
    say_lines,
)
from smstui.commands.sheet import Sheet
from smstui.commands.typed_lines import texts_of
from smstui.commands.verdicts import doubt_lines, not_found, several_lines
from smstui.commands.waiting import waiting
from smstui.domain.age import utc_now
from smstui.domain.errors import BadIdentifier, SignInRefused, SmstuiError
from smstui.domain.identifiers import IdKind
from smstui.domain.marking import typed
from smstui.services.client import Client
from smstui.services.outcomes import Nothing, Opened, Outcome, Several


def run_lookup(
    wanted: GlobalOptions, ids: Sequence[str], only: IdKind | None, *, offline: bool
) -> Exit:
    """Look `ids` up; the exit code is that of the first that did not open."""
    with client_of(wanted, offline=offline) as client:
        lookup = Lookups(client, wanted, only, offline)
        codes = []
        for text in texts_of(ids):
            codes.append(lookup.answer(text))
            if lookup.signed_off:
                break
    return worst(codes)


class Lookups:
    """Answers one id after the other. An id that fails leaves the others standing."""

    def __init__(
        self,
        client: Client,
        wanted: GlobalOptions,
        only: IdKind | None = None,
        offline: bool = False,
    ) -> None:
        self._client = client
        self._wanted = wanted
        self._only = only
        self._offline = offline
        self._said_before = False
        self.signed_off = False
        """Set when the platform refuses the password: asking on could lock the user out."""

    def answer(self, text: str) -> Exit:
        """Look `text` up and print what came of it."""
        self._wanted.masker.forget()
        try:
            work = self._client.look_up(text, only=self._only, offline=self._offline)
            with waiting(self._wanted.asking(self._client.deployment.name, text), self._wanted):
                outcome = self._client.engine.call(work)
                if isinstance(outcome, Opened):
                    outcome = self._client.engine.call(self._client.named(outcome))
        except SmstuiError as error:
            self.signed_off = isinstance(error, SignInRefused)
            self._failed(text, error)
            return exit_of(error)
        return self._tell(text, self._wanted.masker.records.outcome(outcome))

    def _tell(self, text: str, outcome: Outcome) -> Exit:
        now = utc_now()
        deployment = self._client.deployment
        missing = None
        if isinstance(outcome, Nothing):
            meanings = () if self._only else self._client.engine.call(self._client.meanings(text))
            missing = not_found(outcome, deployment.name, now, meanings)
        if self._wanted.json:
            form = lookup_form(deployment.name, deployment.family, outcome, now)
            say_document(form | {"error": error_form(missing)} if missing else form)
        elif missing:
            report(missing, as_json=False)
        else:
            self._print(outcome, now)
        if missing:
            return Exit.NOT_FOUND
        return Exit.DONE if isinstance(outcome, Opened) else Exit.SEVERAL

    def _print(self, outcome: Outcome, now: datetime) -> None:
        colours = colours_wanted(self._wanted.plain)
        if self._said_before:
            say("")
        self._said_before = True
        if isinstance(outcome, Opened):
            if outcome.offline:
                narrate(f"smstui: shown from the cache. {outcome.offline}")
            say_lines(Sheet(now, colours).lines(outcome), colours)
            for doubt in doubt_lines(outcome):
                narrate(doubt)
        elif isinstance(outcome, Several):
            say_lines(several_lines(outcome))
            for problem in outcome.problems:
                narrate(f"smstui: {problem}")
        if isinstance(outcome, Opened | Several):
            for note in outcome.notes:
                narrate(f"smstui: {note}")

    def _failed(self, text: str, error: SmstuiError) -> None:
        deployment = self._client.deployment
        form = failed_lookup_form(deployment.name, deployment.family, text)
        if self._wanted.json or text in error.message or isinstance(error, BadIdentifier):
            report(error, self._wanted.json, **form)
        else:
            # A sign-in or a line that fails does so for an id all the same: say for which.
            narrate(f"smstui: {typed(text)}: {error}")
