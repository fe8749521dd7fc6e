"""`smstui doctor` is red where a call would be refused, and writes the override that mends it."""

import pytest

from smstui.platforms.overrides import catalogue_of
from smstui.platforms.sdp2.likeness import nearest_of
from smstui.platforms.sdp2.wsdl import Described
from tests.support.command_line import Ended, Reached, Shell

SDP2, OPF = "sdp2", "opf"
LOOKUP = ("lookup", "E833815A9290")
PAIR = ("pair", "3422", "000145098241", "--apply")


def lines_of(ended: Ended) -> dict[str, dict]:
    return {line["entry"]: line for line in ended.document["catalogue"]}


def check_of(ended: Ended, name: str) -> dict:
    return next(each for each in ended.document["checks"] if each["check"] == name)


def set_keys(shell: Shell, family: str, lines: str) -> None:
    head = f"[deployments.sandbox-{family}.{family}]\n"
    text = shell.config.read_text()
    for line in lines.splitlines():
        key = line.partition(" = ")[0]
        kept = [each for each in text.split(head)[1].splitlines() if not each.startswith(key)]
        text = text.split(head)[0] + head + "\n".join(kept) + "\n"
    shell.config.write_text(text.replace(head, f"{head}{lines}\n"))


@pytest.mark.parametrize(
    ("family", "variant", "says", "entry"),
    [
        (SDP2, "service-paths", "missing", "account-by-number"),
        (SDP2, "service-names", "missing", "account-by-number"),
        (SDP2, "namespace-version", "different", "pair"),
        (SDP2, "namespaces", "different", "account-by-number"),
        (SDP2, "operations", "missing", "pair"),
        (SDP2, "fields-sdp2", "different", "update-account"),
        (SDP2, "srm-only", "missing", "sessions-of-account"),
        (OPF, "list-envelope", "different", "devices-of-account"),
        (OPF, "paths-opf", "missing", "device-by-casn"),
        (OPF, "paths-opf", "missing", "change-device"),
        (OPF, "ssm-claims", "refused", "end-sessions-of-device"),
        (OPF, "no-cag", "missing", "cas-subscribe"),
        (OPF, "srm-only", "missing", "end-sessions-of-device"),
    ],
)
def test_an_entry_that_would_be_refused_is_red(
    reached: Reached, family: str, variant: str, says: str, entry: str
) -> None:
    with reached(variant, family=family) as (shell, sandbox):
        ended = shell.run("doctor", "--json")
        assert ended.code == 6
        assert check_of(ended, "catalogue")["result"] == "fault"
        assert lines_of(ended)[entry]["says"] == says
        assert sandbox.writes == []


@pytest.mark.parametrize(
    ("family", "variant"),
    [(SDP2, "header-sdp2"), (SDP2, "api-key"), (SDP2, "ws-security"), (SDP2, "soap-1.2"),
     (OPF, "header-sign-in"), (OPF, "client-secret"), (OPF, "api-key")],
)  # fmt: skip
def test_a_platform_that_takes_no_call_refuses_the_sign_in(
    reached: Reached, family: str, variant: str
) -> None:
    with reached(variant, family=family) as (shell, _):
        ended = shell.run("doctor", "--json")
        assert ended.code == 6
        assert check_of(ended, "sign-in")["result"] == "fault"


def test_a_missing_header_is_refused_and_named(reached: Reached) -> None:
    with reached("header-opf", family=OPF) as (shell, _):
        ended = shell.run("doctor", "--json")
        line = lines_of(ended)["account-by-number"]
        assert (ended.code, line["says"]) == (6, "refused")
        assert "X-Site" in line["detail"]


def test_three_of_many_like_operations_are_named_and_none_that_takes_away_is_meant() -> None:
    entry = catalogue_of(SDP2, {}, "lab").entry("account-by-number")
    names = ("getByAccountNo", "getByAccountNr", "getByAccountNum", "getByAccountNumbers",
             "deleteByAccountNumber")  # fmt: skip
    offered = [Described(name, "urn:x", ("accountNumber",)) for name in names]
    found = nearest_of({"account-by-number": entry}, offered)["account-by-number"]
    assert len(found.names) == 3
    only_one = nearest_of({"account-by-number": entry}, offered[-1:])["account-by-number"]
    assert (only_one.names, only_one.meant) == (("deleteByAccountNumber",), None)


