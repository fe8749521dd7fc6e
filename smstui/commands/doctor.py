"""`smstui doctor`: what works here and what does not, with what to do about it."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from smstui.commands.checkup import Check, Result, exit_of_checks, skipped
from smstui.commands.columns import table
from smstui.commands.global_options import GlobalOptions, global_options
from smstui.commands.output import colours_wanted, narrate, say, say_document, say_lines, styled
from smstui.config.files import state_folder
from smstui.domain.errors import BadConfiguration
from smstui.presentation.harmless import harmless
from smstui.presentation.looks import CHECKS

if TYPE_CHECKING:
    from smstui.commands.check_platform import PlatformCheck
    from smstui.config.settings import Deployment
    from smstui.platforms.port import Survey


@click.command("doctor")
@click.option(
    "--suggest",
    is_flag=True,
    help="Print what to add to the configuration, as TOML. Nothing is applied.",
)
@click.pass_context
def command(context: click.Context, suggest: bool) -> int:
    """Check configuration, files, addresses, certificates, sign-in, catalogue and terminal.

    Only reads, and a harmless few. Exit 0 when nothing is wrong, 2 for configuration or machine,
    6 when the platform refuses to sign in or would refuse a call, 7 when it cannot be reached.
    What is missing cannot be done until the next run. With --suggest, the checks go to standard
    error.
    """
    wanted = global_options(context)
    report = _Report(wanted, suggest=suggest)
    for check in report.checks():
        report.add(check)
    report.end()
    return exit_of_checks(report.made)


class _Report:
    """Prints each check as it is made, or all of them as one document."""

    def __init__(self, wanted: GlobalOptions, *, suggest: bool = False) -> None:
        self.made: list[Check] = []
        self.deployment: Deployment | None = None
        self.surveys: Sequence[Survey] = ()
        self._wanted = wanted
        self._suggest = suggest
        self._platform: PlatformCheck | None = None
        self._file: Path | None = None
        self._colours = colours_wanted(wanted.plain) and not suggest

    def checks(self) -> Iterator[Check]:
        from smstui.commands.check_machine import machine_checks

        yield from machine_checks(state_folder(), os.environ)
        yield from self._configuration()

    def _configuration(self) -> Iterator[Check]:
        from smstui.commands.check_platform import PlatformCheck
        from smstui.commands.config_check import configuration_checks
        from smstui.commands.configured import load_configuration

        try:
            loaded = load_configuration(self._wanted, quiet=True)
            yield from configuration_checks(loaded)
            self.deployment = loaded.deployment()
        except BadConfiguration as error:
            yield Check("configuration", Result.FAULT, error.message, error.hint)
            yield skipped("platform", "no deployment is known")
            return
        platform = PlatformCheck(self.deployment, loaded.settings)
        self._platform, self._file = platform, loaded.path
        yield from platform.checks()
        self.surveys = platform.surveys

    def add(self, check: Check) -> None:
        self.made.append(check)
        if self._wanted.json:
            return
        glyph, style = CHECKS[check.result].mark
        tail = f"  [{check.correlation_id}]" if check.correlation_id else ""
        line = f"{styled(glyph, style, self._colours)} {check.name:<16}  {check.detail}{tail}"
        whole = f"{line}\n  {'':<16}  {check.hint}" if check.hint else line
        if self._suggest:
            narrate(whole)
        else:
            say(whole, self._colours)

    def end(self) -> None:
        if self._wanted.json:
            say_document(self._document())
            return
        if self._suggest:
            say_lines(self._suggestion().splitlines(), False)
            return
        if self.surveys:
            say_lines(["", *self._catalogue()], self._colours)

    def _suggestion(self) -> str:
        """Return the TOML to add; a comment where the platform could not be asked."""
        from smstui.commands.suggest import block, learned

        if self._platform is None or self.deployment is None:
            return "# Nothing can be suggested: no deployment is known.\n"
        if self._platform.password is None or not self._platform.was_reached:
            return "# Nothing can be suggested: the platform was not asked.\n"
        return block(self.deployment, learned(self._platform), self._file)

    def _catalogue(self) -> Iterator[str]:
        rows = [["entry", "mark", "the platform says", "detail"]] + [
            [survey.entry, survey.mark, survey.says.value, survey.detail] for survey in self.surveys
        ]
        styles = {
            "confirmed": "good", "missing": "fault", "different": "fault", "refused": "fault",
        }  # fmt: skip
        for cells in table(rows, widest=70, cut=True):
            drawn = [styled(cell, styles.get(cell.strip(), ""), self._colours) for cell in cells]
            yield "".join(drawn).rstrip()

    def _document(self) -> dict[str, Any]:
        deployment = self.deployment
        suggestion = {"suggestion": harmless(self._suggestion())} if self._suggest else {}
        return {
            "schema": "smstui/doctor/1",
            "deployment": deployment.name if deployment else None,
            "family": deployment.family if deployment else None,
            "checks": [
                {
                    "check": check.name,
                    "result": check.result.value,
                    "detail": harmless(check.detail),
                    "hint": harmless(check.hint) or None,
                    "correlation_id": check.correlation_id or None,
                }
                for check in self.made
            ],
            "catalogue": [
                {
                    "entry": survey.entry,
                    "mark": survey.mark,
                    "says": survey.says.value,
                    "detail": harmless(survey.detail) or None,
                }
                for survey in self.surveys
            ],
            **suggestion,
        }
