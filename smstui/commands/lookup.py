"""`smstui lookup ID…`: the whole account behind any id."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click

from smstui.commands.exits import Exit, exit_of, worst
from smstui.commands.global_options import GlobalOptions, global_options
from smstui.commands.output import (
    colours_wanted,
    error_form,
    narrate,
    report,
    say,
    say_document,
    say_lines,
)
from smstui.commands.standard_input import standard_input
from smstui.commands.typed_lines import listed_ids
from smstui.commands.waiting import waiting
from smstui.domain.age import utc_now
from smstui.domain.errors import BadIdentifier, SignInRefused, SmstuiError
from smstui.domain.identifiers import IdKind
from smstui.domain.marking import typed

if TYPE_CHECKING:
    from smstui.services.client import Client
    from smstui.services.outcomes import Outcome


@click.command("lookup")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.option(
    "--as",
    "as_kind",
    type=click.Choice([kind.value for kind in IdKind]),
    metavar="KIND",
    help=f"Take every ID for one kind: {', '.join(kind.value for kind in IdKind)}.",
)
@click.option("--offline", is_flag=True, help="Ask the cache only; the platform is not reached.")
@click.pass_context
def command(
    context: click.Context, ids: tuple[str, ...], as_kind: str | None, offline: bool
) -> int:
    """Look ids up and print the whole account of each.

    ID is anything: device uid, CASN, NUID, smartcard, MAC, serial, account number, login. With -
    ids are read from standard input, one a line. The exit code is that of the first id that did
    not open.
    """
    from smstui.commands.opening import client_of

    wanted = global_options(context)
    only = IdKind(as_kind) if as_kind else None
    with client_of(wanted, offline=offline) as client:
        lookup = Lookups(client, wanted, only, offline)
        codes = []
        for text in texts_of(ids):
            codes.append(lookup.answer(text))
            if lookup.signed_off:
                break
    return worst(codes)


def texts_of(ids: Sequence[str]) -> Iterator[str]:
    """The ids as given; `-` stands for the list of ids on standard input."""
    for given in ids:
        if given != "-":
            yield given
            continue
        with standard_input(own=True) as source:
            yield from listed_ids(source, "Standard input")


class Lookups:
    """Answers one id after the other. An id that fails leaves the others standing."""

    def __init__(
        self,
        client: "Client",
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
        except SmstuiError as error:
            self.signed_off = isinstance(error, SignInRefused)
            self._failed(text, error)
            return exit_of(error)
        return self._tell(self._wanted.masker.records.outcome(outcome))

    def _tell(self, outcome: "Outcome") -> Exit:
        from smstui.commands.json_form import lookup_form
        from smstui.commands.verdicts import not_found
        from smstui.services.outcomes import Nothing, Opened

        now = utc_now()
        deployment = self._client.deployment
        missing = not_found(outcome, deployment.name, now) if isinstance(outcome, Nothing) else None
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

    def _print(self, outcome: "Outcome", now: datetime) -> None:
        from smstui.commands.sheet import Sheet
        from smstui.commands.verdicts import doubt_lines, several_lines
        from smstui.services.outcomes import Opened, Several

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
        from smstui.commands.json_form import failed_lookup_form

        deployment = self._client.deployment
        form = failed_lookup_form(deployment.name, deployment.family, text)
        if self._wanted.json or text in error.message or isinstance(error, BadIdentifier):
            report(error, self._wanted.json, **form)
        else:
            # A sign-in or a line that fails does so for an id all the same: say for which.
            narrate(f"smstui: {typed(text)}: {error}")
