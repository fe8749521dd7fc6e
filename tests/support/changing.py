"""A place for changes in tests: a sandbox, a deployment of each family, a change service."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from smstui.commands.sandbox_configuration import configuration, write_secrets
from smstui.config.load import load
from smstui.domain.changes.confirmation import Confirmation
from smstui.domain.changes.operations import Operation
from smstui.domain.platform_identity import PlatformIdentity
from smstui.domain.secret import Secret
from smstui.sandbox import Sandbox
from smstui.sandbox.world import World
from smstui.services.changes import ChangeResult, Changes, Request
from smstui.services.client import Client
from smstui.services.engine import Engine
from smstui.store.journal import Entry

FAMILIES = ("sdp2", "opf")
CAS_PAIRING = "opf.cas_pairing"


class Workshop:
    """The change service of one deployment of a sandbox. `settings` are lines for the deployment.

    A line that begins with `FAMILY.`, such as `opf.also_ssp = true`, is one for its family's table.
    On `opf` a pairing has its record half only, unless a line says `opf.cas_pairing = true`.
    """

    def __init__(self, family: str, folder: Path, sandbox: Sandbox, *settings: str) -> None:
        self.family = family
        self.folder = folder
        self.sandbox = sandbox
        self.deployment = f"sandbox-{family}"
        self.state = folder / "state"
        self.configuration = folder / "smstui.toml"
        secrets = folder / "secrets"
        if not secrets.exists():
            secrets.mkdir(mode=0o700, parents=True)
            write_secrets(sandbox.access, secrets)
        self.configure(*settings)
        self.engine: Engine | None = None

    @property
    def identity(self) -> PlatformIdentity:
        """Whose the rows of this place are."""
        return load(self.configuration, deployment=self.deployment).deployment().identity

    def configure(self, *settings: str) -> None:
        """Write the configuration with `settings` in place of the sandbox's own."""
        text = configuration(self.sandbox.access, self.folder / "secrets")
        mark = f"{self.family}."
        if self.family == "opf" and not any(one.startswith(CAS_PAIRING) for one in settings):
            settings = (f"{CAS_PAIRING} = false", *settings)
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

    @property
    def environment(self) -> dict[str, str]:
        """For a run of the command line as a process of its own."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "SMSTUI_CONFIG": str(self.configuration),
            "SMSTUI_STATE": str(self.state),
        }

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

    @property
    def written(self) -> list[str]:
        """The state-changing requests the platform received, by operation."""
        return [write.operation for write in self.sandbox.writes]


@contextmanager
def workshop(
    family: str, folder: Path, *settings: str, world: World | None = None
) -> Iterator[Workshop]:
    """A workshop on a sandbox of its own, whose failures are failures of the test."""
    with Sandbox(world) as sandbox:
        made = Workshop(family, folder, sandbox, *settings)
        try:
            yield made
        finally:
            made.close()
        assert sandbox.failures == [], sandbox.failures
