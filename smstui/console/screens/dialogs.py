"""Opening each dialog, and what its answer leads to."""

from typing import TYPE_CHECKING, Final

from smstui.actions import BY_ID, for_word, word_like
from smstui.config.files import state_folder
from smstui.console import clipboard
from smstui.console.chooser import letter_in
from smstui.console.screens.command import CommandScreen
from smstui.console.usable_keys import usable
from smstui.console.views import menu
from smstui.console.widgets.rows import Column, Row

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from smstui.console.host import Host
    from smstui.presentation.lines import Line
    from smstui.presentation.list_export import ListTable


MENU_SHARE: Final = 0.5
"""Part of the room for the menu: what is seen beside it need not be drawn again."""


def open_menu(app: "Host") -> None:
    """All actions of the screen beneath, runnable from here."""
    from smstui.console.screens.pick import PickScreen

    now, places = app.dispatcher.situation, app.page.places
    can_use = {key for keys in app.keymap.keys_by_id.values() for key in keys if usable(app, key)}

    def whole(action_id: str) -> str:
        return menu.title_of(BY_ID[action_id], now) if action_id else ""

    def run(action_id: str | None) -> None:
        if action_id:
            app.call_later(app.dispatcher.perform, BY_ID[action_id])

    app.push_dialog(
        PickScreen(
            "All actions here",
            menu.COLUMNS,
            lambda typed: menu.rows_of(typed, app.keymap, now, places, can_use.__contains__),
            own=lambda action_id: letter_in(app.keymap, action_id),
            why=lambda action_id: (BY_ID[action_id].available(now) or "") if action_id else "",
            whole=whole,
            share=MENU_SHARE,
        ),
        run,
    )


def read_out(app: "Host", title: str, lines: "Callable[[int], Sequence[Line]]") -> None:
    """Show lines that are read and closed."""
    from smstui.console.screens.reading_dialog import ReadingDialog

    app.push_dialog(ReadingDialog(title, lines), lambda _: None)


def open_command(app: "Host", before: list[str]) -> None:
    """A word of the registry, with its argument: `:lookup 3421`, `:theme light`."""

    def run(line: str | None) -> None:
        if not line:
            return
        before.append(line)
        word, _, argument = line.partition(" ")
        action = for_word(word)
        if action is None:
            near = word_like(word)
            hint = f"Did you mean :{near}?" if near else f"{app.key('menu')} shows all."
            app.say(f'There is no command ":{word}". {hint}', "bar-caution")
        elif argument.strip():
            app.dispatcher.perform_with(action, argument.strip())
        else:
            app.call_later(app.dispatcher.perform, action)

    def arguments(word: str) -> "Sequence[str]":
        action = for_word(word)
        if action is BY_ID["deployment.choose"]:
            return app.deployment_switch.names()
        return list(app.theme_manager.themes.by_name) if action is BY_ID["theme.choose"] else ()

    app.push_dialog(CommandScreen(before, arguments), run)


def ask_password(app: "Host", given: "Callable[[str], None]", left: "Callable[[], None]") -> None:
    """The password of the deployment again, unseen; `left` is called where none is typed."""
    from smstui.console.screens.ask import AskScreen

    app.push_dialog(
        AskScreen(
            f"{app.startup.label or app.startup.deployment} did not accept the password.",
            "password",
            masked=True,
            leads_to="sign in again",
        ),
        lambda text: given(text) if text else left(),
    )


def choose_theme(app: "Host") -> None:
    """The themes, each put on as the cursor comes to it; Esc puts the former one back."""
    from smstui.console.screens.pick import PickScreen

    worn = app.theme_manager.worn.name
    themes = app.theme_manager.themes.by_name

    def narrow(typed: str) -> list[Row]:
        return [
            Row(name, ((name, "strong"), (theme.title, "base")))
            for name, theme in themes.items()
            if typed.casefold() in f"{name} {theme.title}".casefold()
        ]

    def done(name: str | None) -> None:
        app.theme_manager.wear(name or worn)
        app.say(app.theme_manager.told)

    app.push_dialog(
        PickScreen(
            "Themes",
            (Column("name", most=20), Column("title", most=40)),
            narrow,
            at=worn,
            pointed=app.theme_manager.wear,
        ),
        done,
    )


def choose_export(app: "Host", write: "Callable[[str], None]") -> None:
    """In which form the queue is written."""
    from smstui.console.screens.pick import pick
    from smstui.services.queue.keeping import EXPORTS

    pick(
        app,
        "Write the queue",
        {form: (form, meaning) for form, meaning in EXPORTS.items()},
        write,
        columns=(Column("form", most=8), Column("what", most=64)),
    )


def choose_copy(app: "Host", found: dict[str, str], table: "ListTable | None" = None) -> None:
    """Ids of the record in hand, of the account, the whole sheet, or the list in hand."""
    from smstui.console.screens.pick import PickScreen
    from smstui.console.views import copying

    path = {"path of the last file": app.session.last_file} if app.session.last_file else {}
    texts = {**found, **path}
    forms = copying.forms_of(table) if table is not None else {}

    def done(name: str | None) -> None:
        if name in texts:
            copy_text(app, texts[name])
        elif name and table is not None:
            copy_text(app, table.form(forms[name]))

    def narrow(typed: str) -> list[Row]:
        """Return the choices, the path of a file last: the letters of the others stay."""
        told = copying.told_of(table) if table is not None else {}
        return copying.rows_of({**found, **told, **path}, typed)

    app.push_dialog(PickScreen("Copy", copying.COLUMNS, narrow), done)


def say_written(app: "Host", file: str, said: str = "Written") -> None:
    """Say to which file something was written, and how its path is copied."""
    app.session.last_file = file
    hint = "" if app.startup.clipboard == "off" else f" ({app.key('copy')} copies the path)"
    app.say(f"{said} to {file}{hint}")


def copy_text(app: "Host", text: str) -> None:
    """Send a text on the configured way and say what was done with it."""
    try:
        said = clipboard.copy(
            app.masker.text(text), app.startup.clipboard, app.to_terminal, state_folder()
        )
    except clipboard.CannotCopy as error:
        app.say(str(error), "bar-caution")
    else:
        app.say(said)
