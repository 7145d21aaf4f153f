"""What signals' own methods call, inside what somebody makes for it: ``own_sends`` sees it.

A signal's class may come later: the constructor of ``Signal`` tells of it, with its code compiled
again as that of the send methods is.
"""

from __future__ import annotations

import ast
from types import CodeType, FunctionType
from typing import Any

from . import is_installed, subclasses
from .own_sends import OwnMethod
from .patching import NewCodes
from .routes import djangos
from .sources import compiled, holding, tree_of

HOOKS = "«hooks»"
_codes = NewCodes()


def install(calls: Any) -> None:
    """Have what signals' own methods call inside what *calls* makes: ``receiver_calls.Calls``."""
    OwnMethod.calls = calls
    subclasses.watch_all()
    init = djangos("__init__")
    code = init and _telling(init)
    if code:
        _codes.give(init, code)


def uninstall() -> None:
    """Have these methods as they were, unless recordings need them."""
    OwnMethod.calls = None
    _codes.take_back()
    if not is_installed():
        subclasses.unwatch_all()


def _telling(init: FunctionType) -> CodeType | None:
    """Return the constructor's code with a statement more; None if its source is not at hand."""
    tree = tree_of(init)
    if tree is None:
        return None
    made = compiled(_Constructor().visit(tree), init.__code__)
    return made and holding(made, {HOOKS: subclasses})


class _Constructor(ast.NodeTransformer):
    """Has a constructor tell of the class of what it made."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        if node.name == "__init__":
            telling = ast.parse(_TELLING).body[0]
            for each in ast.walk(telling):
                ast.copy_location(each, node.body[-1])
            node.body.append(telling)
        return node


_TELLING = f"""
try:
    "{HOOKS}".watch(type(self))
except Exception:
    pass
"""
