"""Files of packages that put functions of theirs in the place of Django's own methods.

What caches or measures statements does so: it is called by Django and calls Django, so that it is
no line of whoever asked.
"""

from __future__ import annotations

from django.db.backends.utils import CursorDebugWrapper, CursorWrapper
from django.db.models import Model, QuerySet
from django.db.models.manager import BaseManager
from django.db.models.sql import compiler
from django.db.transaction import Atomic
from django.dispatch import Signal

from .naming import namespace_of
from .own_methods import functions_in

DJANGOS = (
    *(CursorWrapper, CursorDebugWrapper, Atomic, Signal, Model, QuerySet, BaseManager),
    *(compiler.SQLCompiler, compiler.SQLInsertCompiler, compiler.SQLUpdateCompiler),
    *(compiler.SQLDeleteCompiler, compiler.SQLAggregateCompiler),
)
"""The classes whose methods are between a line of the user's and what it sends or asks."""


def stands_in(filename: str) -> bool:
    """Tell whether a function of a file is in the place of a method of Django's, or around it."""
    return any(
        function.__code__.co_filename == filename
        for kind in DJANGOS
        for value in list(namespace_of(kind).values())
        for function in functions_in("", value)  # whatever they are called
    )
