"""Starting the console. Until its first frame stands, nothing heavy is imported here."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from smstui.config.files import configuration_path
from smstui.config.startup import StartupSettings, startup
from smstui.config.watch import Watch
from smstui.console import run
from smstui.domain import zone
from smstui.domain.errors import SmstuiError

if TYPE_CHECKING:
    from smstui.commands.demo_deployment import Demo
    from smstui.commands.deployments import Deployments
    from smstui.commands.global_options import GlobalOptions
    from smstui.domain.secret import Secret
    from smstui.services.client import Client
    from smstui.services.masker import Masker

WITHOUT_A_CURSOR = ("dumb", "unknown")
"""Names of terminals that cannot be drawn on. Any other is taken for one like xterm."""
NO_TERMINAL = "The console needs a terminal for its input and output."


def run_quickly(arguments: Sequence[str]) -> int:
    """`smstui` and `smstui demo` without the command line's library; the exit code."""
    try:
        return launch_demo() if arguments else launch_console()
    except SmstuiError as error:
        from smstui.commands.exits import exit_of

        _say(f"smstui: {error}")
        return exit_of(error)


def launch_console(wanted: "GlobalOptions | None" = None, triage: str = "") -> int:
    """Run the console on the deployment that `wanted` asks for, else the default. Return the exit.

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
        return _without_configuration(wanted)
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
    return _show(seen, opening, ids, watch, path.parent / "themes")


def _show(
    seen: StartupSettings,
    opening: "_Opening | _DemoOpening",
    ids: str,
    watch: Watch | None = None,
    themes: Path | None = None,
) -> int:
    """Run the console until it ends; the exit code. Without `watch` it is the demo's."""
    try:
        code = run(
            seen, opening, opening.close, ids, keeps_cases=watch is not None, wait=opening.wait,
            crashed=_mask, watch=watch, themes=themes,
            deployments=opening.deployments if isinstance(opening, _Opening) else None,
        )  # fmt: skip
    finally:
        opening.close()
    if code:
        from smstui.commands.console_end import say_open

        say_open()
    return code


def _list_of(name: str) -> str:
    """Return the text of a list. After a pipe, standard input is the terminal, for the keys."""
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
    """Opens the client when the console asks for it, and closes it afterwards."""

    def __init__(self, wanted: "GlobalOptions | None", watch: Watch) -> None:
        self._wanted = wanted
        self._watch = watch
        self._password: Secret | None = None
        self._clients: list[Client] = []
        """The one in use is the last."""
        self._warnings: Sequence[str] = ()

    def prepare(self) -> None:
        """Load now, and ask for the password while the terminal is still free."""
        from smstui.commands.configured import load_configuration, password_of

        self._password = password_of(load_configuration(self._wanted).deployment())

    def __call__(self) -> "Client":
        from smstui.commands.opening import open_for_console

        client, self._warnings = open_for_console(self._wanted, self._password, self._watch)
        self._clients.append(client)
        return client

    def deployments(self) -> "Deployments":
        """Return the deployments that the console can go to from here."""
        from smstui.commands.deployments import Deployments

        return Deployments(self._wanted, self._clients)

    def wait(self, masker: "Masker") -> None:
        """Wait for the changes that are still open, and say on the freed terminal how they end."""
        _wait(self._clients[-1] if self._clients else None, masker)

    def close(self) -> None:
        """Close every client, and say on the freed terminal what is odd in the configuration."""
        for client in list(self._clients):
            client.engine.close()
        for warning in self._warnings:
            _say(f"smstui: {warning}")


def launch_demo(
    family: str = "sdp2",
    privacy: bool = False,
    triage: str = "",
    config: Path | None = None,
    world: str = "base",
    *,
    read_only: bool = False,
) -> int:
    """Run the console on an embedded sandbox, and return the exit code.

    No file of the user's is read but `config`, where it is named: for how the console looks and
    takes keys. Raises BadConfiguration for one that cannot be used.
    """
    ids = _list_of(triage)
    if refusal := _cannot_draw("`smstui sandbox` serves the same platform without one."):
        return refusal
    seen = replace(
        _looks_of(config),
        deployment=f"demo-{family}",
        family=family,
        label="DEMO",
        tint=StartupSettings().tint,
        read_only=read_only,
        role="supervisor",
        found=True,
        asks_password=False,
        time_zone=StartupSettings().time_zone,
        privacy=privacy,
    )
    return _show(seen, _DemoOpening(family, world, read_only), ids)


def _looks_of(config: Path | None) -> StartupSettings:
    """Return the startup settings of `config`, if it is named. Raise BadConfiguration."""
    if config is None:
        return StartupSettings()
    from smstui.config.load import load

    load(config)
    return startup(config)


class _DemoOpening:
    """Starts the sandbox when the console asks for its client; all it keeps goes with it."""

    def __init__(self, family: str, world: str, read_only: bool) -> None:
        self._family = family
        self._world = world
        self._read_only = read_only
        self._folder: TemporaryDirectory[str] | None = None
        self._demo: Demo | None = None

    def __call__(self) -> "Client":
        from smstui.commands.demo_deployment import Demo

        self._folder = TemporaryDirectory(prefix="smstui-demo-")
        self._demo = Demo(
            self._family, Path(self._folder.name), self._world, read_only=self._read_only
        )
        return self._demo.client

    def wait(self, masker: "Masker") -> None:
        """Wait for the changes that are still open."""
        _wait(self._demo.client if self._demo else None, masker)

    def close(self) -> None:
        if self._demo is not None:
            self._demo.close()
        if self._folder is not None:
            self._folder.cleanup()


def _wait(client: "Client | None", masker: "Masker") -> None:
    """Wait for the changes that are still open, and say on the freed terminal how they end."""
    if client is not None:
        from smstui.commands.console_end import wait_for_open

        wait_for_open(client, masker)


def _mask(masker: "Masker") -> None:
    """Mask what is printed on the freed terminal after a crash, as the console did."""
    from smstui.commands.output import look_last

    look_last(masker)


def _say(text: str) -> None:
    """Narrate `text` on the terminal that the console does not have."""
    from smstui.commands.output import narrate

    narrate(text)


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
    _say(f"smstui: {told} {instead}")
    return 2


def _without_configuration(wanted: "GlobalOptions | None") -> int:
    """Say how to configure, and offer the demo to who sits at a terminal."""
    path = configuration_path()
    _say(
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
    if answer not in ("", "y", "yes"):
        return 2
    if wanted is None:
        return launch_demo()
    return launch_demo(privacy=wanted.privacy, read_only=wanted.read_only)
