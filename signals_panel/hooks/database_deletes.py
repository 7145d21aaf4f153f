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
            name = _name_of(field.remote_field.on_delete)
            if name is not None and field not in seen:
                seen.add(field)
                yield Effect(name, field.model, field.name, field.remote_field.model)
                if name == CASCADE and field.model not in waiting:
                    waiting.append(field.model)


def _foreign_keys_to(model: type[Model]) -> Iterator[Any]:
    for each in model._meta.get_fields(include_hidden=True):
        relation: Any = each
        to_one = relation.one_to_one or relation.one_to_many
        if to_one and relation.auto_created and not relation.concrete:
            yield relation.field


def _name_of(on_delete: Any) -> str | None:
    name = getattr(on_delete, "__name__", None) if type(on_delete) is KIND else None
    return name if name in MISSED_BY else None
