"""A console on two emulated terminals: one gets what the painter sends, the other what Textual
would send. After every frame both show the same cells, or the frame is reported."""

from typing import Any

from smstui.console.app import ConsoleApp
from smstui.console.painter.encoder import Abilities
from tests.support.emulator import Emulator
from tests.support.random_frames import by_textual

LEAST = Abilities()


class Twin:
    """Attached to a running console without a terminal. `differing` are sentences."""

    def __init__(self, app: ConsoleApp, abilities: Abilities = LEAST) -> None:
        assert app._painting is not None
        self._app = app
        self.painter = app._painting.painter
        self.painter._encoder.abilities = abilities
        self._paint = self.painter.paint
        columns, rows = app.size
        self.ours = Emulator(columns, rows, fills=abilities.fills)
        self.stock = Emulator(columns, rows)
        self.frames = 0
        self.bytes = 0
        self.differing: list[str] = []
        driver: Any = app._driver
        driver.__class__ = type("Driver", (type(driver),), {"is_headless": False})
        driver.write = self._sent
        driver._sync_mode = False
        self.painter.forget()
        self.painter.paint = self._painted  # type: ignore[method-assign]

    @property
    def is_on(self) -> bool:
        """Whether the painter has painted all along."""
        return self._app._painting is not None and self._app._painting.is_on

    def _sent(self, text: str) -> None:
        self.bytes += len(text.encode())

    def _painted(self, update: Any, cursor: tuple[int, int]) -> str:
        text = self._paint(update, cursor)
        width, height = len(self.painter.rows[0].texts), len(self.painter.rows)
        for terminal in (self.ours, self.stock):
            if (terminal.columns, terminal.rows) != (width, height):
                terminal.resize(width, height)
        self.ours.feed(text)
        self.stock.feed(by_textual(update, self._app.console))
        self.frames += 1
        self._compare()
        if text and (self.ours.x, self.ours.y) != cursor:
            self.differing.append(f"frame {self.frames}: the cursor is elsewhere")
        return text

    def _compare(self) -> None:
        for y, (ours, stock) in enumerate(zip(self.ours.cells, self.stock.cells, strict=True)):
            if ours != stock:
                x = next(x for x, cell in enumerate(ours) if cell != stock[x])
                self.differing.append(
                    f"frame {self.frames}, line {y}, column {x}: {ours[x]}, not {stock[x]}"
                )
                self.stock.cells[y] = list(ours)
