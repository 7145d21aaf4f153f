"""What a connection's sender is: taken as it is connected, by weak references alone."""

from __future__ import annotations

from typing import Any, NamedTuple
from weakref import ReferenceType, ref

from django.apps import AppConfig
from django.db.models import ManyToManyRel
from django.db.models.base import ModelBase
from django.db.models.options import Options

from .naming import class_attribute, instance_dict

CLASS, INSTANCE, APP, TEXT, RELATION = "class", "instance", "app", "text", "relation"


class SenderFacts(NamedTuple):
    """What a sender is.

    Attributes:
        kind: one of the words above.
        reference: to the class; to the class of an instance or a text; to the app's
            configuration; to the relation of a many-to-many field, descriptor or manager, or to
            its through model. None where it cannot be referred to weakly.
        prepared: whether it is a model that Django had finished when it was connected.
    """

    kind: str
    reference: ReferenceType[Any] | None
    prepared: bool = False

    @property
    def target(self) -> Any:
        """What *reference* is to; None if that is gone."""
        return None if self.reference is None else self.reference()


def facts_of(sender: Any) -> SenderFacts | None:
    """Return what a sender is; None for no sender. Runs none of its code."""
    kind = type(sender)
    if sender is None:
        return None
    if issubclass(kind, type):
        return SenderFacts(CLASS, ref(sender), _is_prepared(sender))
    if issubclass(kind, str):
        return SenderFacts(TEXT, ref(kind))
    if issubclass(kind, AppConfig):
        return SenderFacts(APP, _weakly(sender))
    if (relation := _relation(sender)) is not None:
        return SenderFacts(RELATION, _weakly(relation))
    return SenderFacts(INSTANCE, ref(kind))


def options_of(model: Any) -> Any:
    """Return the ``_meta`` of a model, abstract or not; None for anything else."""
    options = class_attribute(model, "_meta") if issubclass(type(model), ModelBase) else None
    return options if type(options) is Options else None


def through_of(relation: Any) -> Any:
    """Return the through model of a relation; None where it is not there yet."""
    through = relation
    if not issubclass(type(relation), type):
        through = instance_dict(relation).get("through")
    return through if issubclass(type(through), ModelBase) else None


def _is_prepared(sender: type) -> bool:
    options = options_of(sender)
    if options is None:
        return False
    models = options.apps.all_models.get(options.app_label, {})
    return models.get(options.model_name) is sender


def _relation(sender: Any) -> Any:
    """Return the relation of a many-to-many field or descriptor, or a manager's through model."""
    own = instance_dict(sender)
    for value in (sender, own.get("remote_field"), own.get("rel")):
        if issubclass(type(value), ManyToManyRel):
            return value
    through = own.get("through")
    return through if issubclass(type(through), ModelBase) else None


def _weakly(target: Any) -> ReferenceType[Any] | None:
    try:
        return ref(target)
    except TypeError:
        return None
