"""A site for tests: a sandbox, a configuration that reaches it, and `smstui` as a process.

A process takes a second of the processor to start: what is not about the process runs in this one.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from smstui.commands.sandbox_configuration import configuration, write_secrets
from smstui.config.load import load
from smstui.domain.platform_identity import PlatformIdentity
from smstui.sandbox import Sandbox
from smstui.sandbox.world import World
from tests.support.command_line import Ended, Shell
from tests.support.record_only import record_only
from tests.support.terminal import Terminal


class Site:
    """One sandbox with one deployment of `family` on it; everything kept under `folder`."""

    def __init__(self, family: str, folder: Path, sandbox: Sandbox) -> None:
        self.family = family
        self.folder = folder
        self.sandbox = sandbox
        self.deployment = f"sandbox-{family}"
        self.shell: Shell | None = None
        """Where it is set, commands run in this process."""
        secrets = folder / "secrets"
        secrets.mkdir(mode=0o700)
        write_secrets(sandbox.access, secrets)
        self.configuration = folder / "smstui.toml"
        self.configuration.write_text(record_only(configuration(sandbox.access, secrets)), "utf-8")

    @property
    def identity(self) -> PlatformIdentity:
        """Whose the rows of this site are."""
        return load(self.configuration, deployment=self.deployment).deployment().identity

    @property
    def environment(self) -> dict[str, str]:
        """The least a run needs, with all it writes under `folder`."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "SMSTUI_CONFIG": str(self.configuration),
            "SMSTUI_STATE": str(self.folder / "state"),
        }

    def run(self, *arguments: str, stdin: str = "") -> Ended:
        """`smstui --deployment … ARGUMENTS` in a process of its own, unless there is a shell."""
        if self.shell is not None:
            self.shell.monkeypatch.setenv("SMSTUI_CONFIG", str(self.configuration))
            return self.shell.run("--deployment", self.deployment, *arguments, stdin=stdin.encode())
        done = subprocess.run(
            [sys.executable, "-m", "smstui", "--deployment", self.deployment, *arguments],
            check=False,
            input=stdin,
            capture_output=True,
            text=True,
            env=self.environment,
            timeout=60,
        )
        return Ended(done.returncode, done.stdout, done.stderr)

    def console(self, *arguments: str, columns: int = 80, rows: int = 24) -> Terminal:
        """`smstui --deployment …` on a terminal. Use as a context manager."""
        return Terminal(
            [sys.executable, "-m", "smstui", "--deployment", self.deployment, *arguments],
            columns=columns,
            rows=rows,
            env=self.environment,
        )

    @property
    def state(self) -> Path:
        """Where the cache and the log are."""
        return self.folder / "state"

    def operations(self) -> list[str]:
        """What the platform was asked since the last `forget`, in order."""
        return [request.operation for request in self.sandbox.traffic.requests]

    def forget(self) -> None:
        self.sandbox.traffic.clear()


@contextmanager
def site(family: str, folder: Path, world: World | None = None) -> Iterator[Site]:
    """A running site; the sandbox's own failures are failures of the test."""
    with Sandbox(world) as sandbox:
        yield Site(family, folder, sandbox)
        assert sandbox.failures == []
