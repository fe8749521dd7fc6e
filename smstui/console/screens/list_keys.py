"""Moving a list or a text with its keys while another widget has the focus."""

from typing import Protocol


class Led(Protocol):
    """A widget that lines can be moved in."""

    def do_list_down(self) -> None: ...
    def do_list_up(self) -> None: ...
    def do_list_page_down(self) -> None: ...
    def do_list_page_up(self) -> None: ...


class ListKeys:
    """A handler of a screen (`BaseScreen.handlers`): hands the keys of a list to one widget."""

    def __init__(self, led: Led) -> None:
        self.do_list_down = led.do_list_down
        self.do_list_up = led.do_list_up
        self.do_list_page_down = led.do_list_page_down
        self.do_list_page_up = led.do_list_page_up
