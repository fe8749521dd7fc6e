"""Records and outcomes as JSON, as columns and as a sheet: pure functions on records."""

import json
import unicodedata
from datetime import UTC, datetime, timedelta, timezone

import pytest
from rich.cells import cell_len

from smstui.commands.columns import table
from smstui.commands.diagnosis_form import aged
from smstui.commands.folding import fitted, padded, width
from smstui.commands.json_form import lookup_form, moment_form, record_form
from smstui.commands.sheet import Sheet
from smstui.commands.verdicts import not_found
from smstui.domain.bundle import Bundle, Part, PartState
from smstui.domain.identifiers import IdKind, identify
from smstui.domain.record import Record, secrets_of
from smstui.domain.session import Session
from smstui.presentation.times import ago
from smstui.services.outcomes import Nothing, Opened
from tests.support.bundles import NOON, account_bundle, filled, full_bundle, record_classes

LATER = NOON + timedelta(seconds=90)


def opened(bundle: Bundle, text: str = "81", **more: object) -> Opened:
    return Opened(identify(text, "sdp2"), IdKind.CASN, bundle, "platform", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", list(record_classes()), ids=lambda kind: kind.__name__)
def test_a_record_shows_every_field_but_its_secrets(kind: type[Record]) -> None:
    record = filled(kind)
    form = record_form(record)
    assert list(form)[:4] == ["id", "kind", "status", "name"]
    # The PINs of an account are told once, by the whole lookup.
    shown = set(kind.model_fields) - secrets_of(kind) - {"unreadable", "pins"}
    assert set(form) == shown | {"id", "kind", "status", "name"}
    assert "sentinel" not in json.dumps(form)
    assert "\N{BULLET}" not in json.dumps(form)


def test_what_could_not_be_read_is_named() -> None:
    assert record_form(Session.read({"uid": "1", "created": "yesterday"}))["unreadable"] == [
        "created"
    ]


def test_ids_are_texts_and_leading_zeros_stay() -> None:
    form = record_form(Session.read({"uid": "007", "device_uid": 12}))
    assert (form["id"], form["device_uid"]) == ("007", "12")


def test_times_are_utc() -> None:
    east = datetime(2026, 3, 14, 13, 0, tzinfo=timezone(timedelta(hours=1)))
    assert moment_form(east) == "2026-03-14T12:00:00Z"
    assert moment_form(None) is None


def test_a_part_that_failed_is_null_and_told_while_the_others_stand() -> None:
    bundle = account_bundle(1).model_copy(
        update={
            "sessions": Part[Session](
                state=PartState.FAILED, reason="no answer", correlation_id="c-1"
            ),
            "rights": Part(state=PartState.READ, total=7),
        }
    )
    form = lookup_form("lab", "sdp2", opened(bundle), LATER)
    assert form["sessions"] is None
    assert form["rights"] == []
    assert form["age_s"] == 90
    assert form["problems"] == [
        {"part": "sessions", "reason": "no answer (correlation id c-1)"},
        {"part": "rights", "reason": "0 of 7 were read"},
    ]
    lines = list(Sheet(LATER).lines(opened(bundle)))
    assert "Sessions  could not be read: no answer (correlation id c-1)" in lines
    assert "Rights 0  (0 of 7 were read)" in lines
    assert any(line.startswith("Devices 2") for line in lines)


def test_the_sheet_shows_no_secret_and_every_part() -> None:
    text = "\n".join(Sheet(LATER).lines(opened(full_bundle())))
    assert "sentinel" not in text
    for part in ("Users 1", "Devices 2", "Smartcards 1", "Sessions 1", "Rights 1"):
        assert part in text


def test_a_banned_box_is_banned_whatever_its_status() -> None:
    bundle = account_bundle(1, boxes=1)
    box = bundle.boxes[0].model_copy(update={"banned": True})
    banned = bundle.model_copy(
        update={"devices": bundle.devices.model_copy(update={"records": (box,)})}
    )
    (line,) = [line for line in Sheet(LATER).lines(opened(banned)) if box.casn in line.split()]
    assert "BANNED" in line


def test_nothing_is_a_sentence_for_each_reason() -> None:
    asked = identify("00:1A:79:1E:7F:50", "sdp2")
    nobody = Nothing(asked, [], [IdKind.MAC])
    assert "cannot look up by MAC address" in str(not_found(nobody, "lab", NOON))
    away = Nothing(asked, [], [IdKind.MAC], offline="The platform is away.")
    assert "The platform is away." in str(not_found(away, "lab", NOON))


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-5, "now"), (0.5, "now"), (1, "1 s ago"), (59, "59 s ago"), (60, "1 min ago"),
        (3599, "59 min ago"), (3600, "1 h ago"), (86_400, "24 h ago"), (172_800, "2 days ago"),
    ],
)  # fmt: skip
def test_ages_as_people_say_them(seconds: float, said: str) -> None:
    now = datetime(2026, 3, 14, tzinfo=UTC)
    assert ago(now - timedelta(seconds=seconds), now) == said


def test_columns_are_as_wide_as_a_terminal_draws_them() -> None:
    assert (width("abc"), width("日本"), width("e\u0301")) == (3, 4, 1)
    assert padded("日", 4) == "日  "
    assert fitted("日本語", 5) == "日本…"
    assert fitted("abc", 3) == "abc"
    rows = ["".join(cells) for cells in table([["a", "b", "c"], ["日本", "", "x"], ["y", "", "z"]])]
    assert rows == ["a     c", "日本  x", "y     z"]


def test_the_command_line_and_the_console_count_the_same_cells() -> None:
    """Symbols that became wide after this Python's Unicode are the exception."""
    letters = [letter for each in range(0x20, 0x110000) if (letter := chr(each)).isprintable()]
    other = [one for one in letters if width(one) != cell_len(one)]
    assert {unicodedata.category(one) for one in other} <= {"So", "No", "Lo"}
    assert len(other) < 500


def test_a_document_that_is_shown_later_counts_its_ages_from_then() -> None:
    form = {
        "read_at": moment_form(NOON),
        "age_s": 2,
        "findings": [
            {"check": "rights", "evidence": [{"read_at": moment_form(NOON), "age_s": 2},
                                             {"read_at": None, "age_s": None}]},
        ],
    }  # fmt: skip
    told = aged(form, NOON + timedelta(seconds=65))
    assert told["age_s"] == 65
    assert [one["age_s"] for one in told["findings"][0]["evidence"]] == [65, None]
    assert form["age_s"] == 2
