"""The keys that move a list or a text: by a line, half a page or a page, and to its ends."""

from collections.abc import Callable


class ListKeys:
    """A handler of actions: `move` moves by lines, `view` and `count` say how many there are."""

    def __init__(
        self, move: Callable[[int], None], view: Callable[[], int], count: Callable[[], int]
    ) -> None:
        self._move = move
        self._view = view
        self._count = count

    def do_list_down(self) -> None:
        self._move(1)

    def do_list_up(self) -> None:
        self._move(-1)

    def do_list_top(self) -> None:
        self._move(-self._count())

    def do_list_bottom(self) -> None:
        self._move(self._count())

    def do_list_half_down(self) -> None:
        self._move(max(1, self._view() // 2))

    def do_list_half_up(self) -> None:
        self._move(-max(1, self._view() // 2))

    def do_list_page_down(self) -> None:
        self._move(max(1, self._view()))

    def do_list_page_up(self) -> None:
        self._move(-max(1, self._view()))


class TypingKeys:
    """The same for a list beneath a line that has the focus: those keys that type nothing."""

    def __init__(self, keys: ListKeys) -> None:
        self.do_list_down = keys.do_list_down
        self.do_list_up = keys.do_list_up
        self.do_list_page_down = keys.do_list_page_down
        self.do_list_page_up = keys.do_list_page_up
