"""`smstui diagnose ID…`: why this customer cannot watch."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from smstui.commands.exits import Exit, exit_of, worst
from smstui.commands.lookup import texts_of
from smstui.commands.output import (
    colours_wanted,
    error_form,
    narrate,
    report,
    say,
    say_document,
)
from smstui.commands.waiting import waiting
from smstui.commands.wishes import Wishes, wishes
from smstui.domain.errors import SignInRefused, SmstuiError
from smstui.domain.identifiers import IdKind

if TYPE_CHECKING:
    from smstui.services.desk import Desk
    from smstui.services.diagnosis import Diagnosed
    from smstui.services.outcomes import Nothing, Several


@click.command("diagnose")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.option(
    "--reported",
    default="",
    metavar="CODE",
    help="The code the viewer reads: 1007, SSM 1007, 20002, E16-4.",
)
@click.option(
    "--as",
    "as_kind",
    type=click.Choice([kind.value for kind in IdKind]),
    metavar="KIND",
    help="Take every ID for one kind, as in smstui lookup.",
)
@click.pass_context
def command(
    context: click.Context, ids: tuple[str, ...], reported: str, as_kind: str | None
) -> int:
    """Say why a customer cannot watch, worst first, and what to do about it.

    ID is anything that leads to a device, a card or an account. Nothing is changed. With - ids
    are read from standard input, one a line. The exit code tells whether each ID opened, not
    what was found.
    """
    from smstui.commands.opening import desk_of

    wanted = wishes(context)
    with desk_of(wanted) as desk:
        rounds = Rounds(desk, wanted, reported, IdKind(as_kind) if as_kind else None)
        codes = []
        for text in texts_of(ids):
            codes.append(rounds.answer(text))
            if rounds.signed_off:
                break
    return worst(codes)


class Rounds:
    """Diagnoses one id after the other. An id that fails leaves the others standing."""

    def __init__(
        self, desk: "Desk", wanted: Wishes, reported: str = "", only: IdKind | None = None
    ) -> None:
        self._desk = desk
        self._wanted = wanted
        self._reported = reported
        self._only = only
        self._said_before = False
        self.signed_off = False
        """Set when the platform refuses the password: asking on could lock the user out."""

    def answer(self, text: str) -> Exit:
        """Diagnose `text` and print what came of it."""
        from smstui.commands.diagnosis_form import failed_form

        desk = self._desk
        try:
            work = desk.diagnose(text, reported=self._reported, only=self._only)
            with waiting(f"Asking {desk.deployment.name} for {text[:60]} …", self._wanted):
                diagnosed = desk.engine.call(work)
        except SmstuiError as error:
            self.signed_off = isinstance(error, SignInRefused)
            form = failed_form(desk.deployment.name, desk.deployment.family, text)
            report(error, self._wanted.json, **form)
            return exit_of(error)
        return self._tell(diagnosed)

    def _tell(self, diagnosed: "Diagnosed") -> Exit:
        from smstui.services.outcomes import Nothing, Opened

        outcome = diagnosed.outcome
        if isinstance(outcome, Nothing):
            return self._missing(outcome)
        if not isinstance(outcome, Opened):
            return self._several(outcome)
        now = datetime.now(UTC)
        if self._wanted.json:
            from smstui.commands.diagnosis_form import diagnosis_form

            deployment = self._desk.deployment
            form = diagnosis_form(deployment.name, deployment.family, diagnosed, now)
            say_document(form)
            return Exit.DONE
        from smstui.commands.diagnosis_sheet import lines_of

        colours = colours_wanted(self._wanted.plain)
        self._part()
        if outcome.offline:
            narrate(f"smstui: judged from the cache. {outcome.offline}")
        assert diagnosed.diagnosis is not None  # noqa: S101  an opened id was judged
        say("\n".join(lines_of(outcome, diagnosed.diagnosis, now, colours)), colours)
        return Exit.DONE

    def _missing(self, nothing: "Nothing") -> Exit:
        from smstui.commands.diagnosis_form import failed_form
        from smstui.commands.verdicts import not_found

        deployment = self._desk.deployment
        error = not_found(nothing, deployment.name, datetime.now(UTC))
        if self._wanted.json:
            form = failed_form(deployment.name, deployment.family, nothing.asked.text)
            say_document(form | {"error": error_form(error)})
        else:
            report(error, as_json=False)
        return Exit.NOT_FOUND

    def _several(self, several: "Several") -> Exit:
        from smstui.commands.diagnosis_form import several_form
        from smstui.commands.verdicts import several_lines

        deployment = self._desk.deployment
        if self._wanted.json:
            say_document(several_form(deployment.name, deployment.family, several))
            return Exit.SEVERAL
        self._part()
        say("\n".join(several_lines(several, "diagnose")))
        for problem in several.problems:
            narrate(f"smstui: {problem}")
        return Exit.SEVERAL

    def _part(self) -> None:
        if self._said_before:
            say("")
        self._said_before = True
