"""How large classes are with the parents they have in this program, and how deep those go."""

import ast
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tests.structure.sources import Source

_ERRORS = ("Exception", "BaseException")


@dataclass(frozen=True)
class Class:
    """One class of the product. `bases` are qualified where they are ours."""

    name: str
    bases: tuple[str, ...]
    methods: int
    is_sandbox: bool


def classes(all_sources: Iterable[Source]) -> dict[str, Class]:
    """Every class by its qualified name."""
    found = {}
    for source in all_sources:
        names = _names(source)
        for node in source.nodes:
            if isinstance(node, ast.ClassDef):
                bases = tuple(names.get(base, base) for base in map(_base, node.bases))
                methods = sum(
                    isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef) for part in node.body
                )
                name = f"{source.name}.{node.name}"
                found[name] = Class(name, bases, methods, source.is_sandbox)
    return found


def ancestors(one: Class, known: Mapping[str, Class]) -> list[Class]:
    """Return its parents in this program, and theirs, each once."""
    found: dict[str, Class] = {}
    for base in one.bases:
        if base in known and base not in found:
            found[base] = known[base]
            found |= {each.name: each for each in ancestors(known[base], known)}
    return list(found.values())


def effective_methods(one: Class, known: Mapping[str, Class]) -> int:
    """Return how many methods it has with those of its parents in this program."""
    return one.methods + sum(parent.methods for parent in ancestors(one, known))


def depth(one: Class, known: Mapping[str, Class]) -> int:
    """Return how deep the classes of this program inherit down to it, itself counted."""
    return 1 + max((depth(known[base], known) for base in one.bases if base in known), default=0)


def is_error(one: Class, known: Mapping[str, Class]) -> bool:
    """Return whether it is an exception, whose tree may be as deep as it likes."""
    return any(
        (base in known and is_error(known[base], known))
        or base in _ERRORS
        or (base not in known and base.endswith("Error"))
        for base in one.bases
    )  # fmt: skip


def parents_of_one(known: Mapping[str, Class], all_sources: Iterable[Source]) -> list[str]:
    """Classes that nothing names but the one class that stands on them."""
    children = Counter(base for one in known.values() for base in one.bases if base in known)
    named = _named(all_sources)
    return sorted(
        name
        for name, count in children.items()
        if count == 1
        and "typing.Protocol" not in known[name].bases
        and not is_error(known[name], known)
        and named[name.rpartition(".")[2]] == 1
    )


def _named(all_sources: Iterable[Source]) -> Counter[str]:
    """How often each name is used, imports not counted."""
    return Counter(
        node.id if isinstance(node, ast.Name) else node.attr
        for source in all_sources
        for node in source.nodes
        if isinstance(node, ast.Name | ast.Attribute)
    )


def _names(source: Source) -> dict[str, str]:
    """Each name that the module knows a class by, to its qualified name."""
    found = {
        node.name: f"{source.name}.{node.name}"
        for node in source.nodes
        if isinstance(node, ast.ClassDef)
    }
    for node in source.nodes:
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {
                alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names
            }
    return found


def _base(node: ast.expr) -> str:
    if isinstance(node, ast.Subscript):
        node = node.value
    return ast.unparse(node)
