"""S4 to S8, S10 to S15, S17, S20, S22 to S25 and S29 through the command line.

Over real sockets, on the families they belong to, with W taken from the platform's own log.
"""

import json

import click
import pytest

from smstui.sandbox.fixtures import fill_sessions, split_link
from tests.support.change_line import ChangeLine

B1, B2, B3, B4, B5, B6, P1 = "3421", "3422", "3423", "3430", "3425", "3426", "9001"
C1, C2, C3, C4 = "000145098240", "000145098241", "000145098259", "000145098267"


def test_s4_the_plan_shows_both_ends_and_sends_nothing(desk: ChangeLine) -> None:
    told = desk.json("pair", B2, C2)
    (step,) = told["plan"]["steps"]
    assert step["before"][f"box {B2} card"] is None
    assert step["after"][f"box {B2} card"] == C2
    if desk.family == "sdp2":
        assert step["before"][f"smartcard {C2} status"] == "AVAILABLE"
        assert step["after"][f"smartcard {C2} box"] == B2
    assert told["change_id"] is None
    assert told["outcome"] is None
    assert desk.writes == 0


def test_s4_pair_is_sent_once_and_verified(desk: ChangeLine) -> None:
    told = desk.json("pair", B2, C2, "--apply")
    assert told["outcome"] == "verified"
    assert [step["verified"] for step in told["steps"]] == [True]
    assert desk.writes == 1
    assert desk.box(B2).smartcard_id == C2
    assert desk.card(C2).stb_uid == B2


def test_s4_one_correlation_id_on_every_call_and_a_read_after_the_write(desk: ChangeLine) -> None:
    told = desk.json("pair", B2, C2, "--apply")
    (correlation_id,) = {step["correlation_id"] for step in told["steps"]}
    asked = [each for each in desk.sandbox.traffic.requests if each.correlation_id]
    assert {each.correlation_id for each in asked} == {correlation_id}
    write = next(
        at for at, each in enumerate(asked) if each.operation in ("Pair", "adm.devices.change")
    )
    assert len(asked) > write + 1


def test_s4_a_pair_made_already_leads_only_to_what_the_platform_has(desk: ChangeLine) -> None:
    refused = desk.json("pair", B1, C1, code=5)["error"]["hint"]
    desk.run("lookup", B1)
    known = desk.run("pair", B1, C1, "--draft").out
    assert f"box {B1} card: {C1}" in known
    assert "none" not in known
    if desk.family == "sdp2":
        assert "refresh" not in refused
        assert f"box {B1} banned: no" in known
    else:
        assert "refresh" in refused
        assert "banned" not in known


def test_an_undo_that_was_shown_for_another_change_says_which_is_the_latest(
    sdp2: ChangeLine,
) -> None:
    former = sdp2.json("pair", B2, C2, "--apply")["change_id"]
    sdp2.run("undo")
    latest = sdp2.json("ban", B1, "--apply", "--reason", "Stolen")["change_id"]
    told = sdp2.json("undo", "--apply", code=10)["error"]["message"]
    assert "The latest change is another one now." in told
    assert f"Now it is: lift the ban of box 3421 (undoes change {latest})" in told
    assert "Run smstui undo --apply again" in told
    assert f"smstui undo {former} for the former" in told
    assert sdp2.json("undo", "--apply")["outcome"] == "verified"
    assert sdp2.writes == 3


def test_s5_a_cancelled_card_is_refused_before_sending(sdp2: ChangeLine) -> None:
    told = sdp2.json("pair", B2, C3, "--apply", code=5)
    assert "CANCELLED" in told["error"]["message"]
    assert told["error"]["hint"]
    assert told["outcome"] == "refused-here"
    assert sdp2.writes == 0


def test_s5_where_no_record_of_a_card_is_kept_the_platform_refuses(opf: ChangeLine) -> None:
    told = opf.json("pair", B2, C3, "--apply", code=6)
    assert "CANCELLED" in told["error"]["message"]
    assert opf.box(B2).smartcard_id is None


def test_s6_two_steps_that_name_the_box_that_goes_dark_and_undo(desk: ChangeLine) -> None:
    told = desk.json("pair", B2, C1)
    assert [step["call"] for step in told["plan"]["steps"]] == ["unpair", "pair"]
    assert any(f"Box {B1}" in warning for warning in told["plan"]["warnings"])
    told = desk.json("pair", B2, C1, "--apply")
    assert [step["outcome"] for step in told["steps"]] == ["verified", "verified"]
    assert desk.writes == 2
    assert desk.box(B1).smartcard_id is None
    assert desk.json("undo", "--apply")["outcome"] == "verified"
    assert desk.writes == 4
    assert desk.box(B1).smartcard_id == C1
    assert desk.box(B2).smartcard_id is None


