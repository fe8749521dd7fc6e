"""The checks of `smstui doctor`, printed as they are made or told as documents."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from smstui.commands.check_machine import machine_checks
from smstui.commands.check_platform import PlatformCheck
from smstui.commands.checkup import Check, Result, exit_of_checks, skipped
from smstui.commands.columns import painted
from smstui.commands.config_check import configuration_checks
from smstui.commands.configured import load_configuration
from smstui.commands.global_options import GlobalOptions
from smstui.commands.output import (
    colours_wanted,
    narrate,
    say,
    say_document,
    say_lines,
    styled,
    told,
)
from smstui.commands.suggest import block, learned
from smstui.config.files import state_folder
from smstui.config.load import NO_CONFIGURATION, Loaded, deployment_names, load_alone
from smstui.domain.address_passwords import without_address_passwords
from smstui.domain.errors import BadConfiguration
from smstui.domain.text import clean
from smstui.presentation.harmless import harmless
from smstui.presentation.looks import CHECKS
from smstui.presentation.tables import LINES, Column, Row

CATALOGUE: Final = (
    Column("entry"),
    Column("certainty"),
    Column("result", firm=True),
    Column("call, or why not", rank=1, least=20, wraps=LINES),
)
_STYLES: Final = {
    "confirmed": "good", "missing": "fault", "different": "fault", "refused": "fault",
}  # fmt: skip
HANG: Final = 20
"""Where the text of a check begins, behind its sign and its name."""

if TYPE_CHECKING:
    from smstui.config.settings import Deployment
    from smstui.platforms.port import Survey


def check_one(wanted: GlobalOptions, *, suggest: bool, known: Sequence[str] = ()) -> int:
    """Check this machine and one deployment; return the exit code. The ids `known` exist there."""
    report = _Report(wanted, suggest=suggest, known=known)
    for check in report.checks():
        report.add(check)
    report.end()
    return exit_of_checks(report.made)


def check_all(wanted: GlobalOptions, *, suggest: bool) -> int:
    """Check this machine and the file once, then every deployment; return the highest exit code.

    What is wrong with one of them keeps no other from being checked.
    """
    if wanted.deployment:
        raise click.UsageError("--all checks every deployment: leave --deployment out.")
    report = _Report(wanted, suggest=suggest)
    for check in report.general_checks():
        report.add(check)
    names = report.names
    if not names:
        report.add(skipped("platform", "no deployment is known"))
        report.end()
    codes = [exit_of_checks(report.made)]
    for name in names:
        one = _Report(wanted, suggest=suggest, of=report, name=name)
        one.head()
        for check in one.checks_of_one():
            one.add(check)
        one.end()
        codes.append(exit_of_checks(one.made))
    return max(codes)


class _Report:
    """Prints each check as it is made, or all of them as one document."""

    def __init__(
        self,
        wanted: GlobalOptions,
        *,
        suggest: bool = False,
        of: "_Report | None" = None,
        name: str = "",
        known: Sequence[str] = (),
    ) -> None:
        """`of` has what was checked already, for all deployments; this one is about `name`."""
        self.made: list[Check] = []
        self.names: Sequence[str] = ()
        """The deployments of the configuration, once they are known."""
        self._before: Sequence[Check] = of.made if of is not None else ()
        self._loaded: Loaded | None = of._loaded if of is not None else None
        self._name = name
        self.deployment: Deployment | None = None
        self.surveys: Sequence[Survey] = ()
        self._wanted = wanted
        self._suggest = suggest
        self._known = known
        self._platform: PlatformCheck | None = None
        self._file: Path | None = None
        self._colours = colours_wanted(wanted.plain) and not suggest

    def checks(self) -> Iterator[Check]:
        yield from machine_checks(state_folder(), os.environ)
        yield from self._configuration()

    def general_checks(self) -> Iterator[Check]:
        """Check the machine and the configuration as a whole."""
        yield from machine_checks(state_folder(), os.environ)
        try:
            self.names = deployment_names(self._wanted.config)
            self._loaded = load_configuration(self._wanted, quiet=True)
            if not self.names:
                raise BadConfiguration("No deployment is configured.", hint=NO_CONFIGURATION)
            yield from configuration_checks(self._loaded)
        except BadConfiguration as error:
            yield Check("configuration", Result.FAULT, error.message, error.hint)

    def checks_of_one(self) -> Iterator[Check]:
        """Check the deployment of this report, also where others are no good."""
        try:
            loaded = self._loaded or load_alone(
                self._name, self._wanted.config, read_only=self._wanted.read_only
            )
            self.deployment = loaded.deployment(self._name)
        except BadConfiguration as error:
            yield Check("configuration", Result.FAULT, error.message, error.hint)
            yield skipped("platform", "the deployment cannot be used")
            return
        platform = PlatformCheck(self.deployment, loaded.settings, known=self._known)
        self._platform, self._file = platform, loaded.path
        yield from platform.checks()
        self.surveys = platform.surveys

    def head(self) -> None:
        """Print the name of the deployment above what is checked of it."""
        if self._wanted.json:
            return
        name = _shown(self._name)
        if self._suggest:
            narrate(f"\n{name}")
        else:
            say_lines(["", styled(name, "strong", self._colours)], self._colours)

    def _configuration(self) -> Iterator[Check]:

        try:
            loaded = load_configuration(self._wanted, quiet=True)
            yield from configuration_checks(loaded)
            self.deployment = loaded.deployment()
        except BadConfiguration as error:
            yield Check("configuration", Result.FAULT, error.message, error.hint)
            yield skipped("platform", "no deployment is known")
            return
        platform = PlatformCheck(self.deployment, loaded.settings, known=self._known)
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
            narrate(whole, HANG)
        else:
            say(whole, self._colours, hang=HANG)

    def end(self) -> None:
        if self._wanted.json:
            say_document(self._document())
            return
        if self._suggest:
            if self._name:
                say_lines([f"# {_shown(self._name)}"], as_it_is=True)
            say_lines(self._suggestion().splitlines(), as_it_is=True)
            return
        if self.surveys:
            say_lines(["", *self._catalogue(), *self._not_fine()], self._colours)

    def _suggestion(self) -> str:
        """Return the TOML to add; a comment where the platform could not be asked."""
        if self._platform is None or self.deployment is None:
            return "# Nothing can be suggested: no deployment is known.\n"
        if self._platform.password is None or not self._platform.was_reached:
            return "# Nothing can be suggested: the platform was not asked.\n"
        return block(self.deployment, learned(self._platform), self._file)

    def _not_fine(self) -> Iterator[str]:
        """Yield once more, below a long table, which checks above it are not fine."""
        results = (Result.FAULT, Result.CAUTION)
        if names := dict.fromkeys(one.name for one in self.made if one.result in results):
            yield ""
            yield f"Not fine, see above: {', '.join(names)}."

    def _catalogue(self) -> Iterator[str]:
        rows = [
            Row(
                survey.entry,
                (
                    (survey.entry, ""),
                    (survey.mark, ""),
                    (survey.says.value, _STYLES.get(survey.says.value, "")),
                    (survey.detail, ""),
                ),
            )
            for survey in self.surveys
        ]
        yield from painted(CATALOGUE, rows, self._colours, widest=70, cut=True)

    def _document(self) -> dict[str, Any]:
        deployment = self.deployment
        suggestion = {"suggestion": harmless(self._suggestion())} if self._suggest else {}
        return {
            "schema": "smstui/doctor/1",
            "deployment": deployment.name if deployment else _shown(self._name) or None,
            "family": deployment.family if deployment else None,
            "checks": [
                {
                    "check": check.name,
                    "result": check.result.value,
                    "detail": harmless(told(check.detail)),
                    "hint": harmless(told(check.hint)) or None,
                    "correlation_id": check.correlation_id or None,
                }
                for check in (*self._before, *self.made)
            ],
            "catalogue": [
                {
                    "entry": survey.entry,
                    "mark": survey.mark,
                    "says": survey.says.value,
                    "detail": harmless(told(survey.detail)) or None,
                }
                for survey in self.surveys
            ],
            **suggestion,
        }


def _shown(name: str) -> str:
    """Return the name of a deployment, which may be any text in a file that is not valid."""
    return clean(without_address_passwords(name), cap=80)
