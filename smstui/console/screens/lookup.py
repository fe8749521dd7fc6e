"""The main screen: one box that takes any id, and all that hangs on it.

Its aspects are a file each, one standing on the other: parts, first and last line, showing,
asking, moving, the record in hand, changes.
"""

from smstui.console.screens.lookup_changing import LookupChanging
from smstui.console.widgets.bar import Bar


class LookupScreen(LookupChanging):
    def on_mount(self) -> None:
        self.fit(self.app.size)
        self.query_one("#prompt", Bar).show([(f" {self.app.key('lookup.focus')} ", "key")])
        self.finder.show((), ([("opening the desk…", "muted")],))
        self.set_focus(self.box)
        self.refresh_bars()
