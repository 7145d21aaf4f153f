"""What happens when a row of a model is made, saved, deleted, related or changed in bulk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from ..hooks.database_deletes import CASCADE, MISSED_BY, effects_of
from ..registry.registry import Registry
from ..texts.naming import bases_of, class_name, short_class_name
from ..texts.signal_names import name_of, token_of
from .deleting import Deletion, Reached
from .relations import foreign_keys, many_to_many
from .steps import DELETE, INIT, SAVE, SIGNALS, Item, Receivers, bypassed, note, sent
from .untold import untold

SCHEMA = 1
NO_SIGNALS = "No signals: Django sends none for the table of a many-to-many field."


def explain(model: Any, registry: Registry) -> Item:
    """Return what is known of a model's signals, as a JSON-safe document.

    ``operations`` have a ``title`` and ``steps``, as ``steps`` makes them; ``not_called`` are
    connections for a class that it inherits from; ``untold`` are sentences on what only a run can
    tell. Nothing is run or queried.
    """
    receivers = Receivers(registry)
    deletion = Deletion(model, lambda each: receivers.hear(DELETE, each))
    return {
        "schema": SCHEMA,
        "model": class_name(model),
        "label": model._meta.label,
        "operations": [
            _made(model, receivers),
            _saved(model, receivers),
            _deleted(model, deletion, receivers),
            *many_to_many(model, receivers),
            *foreign_keys(model, receivers),
            *_in_bulk(model, deletion, receivers),
            *_by_hand(model, receivers),
        ],
        "not_called": list(_not_called(model, receivers)),
        "untold": list(untold(model, deletion, receivers)),
    }


def _made(model: Any, receivers: Receivers) -> Item:
    title = f"{short_class_name(model)}(), and each row that a query fetches"
    return {"title": title, "steps": [sent(receivers, name, model) for name in INIT]}


def _saved(model: Any, receivers: Receivers) -> Item:
    title = "save(), create(), get_or_create(), update_or_create()"
    if model._meta.auto_created:
        return {"title": title, "steps": [note(NO_SIGNALS)]}
    return {"title": title, "steps": [sent(receivers, name, model) for name in SAVE]}


def _deleted(model: Any, deletion: Deletion, receivers: Receivers) -> Item:
    title = "delete(), and QuerySet.delete() for each row"
    if deletion.is_one_query:
        text = "One query, without signals: nobody receives pre_delete or post_delete of it."
        return {"title": title, "steps": [note(text), *_by_database([model], receivers)]}
    models = [each for each in deletion.models if not each._meta.auto_created]
    gone = [*deletion.models, *(each.model for each in deletion.fast)]
    by = _reached(deletion.cascades)
    return {
        "title": title,
        "steps": [
            *(note(_refusal(each)) for each in deletion.refusing),
            *(sent(receivers, "pre_delete", each, by.get(id(each), "")) for each in models),
            *([note(_by_one_query(deletion.fast))] if deletion.fast else []),
            *(bypassed(receivers, SAVE, each.model, _update(each)) for each in deletion.updates),
            *(sent(receivers, "post_delete", each, by.get(id(each), "")) for each in models),
            *_by_database(gone, receivers),
        ],
    }


def _by_database(models: list[Any], receivers: Receivers) -> Iterator[Item]:
    """Yield what the database does by itself where rows of these models go."""
    for effect in effects_of(models):
        names = [
            name_of(token_of(each)).removeprefix(SIGNALS) for each in MISSED_BY[effect.on_delete]
        ]
        verb = "deletes rows" if effect.on_delete == CASCADE else "changes rows"
        text = f"the database {verb}: {effect.field} is {effect.on_delete}"
        yield bypassed(receivers, names, effect.model, text)


def _in_bulk(model: Any, deletion: Deletion, receivers: Receivers) -> Iterator[Item]:
    parents = [
        each
        for each in model._meta.get_parent_list()
        if each._meta.concrete_model is not model._meta.concrete_model
    ]
    steps = [bypassed(receivers, SAVE, model, "")]
    if parents:
        text = f"Django refuses: the rows of {parents[0]._meta.label} are in a table of their own."
        steps = [note(text)]
    yield {"title": "bulk_create()", "steps": steps}
    title = "QuerySet.update(), bulk_update()"
    yield {"title": title, "steps": [bypassed(receivers, SAVE, model, "")]}


def _by_hand(model: Any, receivers: Receivers) -> Iterator[Item]:
    steps = [
        {
            "kind": "signal",
            "signal": signal,
            "sender": class_name(model),
            "receivers": found,
            "text": "where code sends it",
        }
        for signal, found in receivers.by_hand(model).items()
    ]
    if steps:
        yield {"title": f"Signals that code may send by {short_class_name(model)}", "steps": steps}


def _not_called(model: Any, receivers: Receivers) -> Iterator[Item]:
    """Yield the connections to what a save sends that are for another class than it is sent by."""
    bases = [each for each in bases_of(model) if each is not model and each is not object]
    for each in receivers.for_classes((*INIT, *SAVE), bases):
        yield {key: each[key] for key in ("signal", "receiver", "file", "line", "sender")}


def _reached(cascades: Iterable[Reached]) -> dict[int, str]:
    """Return in words how each model was reached, by its id()."""
    found: dict[int, list[str]] = defaultdict(list)
    for each in cascades:
        how = "parent of what goes" if each.field is None else f"{each.field.name} is {each.how}"
        if how not in found[id(each.model)]:
            found[id(each.model)].append(how)
    return {model: ", ".join(ways) for model, ways in found.items()}


def _refusal(reached: Reached) -> str:
    label = reached.model._meta.label
    return f"Not where rows of {label} point to it: {reached.field.name} is {reached.how}."


def _by_one_query(fast: Iterable[Reached]) -> str:
    names = (f"{each.model._meta.label} ({each.field.name} is {each.how})" for each in fast)
    return f"By one query each, without signals, as nobody receives them: {', '.join(names)}."


def _update(reached: Reached) -> str:
    field = f"{short_class_name(reached.model)}.{reached.field.name}"
    return f"update() sets {field}, which is {reached.how}"
