"""The product's files as text and as syntax trees. `__init__.py` is read and not counted."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
PACKAGE: Final = ROOT / "smstui"


@dataclass(frozen=True)
class Source:
    """One file of the product."""

    path: Path

    @cached_property
    def text(self) -> str:
        return self.path.read_text("utf-8")

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of its tree, the module first."""
        return tuple(ast.walk(ast.parse(self.text)))

    @property
    def lines(self) -> int:
        return self.text.count("\n")

    @property
    def name(self) -> str:
        """`smstui.domain.text`; a package's `__init__.py` bears the name of the package."""
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def is_counted(self) -> bool:
        return self.path.name != "__init__.py"

    @property
    def is_sandbox(self) -> bool:
        return self.name.startswith("smstui.sandbox")


def sources() -> list[Source]:
    """Every module, in the order of their names."""
    return [Source(path) for path in sorted(PACKAGE.rglob("*.py"))]


def functions(source: Source) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method, nested ones too."""
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def late_imports(source: Source) -> list[ast.stmt]:
    """Imports that run when a function does."""
    found = {
        id(node): node
        for function in functions(source)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    return list(found.values())
