"""Plans, policy and verdicts as plain functions: tables of facts in, words out."""

from datetime import UTC, datetime

import pytest

from smstui.domain.account import Account, AccountProfile
from smstui.domain.bundle import Bundle, Focus, Part, PartState
from smstui.domain.changes import lives, pairing, swapping, viewing
from smstui.domain.changes.cards import CardFound
from smstui.domain.changes.confirmation import Confirmation, agree
from smstui.domain.changes.context import PlanContext
from smstui.domain.changes.facts import UNTOLD, Fact, observed
from smstui.domain.changes.operations import Call, Operation
from smstui.domain.changes.plan import Plan, Step, Tier, Write, least_tier
from smstui.domain.changes.policy import Policy, life_cycles, operation_of
from smstui.domain.changes.refusal import AlreadySo, ChangedSince, RefusedHere
from smstui.domain.changes.relinking import Links, plan_links
from smstui.domain.changes.restoring import LINK, Trace
from smstui.domain.changes.undo import to_restore, traces_of, undo_plan
from smstui.domain.changes.verdict import (
    Answer,
    Outcome,
    Seen,
    StepResult,
    moved,
    of_change,
    seen,
    verdict,
)
from smstui.domain.device import MediaPlayer, SetTopBox
from smstui.domain.errors import NotFound
from smstui.domain.lifecycle import ACCOUNT_SDP2
from smstui.domain.session import Session
from smstui.domain.smartcard import SmartCard

NOW = datetime(2026, 3, 4, tzinfo=UTC)
FREE = SmartCard.read({"uid": "7", "number": "0007", "status": "AVAILABLE"})
HELD = SmartCard.read({"uid": "8", "number": "0008", "status": "UNAVAILABLE", "box_uid": "12"})


def policy(role: str = "supervisor", family: str = "sdp2", **overrides) -> Policy:
    account, box = life_cycles(family, overrides)
    return Policy("site", family, False, role, account, box)


def box(uid: str = "11", **fields) -> SetTopBox:
    known = {"uid": uid, "account_uid": "1", "status": "ACTIVE", "enabled": True, "banned": False}
    return SetTopBox.read(known | fields)


def ground(
    *devices, account=None, rules: Policy | None = None, lacking=None, sessions=None
) -> PlanContext:
    rules = rules or policy()
    owner = account or Account.read({"uid": "1", "number": "acc-1", "status": "ACTIVE"})
    bundle = Bundle(
        deployment="site",
        family=rules.family,
        focus=Focus(kind="account", id="acc-1"),
        read_at=NOW,
        account=Part[Account](state=PartState.READ, records=(owner,)),
        devices=Part(state=PartState.READ, records=devices),
        sessions=Part[Session](state=PartState.READ, records=sessions)
        if sessions is not None
        else Part[Session](state=PartState.FAILED, reason="it broke"),
    )
    lacking = lacking if lacking is not None else {
        Call.SWAP_CARD: "two steps", Call.CHIPSET: "no",
        Call.END_DEVICE_SESSIONS: "one by one", Call.END_ACCOUNT_SESSIONS: "one by one",
    }  # fmt: skip
    return PlanContext(rules, lacking, bundle)


def free(card: SmartCard = FREE) -> CardFound:
    return CardFound(card.number or "", card, None)


def test_pairing_a_free_card_is_one_reversible_step_on_both_ends() -> None:
    plan = pairing.plan_pair(ground(box()), box(), free())
    (step,) = plan.steps
    assert step.write == Write(Call.PAIR, "11", {"card": "0007"})
    assert step.after[Fact("box", "11", "card")] == "0007"
    assert step.after[Fact("smartcard", "0007", "box")] == "11"
    assert plan.tier is Tier.REVERSIBLE
    assert plan.inverse is not None
    assert plan.locks == ("account 1", "box 11", "card 0007")
    assert plan.preconditions[Fact("account", "acc-1", "status")] == "ACTIVE"