def test_s7_another_accounts_card_is_blocked_for_an_installer_who_learns_no_name(
    desk: ChangeLine,
) -> None:
    desk.place.configure('role = "installer"', "settle_s = 0.4")
    told = desk.json("pair", B2, C4, "--apply", "--reason", "it was in the wrong box", code=5)
    assert "another account" in told["error"]["message"]
    assert "1002" not in json.dumps(told)
    assert "nmp.00002" not in json.dumps(told)
    assert desk.writes == 0


def test_s7_a_supervisor_may_go_on_with_a_reason_which_is_journalled(desk: ChangeLine) -> None:
    assert desk.json("pair", B2, C4, "--apply", code=5)["outcome"] == "refused-here"
    assert desk.writes == 0
    told = desk.json("pair", B2, C4, "--apply", "--reason", "handed over by the customer")
    assert told["outcome"] == "verified"
    assert desk.writes == 2
    (entry,) = desk.json("journal")["changes"]
    assert entry["reason"] == "handed over by the customer"
    assert entry["role"] == "supervisor"


def test_s8_a_cardless_box_is_explained(desk: ChangeLine) -> None:
    told = desk.json("pair", B3, C2, "--apply", code=5)
    if desk.family == "sdp2":
        assert "the platform generates its virtual card" in told["error"]["message"]
    assert desk.writes == 0


def test_s10_suspended_to_active_shows_before_and_after_and_claims_no_more(
    desk: ChangeLine,
) -> None:
    told = desk.json("status", "nmp.00003", "ACTIVE", "--apply")
    (step,) = told["plan"]["steps"]
    assert step["before"] == {"account nmp.00003 status": "SUSPENDED"}
    assert step["after"] == {"account nmp.00003 status": "ACTIVE"}
    assert told["outcome"] == "verified"
    assert any("up to an hour" in warning for warning in told["plan"]["warnings"])
    assert desk.writes == 1
    assert desk.account("nmp.00003").status == "ACTIVE"


def test_s10_only_what_changes_is_sent_of_an_account(sdp2: ChangeLine) -> None:
    """So that two engineers never overwrite one another."""
    plan = sdp2.place.plan("account-status", "nmp.00003", status="ACTIVE")
    sdp2.world.change(sdp2.account("nmp.00003"), address1="1 New Street", account_profile_uid="302")
    assert sdp2.place.apply(plan).outcome == "verified"
    sdp2.place.close()
    assert sdp2.written == ["UpdateAccount"]
    account = sdp2.account("nmp.00003")
    assert (account.address1, account.account_profile_uid) == ("1 New Street", "302")


def test_s10_a_whole_object_goes_back_as_it_came(sdp2: ChangeLine) -> None:
    sdp2.without("update-account")
    kept = ("password", "last_name", "postcode", "credit_spent_rs", "rollout_profile_uid",
            "export_id", "npvr_profile", "max_mp_device_delete", "credit_limit")  # fmt: skip
    account = sdp2.account("nmp.00001")
    before = {name: getattr(account, name) for name in kept}
    sdp2.json("status", "nmp.00001", "RESTRICTED", "--apply")
    assert sdp2.written == ["update"]
    assert {name: getattr(account, name) for name in kept} == before


def test_a_profile_is_changed_in_the_whole_account_with_its_pins(opf: ChangeLine) -> None:
    account = opf.account("nmp.00001")
    pins = [(pin.type, pin.value, pin.salt) for pin in account.pins]
    assert opf.json("profile", "nmp.00001", "302", "--apply")["outcome"] == "verified"
    assert account.account_profile_uid == "302"
    assert [(pin.type, pin.value, pin.salt) for pin in account.pins] == pins
    assert opf.writes == 1


@pytest.mark.parametrize("status", ["ACTIVE", "RESTRICTED", "SUSPENDED", "INACTIVE", "NONSENSE"])
def test_s11_nothing_leads_out_of_cancelled(desk: ChangeLine, status: str) -> None:
    told = desk.json("status", "nmp.00004", status, "--apply", code=5)
    assert "final" in told["error"]["message"]
    assert desk.writes == 0


def test_s11_nor_for_a_box(sdp2: ChangeLine) -> None:
    for arguments in (("status", B6, "ACTIVE"), ("pair", B6, C2), ("enable", B6), ("ban", B6)):
        assert sdp2.json(*arguments, "--apply", code=5)["error"]
    assert sdp2.writes == 0


def test_s11_cancelling_asks_for_the_last_four(desk: ChangeLine) -> None:
    desk.json("status", "nmp.00003", "CANCELLED", "--apply", code=5)
    desk.json("status", "nmp.00003", "CANCELLED", "--apply", "--confirm", "0002", code=5)
    assert desk.writes == 0
    told = desk.json("status", "nmp.00003", "CANCELLED", "--apply", "--confirm", "0003")
    assert told["plan"]["tier"] == "irreversible"
    assert told["plan"]["inverse"] is None
    assert desk.writes == 1


