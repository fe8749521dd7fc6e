"""`lookup --client-token`: its headers, its six answers, and a token that is told nowhere."""

import stat
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from smstui.sandbox import Sandbox
from tests.support.command_line import Ended, Shell
from tests.support.site import Site, site

ACCOUNT = "nmp.00001"
ANSWERS = [
    (400, 6, "refused", "could not read the request"),
    (401, 6, "sign-in", "did not accept this client token"),
    (403, 6, "forbidden", "does not let this client token read its account"),
    (404, 3, "not-found", "has no account for this client token"),
    (500, 7, "server-failed", "HTTP 500"),
]


@pytest.fixture
def opf(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Site]:
    with site("opf", tmp_path) as one:
        one.shell = Shell(tmp_path / "shell", monkeypatch, capsys)
        yield one


def token_of(one: Site, account: str = "1001") -> str:
    """A token as the customer's sign-on gives it."""
    return one.sandbox.rest.tokens.for_subscriber(account)


def ask(one: Site, token: str, *arguments: str) -> Ended:
    assert one.shell is not None
    one.shell.monkeypatch.setenv("CUSTOMER", token)
    return one.run("lookup", "--client-token", "env:CUSTOMER", *arguments)


def told_nowhere(one: Site, ended: Ended, token: str) -> bool:
    """Whether the token is in no output and in no file that was written."""
    kept = [path.read_bytes() for path in one.folder.rglob("*") if path.is_file()]
    return token not in ended.out + ended.err and all(token.encode() not in each for each in kept)


def test_the_account_of_a_token_by_one_call_without_a_sign_in(opf: Site) -> None:
    token = token_of(opf)
    ended = ask(opf, token, "--json")
    assert (ended.code, ended.err) == (0, "")
    found = ended.document
    assert found["schema"] == "smstui/lookup/1"
    assert found["account"]["number"] == ACCOUNT
    assert found["asked"] == {"text": "client token", "kinds": [], "kind": None}
    assert (found["sessions"], found["rights"], found["devices"]) == (None, None, [])
    assert opf.operations() == ["adm.user.accounts"]
    assert told_nowhere(opf, ended, token)
    sheet = ask(opf, token)
    assert sheet.out.startswith(f"Account {ACCOUNT}\n  the account of the client token; read now")
    assert told_nowhere(opf, sheet, token)


def test_its_headers_are_the_three_that_are_documented(opf: Site) -> None:
    token = token_of(opf)
    ask(opf, token)
    (request,) = opf.sandbox.traffic.requests
    assert (request.method, request.path) == ("GET", "/adm/v1/user/accounts")
    assert request.correlation_id  # without it, the tenant or the token it is a 400 or a 401


@pytest.mark.parametrize(("status", "code", "word", "sentence"), ANSWERS)
def test_each_answer_has_its_sentence_and_its_exit_code(
    opf: Site, status: int, code: int, word: str, sentence: str
) -> None:
    token = token_of(opf)
    opf.sandbox.fault(f"status {status} operation=adm.user.accounts")
    ended = ask(opf, token, "--json")
    assert ended.code == code
    error = ended.document["error"]
    assert error["code"] == word
    assert sentence in error["message"]
    assert error["hint"] or status == 500
    assert error["correlation_id"]
    assert told_nowhere(opf, ended, token)


def test_a_token_that_ended_is_a_401_of_the_platform(opf: Site) -> None:
    ended = ask(opf, "eyJ0eXAiOiJKV1QifQ.ZW5kZWQ.c2ln")
    assert ended.code == 6
    assert "did not accept this client token" in ended.err


@pytest.mark.parametrize("bare", ["s3cr3t-token-of-ada", "token:s3cr3t-token", "env:", "file:"])
def test_a_bare_token_is_refused_and_not_repeated(opf: Site, bare: str) -> None:
    ended = opf.run("lookup", "--client-token", bare)
    assert ended.code == 2
    assert "env:NAME" in ended.err
    assert "s3cr3t" not in ended.out + ended.err
    assert opf.operations() == []


def test_a_file_and_standard_input_give_it_too(opf: Site) -> None:
    token = token_of(opf)
    path = opf.folder / "token"
    path.write_text(f"{token}\n")
    path.chmod(0o644)
    assert opf.run("lookup", "--client-token", f"file:{path}").code == 2
    path.chmod(stat.S_IRUSR | stat.S_IWUSR)
    assert opf.run("lookup", "--client-token", f"file:{path}").code == 0
    assert opf.run("lookup", "--client-token", "-", stdin=f"{token}\n").code == 0
    assert opf.run("lookup", "--client-token", "-").code == 2


@pytest.mark.parametrize("more", [["3421"], ["--as", "account"], ["--offline"]])
def test_it_stands_alone(opf: Site, more: list[str]) -> None:
    assert opf.run("lookup", "--client-token", "env:CUSTOMER", *more).code == 2
    assert opf.run("lookup").code == 2


def test_the_other_family_has_no_such_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with site("sdp2", tmp_path) as one:
        one.shell = Shell(tmp_path / "shell", monkeypatch, capsys)
        ended = ask(one, "eyJ0eXAiOiJKV1QifQ.ZW5kZWQ.c2ln")
        assert ended.code == 5
        assert "no call that takes a subscriber's own token" in ended.err
        assert one.operations() == []


def test_plain_http_makes_the_call_by_hand() -> None:
    with Sandbox() as sandbox:
        access = sandbox.access.opf
        headers = {
            "x-correlation-id": "by-hand", "nv-tenant-id": access.tenant,
            "token": sandbox.rest.tokens.for_subscriber("1001"),
        }  # fmt: skip
        ask = httpx.Client(base_url=access.adm_url, trust_env=False)
        for lacking, status in ((None, 200), ("token", 401), ("nv-tenant-id", 400)):
            sent = {name: value for name, value in headers.items() if name != lacking}
            answer = ask.get("/v1/user/accounts", headers=sent)
            assert answer.status_code == status
        ask.close()
