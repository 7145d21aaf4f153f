"""Files of packages that put functions of theirs in the place of Django's own methods.

What caches or measures statements does so: it is called by Django and calls Django, so that it is
no line of whoever asked.
"""

from __future__ import annotations

from types import CellType, FunctionType
from typing import Any

from django.db.backends.utils import CursorDebugWrapper, CursorWrapper
from django.db.models import Model, QuerySet
from django.db.models.manager import BaseManager
from django.db.models.sql import compiler
from django.db.transaction import Atomic
from django.dispatch import Signal

from .naming import namespace_of

DJANGOS = (
    *(CursorWrapper, CursorDebugWrapper, Atomic, Signal, Model, QuerySet, BaseManager),
    *(compiler.SQLCompiler, compiler.SQLInsertCompiler, compiler.SQLUpdateCompiler),
    *(compiler.SQLDeleteCompiler, compiler.SQLAggregateCompiler),
)
"""The classes whose methods are between a line of the user's and what it sends or asks."""
MAX_WRAPPERS = 5
"""How many functions around Django's are looked through."""


def stands_in(filename: str) -> bool:
    """Tell whether a function of a file is in the place of a method of Django's, or around it."""
    return any(
        value.__code__.co_filename == filename
        or (value.__closure__ is not None and _is_around(value, filename, MAX_WRAPPERS))
        for kind in DJANGOS
        for value in list(namespace_of(kind).values())
        if type(value) is FunctionType
    )


def _is_around(wrapper: FunctionType, filename: str, depth: int) -> bool:
    """Tell whether a function is around one of a file."""
    held = (_content(cell) for cell in wrapper.__closure__ or () if depth)
    return any(
        each.__code__.co_filename == filename or _is_around(each, filename, depth - 1)
        for each in held
        if type(each) is FunctionType
    )


def _content(cell: CellType) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # nothing yet
        return None