def test_s12_a_ban_is_lifted_where_there_is_one(sdp2: ChangeLine) -> None:
    assert sdp2.json("unban", B5, "--apply")["outcome"] == "verified"
    assert sdp2.writes == 1
    assert sdp2.box(B5).banned is False


def test_s12_and_explained_where_there_is_none(opf: ChangeLine) -> None:
    assert "Only sdp2 has a ban" in opf.json("unban", B5, "--apply", code=5)["error"]["message"]
    assert opf.sandbox.traffic.requests == []


def test_s13_one_session_is_torn_down_and_the_others_stay(sdp2: ChangeLine) -> None:
    suspect, *others = fill_sessions(sdp2.world, sdp2.account("nmp.00001"))
    told = sdp2.json("teardown", B1, "--session", suspect.uid, "--apply")
    assert told["outcome"] == "verified"
    assert sdp2.writes == 1
    left = {each.uid for each in sdp2.world.sessions}
    assert left == {each.uid for each in others}


def test_s13_by_srm(sdp2: ChangeLine) -> None:
    sdp2.place.configure("settle_s = 0.4", 'sdp2.sessions = "srm"')
    suspect, *others = fill_sessions(sdp2.world, sdp2.account("nmp.00001"))
    told = sdp2.json("teardown", B1, "--session", suspect.srm_id or "", "--apply")
    assert told["outcome"] == "verified"
    assert [write.operation for write in sdp2.sandbox.writes] == ["srm-tear-down"]
    assert {each.uid for each in sdp2.world.sessions} == {each.uid for each in others}


def test_s13_all_of_a_device_one_by_one(sdp2: ChangeLine) -> None:
    sessions = fill_sessions(sdp2.world, sdp2.account("nmp.00001"))
    of_one = [each for each in sessions if each.device_uid == sessions[0].device_uid]
    told = sdp2.json("teardown", sessions[0].device_uid, "--device", "--apply")
    assert told["outcome"] == "verified"
    assert sdp2.writes == len(of_one)
    assert sdp2.json("teardown", "nmp.00001", "--account", "--apply")["outcome"] == "verified"
    assert sdp2.writes == len(sessions)
    assert list(sdp2.world.sessions) == []


@pytest.mark.parametrize(("id_", "which"), [(B1, "--device"), ("nmp.00001", "--account")])
def test_s13_ssm_says_how_many_and_that_nothing_proves_it(
    opf: ChangeLine, id_: str, which: str
) -> None:
    told = opf.json("teardown", id_, which, "--apply", code=12)
    assert told["outcome"] == "accepted"
    assert "1 ended" in told["message"]
    assert opf.writes == 1
    assert list(opf.world.sessions) == []
    assert "cannot list" in " ".join(opf.json("teardown", id_, which)["plan"]["warnings"])
    told = opf.json("teardown", id_, which, "--apply", code=12)
    assert told["outcome"] == "accepted", "none is live any more"
    then = "end the sessions of the account" if which == "--device" else "a limit of a device group"
    none = "The platform ended no session (0 ended). If the viewer still gets 1007, "
    assert told["message"].startswith(f"{none}{then}")
    said = opf.run("teardown", id_, which, "--apply").out
    assert "Acknowledged by the platform, which ended no session." in said
    assert "Done" not in said


def test_s13_ssm_cannot_end_a_single_session(opf: ChangeLine) -> None:
    told = opf.json("teardown", "nmp.00001", "--session", "50000", "--apply", code=5)
    assert "of the device" in told["error"]["message"]
    assert opf.sandbox.traffic.requests == []


def test_s14_an_acknowledgement_without_effect_is_not_verified(sdp2: ChangeLine) -> None:
    sdp2.sandbox.fault("no-effect operation=tearDown")
    session = next(iter(sdp2.world.sessions)).uid
    told = sdp2.json("teardown", B1, "--session", session, "--apply", code=9)
    assert told["outcome"] == "not-verified"
    assert [step["acknowledged"] for step in told["steps"]] == [True]
    assert sdp2.writes == 1
    (entry,) = sdp2.json("journal")["changes"]
    assert entry["outcome"] == "not-verified"
    assert entry["watched_until"]
    sdp2.sandbox.faults.clear()
    sdp2.json("teardown", B1, "--session", session, "--apply")
    (second, first) = sdp2.json("journal")["changes"]
    assert (first["watched_until"], first["superseded_by"]) == (None, second["change_id"])


def test_s15_a_refusal_with_http_200_is_a_refusal(desk: ChangeLine) -> None:
    operation = "Pair" if desk.family == "sdp2" else "adm.devices.change"
    desk.sandbox.fault(f"refuse operation={operation}")
    told = desk.json("pair", B2, C2, "--apply", code=6)
    assert told["outcome"] == "refused-by-platform"
    assert told["error"]["message"]
    assert desk.writes == 1
    assert desk.box(B2).smartcard_id is None


