"""Every sheet that a person reads on a terminal, kept with its styles.

    SMSTUI_GOLDENS=write python -m pytest tests/goldens

writes them anew. Look at the difference before you keep it: a word or a colour that you did not
mean to change is a mistake.
"""

import difflib
import re
from pathlib import Path
from typing import Final

import pytest

from smstui.commands import diagnose_run, lookup_run
from smstui.sandbox import Sandbox
from smstui.services.changes import settling
from tests.goldens.test_documents import HERE, WRITES
from tests.support.change_line import ChangeLine

LINES: Final = """
lookup E833815A9290
lookup nmp.00003
lookup ada-phone
lookup 000145098241
lookup 245098240
lookup nobody.has.this
lookup 000145098420
recents
diagnose E833815A9290
diagnose nmp.00001
diagnose E833815A9340
diagnose E833815A9290 nmp.00004 000145098240 nobody.has.this --brief
sessions nmp.00001
sessions 245098240
sessions nobody.has.this
pair 3422 000145098240
pair 3422 000145098240 --apply --confirm 8240
pair E833815A9301 000145098241 --apply
unpair E833815A9301 --apply
status nmp.00001 SUSPENDED --apply
delete-box E833815A9301
create-account tst.90001 jan.kowalski --last-name Kowalski
pair 3422 000145098241 --draft
drafts
drafts --check
drafts {draft} --apply
drafts --all
journal
fault refuse write=yes
pair E833815A9301 000145098241 --apply
calm
fault no-effect write=yes
status nmp.00001 ACTIVE --apply --reason Paid
calm
fault status 503 path=*rights*
fault status 503 operation=getByAccountUID
lookup E833815A9290
diagnose E833815A9290
sessions nmp.00001
calm
fault drop-before
lookup E833815A9290
diagnose E833815A9290
calm
journal
""".strip()

_STYLES: Final = {
    "0": "/",
    "1": "strong",
    "2": "dim",
    "3": "italic",
    "31": "red",
    "32": "green",
    "33": "yellow",
}
_STYLE: Final = re.compile(r"\x1b\[(\d+)m")
_MOMENT: Final = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?: [A-Z]{3,4}|Z)?)?|\b\d\d:\d\d(?::\d\d)?\b"
)
_AGE: Final = re.compile(
    r"\b\d+ (?:s|min|h|d|days?) ago\b|\bnow(?=[;,)<]|  |$)|(?<=as of )now|(?<=as read )now",
    re.MULTILINE,
)
_MADE: Final = re.compile(r"(?:change|draft|correlation id|draft_id) ([0-9a-f]{8,}(?:-[0-9a-f]+)*)")
_SPEED: Final = re.compile(r"\b\d+(?:\.\d+)? (?:ms|s\b(?! ago))")


def told(text: str, made: set[str], folder: str) -> str:
    """Return `text` without what differs from run to run, its styles as tags.

    `made` are the ids that were made by earlier commands; those of `text` are added.
    """
    made |= set(_MADE.findall(text))
    for one in made:
        text = text.replace(one, "MADE")
    text = _STYLE.sub(lambda style: f"<{_STYLES[style[1]]}>", text).replace(folder, "FOLDER")
    text = _AGE.sub("AGE", _MOMENT.sub("MOMENT", text))
    text = _SPEED.sub("N s", re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:PORT", text))
    return "\n".join(
        line[: len(line) - len(line.lstrip())] + re.sub(r" {2,}", "  ", line.strip())
        for line in text.splitlines()
    )


def unwrapped(text: str) -> str:
    """Return `text` with its wrapped lines joined: where they break depends on the ages in them."""
    return re.sub(r"\n +(?! |- |\d+\. |Next)", " ", text)


@pytest.mark.alike
@pytest.mark.parametrize("family", ["sdp2", "opf"])
def test_the_sheets_are_as_they_were(
    family: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(settling, "FIRST_PAUSE_S", 0.05)
    monkeypatch.setattr(settling, "PAUSE_BETWEEN_S", 0.1)
    for module in (lookup_run, diagnose_run):
        monkeypatch.setattr(module, "colours_wanted", lambda _plain: True)
    sheets, made, draft = [], set[str](), "none"
    with Sandbox() as sandbox:
        line = ChangeLine(family, sandbox, tmp_path, monkeypatch, capsys)
        for command in LINES.splitlines():
            if command == "calm":
                sandbox.faults.clear()
                continue
            if command.startswith("fault "):
                sandbox.fault(command.removeprefix("fault "))
                continue
            ended = line.run(*command.replace("{draft}", draft).split(" "))
            if found := re.search(r"draft ([0-9a-f]{8,})", ended.err):
                draft = found[1]
            sheet = unwrapped(ended.out) if command.startswith("diagnose") else ended.out
            narrated = told(ended.err, made, str(tmp_path))
            sheet = told(sheet, made, str(tmp_path))
            parts = [f"$ smstui {command}", sheet, *(f"! {one}" for one in narrated.splitlines())]
            sheets.append("\n".join(part for part in parts if part))
    now = "\n\n".join(sheets) + "\n"
    kept = HERE / f"{family}-sheets.txt"
    if WRITES:
        kept.write_text(now, "utf-8")
    changed = difflib.unified_diff(
        kept.read_text("utf-8").splitlines(), now.splitlines(), "kept", "now", n=2, lineterm=""
    )
    assert "\n".join(changed) == ""
