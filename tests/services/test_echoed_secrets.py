"""A platform that says our password or a PIN back, in any answer: nothing of it is told or kept."""

import base64
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from smstui.sandbox import fault_answers
from tests.support.change_line import ChangeLine
from tests.support.command_line import Ended

PIN, EARLIER = "8603917264", "7730152846"


def forms_of(secret: str) -> list[str]:
    return [
        secret,
        quote(secret, safe=""),
        "".join(f"%{byte:02X}" for byte in secret.encode()),
        base64.b64encode(f"desk:{secret}".encode()).decode(),
        base64.b64encode(secret.encode()).decode(),
        "".join(f"&#{ord(each)};" for each in secret),
        "".join(f"\\u{ord(each):04x}" for each in secret),
    ]


class Echo:
    """A line to a sandbox that echoes what it was ever sent."""

    def __init__(self, line: ChangeLine, monkeypatch: pytest.MonkeyPatch) -> None:
        self.line = line
        access = line.sandbox.access
        pins = (PIN, EARLIER) if line.family == "opf" else ()
        reached = access.sdp2 if line.family == "sdp2" else access.opf
        self.secrets = [form for each in (reached.password, *pins) for form in forms_of(each)]
        self.secrets.append(
            base64.b64encode(f"{reached.username}:{reached.password}".encode()).decode()
        )
        words = " ; ".join(self.secrets)
        monkeypatch.setattr(fault_answers, "_WORDS", words.replace("&", "&amp;"))
        form = {"message": words, "code": 1, "errorCode": PIN}
        monkeypatch.setattr(fault_answers, "_error_form", lambda status: form)
        self.told: list[Ended] = []

    def run(self, *arguments: str, stdin: bytes = b"") -> Ended:
        self.told.append(self.line.run(*arguments, stdin=stdin))
        return self.told[-1]

    def need_silence(self, folder: Path) -> None:
        kept = {
            str(file): file.read_bytes()
            for file in folder.rglob("*")
            if file.is_file() and "password" not in file.name and "credential" not in file.name
        }
        assert any(name.endswith("journal.db") for name in kept)
        for at, ended in enumerate(self.told):
            kept[f"run {at}"] = (ended.out + ended.err).encode()
        found = [
            (name, s) for name, held in kept.items() for s in self.secrets if s.encode() in held
        ]
        assert found == []


@pytest.mark.parametrize("family", ["sdp2", "opf"])
def test_no_answer_that_echoes_a_secret_is_told_or_journalled(
    line_to: Callable[[str], ChangeLine],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    family: str,
) -> None:
    line = line_to(family)
    echo = Echo(line, monkeypatch)
    if family == "opf":
        for pin in (EARLIER, PIN):
            echo.run("reset-pin", "nmp.00001", "MASTER", "--apply", stdin=f"{pin}\n".encode())
    answers = (
        "answer Client", "answer Sender", "answer 403", "answer 409", "answer 500",
        "answer error-form",
    )  # fmt: skip
    for rule in answers:
        line.sandbox.fault(f"{rule} write=yes")
        echo.run("status", "nmp.00001", "SUSPENDED", "--apply", "--json")
        if family == "opf":
            echo.run("reset-pin", "nmp.00001", "MASTER", "--apply", stdin=f"{PIN}\n".encode())
        line.sandbox.faults.clear()
        line.sandbox.fault(f"{rule} write=no")
        echo.run("lookup", "nmp.00001")
        echo.run("diagnose", "nmp.00001", "--json")
        line.sandbox.faults.clear()
    echo.run("journal")
    echo.run("journal", "--json")
    echo.run("transcript", "nmp.00001")
    text = "".join(ended.out + ended.err for ended in echo.told)
    assert "••••••" in text
    echo.need_silence(tmp_path)
    print(f"{len(echo.told)} runs")
