"""The registry: ids, keys, clashes, words, and the reasons an action gives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.keys import _character_to_key

from smstui.actions import (
    BY_ID,
    REGISTRY,
    Action,
    Place,
    Situation,
    Tier,
    check_keys,
    for_word,
    keymap,
    listed_in,
    matching,
    words_starting,
)
from smstui.actions.keynames import normal, shown
from smstui.domain.changes.operations import Operation


def test_ids_and_words_are_each_one_of_a_kind() -> None:
    words = [word for action in REGISTRY for word in action.words]
    assert len(BY_ID) == len(REGISTRY)
    assert len(set(words)) == len(words)


def test_the_defaults_do_not_clash() -> None:
    assert check_keys({}) == []


@pytest.mark.parametrize(
    ("key", "action_id"),
    [
        ("/", "lookup.focus"), ("escape", "back"), ("q", "leave"), (":", "command"),
        ("?", "menu"), ("ctrl+p", "menu"), ("1", "screen.lookup"), ("tab", "pane.next"),
        ("j", "list.down"), ("k", "list.up"), ("g", "list.top"), ("G", "list.bottom"),
        ("ctrl+d", "list.half-down"), ("ctrl+u", "list.half-up"), ("enter", "open"),
        ("r", "reload"), ("y", "copy"), ("x", "reveal"), ("[", "history.back"),
        ("]", "history.forward"), ("ctrl+q", "quit"),
    ],
)  # fmt: skip
def test_the_keys_of_the_contract(key: str, action_id: str) -> None:
    found = keymap().find(normal(key) or "", (Place.LIST, Place.LOOKUP, Place.ANYWHERE))
    assert found is BY_ID[action_id]


def test_a_key_can_be_moved_by_the_action_s_id() -> None:
    keys = keymap({"reload": "f5", "copy": ["v", "ctrl+y"]})
    places = (Place.LIST, Place.LOOKUP, Place.ANYWHERE)
    assert keys.find("f5", places) is BY_ID["reload"]
    assert keys.find("r", places) is None
    assert keys.shown("copy") == "v ctrl+y"


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        ({"cpy": "z"}, 'no action "cpy". Did you mean "copy"?'),
        ({"copy": "hyper+y"}, '"hyper+y" is not a key'),
        ({"copy": "r"}, '"r" would mean both'),
        ({"copy": "z", "reload": "z"}, '"z" would mean both'),
        ({"copy": ""}, '"" is not a key'),
    ],
)
def test_what_is_wrong_with_keys_is_a_sentence(overrides: dict[str, str], said: str) -> None:
    problems = check_keys(overrides)
    assert any(said in problem for problem in problems), problems


def test_a_wrong_override_leaves_the_default_and_the_right_ones_count() -> None:
    keys = keymap({"copy": "r", "reveal": "z"})
    assert keys.shown("copy") == "y"
    assert keys.shown("reveal") == "z"


@pytest.mark.parametrize("code", range(33, 127))
def test_every_printable_key_is_named_as_the_terminal_names_it(code: int) -> None:
    assert normal(chr(code)) == _character_to_key(chr(code))
    assert shown(normal(chr(code)) or "") == chr(code)


@given(st.dictionaries(st.text(max_size=12), st.text(max_size=12) | st.lists(st.text(max_size=5))))
def test_no_keys_table_ever_breaks_anything(overrides: dict[str, str | list[str]]) -> None:
    check_keys(overrides)
    assert keymap(overrides).shown("quit")


def test_words_lead_to_actions_and_complete() -> None:
    assert for_word("QUIT") is BY_ID["quit"]
    assert for_word("copy") is BY_ID["copy"]
    assert for_word("nonsense") is None
    assert words_starting("the") == ["theme", "themes", "theme-reload"]


def test_the_filter_puts_the_word_itself_first() -> None:
    found = matching("theme", listed_in([Place.ANYWHERE]))
    assert found[0] is BY_ID["theme.choose"]
    assert matching("zzzz", REGISTRY) == []


def test_every_refusal_is_a_sentence() -> None:
    for situation in (Situation(), Situation(asking=True), Situation(has_bundle=True)):
        for action in REGISTRY:
            reason = action.available(situation)
            assert reason is None or reason.endswith("."), action.id


WRITES = [action for action in REGISTRY if action.writes]
REFUSED = "This deployment is read-only here, so nothing is changed."


@pytest.mark.parametrize("action", WRITES, ids=lambda action: action.id)
def test_what_writes_says_what_the_door_says_before_anything_else(action: Action) -> None:
    refusals = {str(operation): REFUSED for operation in Operation}
    for has_bundle in (True, False):
        now = Situation(has_bundle=has_bundle, knows_changes=True, refusals=refusals)
        assert action.available(now) == REFUSED


@pytest.mark.parametrize("action", WRITES, ids=lambda action: action.id)
def test_what_writes_waits_for_the_client(action: Action) -> None:
    why_not = action.available(Situation(has_bundle=True))
    assert why_not == "smstui is still starting. Press the key again in a moment."
    assert action.tier is not Tier.READ


@pytest.mark.parametrize(
    ("action_id", "now", "said"),
    [
        ("status", {"record_kind": "account", "record_id": "t1", "record_status": "CANCELLED"},
         "Account t1 is CANCELLED, which is final."),
        ("status", {"record_kind": "card"}, "Choose the account or a device first:"),
        ("unpair", {"record_kind": "box", "record_id": "7"}, "Box 7 has no card."),
        ("message", {"record_kind": "card"}, "Choose a device first:"),
        ("mail", {"record_kind": "player"}, "Choose a box first: tab leads to its list."),
        ("sessions.end", {"record_kind": "card"}, "Choose a session, a device or the account"),
        ("swap", {"record_kind": "player"}, "Choose a box first: tab leads to its list."),
    ],
)  # fmt: skip
def test_a_change_that_does_not_fit_the_record_says_why(
    action_id: str, now: dict[str, str], said: str
) -> None:
    reason = BY_ID[action_id].available(Situation(has_bundle=True, knows_changes=True, **now))  # type: ignore[arg-type]
    assert reason is not None
    assert said in reason


@pytest.mark.parametrize(
    "key", ["a", "Z", "5", "é", "enter", "tab", "space", "escape", "backspace", "ctrl+a", "ctrl+j",
            "shift+tab", "ctrl+right_square_bracket", "shift+a"],
)  # fmt: skip
def test_no_key_that_a_scanner_can_send_applies_a_plan(key: str) -> None:
    problems = check_keys({"plan.apply": key})
    assert any("can be part of a scan" in problem for problem in problems)
    assert keymap({"plan.apply": key}).keys_by_id["plan.apply"] == ("exclamation_mark",)


@pytest.mark.parametrize("key", ["!", "+", "f9", "alt+a", "%", "insert"])
def test_signs_and_function_keys_may_apply_one(key: str) -> None:
    assert check_keys({"plan.apply": key}) == []