def test_at_most_three_operations_are_named_that_come_nearest(reached: Reached) -> None:
    with reached("operations") as (shell, _):
        detail = lines_of(shell.run("doctor", "--json"))["pair"]["detail"]
    assert detail.startswith("SMSDomain has no Pair; nearest: PairDevice")
    assert detail.count(",") <= 2


@pytest.mark.parametrize(
    ("family", "variant", "keys", "said"),
    [
        (SDP2, "srm-only", "", 'set sessions = "srm"'),
        (SDP2, "no-srm", 'sessions = "srm"', 'set sessions = "sdp"'),
        (OPF, "srm-only", "", 'set sessions = "srm"'),
        (OPF, "no-srm", 'sessions = "srm"\nsrm_url = "{url}"', 'set sessions = "ssm"'),
    ],
)
def test_the_wrong_session_manager_is_said(
    reached: Reached, family: str, variant: str, keys: str, said: str
) -> None:
    with reached(variant, family=family) as (shell, sandbox):
        if keys:
            set_keys(shell, family, keys.format(url=sandbox.url))
        ended = shell.run("doctor", "--json")
        assert ended.code == 6
        assert said in check_of(ended, "catalogue")["hint"]
        assert "# Where the site has SRM" in shell.run("doctor", "--suggest").out or keys


def test_the_block_that_is_suggested_makes_the_site_work_when_it_is_pasted(
    reached: Reached,
) -> None:
    with reached("operations", "namespaces", "header-any") as (shell, sandbox):
        assert shell.run(*LOOKUP).code not in (0, 12)
        before = shell.config.read_text()
        suggested = shell.run("doctor", "--suggest")
        assert suggested.code == 6
        assert shell.config.read_text() == before, "nothing is applied"
        assert sandbox.writes == []
        shell.config.write_text(before + suggested.out)
        assert shell.run("config", "check").code == 0
        assert shell.run(*LOOKUP).code == 0
        assert shell.run("diagnose", LOOKUP[1]).code == 0
        paired = shell.run(*PAIR)
        assert (paired.code, "verified" in paired.out) == (0, True), paired
        listed = shell.run("sessions", "nmp.00001", "--json")
        assert listed.code == 0
        session = listed.document["sessions"][0]["id"]
        ended = shell.run("teardown", "nmp.00001", "--session", session, "--apply")
        assert ended.code == 0, ended
        assert shell.run("doctor").code == 0


@pytest.mark.parametrize(
    ("family", "variant", "keys", "hint"),
    [
        (
            SDP2,
            "header-sdp2",
            'headers = { X-Site = "no" }',
            "expects another value of X-Site",
        ),
        (
            OPF,
            "api-key",
            'headers = { X-Api-Key = "no" }',
            "expects another value of X-Api-Key",
        ),
        (SDP2, "soap-1.2", "", 'Set soap = "1.2"'),
        (SDP2, "ws-security", "", "Set ws_security"),
    ],
)
def test_a_call_that_is_refused_as_it_is_sent_says_what_to_set(
    reached: Reached, family: str, variant: str, keys: str, hint: str
) -> None:
    with reached(variant, family=family) as (shell, _):
        if keys:
            set_keys(shell, family, keys)
        assert hint in check_of(shell.run("doctor", "--json"), "sign-in")["hint"]


def test_a_suggestion_that_could_not_look_behind_the_sign_in_says_so(reached: Reached) -> None:
    with reached("header-sdp2", "operations") as (shell, _):
        text = shell.config.read_text()
        told = shell.run("doctor", "--suggest").out
        assert "# The site expects another value of X-Site. Set it in headers." in told
        assert "# What comes after signing in was not compared." in told
        assert 'put it in place of\n# "smstui"' in told
        shell.config.write_text(text + told.replace('= "smstui"', '= "north"'))
        assert "operations.pair]" in shell.run("doctor", "--suggest").out


NEVER_SEEN = {
    SDP2: {"status words", "answer fields", "lookups"},
    OPF: {"status words", "answer fields", "filter fields", "id prefix", "paging", "CAS words"},
}


