"""What a database does to rows by itself where others are deleted: Django 6.1's ``DB_CASCADE``,
``DB_SET_NULL`` and ``DB_SET_DEFAULT``. Models tell; no query is needed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db.models import Model, deletion, signals

KIND: type | None = getattr(deletion, "DatabaseOnDelete", None)
"""What these are of; None in a Django that has none."""
CASCADE = "DB_CASCADE"
SAVING = (signals.pre_save, signals.post_save)
MISSED_BY = {
    CASCADE: (signals.pre_delete, signals.post_delete),
    "DB_SET_NULL": SAVING,
    "DB_SET_DEFAULT": SAVING,
}
"""By the name of each, the signals that Django would send if it did the work itself."""


class Effect(NamedTuple):
    """Rows of a model that the database deletes or changes.

    Attributes:
        on_delete: by which ``on_delete``, a key of ``MISSED_BY``.
        model: whose rows.
        field: the foreign key that says so.
        deleted: the model whose deletion does it.
    """

    on_delete: str
    model: type[Model]
    field: str
    deleted: type[Model]


def effects_of(models: list[type[Model]]) -> Iterator[Effect]:
    """Yield what the database does where rows of some models are deleted, cascades included."""
    waiting, seen = list(models), set()
    for model in waiting if KIND is not None else ():
        for field in _foreign_keys_to(model):
            name = _name_of(field)
            if name is not None and field not in seen:
                seen.add(field)
                yield Effect(name, field.model, field.name, field.remote_field.model)
                if name == CASCADE and field.model not in waiting:
                    waiting.append(field.model)


def effects_of_deleting(collector: Any, counts: dict[str, int]) -> Iterator[Effect]:
    """Yield the same of what Django has deleted; *counts* has how many rows, by model's label.

    A collector that was told to collect what databases cascade to has deleted that itself. So
    has one that began at a model's children, of which each row has one of the parent's.
    """
    found = [*collector.data, *(each.model for each in collector.fast_deletes)]
    deleted = {model for model in found if counts.get(model._meta.label)}
    for effect in effects_of(list(deleted)):
        if effect.on_delete == CASCADE and collector.force_collection:
            continue
        if _is_parent_link(effect) and _are_all_of_children(effect.deleted, deleted, counts):
            continue
        yield effect


def _is_parent_link(effect: Effect) -> bool:
    field: Any = effect.model._meta.get_field(effect.field)
    return bool(field.remote_field.parent_link)


def _are_all_of_children(
    parent: type[Model], deleted: set[type[Model]], counts: dict[str, int]
) -> bool:
    """Tell whether a parent's rows went with those of its children that were deleted."""
    children = [each for each in deleted if _is_direct_parent(parent, each)]
    rows = sum(counts[model._meta.label] for model in children)
    return rows == counts.get(parent._meta.label)


def _is_direct_parent(parent: type[Model], model: type[Model]) -> bool:
    concrete: Any = model._meta.concrete_model
    link = concrete._meta.parents.get(parent)
    return link is not None and link.model is concrete


def _foreign_keys_to(model: type[Model]) -> Iterator[Any]:
    """Yield those that point to a model's own table: a parent's rows are not deleted with it."""
    for each in model._meta.get_fields(include_parents=False, include_hidden=True):
        relation: Any = each
        to_one = relation.one_to_one or relation.one_to_many
        if to_one and relation.auto_created and not relation.concrete:
            yield relation.field


def _name_of(field: Any) -> str | None:
    """Return by which ``on_delete`` the database follows a foreign key; None if it does not."""
    on_delete = field.remote_field.on_delete
    if type(on_delete) is not KIND or not field.db_constraint:
        return None
    name = getattr(on_delete, "__name__", None)
    return name if name in MISSED_BY else None
