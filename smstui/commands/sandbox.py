"""`smstui sandbox`: the embedded platform as a server in the foreground."""

import json
import signal
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from threading import Event
from types import FrameType

import click

from smstui.commands.global_options import global_options
from smstui.commands.sandbox_configuration import configuration, write_secrets
from smstui.sandbox import FaultRuleError, Sandbox, ailments, base, big
from smstui.sandbox.access import Access
from smstui.sandbox.clock import offset_of
from smstui.sandbox.faults import parse_fault
from smstui.sandbox.variants import VARIANTS
from smstui.sandbox.world import World

_WORLDS: dict[str, Callable[[timedelta], World]] = {
    "ailments": lambda ahead: ailments(ahead=ahead),
    "base": lambda ahead: base(ahead=ahead),
    "big": lambda ahead: big(ahead=ahead),
}


@click.command("sandbox")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="Port to listen on; 0: any free one."
)
@click.option(
    "--world",
    type=click.Choice(sorted(_WORLDS)),
    default="base",
    show_default=True,
    help="The accounts: ailments has one for each fault, big has many.",
)
@click.option(
    "--lag",
    type=click.IntRange(min=0),
    default=0,
    metavar="MS",
    help="Delay every answer by MS milliseconds.",
)
@click.option(
    "--clock",
    default="+0s",
    metavar="OFFSET",
    help="Set the platform's clock wrong: +2h, -90m, 30s, 1d.",
)
@click.option(
    "--fault",
    "rules",
    multiple=True,
    metavar="RULE",
    help="Let requests fail: 'status 503 operation=NAME'.",
)
@click.option(
    "--variant",
    "variants",
    multiple=True,
    type=click.Choice(sorted(VARIANTS)),
    metavar="NAME",
    help="Behave as a site that differs: see smstui/sandbox/README.md.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of text.")
@click.pass_context
def command(  # noqa: PLR0917 - one parameter an option
    context: click.Context,
    port: int,
    world: str,
    lag: int,
    clock: str,
    rules: tuple[str, ...],
    variants: tuple[str, ...],
    as_json: bool,
) -> None:
    """Run the embedded platform until ctrl+c ends it.

    Prints its addresses, its credentials and a configuration that reaches it.
    """
    try:
        ahead = offset_of(clock)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--clock") from None
    sandbox = Sandbox(_WORLDS[world](ahead), port=port, lag_ms=lag, variants=variants)
    for rule in rules:
        try:
            sandbox.faults.add(parse_fault(rule))
        except FaultRuleError as error:
            raise click.BadParameter(str(error), param_hint="--fault") from None
    ended = _ended_by_signal()
    try:
        sandbox.start()
    except OSError as error:
        raise click.UsageError(
            f"port {port} cannot be used ({error.strerror}); choose another with --port"
        ) from None
    try:
        with tempfile.TemporaryDirectory(prefix="smstui-sandbox-") as name:
            folder = Path(name)
            write_secrets(sandbox.access, folder)
            say = _as_json if as_json else _as_text
            read_only = global_options(context).read_only
            click.echo(say(sandbox.access, world, folder, read_only))
            ended.wait()
    finally:
        sandbox.stop()


def _ended_by_signal() -> Event:
    ended = Event()

    def end(number: int, frame: FrameType | None) -> None:
        ended.set()

    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)
    return ended


def _as_json(access: Access, world: str, folder: Path, read_only: bool) -> str:
    document = {
        "schema": "smstui/sandbox/1",
        "url": access.sdp2.base_url,
        "world": world,
        "sdp2": asdict(access.sdp2),
        "opf": asdict(access.opf),
        "configuration": configuration(access, folder, read_only=read_only),
    }
    return json.dumps(document)


def _as_text(access: Access, world: str, folder: Path, read_only: bool) -> str:
    """TOML throughout: what is not configuration stands in comments, so a pipe may take it."""
    sdp2, opf = access.sdp2, access.opf
    return f"""\
# The sandbox serves the world {world} at {sdp2.base_url}. End it with ctrl+c;
# in the background, with kill.
# sdp2: user {sdp2.username}, password {sdp2.password}
#       {sdp2.base_url}{sdp2.base_path}/accountservice?wsdl
#       {sdp2.base_url}{sdp2.sms_path}?wsdl
# opf:  user {opf.username}, password {opf.password}, client {opf.client_id}
#       {opf.adm_url}/v1/accounts
# Save what follows and run: smstui --config FILE. Its secrets are files in
# {folder}, which are deleted when the sandbox ends.

{configuration(access, folder, read_only=read_only)}"""
