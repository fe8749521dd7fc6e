"""The state of the lookup screen without a widget: crumbs, guess, and how it is put back."""

from smstui.console.in_hand import Page, Question
from smstui.console.lookup_state import LookupState
from smstui.console.views.finder import Page as ListPage
from smstui.domain.bundle import Focus
from smstui.domain.identifiers import IdKind, identify
from smstui.services.masker import Masker
from smstui.services.outcomes import Opened
from tests.support.bundles import full_bundle

CASN = "E833815A9290"
SHOWN = Masker(False)


def opened() -> Opened:
    focus = Focus(kind="box", id="3421")
    bundle = full_bundle().model_copy(update={"focus": focus})
    return Opened(identify(CASN, "sdp2"), IdKind.CASN, bundle, "platform")


def with_record() -> LookupState:
    state = LookupState()
    state.hand.answered(state.hand.ask(Question(CASN)), opened())
    return state


def with_list(title: str, page: Page) -> LookupState:
    state = LookupState()
    state.hand.listed(state.hand.ask(Question(CASN)), page)
    state.show_list(ListPage(title, (), ()))
    return state


def test_the_crumbs_name_the_account_and_the_record_or_the_list_in_its_place() -> None:
    state = with_record()
    assert state.hand.opened is not None
    account = state.hand.opened.bundle.owner
    owner = account.id if account is not None else ""
    assert owner
    assert state.crumbs(SHOWN) == (owner, "box 3421")
    assert with_list("Which one?", Page.MATCHES).crumbs(SHOWN) == ("Which one?",)
    assert with_list("Recent lookups", Page.RECENTS).crumbs(SHOWN) == ()


def test_a_drawn_entry_is_another_once_and_takes_the_crumb_of_the_list() -> None:
    state = with_list("Which one?", Page.MATCHES)
    state.hand.answered(state.hand.ask(Question(CASN)), opened())
    entry = state.hand.entry
    assert entry is not None
    assert [state.draw(entry), state.draw(entry)] == [True, False]
    state.hand.leave()
    assert state.crumbs(SHOWN) == ()


def test_the_guess_is_of_what_is_shown_or_of_what_is_asked_for() -> None:
    state = with_record()
    state.read_guess("sdp2")
    assert state.guess == "read as CASN, box 3421"
    state.hand.ask(Question("000145098240"))
    state.read_guess("sdp2")
    assert "3421" not in state.guess
    assert state.guess
    assert [state.clear_guess(), state.clear_guess()] == [True, False]
    state.hand.ask(Question("\N{CYRILLIC SMALL LETTER A}bc 1"))
    state.read_guess("sdp2")
    assert state.guess == ""


def test_what_was_kept_comes_back() -> None:
    state = with_list("Which one?", Page.MATCHES)
    state.offer({"match:0": Question("3421")}, {"match:0": "3421"})
    state.platform_is(offline=True)
    kept = state.kept()
    state.offer({}, {})
    state.show_list(ListPage("Not found", (), ()))
    state.say_of_platform("ready")
    state.list_again(kept)
    assert (state.picks, state.copies) == ({"match:0": Question("3421")}, {"match:0": "3421"})
    assert state.listed is not None
    assert state.listed.title == "Which one?"
    assert state.crumbs(SHOWN) == ("Not found",), "the words are put back by themselves"
    state.say_again(kept)
    assert state.crumbs(SHOWN) == ("Which one?",)
    assert state.platform == ("offline", "bar-fault")
