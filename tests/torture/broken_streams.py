"""Standard streams that are closed, full, or left by whoever was at their other end.

python -m tests.torture.broken_streams [COMMAND…]

Each command runs once as it is and then with each way of `WAYS`. It must never end in a bug, in a
traceback or by a signal; without standard input or standard error it ends as it does with them,
unless it asks for what stands on standard input, and what cannot be written ends in 5.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

from smstui.commands.main import COMMANDS
from smstui.sandbox import Sandbox
from tests.support import prepared
from tests.support.changing import Workshop
from tests.support.household import A1, A2, A4, K2, ONE, P1, households

Streams = tuple[str, str, str]
"""What stands on standard input, output and error: as given to `_opened`."""

WAYS: Final[Mapping[str, Streams]] = {
    "no stdin": ("closed", "kept", "kept"),
    "stdin cannot be read": ("write-only", "kept", "kept"),
    "no stdout": ("empty", "closed", "kept"),
    "stdout is full": ("empty", "full", "kept"),
    "nobody reads stdout": ("empty", "broken", "kept"),
    "no stderr": ("empty", "kept", "closed"),
    "stderr is full": ("empty", "kept", "full"),
    "nobody reads stderr": ("empty", "kept", "broken"),
    "nothing at all": ("closed", "closed", "closed"),
}
WHOLE: Final[Streams] = ("empty", "kept", "kept")

LINES: Final[Sequence[Sequence[str]]] = (
    ("--version",),
    ("--help",),
    ("lookup", "--help"),
    (),
    ("demo",),
    ("lookup", A1),
    ("lookup", A1, "--json"),
    ("lookup", "nobody-has-this"),
    ("lookup", "-"),
    ("diagnose", A1),
    ("diagnose", "-", "--csv"),
    ("sessions", A1),
    ("recents",),
    ("journal",),
    ("journal", "--json"),
    ("drafts",),
    ("undo",),
    ("transcript", ONE),
    ("pair", A2, K2),
    ("pair", A2, K2, "--apply"),
    ("pair", A2, K2, "--draft"),
    ("unpair", A1),
    ("swap-box", A1, A2),
    ("swap-card", A1, K2),
    ("status", ONE, "SUSPENDED"),
    ("enable", P1),
    ("disable", A4, "--json"),
    ("ban", A1),
    ("unban", A1),
    ("refresh", A1),
    ("recover-date-code", A1),
    ("reset-pin", ONE, "PARENTAL"),
    ("cas-pin", A1),
    ("approve", A1),
    ("suspend-card", K2),
    ("message", A1, "hello"),
    ("mail", A1, "hello"),
    ("teardown", ONE, "--account"),
    ("profile", ONE, "722"),
    ("add-right", ONE, "1"),
    ("remove-right", ONE, "66001"),
    ("limits", ONE, "--max-users", "9"),
    ("create-account", "hh.9999"),
    ("add-user", ONE, "hh.later"),
    ("change-user", "hh.later", "--name", "x"),
    ("create-box", ONE, "F00DF00D"),
    ("create-card", "000771109999"),
    ("delete-box", A4),
    ("delete-card", K2),
    ("batch", "-"),
    ("doctor",),
    ("doctor", "--json"),
    ("config", "path"),
    ("config", "template"),
    ("config", "show"),
    ("config", "check"),
    ("keys",),
    ("keys", "--check"),
    ("completions", "bash"),
    ("no-such-command",),
)
"""Every command, as it is used; `sandbox` runs until it is ended, so it is tried with a port."""

READS: Final = (("lookup", "-"), ("diagnose", "-", "--csv"), ("batch", "-"))
"""Those that ask for a list on standard input; and a secret is asked for there."""
SECRETS: Final = ("reset-pin", "cas-pin", "create-account", "add-user")


@dataclass
class Tally:
    runs: int = 0
    wrong: list[str] = field(default_factory=list)


class Line:
    """Runs the command line on a sandbox, as processes of its own."""

    def __init__(self, folder: Path) -> None:
        self._sandbox = Sandbox(households()).start()
        self._place = Workshop("sdp2", folder, self._sandbox, "settle_s = 0.3", "timeout_s = 5")
        text = self._place.configuration.read_text().splitlines()
        text = [line for line in text if not line.startswith("default")]
        self._place.configuration.write_text(
            f'default = "{self._place.deployment}"\n' + "\n".join(text)
        )

    @property
    def writes(self) -> int:
        return len(self._sandbox.writes)

    def close(self) -> None:
        self._sandbox.stop()

    def run(self, arguments: Sequence[str], streams: Streams) -> tuple[int, str]:
        """Exit code and what was said, where it could be said."""
        shutil.rmtree(self._place.state, ignore_errors=True)
        with ExitStack() as opened, tempfile.TemporaryFile() as said:
            handles = [_opened(kind, opened, said) for kind in streams]
            status = self._ended(handles, arguments)
            said.seek(0)
            return status, said.read().decode("utf-8", "replace")

    def _ended(self, handles: Sequence[int | None], arguments: Sequence[str]) -> int:
        """Return the exit code of a process; one without a stream is started truly."""
        match handles:
            case [int() as given, int() as out, int() as err]:
                argv = [sys.executable, "-m", "smstui", *arguments]
                environment = self._place.environment
                return prepared.Child(argv, environment, (given, out, err)).wait()
        pid = os.fork()
        if pid == 0:
            _become(handles, arguments, self._place.environment)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _opened(kind: str, stack: ExitStack, said: IO[bytes]) -> int | None:
    """A descriptor for one stream; None for none at all."""
    if kind == "closed":
        return None
    if kind == "kept":
        return said.fileno()
    if kind == "broken":
        reader, writer = os.pipe()
        os.close(reader)
        stack.callback(os.close, writer)
        return writer
    path, flags = {
        "empty": (os.devnull, os.O_RDONLY),
        "write-only": (os.devnull, os.O_WRONLY),
        "full": ("/dev/full", os.O_WRONLY),
    }[kind]
    handle = os.open(path, flags)
    stack.callback(os.close, handle)
    return handle


def _become(
    handles: Sequence[int | None], arguments: Sequence[str], env: Mapping[str, str]
) -> None:
    """In a child: have `handles` as the standard streams, and be smstui."""
    try:
        kept = [os.dup2(each, 100 + n) if each is not None else None
                for n, each in enumerate(handles)]  # fmt: skip
        for number, each in enumerate(kept):
            os.close(number)
            if each is not None:
                os.dup2(each, number)
                os.close(each)
        command = [sys.executable, "-m", "smstui", *arguments]
        told = dict(env) | {"PYTHONPATH": str(Path.cwd())}
        os.execve(sys.executable, command, told)  # noqa: S606
    finally:
        os._exit(99)


def expected(arguments: Sequence[str], way: str, whole: int, wrote: bool) -> set[int]:
    """The exit codes that are right; `whole` is that of the same run on whole streams."""
    kind = WAYS[way]
    if kind[0] not in ("empty",) and (tuple(arguments) in READS or (arguments[:1][0:1] and
                                      arguments[0] in SECRETS)):  # fmt: skip
        return {2, whole, 5} if way == "nothing at all" else {2, whole}
    if kind[1] in ("closed", "full"):
        return {5} | ({whole} if whole != 0 or not wrote else set())
    if kind[1] == "broken":
        return {0, 5, whole}
    return {whole}


def run(folder: Path, lines: Sequence[Sequence[str]] = LINES, ways: Sequence[str] = ()) -> Tally:
    """Run each of `lines` in each of `ways`, all of them by default."""
    line, tally = Line(folder), Tally()
    try:
        for arguments in lines:
            whole, said = line.run(arguments, WHOLE)
            silent, _ = line.run(arguments, ("empty", "full", "kept"))
            for way in ways or WAYS:
                _try(line, arguments, way, whole, bool(said) and silent != whole, tally)
    finally:
        line.close()
    return tally


def _try(
    line: Line, arguments: Sequence[str], way: str, whole: int, wrote: bool, tally: Tally
) -> None:
    sent = line.writes
    code, said = line.run(arguments, WAYS[way])
    tally.runs += 1
    where = f"{' '.join(arguments) or '(console)'}, {way}"
    if code not in expected(arguments, way, whole, wrote):
        tally.wrong.append(f"{where}: exit {code}, {whole} with whole streams: {said[-300:]}")
    if "Traceback" in said or "Exception ignored" in said or "a bug" in said:
        tally.wrong.append(f"{where}: {said[-600:]}")
    if "--apply" in arguments and WAYS[way][1] in ("full", "closed") and line.writes != sent:
        tally.wrong.append(f"{where}: sent, though its plan could not be shown")


def commands_without_a_line() -> Iterator[str]:
    """Commands that no line of `LINES` tries."""
    tried = {line[0] for line in LINES if line}
    yield from (name for name in COMMANDS if name not in tried and name != "sandbox")


def main() -> int:
    chosen = [line for line in LINES if not sys.argv[1:] or (line and line[0] in sys.argv[1:])]
    with tempfile.TemporaryDirectory() as place:
        tally = run(Path(place), chosen)
    print("\n".join(tally.wrong))
    print(f"{tally.runs} runs, {len(tally.wrong)} wrong")
    return bool(tally.wrong)


if __name__ == "__main__":
    raise SystemExit(main())
