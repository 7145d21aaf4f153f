"""A method compiled again, so that each call it makes can be looked at while something records.

``receiver(sender=self)`` becomes ``«dispatch»(receiver)(sender=self)``: what looks at the call
gives back what is to be called, nearly always the same. The method handles the real receivers
throughout: it may compare, keep and return them. While nothing records, the method's own
statements run, unchanged, after one question::

    if «method».state_now() is None and not «method».open_logs:
        ...  # as written
    else:
        «dispatch» = «method».begin(self, sender)
        try:
            ...  # as written, each call looked at
        finally:
            «dispatch».end()

Only where the source, compiled as it is, gives exactly the code that there is: anything else
(no source, a file changed since, code that another tool has changed) is left alone.
"""

from __future__ import annotations
import __future__

import ast
import copy
import linecache
import sys
from collections.abc import Iterator
from types import CodeType, FunctionType
from typing import Any, NamedTuple

from ..texts.naming import IdentityTable
from ..texts.own_methods import codes_in

DISPATCH, METHOD = "«dispatch»", "«method»"
_FUTURE = sum({getattr(__future__, name).compiler_flag for name in __future__.all_feature_names})
_UNCHANGEABLE = frozenset(("locals", "vars", "dir", "eval", "exec"))
"""Functions that would see our name among a method's own."""
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


class Rewritten(NamedTuple):
    """What a function's code was made into.

    Attributes:
        method: a method that begins a dispatch of its own; None where it cannot.
        inner: the same for a dispatch it is given, as an argument named ``DISPATCH``.
        calls_variables: whether it calls what a variable of its own holds, as a receiver.
        hands_to: the names of what it calls with a variable of a loop, which may be a receiver.
    """

    method: CodeType | None
    inner: CodeType
    calls_variables: bool
    hands_to: frozenset[str]


_rewritten: IdentityTable[Rewritten | None] = IdentityTable()


def rewritten(function: FunctionType, method: Any) -> Rewritten | None:
    """Return a function's code made anew, None where that cannot be done.

    *method* is what a method of a signal asks: see ``own_sends.OwnMethod``.
    """
    code = function.__code__
    if id(code) not in _rewritten.facts:
        try:
            made = _rewrite(function, method)
        except Exception:
            made = None
        _rewritten.add(code, made)
        if made is not None and made.method is not None:
            _rewritten.add(made.method, made._replace(method=None))
    return _rewritten.facts[id(code)]


def with_dispatch(function: FunctionType, inner: CodeType, dispatch: Any) -> FunctionType:
    """Return a function that does what *function* does, its calls looked at by *dispatch*."""
    made = FunctionType(
        inner,
        function.__globals__,
        function.__name__,
        function.__defaults__,
        function.__closure__,
    )
    made.__kwdefaults__ = {**(function.__kwdefaults__ or {}), DISPATCH: dispatch}
    made.__qualname__, made.__module__ = function.__qualname__, function.__module__
    return made


def _rewrite(function: FunctionType, method: Any) -> Rewritten | None:
    code = function.__code__
    if any(not _UNCHANGEABLE.isdisjoint(each.co_names) for each in codes_in(code)):
        return None
    for source in _sources(function):
        tree = _module_around(source, code)
        if tree is not None and _compiled(tree, code) == code:
            inner = _compiled(_looked_at(tree, code, as_method=False), code)
            own, node = None, _node_of(tree, code)
            if isinstance(node, _FUNCTIONS):
                own = _compiled(_looked_at(tree, code, as_method=True), code)
            if inner is None or inner.co_freevars != code.co_freevars:
                return None
            own = own and _holding(method, own)
            return Rewritten(own, inner, _calls_variables(node, code), _hands_to(node))
    return None


def _sources(function: FunctionType) -> Iterator[str]:
    """Yield what may be the source of a function's file, or of the command line's ``-c``."""
    yield "".join(linecache.getlines(function.__code__.co_filename, function.__globals__))
    if function.__code__.co_filename == "<string>" and "-c" in sys.orig_argv[:-1]:
        yield sys.orig_argv[sys.orig_argv.index("-c") + 1]


def _module_around(source: str, code: CodeType) -> ast.Module | None:
    """Return what of a module matters to a code's function: its statement, and the imports.

    A call of what a module imports is compiled otherwise than that of anything else.
    """
    body = ast.parse(source).body
    for statement in body:
        if _node_of(statement, code) is not None:
            return ast.Module([*_imports(body), statement], type_ignores=[])
    return None