def test_s16_an_id_of_a_box_and_of_a_card_is_told_apart_by_where_it_stands(
    sdp2: ChangeLine,
) -> None:
    told = sdp2.json("pair", "245098240", "245098240")
    assert told["plan"]["steps"][0]["target"] == "245098240"
    told = sdp2.json("pair", "0A1B2C3D4E5F", C2, code=4)
    for record in ("box 3438", "box 3439"):  # the CASN of one, the MAC of the other
        assert record in told["error"]["message"]
    told = sdp2.json("pair", "device-uid:3438", C2)
    assert told["plan"]["steps"][0]["target"] == "3438"


@pytest.mark.parametrize(
    ("fault", "outcome", "code"), [("drop-after", "verified", 0), ("drop-before", "not-applied", 9)]
)
def test_s17_after_the_settle_time_the_re_read_decides(
    desk: ChangeLine, fault: str, outcome: str, code: int
) -> None:
    operation = "Pair" if desk.family == "sdp2" else "adm.devices.change"
    desk.sandbox.fault(f"{fault} operation={operation} count=1")
    told = desk.json("pair", B2, C2, "--apply", code=code)
    assert told["outcome"] == outcome
    assert told["steps"][0]["acknowledged"] is None
    assert desk.writes == 1
    if outcome == "not-applied":
        assert desk.json("pair", B2, C2, "--apply")["outcome"] == "verified"
        assert desk.writes == 2


@pytest.mark.parametrize("way_on", ["take back", "go on"])
def test_s20_a_swap_that_is_done_in_part_says_what_is_where(sdp2: ChangeLine, way_on: str) -> None:
    """The SDP says yes, and one of its CAS commands fails: the card is in neither box."""
    sdp2.sandbox.fault("cas-fail operation=SwapDevice")
    told = sdp2.json("swap-box", B1, B2, "--apply", code=11)
    assert told["outcome"] == "partial"
    assert told["steps"][0]["acknowledged"] is True
    for fact in (f"box {B1} card: none", f"box {B2} card: none", f"smartcard {C1} box: none"):
        assert fact in told["message"]
    assert sdp2.written == ["SwapDevice"]
    if way_on == "take back":
        told = sdp2.json("undo", "--apply")
        assert [step["call"] for step in told["plan"]["steps"]] == ["pair"]
        assert sdp2.box(B1).smartcard_id == C1
    else:
        told = sdp2.json("pair", B2, C1, "--apply")
        assert sdp2.box(B2).smartcard_id == C1
    assert told["outcome"] == "verified"
    assert sdp2.written == ["SwapDevice", "Pair"]


def test_s20_a_saga_that_stops_half_way_is_partial_and_can_be_taken_back(
    desk: ChangeLine,
) -> None:
    operation = "Pair" if desk.family == "sdp2" else "adm.devices.change target=3422"
    desk.sandbox.fault(f"status 400 operation={operation} count=1")
    told = desk.json("pair", B2, C1, "--apply", code=11)
    assert told["outcome"] == "partial"
    assert [step["outcome"] for step in told["steps"]] == ["verified", "refused-by-platform"]
    assert desk.box(B1).smartcard_id is None
    assert desk.json("undo", "--apply")["outcome"] == "verified"
    assert desk.box(B1).smartcard_id == C1


def test_s20_swap_box_and_back(desk: ChangeLine) -> None:
    casns = desk.box(B1).casn, desk.box(B2).casn
    assert desk.json("swap-box", B1, B2, "--apply")["outcome"] == "verified"
    if desk.family == "sdp2":
        assert desk.box(B2).smartcard_id == C1
        assert desk.writes == 1
    else:
        assert desk.box(B1).casn == casns[1]
        assert desk.box(B1).smartcard_id == C1
    assert desk.json("undo", "--apply")["outcome"] == "verified"
    assert (desk.box(B1).casn, desk.box(B2).casn) == casns
    assert desk.box(B1).smartcard_id == C1


def test_swap_card(desk: ChangeLine) -> None:
    assert desk.json("swap-card", B1, C2, "--apply")["outcome"] == "verified"
    assert desk.writes == (2 if desk.family == "sdp2" else 1)
    assert desk.box(B1).smartcard_id == C2
    assert desk.card(C1).stb_uid is None


def test_s21_links_that_disagree_are_not_paired_over(sdp2: ChangeLine) -> None:
    split_link(sdp2.world, C1, "3999")
    assert "links disagree" in sdp2.json("pair", B2, C1, "--apply", code=5)["error"]["message"]
    assert sdp2.writes == 0
    assert sdp2.json("unpair", B1, "--apply")["outcome"] == "verified"
    assert sdp2.json("pair", B1, C1, "--apply")["outcome"] == "verified"
    assert sdp2.card(C1).stb_uid == B1


