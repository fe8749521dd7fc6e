"""The terms of the trade as a person reads them: their capitals, and no word of the code."""

import re
from pathlib import Path

from smstui.actions import REGISTRY, Situation
from smstui.commands import doctor_report
from smstui.console.screens.lookup_findings import within_sentence
from smstui.console.views import copying
from smstui.domain.changes.facts import Fact
from smstui.domain.changes.operations import Call
from smstui.domain.changes.plan import Step, Write
from smstui.domain.changes.provisioning import details_of
from smstui.domain.changes.specs.table import SPECS
from smstui.presentation import records, sessions

README = Path(__file__).parents[2] / "README.md"
_SMALL = re.compile(r"(?<![\w:./-])(cas|pin|pins|casn|nuid|uid|mac)(?![\w-])")


def test_a_title_within_a_sentence_keeps_the_capitals_of_the_trade() -> None:
    titles = [within_sentence(action.title) for action in REGISTRY]
    assert "send the CAS half again" in titles
    assert [title for title in titles if _SMALL.search(title)] == []


def test_the_word_bundle_which_only_the_code_needs_is_nowhere() -> None:
    now = Situation(ready=True, knows_changes=True)
    told = [action.title for action in REGISTRY]
    told += [why for action in REGISTRY if (why := action.available(now))]
    told += README.read_text("utf-8").splitlines()
    assert [text for text in told if "bundle" in text.casefold()] == []


def test_facts_fields_and_commands_spell_the_terms_of_the_trade() -> None:
    told = [Fact("box", "3422", name).shown for name in ("casn", "nuid", "card", "status")]
    told += [Fact("smartcard", "000145098241", "cas").shown]
    values = {"mac": "00:1a:2b", "nuid": "9F20", "casn": "E833", "cas": "1"}
    told.append(details_of(Step(Write(Call.CREATE_BOX, "3422", values), "", {}, {}, ())))
    assert "MAC address" in told[-1]
    for spec in SPECS.values():
        told += [field.label for field in spec.all_fields]
        told += [menu.title for menu in spec.menus]
        if spec.command is not None:
            told += [spec.command.summary, *(option.help for option in spec.command.options)]
    assert [text for text in told if _SMALL.search(text)] == []
    print(f"{len(told)} texts")


def test_labels_that_newcomers_had_to_guess_are_gone() -> None:
    """The heading of a column says what its cells hold, and what is quoted says who said it."""
    columns = [*doctor_report.CATALOGUE, *sessions.COLUMNS, *records.SESSIONS]
    titles = {column.title for column in columns}
    assert titles >= {"certainty", "result", "last active"}
    assert titles.isdisjoint({"mark", "the platform says", "last sign"})
    (row,) = copying.rows_of({"the whole sheet": "demo (opf)  read 14:02:07 UTC\naccount 1"}, "")
    assert row.cells[1][0] == "2 lines: demo (opf)  read 14:02:07 UTC", "no ellipsis of its own"
    assert Fact("account", "1", "uid").shown.endswith(" UID")
