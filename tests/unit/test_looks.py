"""Every state has a look, and no two of one table read alike."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

import pytest

from smstui.commands.checkup import Result as CheckResult
from smstui.commands.output import _STYLES
from smstui.console.palette import ROLES
from smstui.console.views.field_values import Reader
from smstui.console.views.verbs import short_of, short_on, traits_of
from smstui.domain.bundle import PartState
from smstui.domain.changes.plan import Tier
from smstui.domain.changes.verdict import Outcome, in_words_of
from smstui.domain.shown_state import Level
from smstui.domain.smartcard import SmartCard
from smstui.domain.triage.cross_test import Tried
from smstui.domain.triage.finding import Result
from smstui.domain.triage.queue import Standing as QueueStanding
from smstui.presentation import looks
from smstui.presentation.looks import Look
from smstui.store.drafts import Standing as DraftStanding

TABLES: Mapping[str, tuple[Mapping[str, Look], Iterable[str]]] = {
    "level": (looks.LEVELS, Level),
    "result": (looks.RESULTS, Result),
    "queue": (looks.QUEUE, QueueStanding),
    "outcome": (looks.OUTCOMES, Outcome),
    "draft": (looks.DRAFTS, DraftStanding),
    "tier": (looks.TIERS, [tier.word for tier in Tier]),
    "part": (looks.PARTS, set(PartState) - {PartState.READ}),
    "cross-test": (looks.TRIED, Tried),
    "doctor": (looks.CHECKS, CheckResult),
}
NOW = datetime(2026, 3, 14, tzinfo=UTC)


@pytest.mark.parametrize("name", TABLES)
def test_every_state_has_a_look_with_a_word_of_its_own(name: str) -> None:
    table, states = TABLES[name]
    assert set(table) == set(map(str, states))
    assert len({look.word for look in table.values()}) == len(table)
    assert {look.role for look in table.values()} <= set(ROLES)


def test_every_role_with_a_style_of_the_terminal_is_one_of_the_themes() -> None:
    assert set(_STYLES) <= set(ROLES)


def test_a_state_is_a_glyph_and_a_word() -> None:
    assert looks.of_word("AVAILABLE").span == ("○ AVAILABLE", "off")
    assert looks.of_word("CANCELLED").span == ("× CANCELLED", "fault")  # noqa: RUF001
    assert looks.of_word("").span == ("· not told", "muted")
    assert looks.of_word("FOO").role == "unknown"
    card = SmartCard(number="000145098240", told_by_box=True)
    assert looks.of_record(card, NOW).span == ("· told by its box", "muted")


def test_a_word_that_says_the_contrary_of_what_it_means_is_explained_in_a_sheet() -> None:
    card = SmartCard(number="000145098240", status="UNAVAILABLE")
    assert Reader(card, NOW).status() == ("● UNAVAILABLE (in use)", "good")


def test_an_outcome_reads_alike_on_every_road() -> None:
    assert {each: in_words_of(each) for each in Outcome} == {
        each: looks.OUTCOMES[each].word for each in Outcome
    }
    assert not any("-" in look.word for look in looks.OUTCOMES.values())


def test_a_verb_of_the_footer_names_the_boxes_as_far_as_they_fit() -> None:
    card = "Take the card out of its box"
    one, two = "box 6f1ed002ab5595859014ebf0", "box 6f1ed002ab5595859014ebf1"
    assert short_on(card, ["box 7302"]) == "take the card from box 7302…"
    assert short_on(card, ["box 7302", "box 7102"]) == "take the card from box 7302 or box 7102…"
    assert short_on(card, [one]) == f"take the card from {one}…"
    told = short_on(card, [one, two])
    assert re.fullmatch(r"take the card from box 6f1ed\w*…\w*bf0 or another…", told), told
    assert len(told) <= 48
    assert short_on("Enable a device", [one]) == "enable…"


def test_what_is_cancelled_is_not_offered_to_be_paired() -> None:
    assert "unpaired" in traits_of("box", paired=False, live=0)
    assert "unpaired" not in traits_of("box", paired=False, live=0, final=True)
    assert "paired" in traits_of("card", paired=True, live=0, final=True)


def test_a_verb_of_the_footer_keeps_its_object() -> None:
    told = {"Lift the ban of a box": "lift the ban…", "Take the card out of its box":
            "take the card…", "Enable a device": "enable…"}  # fmt: skip
    assert {title: short_of(title) for title in told} == told