def test_s22_a_device_at_the_limit_is_explained_and_enabled_once_there_is_room(
    opf: ChangeLine,
) -> None:
    told = opf.json("enable", P1, "--apply", code=6)
    assert "20007" in told["error"]["message"]
    (warning,) = told["plan"]["warnings"]
    assert all(uid in warning for uid in ("9002", "9003", "9004"))
    assert opf.json("disable", "9002", "--apply")["outcome"] == "verified"
    assert opf.json("enable", P1, "--apply")["outcome"] == "verified"


def test_s24_what_moved_since_the_preview_is_shown_and_asked_again(desk: ChangeLine) -> None:
    desk.json("status", "nmp.00001", "RESTRICTED")
    desk.world.change(desk.account("nmp.00001"), status="SUSPENDED")
    told = desk.json("status", "nmp.00001", "RESTRICTED", "--apply", code=10)
    assert told["outcome"] == "changed"
    assert "SUSPENDED" in told["error"]["message"]
    assert told["plan"]["steps"][0]["before"] == {"account nmp.00001 status": "SUSPENDED"}
    assert desk.writes == 0
    assert desk.json("status", "nmp.00001", "RESTRICTED", "--apply")["outcome"] == "verified"


def test_s24_also_when_the_wish_no_longer_makes_sense(desk: ChangeLine) -> None:
    desk.json("pair", B2, C2)
    desk.world.change(desk.account("nmp.00001"), status="CANCELLED")
    assert desk.json("pair", B2, C2, "--apply", code=10)["outcome"] == "changed"
    assert desk.writes == 0


def test_s24_between_plan_and_sending(desk: ChangeLine) -> None:
    plan = desk.place.plan("pair", B2, C2)
    desk.world.change(desk.account("nmp.00001"), status="SUSPENDED")
    result = desk.place.apply(plan)
    desk.place.close()
    assert result.outcome == "changed"
    assert "SUSPENDED" in result.message
    assert desk.writes == 0


def test_s25_a_refused_token_is_renewed_once_after_two_looks(opf: ChangeLine) -> None:
    opf.sandbox.fault("status 401 operation=adm.devices.change count=1")
    told = opf.json("pair", B2, C2, "--apply")
    assert told["outcome"] == "verified"
    assert [write.outcome for write in opf.sandbox.writes] == ["not processed (status)", "done"]


def test_s25_a_refused_password_is_not_tried_again(sdp2: ChangeLine) -> None:
    sdp2.sandbox.fault("status 401 operation=Pair count=1")
    told = sdp2.json("pair", B2, C2, "--apply", code=6)
    assert told["outcome"] == "refused-by-platform"
    assert "nothing had changed by then" in told["message"]
    assert [write.outcome for write in sdp2.sandbox.writes] == ["not processed (status)"]


def test_s29_the_last_four_read_from_the_card_are_compared(desk: ChangeLine) -> None:
    told = desk.json("pair", B2, C2)
    assert any("0001 4509 8241" in warning for warning in told["plan"]["warnings"])
    told = desk.json("pair", B2, C2, "--apply", "--confirm", "8240", code=5)
    assert "Nothing was sent" in told["error"]["message"]
    assert desk.writes == 0
    assert desk.json("pair", B2, C2, "--apply", "--confirm", "8241")["outcome"] == "verified"
    assert desk.json("undo", "--apply")["outcome"] == "verified"
    assert desk.box(B2).smartcard_id is None


def test_a_pin_is_set_from_standard_input_and_nowhere_to_be_seen(opf: ChangeLine) -> None:
    told = opf.json("reset-pin", "nmp.00001", "parental", "--apply", stdin=b"8603914752\n")
    assert told["outcome"] == "verified"
    for name in opf.place.state.rglob("*"):
        if name.is_file():
            assert b"8603914752" not in name.read_bytes()
    assert "8603914752" not in json.dumps(told)


def test_rights_are_added_removed_and_taken_back(opf: ChangeLine) -> None:
    assert opf.json("add-right", "nmp.00001", "7042", "--apply")["outcome"] == "verified"
    assert opf.json("add-right", "nmp.00001", "7042", "--apply", code=5)["error"]
    right = next(each for each in opf.world.rights if each.policy_group_uid == "7042")
    assert opf.json("remove-right", "nmp.00001", right.uid, "--apply")["outcome"] == "verified"
    assert right.status == "UNSUBSCRIBED"
    assert opf.json("undo", "--apply")["outcome"] == "verified"
    assert right.status == "SUBSCRIBED"


def test_a_message_reaches_an_open_device_and_a_box_only_through_the_cas(opf: ChangeLine) -> None:
    told = opf.json("message", "9002", "Please restart", "--apply", code=12)
    assert told["outcome"] == "accepted"
    assert opf.world.messages[-1].text == "Please restart"
    text = opf.place.configuration.read_text()
    opf.place.configuration.write_text(text.replace("\ncag_url", "\n# cag_url"))
    refused = opf.json("message", B1, "Hello", "--apply", code=5)["error"]["message"]
    assert "This deployment has no cag_url" in refused