@pytest.mark.parametrize("family", [SDP2, OPF])
def test_what_doctor_cannot_see_is_named(reached: Reached, family: str) -> None:
    with reached("statuses", family=family) as (shell, _):
        ended = shell.run("doctor", "--json")
        unseen = [each for each in ended.document["checks"] if "not checked: " in each["detail"]]
        assert {each["check"] for each in unseen} == NEVER_SEEN[family]
        assert {each["result"] for each in unseen} == {"skipped"}
        assert all(each["hint"] for each in unseen)
        named = {each["check"] for each in unseen if "--known ID" in each["hint"]}
        assert named == NEVER_SEEN[family] - {"CAS words"}, "only a change shows the CAS's words"
        assert ended.code == 0


def test_what_is_set_is_taken_as_it_is_and_what_is_not_used_not_named(reached: Reached) -> None:
    with reached("id-prefix", "no-cag", family=OPF) as (shell, _):
        text = shell.config.read_text()
        shell.config.write_text("".join(
            line for line in text.splitlines(keepends=True) if not line.startswith("cag_url")
        ))  # fmt: skip
        set_keys(shell, OPF, 'id_prefix = "acme-"')
        ended = shell.run("doctor", "--json")
        assert "id_prefix is used as configured" in check_of(ended, "id prefix")["detail"]
        assert "CAS words" not in {each["check"] for each in ended.document["checks"]}


def test_a_suggestion_for_opf_has_the_header(reached: Reached) -> None:
    with reached("header-any", family=OPF) as (shell, _):
        text = shell.config.read_text()
        shell.config.write_text(text + shell.run("doctor", "--suggest").out)
        assert shell.run(*LOOKUP).code == 0
        assert shell.run(*PAIR).code == 0


def test_a_path_that_nobody_can_guess_says_where_to_name_it(reached: Reached) -> None:
    with reached("paths-opf", family=OPF) as (shell, _):
        told = shell.run("doctor", "--suggest").out
        assert "no answer of the platform names another place" in told.casefold()
        for entry, path, tried in (
            ("device-by-casn", "…", "GET /v1/devices"),
            ("change-device", "…/{id}", "PUT /v1/devices/{id}"),
        ):
            table = f"# [deployments.sandbox-opf.opf.operations.{entry}]"
            assert f'{table}\n# path = "{path}"  # tried: {tried}\n' in told
        assert all(line.startswith("#") for line in told.splitlines())


def test_a_list_envelope_is_suggested_by_what_an_answer_shows(reached: Reached) -> None:
    with reached("list-envelope", family=OPF) as (shell, _):
        assert shell.run(*LOOKUP).code not in (0, 12)
        told = shell.run("doctor", "--suggest").out
        assert 'items = "data.entries"\ntotal = "data.count"' in told
        shell.config.write_text(shell.config.read_text() + told)
        assert shell.run(*LOOKUP).code == 0
        assert shell.run("doctor").code == 0


def test_a_table_that_is_there_already_is_told_in_comments(reached: Reached) -> None:
    with reached("operations") as (shell, _):
        at = "deployments.sandbox-sdp2.sdp2"
        text = f'{shell.config.read_text()}\n[{at}.operations.pair]\noperation = "Pair"\n'
        shell.config.write_text(text)
        told = shell.run("doctor", "--suggest").out
        assert f'# [{at}.operations.pair]\n# operation = "PairDevice"' in told
        shell.config.write_text(text + told)
        assert shell.run("config", "check").code == 0


@pytest.mark.parametrize("family", [SDP2, OPF])
def test_a_sound_site_needs_nothing(reached: Reached, family: str) -> None:
    with reached(family=family) as (shell, _):
        ended = shell.run("doctor", "--suggest")
        assert ended.code == 0
        assert "# Nothing to add was found." in ended.out
        assert all(line.startswith("#") for line in ended.out.splitlines())
        document = shell.run("doctor", "--suggest", "--json").document
        assert document["suggestion"] == ended.out


def test_what_is_missing_greys_the_action_until_the_next_run(reached: Reached) -> None:
    with reached("operations") as (shell, sandbox):
        shell.run("doctor")
        refused = shell.run(*PAIR)
        assert refused.code == 5
        assert "smstui doctor found no such call" in refused.err
        assert "SMSDomain has no Pair" in refused.err
        assert sandbox.writes == []
        tables = shell.run("doctor", "--suggest").out.split("\n\n")
        kept = [table for table in tables if "operations.unpair]" not in table]
        shell.config.write_text(shell.config.read_text() + "\n\n".join(kept))
        assert shell.run(*PAIR).code == 0, "what is called otherwise by now is not missing"
        assert shell.run("unpair", "3422", "--apply").code == 5
