"""A method compiled again, so that each call it makes can be looked at while something records.

``receiver(sender=self)`` becomes ``«dispatch»(receiver)(sender=self)``: what looks at the call
gives back what is to be called, nearly always the same. The method handles the real receivers
throughout: it may compare, keep and return them. While nothing records, the method's own
statements run, unchanged, after one question::

    if «method».state_now() is None and not «method».open_logs and («method».calls is None or …):
        ...  # as written
    else:
        «dispatch» = «method».begin(self, sender)  # and named, where receivers are given that alone
        try:
            ...  # as written, each call looked at
        finally:
            «dispatch».end()

``…`` asks a tracer whether it would make anything for the calls: see ``receiver_calls``.

Only where the source, compiled as it is, gives exactly the code that there is: anything else
(no source, a file changed since, code that another tool has changed) is left alone.
"""

from __future__ import annotations

import ast
import copy
from types import CodeType, FunctionType
from typing import Any, NamedTuple

from ..texts.naming import IdentityTable
from ..texts.own_methods import codes_in
from .sources import FUNCTIONS, compiled, holding, node_of, tree_of

DISPATCH, METHOD = "«dispatch»", "«method»"
_UNCHANGEABLE = frozenset(("locals", "vars", "dir", "eval", "exec"))
"""Functions that would see our name among a method's own."""


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
    tree = tree_of(function)
    if tree is None:
        return None
    inner = compiled(_looked_at(tree, code, as_method=False), code)
    own, node = None, node_of(tree, code)
    if isinstance(node, FUNCTIONS):
        own = compiled(_looked_at(tree, code, as_method=True), code)
    if inner is None or inner.co_freevars != code.co_freevars:
        return None
    own = own and holding(own, {METHOD: method})
    return Rewritten(own, inner, _calls_variables(node, code), _hands_to(node))


def _calls_variables(node: Any, code: CodeType) -> bool:
    local = {name for each in codes_in(code) for name in (*each.co_varnames, *each.co_cellvars)}
    called = (each.func for each in ast.walk(node) if isinstance(each, ast.Call))
    return any(
        isinstance(each, ast.Subscript) or (isinstance(each, ast.Name) and each.id in local)
        for each in called
    )


def _hands_to(node: Any) -> frozenset[str]:
    names = _loop_variables(node)
    inside = {each.name for each in ast.walk(node) if isinstance(each, FUNCTIONS)}
    found = frozenset(
        getattr(each.func, "attr", getattr(each.func, "id", ""))
        for each in ast.walk(node)
        if isinstance(each, ast.Call)
        and any(type(given) is ast.Name and given.id in names for given in each.args)
    )
    return found - inside


def _loop_variables(node: Any) -> set[str]:
    loops = (ast.For, ast.AsyncFor, ast.comprehension)
    targets = [each.target for each in ast.walk(node) if isinstance(each, loops)]
    return {each.id for target in targets for each in ast.walk(target) if type(each) is ast.Name}


def _looked_at(tree: ast.Module, code: CodeType, as_method: bool) -> ast.Module:
    tree = copy.deepcopy(tree)
    node = node_of(tree, code)
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
    if names[1:] == ["sender"] and _passes_all(node):
        given += f", {node.args.kwarg.arg}"
    branch: Any = ast.parse(_METHOD.format(given=given)).body[0]
    attempt = branch.orelse[1]
    has_text = ast.get_docstring(node, clean=False) is not None and len(node.body) > 1
    body = node.body[1:] if has_text else node.body
    for each in ast.walk(branch):
        _place(each, body[0])
        if isinstance(each, ast.Name) and each.id == "DISPATCH":
            each.id = DISPATCH
    for each in (end for statement in attempt.finalbody for end in ast.walk(statement)):
        _place(each, body[-1])
    branch.body = body
    attempt.body = [_Undeclared().visit(_Calls().visit(copy.deepcopy(each))) for each in body]
    return [branch]


def _place(node: Any, statement: Any) -> None:
    """Have a node on the line where a statement begins, all of it: a debugger goes on from there.

    Python has the call of a method on the last line of what the method is of.
    """
    ast.copy_location(node, statement)
    if hasattr(node, "end_lineno"):
        node.end_lineno, node.end_col_offset = node.lineno, node.col_offset


def _passes_all(node: Any) -> bool:
    """Tell whether a method gives each receiver its ``**named``, all of it and nothing else."""
    given = node.args.kwarg
    if given is None or node.args.vararg is not None or node.args.kwonlyargs:
        return False
    receivers = _loop_variables(node)
    uses = sum(type(each) is ast.Name and each.id == given.arg for each in ast.walk(node))
    calls = [each for each in ast.walk(node) if isinstance(each, ast.Call)]
    sends = [each for each in calls if any(other.arg == "sender" for other in each.keywords)]
    return 0 < uses == len(sends) and all(
        type(each.func) is ast.Name
        and each.func.id in receivers
        and [ast.unparse(rest) for rest in each.keywords if rest.arg not in ("signal", "sender")]
        == [f"**{given.arg}"]
        for each in sends
    )


_METHOD = """
if "«method»".state_now() is None and not "«method»".open_logs and (
    "«method»".calls is None or not "«method»".calls.may_begin()
):
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


class _Undeclared(ast.NodeTransformer):
    """Leaves out what a method declares global or nonlocal, which it may do only once.

    Functions and classes in it declare for themselves.
    """

    def visit(self, node: ast.AST) -> Any:
        if isinstance(node, ast.Global | ast.Nonlocal):
            return ast.copy_location(ast.Pass(), node)
        return node if isinstance(node, (*FUNCTIONS, ast.ClassDef)) else self.generic_visit(node)
