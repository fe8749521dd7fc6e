"""Starting the console. Until its first frame stands, nothing heavy is imported here."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from smstui.config.files import configuration_path
from smstui.config.startup import StartupSettings, startup
from smstui.config.watch import Watch
from smstui.domain import zone

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

    from smstui.commands.demo_deployment import Demo
    from smstui.commands.global_options import GlobalOptions
    from smstui.domain.secret import Secret
    from smstui.services.client import Client
    from smstui.services.masker import Masker
    from smstui.store.journal import Entry

WITHOUT_A_CURSOR = ("dumb", "unknown")
"""Names of terminals that cannot be drawn on. Any other is taken for one like xterm."""
NO_TERMINAL = "The console needs a terminal for its input and output."


def run_quickly(arguments: Sequence[str]) -> int:
    """`smstui` and `smstui demo` without the command line's library; the exit code."""
    from smstui.domain.errors import SmstuiError

    try:
        return launch_demo() if arguments else launch_console()
    except SmstuiError as error:
        from smstui.commands.exits import exit_of
        from smstui.commands.output import report

        report(error, as_json=False)
        return exit_of(error)


def launch_console(wanted: "GlobalOptions | None" = None, triage: str = "") -> int:
    """The console on the deployment that `wanted` asks for, else the default; the exit code.

    `triage` names a file of ids that it starts with; - is standard input.

    What can be known to fail is told here as an error, before the terminal is taken: a file that
    cannot be read, a deployment that is not there. The rest the console shows itself.
    """
    if wanted is None:
        seen = startup()
    else:
        seen = startup(
            wanted.config,
            deployment=wanted.deployment,
            read_only=wanted.read_only,
            privacy=wanted.privacy,
        )
    if not seen.found:
        return _without_configuration()
    ids = _list_of(triage)
    if refusal := _cannot_draw("`smstui lookup ID` answers without one."):
        return refusal
    with suppress(zone.UnknownZone):  # the console says so when it loads the configuration
        zone.use(seen.time_zone)

    path = configuration_path(wanted.config if wanted else None)
    watch = Watch(path, seen.deployment)
    opening = _Opening(wanted, watch)
    if seen.asks_password or not seen.deployment:
        opening.prepare()
    from smstui.console import run

    try:
        code = run(
            seen, opening, opening.close, ids, keeps_cases=True, wait=opening.wait, crashed=_mask,
            watch=watch, themes=path.parent / "themes",
        )  # fmt: skip
    finally:
        opening.close()
    if code:
        say_open()
    return code


def _list_of(name: str) -> str:
    """The text of a list. One that was piped in leaves its place to the terminal, for the keys."""
    if not name:
        return ""
    from smstui.commands.standard_input import standard_input
    from smstui.services.queue.lists import text_of, text_of_file

    if name != "-":
        return text_of_file(Path(name), may_wait=True)
    text = text_of(standard_input(), "Standard input")
    with suppress(OSError):  # without a terminal the console says so itself
        terminal = os.open("/dev/tty", os.O_RDWR)
        os.dup2(terminal, 0)
        os.close(terminal)
    return text


class _Opening:
    """Opens the desk when the console asks for it, and closes it afterwards."""

    def __init__(self, wanted: "GlobalOptions | None", watch: Watch) -> None:
        self._wanted = wanted
        self._watch = watch
        self._password: Secret | None = None
        self._client: Client | None = None
        self._warnings: Sequence[str] = ()

    def prepare(self) -> None:
        """Load now, and ask for the password while the terminal is still free."""
        from smstui.commands.configured import load_configuration, password_of

        self._password = password_of(load_configuration(self._global_options()).deployment())

    def __call__(self) -> "Client":
        from smstui.commands.configured import load_configuration, password_of
        from smstui.commands.opening import codes_beside, open_client

        loaded = load_configuration(self._global_options(), quiet=True)
        self._warnings = loaded.warnings
        deployment = loaded.deployment()
        password = self._password or password_of(deployment)
        codes = codes_beside(loaded)
        self._client = open_client(
            deployment, loaded.settings, password, codes=codes, watch=self._watch
        )
        return self._client

    def wait(self, masker: "Masker") -> None:
        """Wait for the changes that are still open, and say on the freed terminal how they end."""
        if self._client is not None:
            wait_for_open(self._client, masker)

    def close(self) -> None:
        """Leave the desk, and say on the freed terminal what is odd about the configuration."""
        if self._client is not None:
            self._client.engine.close()
        for warning in self._warnings:
            from smstui.commands.output import narrate

            narrate(f"smstui: {warning}")

    def _global_options(self) -> "GlobalOptions":
        from smstui.commands.global_options import GlobalOptions

        return self._wanted or GlobalOptions()


