"""A site for tests: a sandbox, a configuration that reaches it, and `smstui` on it in every way.

A process takes a tenth of a second of the processor, with its imports shared (`prepared.py`), and
a second without: what is not about the process runs in this one.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL, PIPE
from typing import IO, TYPE_CHECKING, Any, BinaryIO

from smstui.commands.sandbox_configuration import configuration, write_secrets
from smstui.config.load import load
from smstui.domain.changes.confirmation import Confirmation
from smstui.domain.changes.operations import Operation
from smstui.domain.platform_identity import PlatformIdentity
from smstui.domain.secret import Secret
from smstui.sandbox import Sandbox
from smstui.sandbox.entities import Account, SetTopBox, SmartCard
from smstui.sandbox.world import World
from smstui.services.changes import ChangeResult, Changes, Request
from smstui.services.client import Client
from smstui.services.engine import Engine
from smstui.store.journal import Entry
from tests.support import prepared
from tests.support.command_line import Ended, Shell
from tests.support.record_only import record_only
from tests.support.terminal import Terminal

if TYPE_CHECKING:
    from tests.support.bench import Bench

CAS_PAIRING = "opf.cas_pairing"


class Site:
    """One sandbox with one deployment of `family` on it; everything kept under `folder`.

    `settings` are lines for the deployment. One that begins with `FAMILY.`, such as
    `opf.also_ssp = true`, is a line for its family's table. On `opf` a pairing has its record half
    only, unless a line says `opf.cas_pairing = true`.
    """

    def __init__(self, family: str, folder: Path, sandbox: Sandbox, *settings: str) -> None:
        self.family = family
        self.folder = folder
        self.sandbox = sandbox
        self.deployment = f"sandbox-{family}"
        self.state = folder / "state"
        """Where the cache, the journal and the log are."""
        self.configuration = folder / "smstui.toml"
        self.shell: Shell | None = None
        """Where it is set, commands run in this process."""
        self.engine: Engine | None = None
        secrets = folder / "secrets"
        if not secrets.exists():
            secrets.mkdir(mode=0o700, parents=True)
            write_secrets(sandbox.access, secrets)
        self.configure(*settings)

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
            "SMSTUI_STATE": str(self.state),
        }

    # The configuration

    def configure(self, *settings: str) -> None:
        """Write the configuration with `settings` in place of the sandbox's own."""
        text = configuration(self.sandbox.access, self.folder / "secrets")
        mark = f"{self.family}."
        if not any(one.startswith(CAS_PAIRING) for one in settings):
            text = record_only(text)
        inner = [line.removeprefix(mark) for line in settings if line.startswith(mark)]
        outer = [line for line in settings if not line.startswith(mark)]
        names = {line.partition("=")[0].strip() for line in (*inner, *outer)}
        kept = [line for line in text.splitlines() if line.partition("=")[0].strip() not in names]
        lines: list[str] = []
        for line in kept:
            lines.append(line)
            if line.startswith("family = "):
                lines += outer
            if line == f"[deployments.{self.deployment}.{self.family}]":
                lines += inner
        self.configuration.write_text("\n".join(lines) + "\n", "utf-8")

    def without(self, entry: str) -> None:
        """Have the site lack an entry of the catalogue."""
        with self.configuration.open("a") as file:
            file.write(
                f"[deployments.{self.deployment}.{self.family}.operations.{entry}]\n"
                "unsupported = true\n"
            )

    def name_call(self, entry: str, *fields: str) -> None:
        """Have the site name a call of the catalogue, by lines of TOML."""
        with self.configuration.open("a") as file:
            heading = f"[deployments.{self.deployment}.{self.family}.operations.{entry}]"
            file.write("\n".join([heading, *fields]) + "\n")

    # smstui on it

    def run(self, *arguments: str, stdin: str | bytes | BinaryIO = "") -> Ended:
        """`smstui --deployment … ARGUMENTS` in a process of its own, unless there is a shell."""
        given = stdin.encode() if isinstance(stdin, str) else stdin
        if self.shell is not None:
            self.shell.monkeypatch.setenv("SMSTUI_CONFIG", str(self.configuration))
            return self.shell.run("--deployment", self.deployment, *arguments, stdin=given)
        text = (given if isinstance(given, bytes) else given.read()).decode()
        done = prepared.run(self._words(*arguments), env=self.environment, text=text)
        return Ended(done.returncode, done.stdout, done.stderr)

    def spawn(
        self, *arguments: str, true_start: bool = False, **streams: int | IO[Any]
    ) -> "prepared.Child | subprocess.Popen[str]":
        """Start `smstui --deployment … ARGUMENTS` as a process; `streams` are those of Popen."""
        if true_start:
            pipes: dict[str, Any] = {"stdin": DEVNULL, "stdout": PIPE, "stderr": PIPE} | streams
            words = self._words(*arguments)
            return subprocess.Popen(words, **pipes, text=True, env=self.environment)
        return prepared.popen(self._words(*arguments), env=self.environment, **streams)

    def json(self, *arguments: str, code: int = 0, stdin: str | bytes = "") -> dict[str, Any]:
        """The one document of a run that ends in `code`."""
        ended = self.run(*arguments, "--json", stdin=stdin)
        assert ended.code == code, (ended.code, ended.out, ended.err)
        return ended.document

    def terminal(
        self, *arguments: str, columns: int = 80, rows: int = 24, true_start: bool = False
    ) -> Terminal:
        """`smstui --deployment …` on a terminal. Use as a context manager."""
        words = self._words(*arguments)
        return Terminal(
            words, columns=columns, rows=rows, env=self.environment, true_start=true_start
        )

    @property
    def keys(self) -> "Bench":
        """Consoles of this process, by keys. They share the state of everything that runs here."""
        from tests.support.bench import Bench  # Textual is for those that want it

        return Bench(self.family, self.sandbox, self.folder, self.state)

    def _words(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "smstui", "--deployment", self.deployment, *arguments]

    # The change service

    @property
    def changes(self) -> Changes:
        """The change service, opened when first asked for."""
        if self.engine is None:
            self.engine = Engine().start()
            deployment = load(self.configuration, deployment=self.deployment).deployment()
            reached = deployment.reached
            password = reached.password.resolve("password", reached.username)
            self.client = Client.open(self.engine, deployment, password, state=self.state)
        return self.client.changes

    def close(self) -> None:
        """Close the change service; the journal stays."""
        if self.engine is not None:
            self.engine.close()
            self.engine = None

    def call(self, work: Any) -> Any:
        assert self.engine is not None
        return self.engine.call(work)

    def plan(self, operation: Operation, target: str, second: str = "", **values: str) -> Any:
        changes = self.changes
        return self.call(changes.plan(Request(operation, target, second, values)))

    def apply(self, plan: Any, last4: str | None = None, reason: str = "") -> ChangeResult:
        changes = self.changes
        result = self.call(changes.apply(plan, Confirmation(last4, reason)))
        assert isinstance(result, ChangeResult)
        return result

    def change(
        self,
        operation: Operation,
        target: str,
        second: str = "",
        *,
        secret: Secret | None = None,
        **values: str,
    ) -> ChangeResult:
        """Plan and apply at once."""
        changes = self.changes
        request = Request(operation, target, second, values, secret=secret)
        return self.apply(self.call(changes.plan(request)))

    def journal(self) -> list[Entry]:
        return list(self.call(self.changes.journal()))

    # The platform

    @property
    def world(self) -> World:
        return self.sandbox.world

    def operations(self) -> list[str]:
        """What the platform was asked since the last `forget`, in order."""
        return [request.operation for request in self.sandbox.traffic.requests]

    def forget(self) -> None:
        self.sandbox.traffic.clear()

    @property
    def writes(self) -> int:
        """W of the scenarios: the state-changing requests the platform received."""
        return len(self.sandbox.writes)

    @property
    def written(self) -> list[str]:
        """The state-changing requests the platform received, by operation."""
        return [write.operation for write in self.sandbox.writes]

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


@contextmanager
def site(family: str, folder: Path, *settings: str, world: World | None = None) -> Iterator[Site]:
    """A site on a sandbox of its own, whose failures are failures of the test."""
    with Sandbox(world) as sandbox:
        made = Site(family, folder, sandbox, *settings)
        try:
            yield made
        finally:
            made.close()
        assert sandbox.failures == [], sandbox.failures
