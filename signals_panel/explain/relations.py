"""What adding to relations and removing from them sends, and whom it bypasses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..texts.naming import class_name
from .steps import DELETE, SAVE, Item, Receivers, bypassed, note, sent


def many_to_many(model: Any, receivers: Receivers) -> Iterator[Item]:
    """Yield an operation for each many-to-many field of a model, or that leads to it."""
    for field, name in _many_to_many(model):
        through = field.remote_field.through
        yield {
            "title": f"{name}.add(), remove(), clear(), set()",
            "steps": list(_many_to_many_steps(through, receivers)),
        }


def foreign_keys(model: Any, receivers: Receivers) -> Iterator[Item]:
    """Yield an operation for each manager of a foreign key of a model, or that leads to it.

    Those are left out whose rows have no receivers that could miss anything.
    """
    for field, name in _managers(model):
        rows = field.model
        if receivers.hear(SAVE, rows):
            methods = "add(), remove(), clear(), set()" if field.null else "add(), set()"
            yield {
                "title": f"{name}.{methods}",
                "steps": [
                    bypassed(receivers, SAVE, rows, f"update() sets {_key(field)}"),
                    note("With bulk=False each row is saved, and its signals are sent."),
                ],
            }
    for field in model._meta.private_fields:
        if hasattr(field, "bulk_related_objects"):
            yield from _generic(model, field, receivers)


def _many_to_many_steps(through: Any, receivers: Receivers) -> Iterator[Item]:
    hears = receivers.hear(("m2m_changed",), through)
    when = "pre_… before rows change, post_… after; set() removes and adds"
    yield sent(receivers, "m2m_changed", through, when)
    if not hears:
        yield note("add() does not even send it, as nobody receives it.")
    if not through._meta.auto_created:
        text = "add() makes rows of the intermediate model by bulk_create()"
        yield bypassed(receivers, SAVE, through, text)
        for name in DELETE:
            yield sent(receivers, name, through, "by remove() and clear(), for each row")


def _generic(model: Any, field: Any, receivers: Receivers) -> Iterator[Item]:
    rows, name = field.remote_field.model, f"{_variable(model)}.{field.name}"
    if receivers.hear((*SAVE, *DELETE), rows):
        yield {
            "title": f"{name}.add(), remove(), clear(), set()",
            "steps": [
                bypassed(receivers, SAVE, rows, "add() sets the generic key by update()"),
                *(sent(receivers, each, rows, "by remove() and clear()") for each in DELETE),
            ],
        }


def _many_to_many(model: Any) -> Iterator[tuple[Any, str]]:
    for field in model._meta.many_to_many:
        yield field, f"{_variable(model)}.{field.name}"
    for relation in model._meta.related_objects:
        if relation.many_to_many and not relation.hidden:
            yield relation.field, f"{_variable(model)}.{relation.get_accessor_name()}"


def _managers(model: Any) -> Iterator[tuple[Any, str]]:
    """Yield the foreign keys that managers set: those of a model, then those that lead to it."""
    for field in model._meta.fields:
        relation = field.remote_field
        if field.many_to_one and relation is not None and not relation.hidden:
            yield field, f"{_variable(relation.model)}.{relation.get_accessor_name()}"
    for relation in model._meta.related_objects:
        if relation.one_to_many and not relation.hidden and relation.related_model is not model:
            yield relation.field, f"{_variable(model)}.{relation.get_accessor_name()}"


def _variable(model: Any) -> str:
    """Return what an instance may be called: ``order_line`` is ``orderline``, as a model is."""
    return str(model._meta.model_name)


def _key(field: Any) -> str:
    return f"{class_name(field.model).rpartition('.')[2]}.{field.name}"
