"""What only a run can tell: code that decides for itself, rows that there may be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import FunctionType
from typing import Any

from ..texts.naming import bases_of, class_attribute, class_name, namespace_of, printable
from ..texts.places import place_token
from .deleting import Deletion
from .steps import SIGNALS, Receivers

METHODS = ("__init__", "from_db", "save", "save_base", "asave", "delete", "adelete")
OPERATIONS = (
    *("create", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "update"),
    "delete",
)


def untold(model: Any, deletion: Deletion, receivers: Receivers) -> Iterator[str]:
    """Yield the sentences on what cannot be known of a model without running anything."""
    yield "What receivers do: they may return at once, save, delete or send in their turn."
    if deletion.cascades or deletion.fast or deletion.updates:
        yield "Which of the rows that deleting may reach there are, and how many."
    for each in deletion.refusing:
        yield (
            f"Whether rows of {each.model._meta.label} keep it from being deleted: "
            f"{each.field.name} is {each.how}."
        )
    for each in deletion.unknown:
        field = f"{each.model._meta.label}.{each.field.name}"
        yield f"What becomes of {field}: its on_delete is a function of the project's."
    yield from _overridden(model, METHODS, "django.db.models.base")
    for manager in model._meta.managers:
        for kind in (type(manager), class_attribute(type(manager), "_queryset_class")):
            if kind is not None:
                yield from _overridden(kind, OPERATIONS, "django.db.models.")
    for signal, finder in sorted(receivers.registry["finders"].items()):
        if signal.startswith(SIGNALS):
            yield f"Who receives {signal}: {finder} chooses."


def _overridden(kind: type, names: Iterable[str], djangos: str) -> Iterator[str]:
    """Yield a sentence for each method that a class has of its own, or of a base of its own."""
    for name in names:
        for base in bases_of(kind):
            found = namespace_of(base).get(name)
            if found is not None:
                if not class_name(base).startswith(djangos) and not _is_made_by_django(found):
                    yield f"What {_place(base, name, found)} does besides, or instead."
                break


def _is_made_by_django(method: Any) -> bool:
    """Tell whether it is a method of a queryset's that Django has put on a manager."""
    return type(method) is FunctionType and method.__module__.startswith("django.")


def _place(base: type, name: str, method: Any) -> str:
    method = method.__func__ if type(method) in {classmethod, staticmethod} else method
    place = place_token(method)
    where = f" ({printable(place.file)}:{place.line})" if place.file else ""
    return f"{class_name(base)}.{name}{where}"
