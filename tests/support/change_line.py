"""The command line's changes in tests: on one family, with every request counted."""

from pathlib import Path
from typing import Any

import pytest

from smstui.sandbox import Sandbox
from smstui.sandbox.entities import Account, SetTopBox, SmartCard
from smstui.sandbox.world import World
from tests.support.changing import Workshop
from tests.support.command_line import Ended, Shell


class ChangeLine:
    """`smstui` on one deployment of a sandbox, in this process."""

    def __init__(
        self,
        family: str,
        sandbox: Sandbox,
        folder: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        self.family = family
        self.sandbox = sandbox
        self.shell = Shell(folder, monkeypatch, capsys)
        self.place = Workshop(family, folder, sandbox, "settle_s = 0.4", "timeout_s = 3")
        monkeypatch.setenv("SMSTUI_CONFIG", str(self.place.configuration))

    @property
    def world(self) -> World:
        return self.sandbox.world

    def run(self, *arguments: str, stdin: bytes = b"") -> Ended:
        return self.shell.run("--deployment", self.place.deployment, *arguments, stdin=stdin)

    def json(self, *arguments: str, code: int = 0, stdin: bytes = b"") -> dict[str, Any]:
        """The one document of a run that ends in `code`."""
        ended = self.run(*arguments, "--json", stdin=stdin)
        assert ended.code == code, (ended.code, ended.out, ended.err)
        return ended.document

    @property
    def writes(self) -> int:
        """W of the scenarios: the state-changing requests the platform received."""
        return len(self.sandbox.writes)

    @property
    def written(self) -> list[str]:
        return self.place.written

    def without(self, entry: str) -> None:
        """Have the site lack an entry of the catalogue."""
        with self.place.configuration.open("a") as file:
            file.write(
                f"[deployments.{self.place.deployment}.{self.family}.operations.{entry}]\n"
                "unsupported = true\n"
            )

    def name_call(self, entry: str, *fields: str) -> None:
        """Have the site name a call of the catalogue, by lines of TOML."""
        with self.place.configuration.open("a") as file:
            heading = f"[deployments.{self.place.deployment}.{self.family}.operations.{entry}]"
            file.write("\n".join([heading, *fields]) + "\n")

    def box(self, uid: str) -> SetTopBox:
        box = self.world.box(uid)
        assert box is not None
        return box

    def card(self, number: str) -> SmartCard:
        card = self.world.card(number)
        assert card is not None
        return card

    def account(self, number: str) -> Account:
        account = self.world.account(number)
        assert account is not None
        return account
