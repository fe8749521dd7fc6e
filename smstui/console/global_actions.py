"""The actions that run on every screen: pages, dialogs, themes, the undo of the latest change."""

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from smstui.console import pictures
from smstui.console.in_hand import Question
from smstui.console.screens import dialogs, pages
from smstui.console.screens.base import BaseScreen
from smstui.console.theme_manager import AT_TOP

if TYPE_CHECKING:
    from smstui.console.host import ScreenHost


@runtime_checkable
class Helpful(Protocol):
    """A dialog that says what it is for."""

    def help_line(self) -> str: ...


class GlobalActions:
    """A method for each action; the dispatcher comes here last."""

    def __init__(self, app: "ScreenHost") -> None:
        self._app = app
        self._commands: list[str] = []
        """The `:` commands that were typed, for the history of their line."""
        self._told_open: frozenset[str] = frozenset()
        """Ids of the changes of which the person was told that they are still open."""

    def forget(self) -> None:
        """Forget what was typed: another deployment is in use."""
        self._commands.clear()
        self._told_open = frozenset()

    def do_menu(self) -> None:
        dialogs.open_menu(self._app)

    def do_dialog_help(self) -> None:
        """Say what the dialog on top is for; its last lines name its keys."""
        screen, back = self._app.screen, self._app.key("back")
        if isinstance(screen, Helpful):
            self._app.say(screen.help_line())
        else:
            self._app.say(f"The last line of the dialog names its keys; {back} closes it.")

    def do_command(self) -> None:
        dialogs.open_command(self._app, self._commands)

    def do_quit(self) -> None:
        """Leave. While a change is being sent the first key says so, and the second leaves."""
        app = self._app
        changes = app.session.changes
        under_way = {entry.id: entry for entry in (changes.under_way if changes else ())}
        if set(under_way) <= self._told_open:
            app.exit(0)
            return
        self._told_open = frozenset(under_way)
        (first, *more) = under_way.values()
        others = f" and {len(more)} more" if more else ""
        app.say(
            f"{app.key('quit')} again quits; smstui then waits for the outcome and prints it. "
            f"Open: {first.id}{others}, {first.title}.",
            "bar-caution",
        )

    def do_suspend(self) -> None:
        """Stop until the shell continues the process; not while a change waits for its outcome."""
        changes = self._app.session.changes
        if changes is not None and (under_way := changes.under_way):
            self._app.say(f"Not while a change is open: {under_way[0].title}.", "bar-caution")
            return
        self._app.suspend_process()

    # Pages

    def do_screen_lookup(self) -> None:
        """Show the lookup page as it was left; with no record open its line has the keys."""
        self._app.leave_pages()
        if self._app.base.record_in_hand is None:
            self._app.base.line.do_lookup_focus()

    def do_lookup_focus(self) -> None:
        self._app.leave_pages()
        self._app.base.line.do_lookup_focus()

    def do_lookup_focus_with(self, text: str) -> None:
        self._app.leave_pages()
        self._app.base.line.ask(Question(text))

    def do_screen_pair(self) -> None:
        pages.open_pairing(self._app, None, ())

    do_pair = do_screen_pair

    def do_screen_sessions(self) -> None:
        pages.open_sessions(self._app)

    def do_screen_drafts(self) -> None:
        pages.open_drafts(self._app)

    def do_screen_journal(self) -> None:
        pages.open_journal(self._app)

    def do_screen_triage(self) -> None:
        pages.open_triage(self._app)

    def do_screen_triage_with(self, name: str) -> None:
        pages.open_triage(self._app, name)

    # Dialogs, and the latest change

    def do_scanner(self) -> None:
        from smstui.console.screens import scanner

        scanner.open_scanner(self._app)

    def do_cross_test(self) -> None:
        from smstui.console.screens import cross_test

        cross_test.open_cross_test(self._app)

    def do_undo(self) -> None:
        """Plan the undo of the latest change; on the account of this screen, if it has one."""
        from smstui.console.plan_request import undo_latest

        self._app.open_plan(undo_latest(self._app.page.opened))

    def do_undo_with(self, change_id: str) -> None:
        from smstui.console.plan_request import undo_plan_request

        self._app.open_plan(undo_plan_request(change_id))

    # What is seen

    def do_privacy(self) -> None:
        """Mask names, addresses and login ids everywhere, or show them again."""
        masker = self._app.masker
        masker.enabled = not masker.enabled
        self._app.redraw_masked()
        for screen in self._app.screen_stack:
            if isinstance(screen, BaseScreen):
                screen.show_again()
        on = masker.enabled
        is_new = on != self._app.startup.privacy
        until = " until smstui is left" if is_new else ""
        keep = f" To keep it, write privacy = true {AT_TOP}." if on and is_new else ""
        self._app.say(
            f"Privacy{'' if on else ' is off'}: names, addresses and login ids are "
            f"{'masked' if on else 'shown'}{until}.{keep}"
        )

    def do_theme_choose(self) -> None:
        dialogs.choose_theme(self._app)

    def do_theme_choose_with(self, name: str) -> None:
        self._app.say(self._app.theme_manager.try_on(name))

    def do_theme_reload(self) -> None:
        self._app.say(self._app.theme_manager.reload())

    def do_redraw(self) -> None:
        self._app.draw_afresh()

    def do_screenshot(self) -> None:
        pictures.save(self._app)