@pytest.mark.parametrize(
    ("given", "card", "word"),
    [
        (box(smartcard_type="CARDLESS"), free(), "cardless"),
        (box(status="CANCELLED"), free(), "final"),
        (box(smartcard_id="0009"), free(), "has card 0009"),
        (box(), free(SmartCard.read({"number": "0007", "status": "CANCELLED"})), "never"),
        (box(), free(SmartCard.read({"number": "0007", "status": "UNAVAILABLE"})), "suspended"),
        (box(), free(HELD), "links disagree"),
        (box(), CardFound("0008", HELD, box("12", smartcard_id="0001")), "links disagree"),
        (
            box(smartcard_id="0008"),
            CardFound(
                "0008",
                SmartCard.read({"number": "0008", "status": "UNAVAILABLE", "box_uid": "11"}),
                box(smartcard_id="0008"),
            ),
            "paired already",
        ),
    ],
)
def test_what_is_not_paired(given: SetTopBox, card: CardFound, word: str) -> None:
    with pytest.raises(RefusedHere, match=word):
        pairing.plan_pair(ground(given), given, card)


def test_a_cancelled_or_unreadable_account_takes_no_pairing() -> None:
    gone = Account.read({"uid": "1", "number": "acc-1", "status": "CANCELLED"})
    with pytest.raises(RefusedHere, match="CANCELLED"):
        pairing.plan_pair(ground(box(), account=gone), box(), free())
    unread = ground(box())
    broken = unread.bundle.model_copy(
        update={"account": Part[Account](state=PartState.FAILED, reason="it broke")}
    )
    with pytest.raises(RefusedHere, match="it broke"):
        pairing.plan_pair(PlanContext(unread.policy, unread.lacking, broken), box(), free())


@pytest.mark.parametrize(
    ("role", "allowed", "names_it"),
    [("supervisor", True, True), ("support", False, True), ("installer", False, False)],
)
def test_a_card_of_another_account(role: str, allowed: bool, names_it: bool) -> None:
    elsewhere = CardFound("0008", HELD, box("12", smartcard_id="0008", account_uid="4242"))
    at = ground(box(), rules=policy(role))
    with pytest.raises(RefusedHere, match="has card 0099 already") as full:
        pairing.plan_pair(at, box(smartcard_id="0099"), elsewhere)
    place = "box 12 of another account (uid 4242)" if names_it else "a box of another account"
    assert f"Card 0008 is in {place}." in str(full.value)
    if allowed:
        plan = pairing.plan_pair(at, box(), elsewhere)
        assert plan.reason_needed
        assert "account 4242" in plan.locks
        with pytest.raises(RefusedHere, match="reason"):
            agree(plan, Confirmation())
        agree(plan, Confirmation(reason="asked by the customer"))
        return
    with pytest.raises(RefusedHere) as refused:
        pairing.plan_pair(at, box(), elsewhere)
    assert ("4242" in str(refused.value)) is names_it


def test_a_card_that_names_no_box_though_it_is_in_one_is_no_contradiction() -> None:
    step = pairing.plan_pair(ground(box()), box(), free()).steps[0]
    told = SmartCard.read({"number": "0007", "status": "UNAVAILABLE"})
    now = {**observed(box(smartcard_id="0007")), **observed(told)}
    assert now[Fact("smartcard", "0007", "box")] == UNTOLD
    assert seen(step, now) is Seen.APPLIED


STEP = Step(
    Write(Call.PAIR, "11"),
    "pair",
    {Fact("box", "11", "card"): None, Fact("smartcard", "7", "box"): None},
    {Fact("box", "11", "card"): "7", Fact("smartcard", "7", "box"): "11"},
    (),
)


@pytest.mark.parametrize(
    ("at_box", "at_card", "sight", "acknowledged", "unanswered"),
    [
        ("7", "11", Seen.APPLIED, Outcome.VERIFIED, Outcome.VERIFIED),
        (None, None, Seen.UNTOUCHED, Outcome.NOT_VERIFIED, Outcome.NOT_APPLIED),
        ("7", None, Seen.MIXED, Outcome.PARTIAL, Outcome.PARTIAL),
        (None, "11", Seen.MIXED, Outcome.PARTIAL, Outcome.PARTIAL),
        ("7", UNTOLD, Seen.APPLIED, Outcome.VERIFIED, Outcome.VERIFIED),
        (None, UNTOLD, Seen.OTHER, Outcome.NOT_VERIFIED, Outcome.UNKNOWN),
        ("9", "12", Seen.OTHER, Outcome.NOT_VERIFIED, Outcome.UNKNOWN),
    ],
)
def test_what_a_re_read_says(at_box, at_card, sight, acknowledged, unanswered) -> None:
    now = {Fact("box", "11", "card"): at_box, Fact("smartcard", "7", "box"): at_card}
    assert seen(STEP, now) is sight
    assert verdict(Answer.ACKNOWLEDGEMENT, sight).outcome is acknowledged
    assert verdict(Answer.NO_ANSWER, sight).outcome is unanswered


