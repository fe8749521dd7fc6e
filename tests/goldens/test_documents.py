"""Every command's documents stay as they were: keys, order, types, codes, ids, outcomes, exits.

    SMSTUI_GOLDENS=write python -m pytest tests/goldens

writes them anew, for a change of the contract that was decided.
"""

import difflib
import json
import os
import re
from itertools import product
from pathlib import Path

import pytest

from smstui.sandbox import Sandbox
from smstui.services.changes import settling
from tests.goldens.command_lines import CHANGES, ENDS, READS
from tests.goldens.documents import Normal
from tests.support.change_line import ChangeLine
from tests.support.products import FAMILIES, WHOLE

HERE = Path(__file__).parent
LINES = {"reads": READS, "changes": CHANGES, "ends": ENDS}
WRITES = os.environ.get("SMSTUI_GOLDENS") == "write"
CASES = list(product(FAMILIES, LINES))
if not (WRITES or os.environ.get(WHOLE)):
    CASES = [case for case in CASES if case not in {("opf", "reads"), ("sdp2", "ends")}]
"""In the suite the changes on both families, what reads on one, and what fails on the other."""


def _asked(line: ChangeLine, commands: str, normal: Normal) -> str:
    """What each command line ended with, in the words of the golden file."""
    latest = {"change": "none", "draft": "none"}
    told = []
    for command in commands.splitlines():
        if command == "calm":
            line.sandbox.faults.clear()
            continue
        if command.startswith("fault "):
            line.sandbox.fault(command.removeprefix("fault "))
            continue
        words, _, secret = command.partition(" < ")
        for name, made in latest.items():
            words = words.replace("{" + name + "}", made)
        ended = line.run(*words.split(" "), "--json", stdin=f"{secret}\n".encode())
        for name in latest:
            if found := re.findall(rf'"{name}_id": "([^"]+)"', ended.out):
                latest[name] = found[-1]
        lines = [*ended.out.splitlines(), *ended.err.splitlines()]
        documents = [_kept(text, normal) for text in lines]
        told.append("\n".join([f"$ smstui {command}", f"exit {ended.code}", *documents, ""]))
    return "\n".join(told)


def _kept(text: str, normal: Normal) -> str:
    if not text.startswith("{"):
        return "…"  # a sentence beside the documents
    return json.dumps(normal.of(json.loads(text)), ensure_ascii=False)


@pytest.mark.parametrize(("family", "name"), CASES)
def test_the_documents_are_as_they_were(
    family: str,
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(settling, "FIRST_PAUSE_S", 0.05)
    monkeypatch.setattr(settling, "PAUSE_BETWEEN_S", 0.1)
    with Sandbox() as sandbox:
        line = ChangeLine(family, sandbox, tmp_path, monkeypatch, capsys)
        told = _asked(line, LINES[name], Normal(str(tmp_path)))
    kept = HERE / f"{family}-{name}.txt"
    if WRITES:
        kept.write_text(told, "utf-8")
    changed = difflib.unified_diff(
        kept.read_text("utf-8").splitlines(), told.splitlines(), "kept", "now", n=2, lineterm=""
    )
    assert list(changed) == []
