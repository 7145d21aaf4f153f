"""What deleting a row reaches, by the ``on_delete`` of foreign keys, as Django collects it.

Django's ``Collector`` decides by rows; here every relation is taken to have some. Order, fast
deletes and dependencies are otherwise as there (``django/db/models/deletion.py``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any, NamedTuple

from django.db.models import deletion
from django.db.models.deletion import get_candidate_relations_to_delete

SKIPPED = getattr(deletion, "SKIP_COLLECTION", {deletion.DO_NOTHING})
"""What a foreign key does on delete where Django need not look at its rows."""
CASCADE, VALUE, REFUSAL, SKIP, OWN = "cascade", "value", "refusal", "skip", "own"
KINDS = (
    *((each, SKIP, "") for each in SKIPPED),
    (deletion.CASCADE, CASCADE, "CASCADE"),
    (deletion.SET_NULL, VALUE, "SET_NULL"),
    (deletion.SET_DEFAULT, VALUE, "SET_DEFAULT"),
    (deletion.PROTECT, REFUSAL, "PROTECT"),
    (deletion.RESTRICT, REFUSAL, "RESTRICT"),
)
"""Each ``on_delete`` of Django's: what comes of it, and its name."""
OWN_VALUE = "SET.<locals>.set_on_delete"
"""What the function is called that ``SET(...)`` makes."""

Hears = Callable[[Any], bool]
"""Tells whether anybody receives ``pre_delete`` or ``post_delete`` of a model."""


class Reached(NamedTuple):
    """A model whose rows go, or change, and the foreign key that says so; None for parents.

    Attributes:
        model: whose rows.
        field: which foreign key, or generic relation.
        how: the name of its ``on_delete``.
    """

    model: Any
    field: Any
    how: str


class Deletion:
    """What deleting one row of a model reaches.

    Attributes:
        models: those whose rows are deleted one by one, in the order of their signals.
        cascades: how they were reached.
        fast: those whose rows one query deletes, as nobody hears of them and nothing depends.
        updates: those whose foreign key is set to another value.
        refusing: those whose rows keep it from being deleted.
        unknown: those whose ``on_delete`` is a function of the project's.
    """

    def __init__(self, model: Any, hears: Hears) -> None:
        self._hears = hears
        self._data: dict[int, Any] = {}  # by id(), as a metaclass may have an __eq__ of its own
        self._dependencies: dict[int, set[int]] = defaultdict(set)
        self._seen: set[int] = set()
        self.cascades: list[Reached] = []
        self.fast: list[Reached] = []
        self.updates: list[Reached] = []
        self.refusing: list[Reached] = []
        self.unknown: list[Reached] = []
        self.is_one_query = self.can_be_fast(model)
        self._collect(model)
        self.models = self._sorted()

    def can_be_fast(self, model: Any, field: Any = None) -> bool:
        """Tell whether one query deletes a model's rows, reached by a foreign key or none."""
        if field is not None and field.remote_field.on_delete is not deletion.CASCADE:
            return False
        options = model._meta
        return (
            not self._hears(model)
            and all(link == field for link in options.concrete_model._meta.parents.values())
            and all(each.field.remote_field.on_delete in SKIPPED for each in _candidates(model))
            and not any(hasattr(each, "bulk_related_objects") for each in options.private_fields)
        )

    def _collect(self, model: Any) -> None:
        self._data.setdefault(id(model), model)
        if id(model) in self._seen:
            return
        self._seen.add(id(model))
        self._collect_parents(model)
        for relation in _candidates(model):
            self._follow(relation.field, relation.related_model)
        for field in model._meta.private_fields:
            if hasattr(field, "bulk_related_objects"):
                self._follow_generic(field)

    def _collect_parents(self, model: Any) -> None:
        """Collect a model's parents; what relates to these are relations of the model's too."""
        for parent, link in model._meta.concrete_model._meta.parents.items():
            if link:
                self._data.setdefault(id(parent), parent)
                self._depend(parent, model)
                self.cascades.append(Reached(parent, None, "parent"))
                self._collect_parents(parent)

    def _follow(self, field: Any, model: Any) -> None:
        kind, how = _kind_of(field)
        reached = Reached(model, field, how)
        if kind == CASCADE:
            self._cascade(field, model)
        elif kind == VALUE:
            self.updates.append(reached)
        elif kind == REFUSAL:
            self.refusing.append(reached)
        elif kind == OWN:
            self.unknown.append(reached)

    def _cascade(self, field: Any, model: Any) -> None:
        if self.can_be_fast(model, field):
            self.fast.append(Reached(model, field, "CASCADE"))
            return
        self.cascades.append(Reached(model, field, "CASCADE"))
        if not field.null:
            self._depend(field.remote_field.model, model)
        self._collect(model)

    def _follow_generic(self, field: Any) -> None:
        model = field.remote_field.model
        if self.can_be_fast(model):
            self.fast.append(Reached(model, field, "GenericRelation"))
        else:
            self.cascades.append(Reached(model, field, "GenericRelation"))
            self._collect(model)

    def _depend(self, model: Any, other: Any) -> None:
        """Note that the rows of *model* can go only after those of *other*."""
        self._dependencies[_table(model)].add(_table(other))
        self._data.setdefault(id(other), other)

    def _sorted(self) -> list[Any]:
        """Return the models in the order in which their rows go, as ``Collector.sort`` does."""
        waiting, found = list(self._data.values()), list[Any]()
        tables: set[int] = set()
        while waiting:
            left = []
            for model in waiting:
                if self._dependencies.get(_table(model), set()) <= tables:
                    found.append(model)
                    tables.add(_table(model))
                else:
                    left.append(model)
            if len(left) == len(waiting):
                return list(self._data.values())
            waiting = left
        return found


def _table(model: Any) -> int:
    """Return what is the same for all models of one table."""
    return id(model._meta.concrete_model)


def _kind_of(field: Any) -> tuple[str, str]:
    """Return what comes of a foreign key's ``on_delete``, and its name."""
    on_delete = field.remote_field.on_delete
    for known, kind, name in KINDS:
        if on_delete is known:
            return kind, name
    if type(on_delete) is FunctionType and on_delete.__qualname__ == OWN_VALUE:
        return VALUE, "SET()"
    return OWN, "its own"


def _candidates(model: Any) -> Iterator[Any]:
    """Yield the relations that lead to a model, its parents' included."""
    yield from get_candidate_relations_to_delete(model._meta)
