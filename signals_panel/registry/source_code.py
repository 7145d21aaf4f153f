"""What a source file connects when it is imported: read from its text, never by importing it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

RECEIVER = ("django.dispatch.receiver", "django.dispatch.dispatcher.receiver")
TELLING = re.compile(rb"receiver|\.connect\b")
_BLOCKS = (ast.If, ast.Try, getattr(ast, "TryStar", ast.Try), ast.With)
_SEVERAL = (ast.List, ast.Tuple, ast.Set)
_ESCAPES = re.compile(rb"\\(\\|\r?\n|['\"]|N\{)|\\")

Names = dict[str, str]
"""By a module's names, the dotted paths they stand for; empty where reading does not tell."""


class Connecting(NamedTuple):
    """A connection that importing a module makes.

    Attributes:
        line: where it is written.
        signal: the dotted path of the signal, empty where reading does not tell.
        decorated: whether Django's ``@receiver`` says so; else it is a call of ``connect``
            on something that may be a signal.
    """

    line: int
    signal: str
    decorated: bool


def connections_in(source: bytes, module: str, package: str) -> list[Connecting]:
    """Return the connections that a module's own statements make, in the order of its lines.

    Functions and the bodies of classes are left out, ``if`` and ``try`` are not.

    Raises:
        SyntaxError, ValueError, RecursionError, MemoryError: The source cannot be parsed.
    """
    if not TELLING.search(source):
        return []
    names: Names = {}
    found: list[Connecting] = []
    for statement in _statements(ast.parse(_quiet(source)).body):
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found += _decorated(statement, names)
            names[statement.name] = ""
        elif isinstance(statement, ast.Expr):
            found += _connected(statement.value, names)
        elif isinstance(statement, ast.Assign):
            _assign(statement, names, module)
        else:
            names.update(_imported(statement, package))
    return found


def _quiet(source: bytes) -> bytes:
    r"""Return the source without most backslashes: ``"\d"`` warns whoever parses it."""
    return _ESCAPES.sub(lambda match: match[0] if match[1] else b"", source)


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements that an import runs, or may well run."""
    for statement in body:
        yield statement
        if isinstance(statement, _BLOCKS) and not _is_for_others(statement):
            for part in ("body", "orelse", "finalbody"):
                yield from _statements(getattr(statement, part, []))


def _is_for_others(statement: ast.stmt) -> bool:
    """Tell a block for type checkers, or for a script, which no import runs."""
    test = ast.dump(statement.test) if isinstance(statement, ast.If) else ""
    return "'TYPE_CHECKING'" in test or "'__name__'" in test


def _imported(statement: ast.stmt, package: str) -> Names:
    if isinstance(statement, ast.Import):
        pairs = ((each.asname, each.name) for each in statement.names)
        return dict((alias, name) if alias else (name.split(".")[0],) * 2 for alias, name in pairs)
    if isinstance(statement, ast.ImportFrom):
        base = package.rsplit(".", statement.level - 1)[0] if statement.level else ""
        origin = ".".join(part for part in (base, statement.module) if part)
        return {each.asname or each.name: f"{origin}.{each.name}" for each in statement.names}
    return {}


def _assign(statement: ast.Assign, names: Names, module: str) -> None:
    """Note what names are bound to: another name's path, or a signal that is made here."""
    value = statement.value
    for target in statement.targets:
        if isinstance(target, ast.Name):
            makes_signal = isinstance(value, ast.Call) and _path(value.func, names).endswith(
                "Signal"
            )
            names[target.id] = f"{module}.{target.id}" if makes_signal else _path(value, names)


def _path(node: ast.expr, names: Names) -> str:
    """Return the dotted path that an expression leads to, empty where it is not told."""
    if isinstance(node, ast.Name):
        return names.get(node.id, "")
    if isinstance(node, ast.Attribute):
        path = _path(node.value, names)
        return f"{path}.{node.attr}" if path else ""
    return ""


def _decorated(
    statement: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, names: Names
) -> Iterator[Connecting]:
    for node in statement.decorator_list:
        if isinstance(node, ast.Call) and _path(node.func, names) in RECEIVER:
            keywords = [each.value for each in node.keywords if each.arg == "signal"]
            for signal in [*node.args, *keywords]:
                for each in signal.elts if isinstance(signal, _SEVERAL) else [signal]:
                    yield Connecting(node.lineno, _path(each, names), decorated=True)


def _connected(node: ast.expr, names: Names) -> Iterator[Connecting]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        path = _path(node.func.value, names) if node.func.attr == "connect" else ""
        if path:
            yield Connecting(node.lineno, path, decorated=False)
