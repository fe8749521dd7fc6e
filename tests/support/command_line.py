"""The command line for tests: in this process where that is the same, else as a real one."""

import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any, BinaryIO

import pytest
import structlog

from smstui.commands.main import run
from smstui.commands.sandbox_configuration import configuration, write_secrets
from smstui.sandbox import Sandbox
from tests.support.record_only import record_only


@dataclass(frozen=True)
class Ended:
    """How a run ended."""

    code: int
    out: str
    err: str

    @property
    def documents(self) -> list[dict[str, Any]]:
        """Standard output as JSON, one document a line."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def document(self) -> dict[str, Any]:
        (only,) = self.documents
        return only


class Shell:
    """Runs `smstui` with a home of its own: configuration and state in `folder`."""

    def __init__(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.folder = folder
        self.config = folder / "config.toml"
        self.state = folder / "state"
        self.monkeypatch = monkeypatch
        self._capsys = capsys
        for name in [name for name in os.environ if name.startswith(("SMSTUI", "_SMSTUI"))]:
            monkeypatch.delenv(name)
        monkeypatch.setenv("SMSTUI_CONFIG", str(self.config))
        monkeypatch.setenv("SMSTUI_STATE", str(self.state))
        monkeypatch.setenv("HOME", str(folder))

    def reach(self, sandbox: Sandbox, default: str = "sdp2") -> "Shell":
        """Configure both deployments of `sandbox`, `sandbox-sdp2` and `sandbox-opf`."""
        secrets = self.folder / "secrets"
        secrets.mkdir()
        write_secrets(sandbox.access, secrets)
        text = record_only(configuration(sandbox.access, secrets))
        self.config.write_text(text.replace('"sandbox-sdp2"', f'"sandbox-{default}"', 1))
        return self

    def run(self, *arguments: str, stdin: bytes | BinaryIO = b"") -> Ended:
        """Run in this process."""
        self.monkeypatch.setattr(sys, "stdin", SimpleNamespace(
            buffer=BytesIO(stdin) if isinstance(stdin, bytes) else stdin, isatty=lambda: False,
        ))  # fmt: skip
        self._capsys.readouterr()
        with undisturbed_logging():
            code = run(arguments)
        out, err = self._capsys.readouterr()
        return Ended(code, out, err)


def spawn(arguments: Sequence[str], env: Mapping[str, str] | None = None) -> Ended:
    """Run as a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "smstui", *arguments],
        capture_output=True,
        text=True,
        env=os.environ | dict(env or {}),
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


@contextmanager
def undisturbed_logging() -> Iterator[None]:
    """Put logging back as it was: a run of smstui takes all of it over."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    hooks = threading.excepthook, sys.unraisablehook
    try:
        yield
    finally:
        root.handlers, root.level = handlers, level
        threading.excepthook, sys.unraisablehook = hooks
        logging.captureWarnings(False)
        structlog.reset_defaults()


Reached = Callable[..., AbstractContextManager[tuple[Shell, Sandbox]]]
"""Opens a platform with the variants that are named, and a command line on one `family` of it."""