def launch_demo(
    family: str = "sdp2", privacy: bool = False, triage: str = "", config: Path | None = None
) -> int:
    """The console on an embedded sandbox; the exit code.

    No file of the user's is read but `config`, where it is named: for how the console looks and
    takes keys. Raises BadConfiguration for one that cannot be used.
    """
    ids = _list_of(triage)
    if refusal := _cannot_draw("`smstui sandbox` serves the same platform without one."):
        return refusal
    from smstui.console import run

    seen = replace(
        _looks_of(config),
        deployment=f"demo-{family}",
        family=family,
        label="DEMO",
        tint=StartupSettings().tint,
        read_only=False,
        found=True,
        asks_password=False,
        time_zone=StartupSettings().time_zone,
        privacy=privacy,
    )
    opening = _DemoOpening(family)
    try:
        code = run(seen, opening, opening.close, ids, wait=opening.wait, crashed=_mask)
    finally:
        opening.close()
    if code:
        say_open()
    return code


def _looks_of(config: Path | None) -> StartupSettings:
    """A glance at the settings of `config`, if it is named. Raises BadConfiguration."""
    if config is None:
        return StartupSettings()
    from smstui.config.load import load

    load(config)
    return startup(config)


class _DemoOpening:
    """Starts the sandbox when the console asks for its desk; all it keeps goes with it."""

    def __init__(self, family: str) -> None:
        self._family = family
        self._folder: TemporaryDirectory[str] | None = None
        self._demo: Demo | None = None

    def __call__(self) -> "Client":
        from tempfile import TemporaryDirectory

        from smstui.commands.demo_deployment import Demo

        self._folder = TemporaryDirectory(prefix="smstui-demo-")
        self._demo = Demo(self._family, Path(self._folder.name))
        return self._demo.client

    def wait(self, masker: "Masker") -> None:
        """Wait for the changes that are still open."""
        if self._demo is not None:
            wait_for_open(self._demo.client, masker)

    def close(self) -> None:
        if self._demo is not None:
            self._demo.close()
        if self._folder is not None:
            self._folder.cleanup()


def _mask(masker: "Masker") -> None:
    """Mask what is printed on the freed terminal after a crash, as the console did."""
    from smstui.commands.output import look_last

    look_last(masker)


def say_open() -> None:
    """Name the changes that a console leaves open which was ended by a bug."""
    from smstui.commands.output import narrate
    from smstui.store import open_changes

    for sentence in open_changes.sentences():
        narrate(f"smstui: {sentence}")


def wait_for_open(client: "Client", masker: "Masker") -> None:
    """Wait until the changes under way are decided, at most as long as a request and its settle
    time take. Say so before and after; ctrl+c ends the wait."""
    under_way = client.under_way
    if not under_way:
        return
    from smstui.commands.output import look_last, narrate

    look_last(masker)
    seconds = client.deployment.timeout_s + client.deployment.settle_s
    with suppress(KeyboardInterrupt):  # as soon as it is said that ctrl+c ends the wait, it does
        for entry in under_way:
            narrate(
                f"smstui: Still open: {entry.title} (change {entry.id}). Waiting for its outcome, "
                f"at most {seconds:.0f} s. ctrl+c stops the wait; nothing is sent again."
            )
        client.engine.wait_for_kept(seconds)
    for entry in under_way:
        narrate(f"smstui: {_ending_of(client, entry)}")


def _ending_of(client: "Client", entry: "Entry") -> str:
    """How a change ended, as the journal has it now."""
    from smstui.domain.errors import StoreFailed

    named = f"{entry.title} (change {entry.id})"
    try:
        ended = client.engine.call(client.changes.change(entry.id))
    except (StoreFailed, RuntimeError) as error:
        return f"unknown: {named}. {error}"
    if ended is None or ended.open:
        return f"unknown: {named}. The next start decides it by reading."
    return f"{ended.outcome}: {named}."


def _on_a_terminal() -> bool:
    return os.isatty(0) and sys.stdout.isatty()


def _cannot_draw(instead: str) -> int:
    """Say why the console cannot be drawn here, and return its exit code; 0 if it can be."""
    name = os.environ.get("TERM", "")
    if not _on_a_terminal():
        told = NO_TERMINAL
    elif name.casefold() in WITHOUT_A_CURSOR:
        told = f"TERM={name} names a terminal that cannot draw the console; set it to yours."
    else:
        return 0
    from smstui.commands.output import narrate

    narrate(f"smstui: {told} {instead}")
    return 2


def _without_configuration() -> int:
    """Say how to configure, and offer the demo to who sits at a terminal."""
    from smstui.commands.output import narrate

    path = configuration_path()
    narrate(
        "smstui: nothing is configured yet.\n"
        f"  To reach your platform: smstui config init (it writes {path})\n"
        "  Then set addresses and password there, and run: smstui config check\n"
        "  To look around first: smstui demo"
    )
    if not _on_a_terminal():
        return 2
    try:
        answer = input("Start the demo now? [Y/n] ").strip().casefold()
    except (EOFError, OSError):
        return 2
    return launch_demo() if answer in ("", "y", "yes") else 2
