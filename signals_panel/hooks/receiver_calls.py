"""Each call of a receiver inside what somebody makes for it, as a tracer does.

``response = receiver(signal=self, sender=sender, **named)`` in Django's send methods, and in
those that we put in their place, becomes::

    «call» = «calls».begin(receiver, self, sender, "send")
    if «call» is None:
        response = receiver(signal=self, sender=sender, **named)
    else:
        with «call»:
            response = receiver(signal=self, sender=sender, **named)

Any other call of one, as an async receiver's, becomes
``«calls».begin_async(receiver, self, sender, "asend")(signal=self, sender=sender, **named)``. The
functions stay the ones they are, with their ``__code__`` replaced: no frame comes between, what
they return and raise has nothing of ours in it, and whoever wraps or replaces them may.
"""

from __future__ import annotations

import ast
import copy
from types import CodeType, FunctionType
from typing import Any, Protocol

from . import asends, own_receiver_calls, sends
from .own_calls import OwnCall
from .patching import NewCodes
from .routes import djangos, is_djangos
from .sources import compiled, holding, tree_of

CALL, CALLS = "«call»", "«calls»"
METHODS = ("send", "send_robust", "asend", "asend_robust")
_OURS = {
    "send": (sends.send, sends._send),
    "send_robust": (sends.send_robust, sends._send_robust),
    "asend": (asends._asend,),
    "asend_robust": (asends._asend_robust,),
}
"""What runs receivers in the place of Django's methods: our own loops, and copies of Django's."""
_codes = NewCodes()


class Calls(Protocol):
    """Who makes something for calls of receivers; nothing it does may raise."""

    def may_begin(self) -> bool:
        """Tell whether there is anything to make where this is asked."""

    def begin(self, receiver: Any, signal: Any, sender: Any, method: str) -> Any:
        """Return the context manager that a call is to run in; None for one that needs none."""

    def begin_async(self, receiver: Any, signal: Any, sender: Any, method: str) -> Any:
        """Return what is to be called in the place of a receiver: nearly always the same."""

    def around(self, call: OwnCall) -> Any:
        """Return what is to be called in the place of a call that a signal's own method makes."""


def install(calls: Calls) -> list[str]:
    """Have all receivers called inside what *calls* makes; what did it before does no longer.

    Return the names of the send methods where that cannot be done: what is there is another
    package's, another tool has changed its code, or its source is not at hand.
    """
    uninstall()
    left_out = []
    for name in METHODS:
        method = djangos(name)
        functions = [each for each in (method, *_OURS[name]) if _is_known(each)]
        codes = [code for each in functions if (code := _made(each, name, calls))]
        if method is None or len(codes) < len(functions):
            left_out.append(name)
            continue
        for function, code in zip(functions, codes, strict=True):
            _codes.give(function, code)
    own_receiver_calls.install(calls)
    return left_out


def uninstall() -> None:
    """Give each function the code that it had; what another tool has changed since stays."""
    _codes.take_back()
    own_receiver_calls.uninstall()


def _is_known(function: Any) -> bool:
    """Tell whether a function is Django's or ours; else a package's that was there before us."""
    return is_djangos(function) or getattr(function, "__globals__", None) is vars(sends)


def _made(function: FunctionType, name: str, calls: Calls) -> CodeType | None:
    """Return a send method's code with each call of a receiver in it replaced; None if that fails.

    A copy of Django's has the same source, and parameters that have no names to call them by.
    """
    code = function.__code__
    plain = code.replace(co_posonlyargcount=0)
    tree = tree_of(FunctionType(plain, function.__globals__))
    if tree is None:
        return None
    made = compiled(ast.fix_missing_locations(_Receivers(name).visit(tree)), code)
    if made is None or made == plain or made.co_freevars != code.co_freevars:
        return None
    return holding(made, {CALLS: calls}).replace(co_posonlyargcount=code.co_posonlyargcount)


class _Receivers(ast.NodeTransformer):
    """Replaces the calls of receivers in one function, and in the functions written in it."""

    def __init__(self, name: str) -> None:
        self.name = name

    def visit_Assign(self, node: ast.Assign) -> Any:
        """Replace ``response = receiver(…)``."""
        if not _calls_receiver(node.value):
            return self.generic_visit(node)
        keep, choice = _at(node, ast.parse(_CHOICE).body)
        keep.value = self._begun("begin", node.value)
        choice.body, choice.orelse[0].body = [node], [copy.deepcopy(node)]
        return [keep, choice]

    def visit_Call(self, node: ast.Call) -> Any:
        """Replace any other ``receiver(…)``."""
        self.generic_visit(node)
        if _calls_receiver(node):
            node.func = self._begun("begin_async", node)
        return node

    def _begun(self, method: str, call: Any) -> ast.Call:
        given = {each.arg: each.value for each in call.keywords}
        arguments = [call.func, given["signal"], given["sender"], ast.Constant(self.name)]
        begin = ast.Attribute(ast.Constant(CALLS), method, ast.Load())
        made = ast.Call(begin, copy.deepcopy(arguments), [])
        _at(call.func, [made])
        return made


_CHOICE = """
CALL = None
if CALL is None:
    pass
else:
    with CALL:
        pass
"""


def _at(place: ast.AST, made: list[Any]) -> list[Any]:
    """Return nodes as if they stood where *place* does: tracebacks show the source's own lines."""
    for each in (node for root in made for node in ast.walk(root)):
        ast.copy_location(each, place)
        if isinstance(each, ast.Name) and each.id == "CALL":
            each.id = CALL
    return made


def _calls_receiver(node: ast.expr) -> bool:
    """Tell whether an expression is ``name(signal=…, sender=…, …)``."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        return False
    return {"signal", "sender"} <= {each.arg for each in node.keywords}