def test_without_the_network_nothing_is_sent(desk: ChangeLine) -> None:
    desk.sandbox.stop()
    told = desk.json("pair", B2, C2, "--apply", code=7)
    assert told["error"]["code"] == "unreachable"


def test_s20_one_cas_command_of_several_that_fails_makes_it_partial(opf: ChangeLine) -> None:
    told = opf.json("add-right", B1, "7001,7002", "--cas", "--apply", code=12)
    assert told["outcome"] == "accepted"
    assert opf.box(B1).cas_products == {"7001", "7002"}
    opf.sandbox.fault("cas-fail operation=cag.subscribe")
    told = opf.json("add-right", B1, "7003,7004", "--cas", "--apply", code=11)
    assert told["outcome"] == "partial"
    assert "7004" in told["message"]
    assert opf.box(B1).cas_products == {"7001", "7002", "7003"}
    assert opf.json("remove-right", B1, "7001,7002", "--cas", "--apply", code=12)["steps"]
    assert opf.box(B1).cas_products == {"7003"}


def test_a_cas_pin_goes_back_to_its_default(opf: ChangeLine) -> None:
    opf.box(B1).cas_pins = {"1": "4711"}
    assert opf.json("reset-pin", B1, "cas", "--apply", code=12)["outcome"] == "accepted"
    assert opf.box(B1).cas_pins is None


def test_s27_a_date_code_is_recovered_once_and_claimed_no_further(opf: ChangeLine) -> None:
    told = opf.json("recover-date-code", B1)
    assert told["plan"]["steps"][0]["provable"] is False
    assert any("tuned to a channel" in warning for warning in told["plan"]["warnings"])
    assert opf.writes == 0
    told = opf.json("recover-date-code", B1, "--apply", code=12)
    assert (told["outcome"], told["steps"][0]["acknowledged"]) == ("accepted", True)
    assert opf.written == ["cag.recover-date-code"]
    (entry,) = opf.json("journal")["changes"]
    assert (entry["operation"], entry["outcome"]) == ("recover-date-code", "accepted")
    opf.sandbox.fault("cas-fail operation=cag.recover-date-code")
    told = opf.json("recover-date-code", B1, "--apply", code=6)
    assert "recoverSectorDatecode" in told["message"]
    assert "the change cannot be read back" in told["message"]


def test_s27_where_there_is_no_cas_gateway_it_is_refused_with_the_reason(sdp2: ChangeLine) -> None:
    told = sdp2.json("recover-date-code", B1, "--apply", code=5)
    assert "CAS Gateway" in told["error"]["message"]
    assert sdp2.sandbox.traffic.requests == []


def test_a_cas_pin_is_set_and_nowhere_to_be_seen(opf: ChangeLine) -> None:
    """It stands in the address (opf.md "CAG"), and a platform may say addresses back."""
    text = opf.place.configuration.read_text()
    opf.place.configuration.write_text(f'log_level = "debug"\n{text}')
    assert opf.json("cas-pin", B1, "--apply", code=5)["error"]["message"] == "No PIN was given."
    said = json.dumps(opf.json("cas-pin", B1, "--apply", code=12, stdin=b"8603914752\n"))
    assert opf.box(B1).cas_pins == {"1": "8603914752"}
    assert opf.written == ["cag.set-pin"]
    for fault in ("absent", "status 404", "drop-after", "cas-fail", "refuse", "truncate"):
        opf.sandbox.faults.clear()
        opf.sandbox.fault(f"{fault} operation=cag.set-pin")
        ended = opf.run("cas-pin", B1, "--apply", stdin=b"8603914752\n")
        assert ended.code in (6, 8), ended
        said += ended.out + ended.err
        while opf.json("journal", "--open")["changes"]:
            """What cannot be read back frees the account when the settle time is over."""
    opf.sandbox.faults.clear()
    assert "digits" in opf.json("cas-pin", B1, "--apply", code=5, stdin=b"86\n")["error"]["message"]
    said += opf.run("journal", "--json").out
    kept = b"".join(each.read_bytes() for each in opf.place.state.rglob("*") if each.is_file())
    assert b"cag" in kept or b"cas-set-pin" in kept
    assert "8603914752" not in said
    assert b"8603914752" not in kept
    assert "8603914752" not in json.dumps([each.path for each in opf.sandbox.requests])


def test_a_card_is_suspended_where_it_is_and_nothing_claimed(sdp2: ChangeLine) -> None:
    told = sdp2.json("suspend-card", C1)
    assert told["plan"]["tier"] == "disruptive"
    assert told["plan"]["account"] == "nmp.00001"
    assert told["plan"]["inverse"] is None
    assert any(f"Box {B1}" in warning for warning in told["plan"]["warnings"])
    told = sdp2.json("suspend-card", C2, "--apply", code=12)
    assert told["outcome"] == "accepted"
    assert sdp2.card(C2).status == "UNAVAILABLE"
    assert "final" in sdp2.json("suspend-card", C3, "--apply", code=5)["error"]["message"]
    assert sdp2.written == ["SuspendSmartCard"]