@pytest.mark.parametrize(
    ("outcomes", "steps", "end"),
    [
        (["verified"], 1, Outcome.VERIFIED),
        (["verified", "verified"], 2, Outcome.VERIFIED),
        (["verified", "refused-by-platform"], 2, Outcome.PARTIAL),
        (["verified", "not-applied"], 3, Outcome.PARTIAL),
        (["verified", "unknown"], 2, Outcome.UNKNOWN),
        (["accepted"], 1, Outcome.ACCEPTED),
        (["verified", "accepted"], 2, Outcome.ACCEPTED),
        (["accepted", "refused-by-platform"], 2, Outcome.PARTIAL),
        (["accepted"], 2, Outcome.PARTIAL),
        (["partial"], 1, Outcome.PARTIAL),
        (["refused-by-platform"], 2, Outcome.REFUSED_BY_PLATFORM),
        (["not-sent"], 2, Outcome.NOT_SENT),
        (["changed"], 1, Outcome.CHANGED),
        ([], 1, Outcome.UNKNOWN),
    ],
)
def test_how_a_change_ends(outcomes: list[str], steps: int, end: Outcome) -> None:
    results = [StepResult(n, outcome=Outcome(word)) for n, word in enumerate(outcomes, start=1)]
    assert of_change(results, steps) is end


def test_a_fact_that_went_away_has_moved() -> None:
    fact = Fact("account", "1", "status")
    assert moved({fact: "ACTIVE"}, {}) == (fact,)
    assert moved({fact: None}, {}) == ()


@pytest.mark.parametrize("before", ACCOUNT_SDP2)
@pytest.mark.parametrize("after", ACCOUNT_SDP2)
def test_only_what_the_life_cycle_allows_is_planned(before: str, after: str) -> None:
    account = Account.read({"uid": "1", "number": "acc-1", "status": before})
    at = ground(account=account)
    if after in ACCOUNT_SDP2[before]:
        plan = lives.plan_account_status(at, after.lower())
        assert plan.steps[0].write.values["status"] == after
        assert (plan.inverse is not None) == (before in ACCOUNT_SDP2[after])
        return
    with pytest.raises(RefusedHere):
        lives.plan_account_status(at, after)


def test_a_deployment_may_have_another_life_cycle_and_the_rest_stays() -> None:
    rules = policy(account={"SUSPENDED": ["cancelled"]})
    suspended = Account.read({"uid": "1", "number": "acc-1", "status": "SUSPENDED"})
    with pytest.raises(RefusedHere, match="It may become CANCELLED"):
        lives.plan_account_status(ground(account=suspended, rules=rules), "ACTIVE")
    assert rules.account_life["ACTIVE"] == ACCOUNT_SDP2["ACTIVE"]
    assert rules.box_life["SUSPENDED"] != rules.account_life["SUSPENDED"]


@pytest.mark.parametrize(
    ("status", "tier"),
    [
        ("RESTRICTED", Tier.REVERSIBLE),
        ("SUSPENDED", Tier.DISRUPTIVE),
        ("CANCELLED", Tier.IRREVERSIBLE),
    ],
)
def test_how_much_deliberation_a_status_asks_for(status: str, tier: Tier) -> None:
    plan = lives.plan_account_status(ground(), status)
    assert plan.tier is tier
    if tier is Tier.IRREVERSIBLE:
        for wrong in (None, "0000", "", "ACC1", "CC-1", "acc1"):
            with pytest.raises(RefusedHere):
                agree(plan, Confirmation(wrong))
        agree(plan, Confirmation("cc-1"))


def test_a_status_nobody_knows_moves_nowhere() -> None:
    odd = Account.read({"uid": "1", "number": "acc-1", "status": "FROZEN"})
    with pytest.raises(RefusedHere, match="has status FROZEN"):
        lives.plan_account_status(ground(account=odd), "ACTIVE")


