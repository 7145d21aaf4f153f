"""The source of a function, as far as it surely is that: compiled, it gives the very same code.

No source, a file changed since, or code that another tool has changed: then there is none.
"""

from __future__ import annotations
import __future__

import ast
import contextlib
import linecache
import re
import sys
import warnings
from collections.abc import Iterator, Mapping
from types import CodeType, FunctionType
from typing import Any

from ..texts.own_methods import codes_in

_FUTURE = sum({getattr(__future__, name).compiler_flag for name in __future__.all_feature_names})
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


def tree_of(function: FunctionType) -> ast.Module | None:
    """Return what of a function's module matters to its code; None where that is not known."""
    code = function.__code__
    for source in _sources(function):
        tree = _module_around(source, code)
        if tree is not None and compiled(tree, code) == code:
            return tree
    return None


def holding(code: CodeType, held: Mapping[str, Any]) -> CodeType:
    """Return code, and that of the functions in it, with objects in the place of their texts."""
    return code.replace(co_consts=tuple(_held(each, held) for each in code.co_consts))


def _held(constant: Any, held: Mapping[str, Any]) -> Any:
    if type(constant) is CodeType:
        return holding(constant, held)
    return held.get(constant, constant) if type(constant) is str else constant


def _sources(function: FunctionType) -> Iterator[str]:
    """Yield what may be the source of a function's file, or of the command line's ``-c``."""
    yield "".join(linecache.getlines(function.__code__.co_filename, function.__globals__))
    if function.__code__.co_filename == "<string>" and "-c" in sys.orig_argv[:-1]:
        yield sys.orig_argv[sys.orig_argv.index("-c") + 1]


def _module_around(source: str, code: CodeType) -> ast.Module | None:
    """Return what of a module matters to a code's function: its statement, and the imports.

    A call of what a module imports is compiled otherwise than that of anything else.
    """
    try:
        with _unwarned(code.co_filename):
            body = ast.parse(source, code.co_filename).body
    except (SyntaxError, ValueError):
        return None
    for statement in body:
        if node_of(statement, code) is not None:
            return ast.Module([*_imports(body), statement], type_ignores=[])
    return None


def _imports(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    plain = (each for each in body if not isinstance(each, (*FUNCTIONS, ast.ClassDef)))
    for node in (node for statement in plain for node in ast.walk(statement)):
        from_future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
        if isinstance(node, ast.Import | ast.ImportFrom) and not from_future:
            yield node


def node_of(tree: ast.AST, code: CodeType) -> Function | None:
    """Return the function that a code is of; None where it is not the only one on its line."""
    found = [
        node
        for node in ast.walk(tree)
        if isinstance(node, Function)
        and getattr(node, "name", "<lambda>") == code.co_name
        and _first_line(node) == code.co_firstlineno
    ]
    return found[0] if len(found) == 1 else None


def _first_line(node: Function) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(each.lineno for each in decorators)])


def compiled(module: ast.Module, code: CodeType) -> CodeType | None:
    """Return what a module gives for the function that *code* is of."""
    flags = code.co_flags & _FUTURE
    with _unwarned(code.co_filename):
        whole = compile(module, code.co_filename, "exec", flags, dont_inherit=True)
    wanted = (code.co_name, code.co_firstlineno)
    found = [each for each in codes_in(whole) if (each.co_name, each.co_firstlineno) == wanted]
    return found[0] if len(found) == 1 else None


@contextlib.contextmanager
def _unwarned(file: str) -> Iterator[None]:
    r"""Have no warnings of a file's source, as of ``"\d"``: they were given with its first code.

    ``warnings.catch_warnings()`` would take those of other threads too, and have warnings given
    once more that are given once.
    """
    kinds = (SyntaxWarning, DeprecationWarning)
    module = re.compile(re.escape(file.removesuffix(".py")))
    filters: Any = warnings.filters
    ours = [("ignore", None, kind, module, 0) for kind in kinds]
    filters[:0] = ours
    try:
        yield
    finally:
        for each in ours:
            with contextlib.suppress(ValueError):  # as another thread has set them anew
                filters.remove(each)