def test_what_has_no_public_call_waits_for_a_site_to_name_it(desk: ChangeLine) -> None:
    told = desk.json("approve", "9002" if desk.family == "opf" else B1, "--apply", code=5)
    assert "approve" in told["error"]["message"]
    if desk.family == "opf":
        assert "operations.approve-device" in told["error"]["message"]
        desk.name_call("approve-device", 'method = "PUT"', 'path = "/v1/devices/{id}"',
                       'body = ["_id"]')  # fmt: skip
        told = desk.json("approve", "9002", "--apply", code=12)
        assert told["outcome"] == "accepted"
        assert desk.written == ["adm.devices.change"]
    else:
        assert desk.sandbox.requests == []
        for command in (("cas-pin", B1), ("reset-pin", B1, "CAS")):
            told = desk.json(*command, "--apply", code=5, stdin=b"4711\n")
            assert "operations.smartcard-pin" in told["error"]["message"]


def test_a_first_installation(sdp2: ChangeLine) -> None:
    account = ("create-account", "new.00077", "ada.new", "--last-name", "Byron", "--profile", "301")
    told = sdp2.json(*account)
    assert told["plan"]["steps"][0]["target"] == "new.00077"
    assert sdp2.json(*account, "--apply", code=5)["error"]["message"] == "No PIN was given."
    assert sdp2.writes == 0
    told = sdp2.json(*account, "--apply", stdin=b"83610274\n")
    assert told["outcome"] == "verified"
    user = sdp2.world.users.first("login_id", "ada.new")
    assert user is not None
    assert (user.pin, user.type, user.default_user) == ("83610274", "SUP", True)
    assert (user.name, user.password, user.hash_salt) == ("ada.new", None, None)
    for name in sdp2.place.state.rglob("*"):
        assert name.is_dir() or b"83610274" not in name.read_bytes()
    assert sdp2.json("create-card", "000145099001", "--apply")["outcome"] == "verified"
    told = sdp2.json("create-box", "new.00077", "F0A1B2C3D4E5", "--card", "000145099001", "--apply")
    assert told["outcome"] == "verified"
    told = sdp2.json(
        "create-box", "new.00077", "F0A1B2C3D4E6", "--new-card", "000145099002", "--apply"
    )
    assert told["outcome"] == "verified"
    assert sdp2.writes == 4
    assert sdp2.card("000145099002").stb_uid is not None


def test_what_is_there_is_not_created_again_nor_past_a_limit(sdp2: ChangeLine) -> None:
    for arguments, word in (
        (("create-account", "nmp.00001", "x"), "already"),
        (("create-account", "n" * 21, "x"), "At most 20"),
        (("create-card", C1), "already"),
        (("create-box", "nmp.00001", "E833815A9290"), "already"),
        (("create-box", "nmp.00003", "F0A1B2C3D4E5"), "only an ACTIVE account"),
        (("create-box", "nmp.00001", "F0A1B2C3D4E5", "--card", C3), "CANCELLED"),
        (("create-box", "nmp.00001", "F0A1B2C3D4E5", "--card", C1), "Unpair"),
    ):
        told = sdp2.json(*arguments, "--apply", code=5, stdin=b"word\n")
        assert word in told["error"]["message"] + (told["error"]["hint"] or "")
    assert sdp2.writes == 0


def test_a_managed_device_is_created_and_deleted(desk: ChangeLine) -> None:
    told = desk.json("create-box", "nmp.00001", "F0A1B2C3D4E5", "--card", C2, "--apply")
    assert told["outcome"] == "verified"
    box = desk.world.devices.first("casn", "F0A1B2C3D4E5")
    assert box is not None
    desk.json("delete-box", box.uid, "--apply", code=5)
    told = desk.json("delete-box", box.uid, "--apply", "--confirm", box.uid[-4:])
    assert told["outcome"] == "verified"
    assert desk.writes == 2
    assert desk.world.devices.first("casn", "F0A1B2C3D4E5") is None


def test_a_card_is_deleted_for_ever(sdp2: ChangeLine) -> None:
    assert "Unpair" in sdp2.json("delete-card", C1, "--apply", code=5)["error"]["hint"]
    told = sdp2.json("delete-card", C2, "--apply", "--confirm", "8241")
    assert told["outcome"] == "verified"
    assert sdp2.card(C2).status == "CANCELLED"


def test_s13_the_suspect_ranks_first(sdp2: ChangeLine) -> None:
    suspect, *_ = fill_sessions(sdp2.world, sdp2.account("nmp.00001"))
    told = sdp2.json("sessions", B1)
    assert told["schema"] == "smstui/sessions/1"
    assert told["sessions"][0]["id"] == suspect.uid
    assert len(told["sessions"]) == 3
    assert "3" in sdp2.run("sessions", B1).out.splitlines()[0]