def test_enabling_a_player_names_those_that_count() -> None:
    profile = AccountProfile.read({"uid": "3", "enable_active_device_limit": True})
    account = Account.read({"uid": "1", "number": "acc-1", "status": "ACTIVE"})
    account = account.model_copy(update={"profile": profile})
    players = [
        MediaPlayer.read({"uid": uid, "status": status, "activation_status": activation})
        for uid, status, activation in (
            ("a", "ENABLED", "ACTIVE"), ("b", "ENABLED", "INACTIVE"), ("c", "DISABLED", "ACTIVE"),
        )
    ]  # fmt: skip
    at = ground(*players, account=account, rules=policy(family="opf"))
    (warning,) = lives.plan_enable(at, players[2], True).warnings
    assert "In use now: a." in warning


@pytest.mark.parametrize("wanted", [True, False])
@pytest.mark.parametrize("now", [True, False, None])
@pytest.mark.parametrize("family", ["sdp2", "opf"])
def test_the_refusal_to_enable_or_disable_a_player_fits_its_state(
    family: str, now: bool | None, wanted: bool
) -> None:
    status = {True: "ENABLED", False: "DISABLED", None: None}[now]
    known = {"enabled": now} if family == "sdp2" else {"status": status}
    player = MediaPlayer.read({"uid": "9", "account_uid": "1", **known})
    at, word = ground(player, rules=policy(family=family)), "enable" if wanted else "disable"
    if now is not wanted and family == "opf":
        assert lives.plan_enable(at, player, wanted).steps
        return
    with pytest.raises(RefusedHere) as refused:
        lives.plan_enable(at, player, wanted)
    if now is wanted:
        assert isinstance(refused.value, AlreadySo)
        assert (refused.value.message, refused.value.hint) == (f"Player 9 is {word}d already.", "")
        return
    assert refused.value.message.startswith(f"Player 9 cannot be {word}d here: this platform has")
    assert refused.value.hint == f"Ask whoever runs the players to {word} it."


def test_ended_sessions_are_not_ended_again_and_unread_ones_not_unseen() -> None:
    live = Session.read({"uid": "s1", "device_uid": "11"})
    over = Session.read({"uid": "s2", "deallocated": NOW})
    plan = viewing.plan_end_of_account(ground(sessions=(live, over)))
    assert [step.write.target for step in plan.steps] == ["s1"]
    with pytest.raises(NotFound, match="Live now: s1"):
        viewing.plan_end_session(ground(sessions=(live, over)), "s2")
    with pytest.raises(RefusedHere, match="it broke"):
        viewing.plan_end_of_account(ground())


def test_an_undo_restores_what_sent_steps_moved_the_last_first_whatever_their_outcome() -> None:
    holder = box("12", smartcard_id="0008")
    plan = pairing.plan_pair(ground(box(), holder), box(), CardFound("0008", HELD, holder))
    sent = [StepResult(n, sent=True, outcome=Outcome.REFUSED_BY_PLATFORM) for n in (1, 2)]
    traces = traces_of("c1", plan, sent, "sdp2")
    assert [str(each.fact) for each in traces if each.kind == LINK] == [
        "box 11 card", "box 12 card",
    ]  # fmt: skip
    (only,) = (each for each in traces_of("c1", plan, sent[:1], "sdp2") if each.kind == LINK)
    assert (only.fact.id, only.before) == ("12", "0008")
    left = {**plan.steps[0].before, **plan.steps[0].after}
    assert only in to_restore("c1", traces, left | {Fact("box", "11", "card"): None})
    with pytest.raises(RefusedHere, match="nothing to undo"):
        to_restore("c1", traces, plan.preconditions)
    with pytest.raises(ChangedSince, match="box 12 card: 0099"):
        to_restore("c1", traces, left | {Fact("box", "12", "card"): "0099"})
    with pytest.raises(RefusedHere, match="sent nothing"):
        traces_of("c1", plan, [StepResult(1, outcome=Outcome.CHANGED)], "sdp2")


