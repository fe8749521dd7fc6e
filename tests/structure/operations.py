"""In how many places one operation is described."""

import ast
import re
from collections.abc import Iterable

from smstui.domain.changes.operations import Operation
from tests.structure.sources import PACKAGE, ROOT, Source

_FEWEST = 3
"""Entries that make a table."""


def tables(all_sources: Iterable[Source]) -> list[str]:
    """Files outside `platforms` and the sandbox that hold a table keyed by operation or call."""
    return [
        source.name
        for source in all_sources
        if not source.is_sandbox
        and not source.name.startswith("smstui.platforms")
        and any(_is_table(node) for node in source.nodes)
    ]


def _is_table(node: ast.AST) -> bool:
    if isinstance(node, ast.Dict):
        keys = [key for key in node.keys if key is not None]
    elif isinstance(node, ast.Set | ast.Tuple | ast.List):
        keys = node.elts
    else:
        return False
    return sum(_is_operation(key) for key in keys) >= _FEWEST


def _is_operation(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in ("Operation", "Call")
    )


def fan_out() -> dict[Operation, list[str]]:
    """For each operation the files that name it: code and the catalogue, without the sandbox."""
    files = [
        path
        for pattern in ("*.py", "*.toml")
        for path in sorted(PACKAGE.rglob(pattern))
        if "sandbox" not in path.parts
    ]
    texts = {path: path.read_text("utf-8") for path in files}
    return {
        operation: [
            str(path.relative_to(ROOT))
            for path, text in texts.items()
            if _is_named(operation, text) or path.stem == operation.value.replace("-", "_")
        ]
        for operation in Operation
    }


def _is_named(operation: Operation, text: str) -> bool:
    # A pattern looks at every character: most files have none of the three words at all.
    words = (f"Operation.{operation.name}", operation.value, operation.name.lower())
    return any(word in text for word in words) and bool(_pattern(operation).search(text))


def _pattern(operation: Operation) -> re.Pattern[str]:
    """Its member, its value in quotes; and where that is no plain word, its name in identifiers."""
    word = re.escape(operation.value)
    patterns = [rf"\bOperation\.{operation.name}\b", rf"[\"']{word}[\"']"]
    if "-" in operation.value:
        patterns.append(rf"(?<![A-Za-z0-9]){operation.name.lower()}(?![a-z0-9])")
    return re.compile("|".join(patterns))
