"""Actions and commands are marked with the family that alone has them: in `?` and the README."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from smstui.actions import REGISTRY, Situation
from smstui.actions.keymap import keymap
from smstui.commands.demo_deployment import Demo
from smstui.commands.main import COMMANDS as HELP
from smstui.console.views import menu
from smstui.domain.changes.operations import Call, Menu
from smstui.domain.changes.specs.table import (
    COMMANDS,
    MENUS,
    SPECS,
    family_of_command,
    family_of_menu,
    operations_of,
    sharing,
)
from smstui.services.changes.lacking import lacking_here

README = Path(__file__).parents[2] / "README.md"
FAMILIES = ("sdp2", "opf")


@pytest.fixture(scope="module")
def lacking(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Mapping[Call, str]]:
    """The calls that neither family has, each with its reason, where every module is configured."""
    found = {}
    for family in FAMILIES:
        folder = tmp_path_factory.mktemp(family)
        demo = Demo(family, folder)
        try:
            found[family] = lacking_here(demo.client.deployment, folder)
        finally:
            demo.close()
    return found


def only_on(sent: list[tuple[Call, ...]], lacking: Mapping[str, Mapping[Call, str]]) -> str:
    """The one family that can do one of the operations; a site's own call counts if none can."""
    if not any(sent):
        return ""
    reasons = {
        family: [lacking[family].get(calls[0], "") if all(call in lacking[family] for call in calls)
                 else "" for calls in sent]
        for family in FAMILIES
    }  # fmt: skip
    can = [family for family in FAMILIES if "" in reasons[family]]
    can = can or [
        family
        for family in FAMILIES
        if any("in the configuration as operations." in each for each in reasons[family])
    ]
    return can[0] if len(can) == 1 else ""


def sent_by(entry: Menu) -> list[tuple[Call, ...]]:
    if entry.call:
        return [(Call(entry.call),)]
    return [SPECS[each].calls for each in operations_of(entry)]


def test_what_one_family_alone_has_is_marked_as_the_platforms_offer_it(
    lacking: Mapping[str, Mapping[Call, str]],
) -> None:
    offered = {name: only_on(sent_by(entry), lacking) for name, (entry, _) in MENUS.items()}
    assert {name: family_of_menu(entry) for name, (entry, _) in MENUS.items()} == offered
    commands = {word: only_on([spec.calls for spec in sharing(word)], lacking) for word in COMMANDS}
    assert {word: family_of_command(word) for word in COMMANDS} == commands
    assert {*offered.values(), *commands.values()} == {"", *FAMILIES}
    print(f"{len(offered)} actions, {len(commands)} commands")


def test_the_menu_the_readme_and_the_help_mark_it() -> None:
    families = {action.id: action.family for action in REGISTRY}
    rows = menu.rows_of("", keymap({}), Situation(), ["lookup", "anywhere"])
    shown = {row.key: row.cells[1][0] for row in rows if row.key in families}
    assert shown.keys() >= MENUS.keys()
    for name, title in shown.items():
        assert re.findall(r"\((\w+) only\)", title) == [families[name]] * bool(families[name])
    cells = {row.key: " ".join(text for text, _ in row.cells) for row in rows}
    for action in REGISTRY:
        if action.id in cells and not action.keys:
            assert {f":{word}" for word in action.words} <= set(cells[action.id].split()), action
    for word in COMMANDS:
        family = family_of_command(word)
        assert re.findall(r"\((\w+) only\)", HELP[word]) == [family] * bool(family)

    text = README.read_text("utf-8")
    by_word = {word: action for action in REGISTRY for word in action.words}
    told = {}
    for row in text.split("| word | on |", 1)[1].split("\n\n", 1)[0].splitlines()[2:]:
        words, on, _ = (cell.strip() for cell in row.strip("|").split("|"))
        told |= dict.fromkeys(re.findall(r"`:([a-z-]+)`", words), on.strip("`"))
    assert told == {word: by_word[word].family or "both" for word in told}
    unnamed = {name for name, (entry, _) in MENUS.items() if not entry.key} - {
        by_word[word].id for word in told
    }
    assert unnamed == set(), "every change without a key is in the table of words"

    keys = {key: action for action in REGISTRY for key in action.keys if action.family}
    found = []
    for row in text.split("| key |", 1)[1].split("\n\n", 1)[0].splitlines()[2:]:
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        for bound, meaning in zip(cells[::2], cells[1::2], strict=True):
            for key in re.findall(r"`([^`]+)`", bound):
                if key in keys:
                    found.append(key)
                    assert f"`{keys[key].family}` only" in meaning
    assert sorted(found) == sorted(keys)
