"""A standard output that takes nothing: the change's own outcome decides the exit, never a bug."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from smstui.commands.exits import Exit
from tests.support import prepared
from tests.support.change_line import ChangeLine
from tests.support.deliveries import delivered

pytestmark = pytest.mark.alike

OUTPUTS = ("full", "closed")


@contextmanager
def opened(how: str) -> Iterator[int]:
    if how == "full":
        handle = os.open("/dev/full", os.O_WRONLY)
    else:
        reader, handle = os.pipe()
        os.close(reader)
    try:
        yield handle
    finally:
        os.close(handle)


def run(line: ChangeLine, how: str, *arguments: str, stdin: bytes = b"") -> tuple[int, str]:
    """Exit code and standard error of a process of its own."""
    command = [sys.executable, "-m", "smstui", "--deployment", line.place.deployment, *arguments]
    with opened(how) as handle:
        child = prepared.popen(
            command, env=line.place.environment, stdin=subprocess.PIPE, stdout=handle
        )
        _, told = child.communicate(stdin.decode())
    code = child.wait()
    assert "Traceback" not in told, told
    assert "a bug" not in told, told
    assert code not in (Exit.BUG, 120), told
    return code, told


@pytest.mark.parametrize("how", OUTPUTS)
def test_a_plan_that_cannot_be_shown_is_not_applied(desk: ChangeLine, how: str) -> None:
    (box, card), *_ = delivered(desk.world, 1).pairs
    code, told = run(desk, how, "pair", box, card, "--apply")
    assert code == Exit.REFUSED_HERE
    assert "nothing was sent" in told
    assert desk.writes == 0


@pytest.mark.parametrize(
    ("fault", "code"), [("", Exit.DONE), ("refuse write=yes", Exit.REFUSED_BY_PLATFORM)]
)
def test_the_outcome_decides_where_the_result_cannot_be_written(
    desk: ChangeLine, fault: str, code: Exit
) -> None:
    (box, card), *_ = delivered(desk.world, 1).pairs
    if fault:
        desk.sandbox.fault(fault)
    ended, told = run(desk, "full", "pair", box, card, "--apply", "--json")
    assert ended == code, told
    (entry,) = desk.place.journal()
    outcome = str(entry.outcome).replace("-", " ")
    assert f"change {entry.id}: {outcome}, but standard output cannot be written" in told


def test_where_nobody_reads_a_document_nothing_is_sent(desk: ChangeLine) -> None:
    (box, card), *_ = delivered(desk.world, 1).pairs
    code, told = run(desk, "closed", "pair", box, card, "--apply", "--json")
    assert (code, desk.writes) == (Exit.REFUSED_HERE, 0), told
    assert "nothing was sent" in told


@pytest.mark.parametrize("how", OUTPUTS)
@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_batch_stops_behind_the_row_that_cannot_be_told(
    line_to: Callable[[str], ChangeLine], how: str, options: tuple[str, ...]
) -> None:
    line = line_to("sdp2")
    text = "".join(f"{box},{card}\n" for box, card in delivered(line.world, 3).pairs).encode()
    code, told = run(line, how, "batch", "-", "--apply", *options, stdin=text)
    assert code == Exit.PARTIAL, told
    assert "more not tried" in told
    assert line.writes == (1 if how == "full" else 0)


def test_a_refusal_keeps_its_exit(desk: ChangeLine) -> None:
    code, told = run(desk, "full", "pair", "nobody-has-this", "770012345678", "--apply", "--json")
    assert code == Exit.NOT_FOUND, told


@pytest.mark.parametrize("how", OUTPUTS)
def test_a_lookup_is_no_bug_either(desk: ChangeLine, how: str) -> None:
    code, told = run(desk, how, "lookup", "nmp.00001")
    assert code == (Exit.REFUSED_HERE if how == "full" else Exit.DONE), told