def test_s13_what_cannot_be_listed_says_so(opf: ChangeLine) -> None:
    told = opf.json("sessions", B1, code=5)
    assert told["sessions"] is None
    assert "End them by device or by account" in told["error"]["message"]


WRITES = {
    "pair": (B2, C2), "unpair": (B1,), "swap-box": (B1, B2), "swap-card": (B1, C2),
    "status": ("nmp.00001", "SUSPENDED"), "enable": (B1,), "disable": (B1,), "ban": (B1,),
    "unban": (B5,), "refresh": (B1,), "recover-date-code": (B1,),
    "reset-pin": ("nmp.00001", "PARENTAL"),
    "message": ("9002", "Hello"), "mail": (B1, "Hello"),
    "teardown": (B1, "--device"), "profile": ("nmp.00001", "302"),
    "add-right": ("nmp.00001", "7042"), "remove-right": ("nmp.00001", "60001"),
    "limits": ("nmp.00001", "--max-players", "4"), "add-user": ("nmp.00001", "n"),
    "change-user": ("ada.byron", "--name", "n"),
    "create-account": ("n.1", "n"), "create-box": ("nmp.00001", "F0A1"), "create-card": ("1",),
    "cas-pin": (B1,), "approve": ("9002",), "suspend-card": (C2,),
    "delete-box": (B1,), "delete-card": (C2,), "undo": (),
}  # fmt: skip


@pytest.mark.parametrize("role", ["viewer", "supervisor"])
def test_s23_every_command_that_writes_is_refused_alike_and_asks_nobody(
    desk: ChangeLine, role: str
) -> None:
    """By the role viewer, or by --read-only whatever the role."""
    desk.place.configure(f'role = "{role}"', "settle_s = 0.4")
    read_only = ("--read-only",) if role == "supervisor" else ()
    sentences = set()
    for command, arguments in WRITES.items():
        for more in (("--apply",), ()):
            told = desk.json(command, *arguments, *more, *read_only, code=5, stdin=b"4711\n")
            sentences.add(told["error"]["message"])
            assert told["outcome"] == "refused-here"
    assert len(sentences) == 1
    assert desk.sandbox.traffic.requests == []


def test_every_command_with_apply_is_in_that_walk() -> None:
    from smstui.commands.main import COMMANDS, cli

    group = cli
    writing = set()
    for name in COMMANDS:
        command = group.get_command(click.Context(group), name)
        assert command is not None
        if any("--apply" in parameter.opts for parameter in command.params):
            writing.add(name)
    row_by_row = {"batch", "drafts"}  # walked in test_batch_by_command.py
    assert writing == set(WRITES) | row_by_row


def test_what_was_left_over_is_said_at_the_next_start(sdp2: ChangeLine) -> None:
    from datetime import UTC, datetime

    from smstui.store.journal import Entry, Journal
    from smstui.store.plan_text import plan_to_text

    plan = sdp2.place.plan("pair", B2, C2)
    sdp2.place.close()
    journal = Journal(sdp2.place.identity, sdp2.place.state)
    journal.begin(
        Entry("dead00000001", sdp2.place.deployment, "sdp2", "nmp.00001", "pair", plan.title,
              datetime.now(UTC), plan_to_text(plan)),
        plan.locks,
    )  # fmt: skip
    journal.close()
    assert "dead00000001" in sdp2.run("status", "nmp.00003", "ACTIVE").err
    (entry,) = sdp2.json("journal", "--open")["changes"]
    assert (entry["change_id"], entry["left_over"]) == ("dead00000001", True)
    assert "not sent" in sdp2.run("journal", "--settle").err
    assert sdp2.json("journal", "--open")["changes"] == []
    assert sdp2.writes == 0


@pytest.mark.alike
def test_no_secret_is_left_behind_by_any_change(desk: ChangeLine) -> None:
    """Of the world, of the site or of the person: not in output, journal, cache or log."""
    text = desk.place.configuration.read_text()
    desk.place.configuration.write_text(f'log_level = "debug"\n{text}')
    access = desk.sandbox.access
    secrets = {*desk.sandbox.world.sentinels(), access.sdp2.password, access.opf.password,
               str(access.opf.ssp_credential["signingKey"]), "48150991"}  # fmt: skip
    said = ""
    for command, arguments in WRITES.items():
        for more in (("--apply", "--confirm", "0001"), ("--apply", "--json"), ()):
            ended = desk.run(command, *arguments, *more, stdin=b"48150991\n")
            said += ended.out + ended.err
    said += desk.run("journal", "--json").out
    assert desk.writes > 5
    left = [said.encode()]
    left += [each.read_bytes() for each in desk.place.state.rglob("*") if each.is_file()]
    for secret in secrets:
        assert not any(secret.encode() in part for part in left), secret