@pytest.mark.parametrize(
    ("now", "calls"),
    [
        ((None, None, None), ["pair 11"]),
        ((None, "0008", "11"), ["unpair 12", "pair 11"]),
        ((None, "0008", "12"), ["unpair 12", "pair 11"]),
        (("0008", "0008", "12"), ["unpair 12"]),
    ],
    ids=["in neither", "boxes moved it, the card not", "all moved", "in both"],
)
def test_links_are_restored_from_how_they_are(
    now: tuple[str | None, str | None, str | None], calls: list[str]
) -> None:
    in_11, in_12, at_card = now
    status = "UNAVAILABLE" if at_card else "AVAILABLE"
    card = SmartCard.read({"number": "0008", "status": status, "box_uid": at_card})
    boxes = {"11": box("11", smartcard_id=in_11), "12": box("12", smartcard_id=in_12)}
    at = ground(*boxes.values())
    wanted = {uid: number for uid, number in (("12", None), ("11", "0008"))
              if boxes[uid].smartcard_id != number}  # fmt: skip
    links = Links(boxes, {"11": at, "12": at}, {"0008": CardFound("0008", card, None)})
    plans = list(plan_links(links, wanted))
    steps = [step for plan in plans for step in plan.steps]
    assert [f"{step.write.call} {step.write.target}" for step in steps] == calls


def test_cards_that_changed_places_are_put_back_each_step_on_what_the_one_before_leaves() -> None:
    cards = {
        number: SmartCard.read({"number": number, "status": "UNAVAILABLE", "box_uid": uid})
        for number, uid in (("0008", "12"), ("0009", "11"))
    }
    boxes = {"11": box("11", smartcard_id="0009"), "12": box("12", smartcard_id="0008")}
    owner = Account.read({"uid": "1", "number": "acc-1", "status": "ACTIVE"})
    at = ground(*boxes.values(), account=owner)
    found = {number: CardFound(number, card, None) for number, card in cards.items()}
    plans = list(
        plan_links(Links(boxes, {"11": at, "12": at}, found), {"11": "0008", "12": "0009"})
    )
    now = {fact: value for each in (owner, *boxes.values(), *cards.values())
           for fact, value in observed(each).items()}  # fmt: skip
    traces = [Trace(Fact("box", "11", "card"), "0008", ("0009",)),
              Trace(Fact("box", "12", "card"), "0009", ("0008",))]  # fmt: skip
    plan = undo_plan("c1", plans, traces, now, undone="pair")
    assert moved(plan.preconditions, now) == ()
    for step in plan.steps:
        assert moved(step.before, now) == ()
        now |= step.after
    assert now[Fact("box", "11", "card")] == "0008"
    assert now[Fact("smartcard", "0009", "box")] == "12"
    more = [*traces, Trace(Fact("box", "13", "card"), "0001", (None,))]
    with pytest.raises(RefusedHere, match="no operation puts card 0001 into two boxes"):
        undo_plan("c1", plans, more, now, undone="pair")


@pytest.mark.parametrize("call", Call)
def test_every_request_belongs_to_an_operation_and_asks_for_a_tier(call: Call) -> None:
    for values in ({}, {"status": "SUSPENDED"}, {"banned": "yes"}, {"enabled": "no"}):
        write = Write(call, "1", values)
        assert operation_of(write) in Operation
        step = Step(write, "t", {}, {}, (), Tier.REVERSIBLE)
        plan = Plan(Operation.UNDO, "t", "sdp2", (step,), {}, (), ())
        assert plan.tier is least_tier(write)


def test_what_cannot_be_undone_cannot_be_confirmed_by_nothing() -> None:
    step = Step(Write(Call.DELETE_BOX, "11"), "t", {}, {}, (), Tier.REVERSIBLE)
    plan = Plan(Operation.UNDO, "t", "sdp2", (step,), {}, (), (), confirm="")
    for last4 in (None, "", "0011"):
        with pytest.raises(RefusedHere):
            agree(plan, Confirmation(last4))


def test_a_swap_that_moves_nothing_that_can_be_seen_says_it_cannot_be_undone() -> None:
    old, new = (box(uid, smartcard_type="CARDLESS") for uid in ("11", "12"))
    plan = swapping.plan_swap_box(ground(old, new), old, new, "", None)
    assert plan.inverse is None
    with pytest.raises(RefusedHere, match="cannot be undone"):
        traces_of("c1", plan, [StepResult(1, sent=True)], "sdp2")


def test_the_last_four_are_compared_whatever_separates_them() -> None:
    plan = pairing.plan_pair(
        ground(box()),
        box(),
        free(SmartCard.read({"number": "000145098241", "status": "AVAILABLE"})),
    )
    agree(plan, Confirmation("8241"))
    agree(plan, Confirmation(" 82-41"))
    for wrong in ("8240", "241", "", "08241"):
        with pytest.raises(RefusedHere):
            agree(plan, Confirmation(wrong))