def _imports(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    plain = (each for each in body if not isinstance(each, (*_FUNCTIONS, ast.ClassDef)))
    for node in (node for statement in plain for node in ast.walk(statement)):
        from_future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
        if isinstance(node, ast.Import | ast.ImportFrom) and not from_future:
            yield node


def _node_of(tree: ast.AST, code: CodeType) -> _Function | None:
    """Return the function that a code is of; None where it is not the only one on its line."""
    found = [
        node
        for node in ast.walk(tree)
        if isinstance(node, _Function)
        and getattr(node, "name", "<lambda>") == code.co_name
        and _first_line(node) == code.co_firstlineno
    ]
    return found[0] if len(found) == 1 else None


def _first_line(node: _Function) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(each.lineno for each in decorators)])


def _compiled(module: ast.Module, code: CodeType) -> CodeType | None:
    """Return what a module gives for the function that *code* is of."""
    flags = code.co_flags & _FUTURE
    whole = compile(module, code.co_filename, "exec", flags, dont_inherit=True)
    wanted = (code.co_name, code.co_firstlineno)
    found = [each for each in codes_in(whole) if (each.co_name, each.co_firstlineno) == wanted]
    return found[0] if len(found) == 1 else None


def _calls_variables(node: Any, code: CodeType) -> bool:
    local = {name for each in codes_in(code) for name in (*each.co_varnames, *each.co_cellvars)}
    called = (each.func for each in ast.walk(node) if isinstance(each, ast.Call))
    return any(
        isinstance(each, ast.Subscript) or (isinstance(each, ast.Name) and each.id in local)
        for each in called
    )


def _hands_to(node: Any) -> frozenset[str]:
    loops = (ast.For, ast.AsyncFor, ast.comprehension)
    targets = [each.target for each in ast.walk(node) if isinstance(each, loops)]
    names = {each.id for target in targets for each in ast.walk(target) if type(each) is ast.Name}
    inside = {each.name for each in ast.walk(node) if isinstance(each, _FUNCTIONS)}
    found = frozenset(
        getattr(each.func, "attr", getattr(each.func, "id", ""))
        for each in ast.walk(node)
        if isinstance(each, ast.Call)
        and any(type(given) is ast.Name and given.id in names for given in each.args)
    )
    return found - inside


def _looked_at(tree: ast.Module, code: CodeType, as_method: bool) -> ast.Module:
    tree = copy.deepcopy(tree)
    node = _node_of(tree, code)
    if node is None:
        raise LookupError
    if as_method:
        node.body = _method_body(node)
    else:
        node.args.kwonlyargs.append(ast.arg(DISPATCH))
        node.args.kw_defaults.append(None)
        if isinstance(node, ast.Lambda):
            node.body = _Calls().visit(node.body)
        else:
            node.body = [_Calls().visit(each) for each in node.body]
    return ast.fix_missing_locations(tree)


def _method_body(node: Any) -> list[Any]:
    """Return a method's statements as the module's docstring shows them."""
    names = [each.arg for each in (*node.args.posonlyargs, *node.args.args)]
    given = ", ".join([names[0], *(each for each in names[1:] if each == "sender")])
    branch: Any = ast.parse(_METHOD.format(given=given)).body[0]
    attempt = branch.orelse[1]
    for each in ast.walk(branch):
        ast.copy_location(each, node.body[0])
        if isinstance(each, ast.Name) and each.id == "DISPATCH":
            each.id = DISPATCH
    for each in (end for statement in attempt.finalbody for end in ast.walk(statement)):
        ast.copy_location(each, node.body[-1])
    body = node.body
    branch.body = body
    attempt.body = [_Calls().visit(copy.deepcopy(each)) for each in body]
    return [branch]


_METHOD = """
if "«method»".state_now() is None and not "«method»".open_logs:
    pass
else:
    DISPATCH = "«method»".begin({given})
    try:
        pass
    finally:
        DISPATCH.end()
"""


class _Calls(ast.NodeTransformer):
    """Has each call looked at."""

    def visit_Call(self, node: ast.Call) -> ast.Call:
        self.generic_visit(node)
        look = ast.Call(ast.Name(DISPATCH, ast.Load()), [node.func], [])
        node.func = ast.copy_location(look, node.func)
        return node


def _holding(method: Any, code: CodeType) -> CodeType:
    """Return a method's code with *method* in the place of the text that stands for it."""
    stands_for = [type(each) is str and each == METHOD for each in code.co_consts]
    constants = zip(code.co_consts, stands_for, strict=True)
    return code.replace(co_consts=tuple(method if ours else each for each, ours in constants))
