"""The command line's changes in tests: on one family, with every request counted."""

from pathlib import Path

import pytest

from smstui.sandbox import Sandbox
from tests.support.command_line import Shell
from tests.support.site import Site


class ChangeLine(Site):
    """A site whose commands run in this process, and whose changes settle soon."""

    shell: Shell

    def __init__(
        self,
        family: str,
        sandbox: Sandbox,
        folder: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        shell = Shell(folder, monkeypatch, capsys)
        super().__init__(family, folder, sandbox, "settle_s = 0.4", "timeout_s = 3")
        self.shell = shell
        monkeypatch.setenv("SMSTUI_CONFIG", str(self.configuration))

    @property
    def place(self) -> Site:
        """The site itself, as the change service of it."""
        return self
