"""It never ran: receivers that an ORM operation without signals bypassed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ..fates.shared_names import named
from ..texts.callers import is_project_file
from ..texts.whose import is_internal
from ..timeline.columns import TOP
from ..timeline.joined import Numbers
from .by_hand import cause_of, unsent
from .case import (
    FRAMEWORK,
    INFO,
    WARNING,
    Case,
    Found,
    Item,
    Rule,
    last_name,
    place,
    some_of,
    times,
)

BOOKKEEPING = (
    "django.contrib.admin.",
    "django.contrib.auth.models.Permission",
    "django.contrib.contenttypes.",
    "django.contrib.sessions.",
    "django.contrib.sites.",
    "django.db.migrations.",
    "__fake__.",
)
"""Models whose rows Django keeps for itself, and those of a migration's past."""
SAVING = ("django.db.models.signals.pre_save", "django.db.models.signals.post_save")
VERBS = {"bulk_create": "made", "_raw_delete": "deleted"}

ELSE = "or silence S204 if they do not matter here"
HINTS = {
    None: f"save() each row or send the signal yourself if they have work to do, {ELSE}.",
    "on_delete": f"Do their work in a pre_delete receiver of the deleted model, {ELSE}.",
    "db_on_delete": f"Do their work in a pre_delete receiver of the deleted model, {ELSE}.",
    "related_manager": f"Pass bulk=False, so that each row is saved, {ELSE}.",
}
THROUGH = f"save() the rows of the intermediate model yourself, {ELSE}."
DELETE = f"Send {{signals}} yourself for each row if they have work to do, {ELSE}."


def bypassed(case: Case) -> Iterator[Found]:
    """An operation changed rows of a model whose receivers never heard of it."""
    rows = [row for row, bypass in enumerate(case.bypasses) if _matters(case, row, bypass)]
    sent = unsent(case, rows)
    groups: dict[tuple[object, ...], Numbers] = defaultdict(list)
    for row in rows:
        if row in sent:
            groups[cause_of(case.bypasses[row])].append(row)
    for group in groups.values():
        items, call = [case.bypasses[row] for row in group], case.timeline.bypasses.parent[group[0]]
        first, missed = items[0], _missed(case, group, sent)
        if missed:
            yield Found(
                f"{_deed(first, items)}: {_in_words(case, missed)}{_by_hand(group, sent)}.",
                _hint(first, missed),
                where=place(first["caller"]),
                call=None if call == TOP else call,
                bypass=group[0],
                bypasses=group,
                severity=INFO
                if missed[0]["sender"] is None or _is_packages(first, missed)
                else None,
            )


def _matters(case: Case, row: int, bypass: Item) -> bool:
    if bypass["rows"] == 0 or bypass["by_django"] or bypass["model"].startswith(BOOKKEEPING):
        return False
    return not _guards_save(case, row, bypass)


def _guards_save(case: Case, row: int, bypass: Item) -> bool:
    """Tell whether a save receiver of the same model updates it: so it runs only once."""
    call = case.timeline.bypasses.parent[row]
    if bypass["operation"] != "update" or call == TOP:
        return False
    dispatch = case.calls.dispatch[call]
    around = map(case.kind, (dispatch, *case.all_around(dispatch)))
    return any(each.signal in SAVING and each.sender == bypass["model"] for each in around)


def _missed(case: Case, group: Numbers, sent: dict[int, dict[str, int]]) -> list[Item]:
    """Return the receivers missed, but for Django's and the toolbar's own.

    Those for this very sender come first, and of these the project's.
    """
    found = [
        each
        for row in group
        for each in case.bypasses[row]["missed"]
        if each["signal"] in sent[row] and not each["receiver"].startswith(FRAMEWORK)
    ]
    return sorted(
        found, key=lambda each: (each["sender"] is None, not is_project_file(each["file"]))
    )


def _is_packages(bypass: Item, missed: list[Item]) -> bool:
    """Tell whether nothing of it is the project's: neither the line, the model nor a receiver."""
    files = [bypass["caller"] and bypass["caller"]["file"], *(each["file"] for each in missed)]
    return is_internal(bypass["model"]) and all(files) and not any(map(is_project_file, files))


def _in_words(case: Case, missed: list[Item]) -> str:
    names = list(dict.fromkeys(name for each in missed for name in _names(case, each)))
    return f"{some_of(names)} {'was' if len(names) == 1 else 'were'} not called"


def _names(case: Case, missed: Item) -> list[str]:
    """Return a receiver's name, or those that tell apart the receivers of that name."""
    if missed["receiver"] not in case.shared_names:
        return [missed["receiver"]]
    same = ("signal", "receiver", "file", "line", "sender")
    found = [
        case.named(each)
        for each in case.registry["connections"]
        if all(each[key] == missed[key] for key in same)
    ]
    return found or [named(missed, None, case.shared_names)]


def _by_hand(group: Numbers, sent: dict[int, dict[str, int]]) -> str:
    """Return for how many rows signals were sent all the same."""
    counts: dict[str, int] = defaultdict(int)
    for row in group:
        for signal, count in sent[row].items():
            counts[signal] += count
    told = [f"{last_name(signal)} for {count}" for signal, count in counts.items() if count]
    return f" (code sent {' and '.join(told)} of them)" if told else ""


def _deed(first: Item, group: list[Item]) -> str:
    """Return what was done: how often, to how many rows, by which operation."""
    operation, relation = f"{first['operation']}()", first["relation"]
    verb = VERBS.get(first["operation"], "changed")
    rows = _rows(group)
    if first["cause"] is None:
        return f"{operation} {verb} {rows}"
    if first["cause"] == "db_on_delete":
        field = f"{last_name(first['model'])}.{relation['field']}"
        verb = "delete" if first["operation"] == "DB_CASCADE" else "change"
        return (
            f"Deleting {relation['model']}{times(len(group))} has the database {verb} the rows of "
            f"{first['model']} that point to it, if there are any "
            f"({field} is {first['operation']})"
        )
    if relation is None:
        return f"A related manager {verb} {rows} by {operation}"
    who = "Deleting" if first["cause"] == "on_delete" else "A related manager of"
    return f"{who} {relation['model']} set {relation['field']} of {rows} by {operation}"


def _rows(group: list[Item]) -> str:
    counts = [bypass["rows"] for bypass in group]
    of_model = f"of {group[0]['model']}{times(len(group))}"
    if None in counts:
        return f"rows {of_model}"
    return f"{sum(counts)} {'row' if sum(counts) == 1 else 'rows'} {of_model}"


def _hint(bypass: Item, missed: list[Item]) -> str:
    if bypass["operation"] == "_raw_delete":
        signals = dict.fromkeys(last_name(each["signal"]) for each in missed)
        return DELETE.format(signals=" and ".join(signals))
    if bypass["cause"] == "related_manager" and bypass["operation"] == "bulk_create":
        return THROUGH
    return HINTS[bypass["cause"]]


RULES = (Rule("S204", "bypassed", WARNING, bypassed),)
