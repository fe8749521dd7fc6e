"""In how many places one operation is described."""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from smstui.domain.changes.operations import Operation
from tests.structure.sources import PACKAGE, ROOT, Source

_FEWEST = 3
"""Entries that make a table."""
_WORDS: Final = frozenset(map(str, Operation))

OTHER_MEANINGS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "account-status": (("smstui/domain/triage/", "the id of a check, part of its JSON"),),
    "account-profile": (
        ("smstui/domain/references.py", "a kind of record that an account names"),
        ("smstui/platforms/", "the same, where its fields are spelled"),
    ),
    "message": (("smstui/platforms/", "a field of an answer or of a request"),),
    "pair": (("smstui/commands/batch_run.py", "the noun of a row, in a document"),),
}
"""Values of operations that are other words in quotes there, and what they are. A member counts."""


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
    if isinstance(node, ast.Constant):
        return node.value in _WORDS
    return (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in ("Operation", "Call")
    )


def fan_out(all_sources: Iterable[Source]) -> dict[Operation, list[str]]:
    """Return for each operation the files that name it: code and catalogue, without the sandbox."""
    named: dict[Operation, list[str]] = {operation: [] for operation in Operation}
    for source in all_sources:
        if not source.is_sandbox:
            path = str(source.path.relative_to(ROOT))
            for operation in named_in(source.text, source.nodes, path):
                named[operation].append(path)
    for file in sorted(PACKAGE.rglob("*.toml")):
        path, text = str(file.relative_to(ROOT)), file.read_text("utf-8")
        for operation in named_in(text, (), path):
            named[operation].append(path)
    return named


def named_in(text: str, nodes: Iterable[ast.AST], path: str) -> list[Operation]:
    """Return the operations that one file names.

    A file names one by its member, by its value in quotes, by the name of the file, and, where it
    is no plain word, in any identifier, such as `plan_swap_card`. The value in quotes is another
    word as the name of a field in a document, as the member of another enumeration, and where
    `OTHER_MEANINGS` says so.
    """
    quoted = (
        _quoted(nodes) if path.endswith(".py") else set(re.findall(r"[\"']([a-z-]+)[\"']", text))
    )
    return [
        operation
        for operation in Operation
        if Path(path).stem == operation.name.lower()
        or re.search(rf"\bOperation\.{operation.name}\b", text)
        or (operation.value in quoted and not _means_other(operation, path))
        or ("-" in operation.value and _in_identifier(operation, text))
    ]


def _in_identifier(operation: Operation, text: str) -> bool:
    word = operation.name.lower()
    return word in text and bool(re.search(rf"(?<![A-Za-z0-9]){word}(?![a-z0-9])", text))


def _means_other(operation: Operation, path: str) -> bool:
    return any(path.startswith(where) for where, _ in OTHER_MEANINGS.get(operation, ()))


def _quoted(nodes: Iterable[ast.AST]) -> set[str]:
    """Return the texts of a module, without names of fields and members of other enumerations."""
    words: Counter[str] = Counter()
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            words[node.value] += 1
        words.subtract(
            each.value
            for each in _other(node)
            if isinstance(each, ast.Constant) and isinstance(each.value, str)
        )
    return {word for word, count in words.items() if count > 0}


def _other(node: ast.AST) -> list[ast.expr | None]:
    match node:
        case ast.Dict(keys=keys):
            return keys
        case ast.Subscript(slice=key):
            return [key]
        case ast.Call(func=ast.Attribute(attr="get"), args=[key, *_]):
            return [key]
        case ast.ClassDef(name=name, bases=[ast.Name(id="StrEnum")]) if name != "Operation":
            return [each.value for each in node.body if isinstance(each, ast.Assign)]
    return []
