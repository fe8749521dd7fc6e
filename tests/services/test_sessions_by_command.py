"""`smstui sessions`: what has no answer says so, with the exit code that fits."""

from typing import Any

import pytest

from smstui.commands.exits import Exit, exit_of
from smstui.commands.sessions_run import cut_short, no_answer, session_lines
from smstui.domain.account import Account
from smstui.domain.bundle import Bundle, Focus, Part, PartState
from smstui.domain.device import AnyDevice, SetTopBox
from smstui.domain.session import Session
from smstui.sandbox import Sandbox
from tests.support.bundles import NOON, read_part
from tests.support.command_line import Shell

BOX = SetTopBox.read({"uid": "70551", "status": "INACTIVE"})
OWNER = Account.read({"uid": "8", "number": "ses.8", "status": "ACTIVE"})
LIVE = Session.read({"uid": "s-31", "modified": NOON})


def bundle(account: Part[Any], sessions: Part[Any]) -> Bundle:
    return Bundle(
        deployment="lab", family="sdp2", focus=Focus(kind="box", id="70551"), read_at=NOON,
        account=account, devices=read_part(AnyDevice, [BOX]), sessions=sessions,
    )  # fmt: skip


def part(state: PartState) -> Part[Any]:
    return Part[Any](state=state, reason="the gateway said no", correlation_id="c-3")


NONE: Part[Any] = read_part(Account, [])


@pytest.mark.parametrize(
    ("account", "sessions", "code", "said"),
    [
        (NONE, read_part(Session, []), Exit.NOT_FOUND, "Box 70551 belongs to no account"),
        (part(PartState.FAILED), part(PartState.FAILED), Exit.UNREACHABLE, "the gateway said no"),
        (part(PartState.FORBIDDEN), part(PartState.NOT_ASKED), Exit.REFUSED_BY_PLATFORM,
         "the gateway said no"),
        (read_part(Account, [OWNER]), part(PartState.FAILED), Exit.UNREACHABLE,
         "the gateway said no"),
        (read_part(Account, [OWNER]), part(PartState.FORBIDDEN), Exit.REFUSED_BY_PLATFORM,
         "the gateway said no"),
        (read_part(Account, [OWNER]), part(PartState.UNSUPPORTED), Exit.REFUSED_HERE,
         "the gateway said no"),
        (read_part(Account, [OWNER]), part(PartState.NOT_ASKED), Exit.UNREACHABLE,
         "the gateway said no"),
    ],
)  # fmt: skip
def test_what_has_no_answer_is_an_error_with_its_own_exit_code(
    account: Part[Any], sessions: Part[Any], code: Exit, said: str
) -> None:
    error = no_answer(bundle(account, sessions))
    assert error is not None
    assert exit_of(error) is code
    assert said in str(error)


def test_none_live_on_an_account_is_an_answer() -> None:
    told = bundle(read_part(Account, [OWNER]), read_part(Session, []))
    assert no_answer(told) is None
    assert list(session_lines([], OWNER, NOON)) == ["Account ses.8: 0 live"]


def test_an_account_without_an_id_is_never_a_question_mark() -> None:
    lines = [*session_lines([LIVE], Account.read({}), NOON), *session_lines([LIVE], None, NOON)]
    assert not any("?" in line for line in lines)


def test_a_list_that_was_cut_says_so() -> None:
    cut = Part[Session](state=PartState.READ, records=(LIVE,), total=9, read_at=NOON)
    assert cut_short(cut) == "1 of 9 live sessions were read; more may be live"
    assert cut_short(read_part(Session, [LIVE])) == ""


@pytest.mark.parametrize("family", ["sdp2", "opf"])
def test_a_box_of_nobody_has_no_sessions_to_list(
    shell: Shell, sandbox: Sandbox, family: str
) -> None:
    box = sandbox.world.devices.get("3422")
    assert box is not None
    sandbox.world.change(box, account_uid=None)
    ended = shell.run("sessions", box.casn, "--deployment", f"sandbox-{family}")
    assert (ended.code, ended.out) == (3, "")
    assert "Box 3422 belongs to no account" in ended.err
    told = shell.run("sessions", box.casn, "--json", "--deployment", f"sandbox-{family}")
    assert told.code == 3
    assert told.document["sessions"] is None
    assert told.document["error"]["code"] == "not-found"


def test_a_banned_box_is_banned_in_the_recents(shell: Shell, sandbox: Sandbox) -> None:
    box = sandbox.world.devices.get("3422")
    assert box is not None
    sandbox.world.change(box, banned=True)
    assert shell.run("lookup", box.casn, "--deployment", "sandbox-sdp2").code == 0
    told = shell.run("recents", "--json", "--deployment", "sandbox-sdp2").document["recents"]
    assert [one["status"] for one in told] == ["BANNED"]
    assert "BANNED" in shell.run("recents", "--deployment", "sandbox-sdp2").out
