"""It never ran: receivers that an ORM operation without signals bypassed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ..fates.shared_names import named
from ..texts.callers import is_project_file
from .by_hand import cause_of, unsent
from .case import FRAMEWORK, INFO, WARNING, Case, Found, Item, Rule, last_name, place, times

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
NAMED = 3
"""How many receivers a sentence names; the rest is counted."""

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
    bypasses = [each for each in case.document["bypasses"] if _matters(case, each)]
    sent = unsent(case, bypasses)
    groups: dict[tuple[object, ...], list[Item]] = defaultdict(list)
    for bypass in bypasses:
        if bypass["id"] in sent:
            groups[cause_of(bypass)].append(bypass)
    for group in groups.values():
        first, missed = group[0], _missed(group, sent)
        if missed:
            yield Found(
                f"{_deed(first, group)}: {_in_words(case, missed)}{_by_hand(group, sent)}.",
                _hint(first, missed),
                where=place(first["caller"]),
                call=first["parent_call"],
                bypass=first["id"],
                about=tuple(each["id"] for each in group),
                severity=INFO if missed[0]["sender"] is None else None,
            )


def _matters(case: Case, bypass: Item) -> bool:
    if bypass["rows"] == 0 or bypass["by_django"] or bypass["model"].startswith(BOOKKEEPING):
        return False
    return not _guards_save(case, bypass)


def _guards_save(case: Case, bypass: Item) -> bool:
    """Tell whether a save receiver of the same model updates it: so it runs only once."""
    if bypass["operation"] != "update" or bypass["parent_call"] is None:
        return False
    around: Item | None = case.dispatches[case.calls[bypass["parent_call"]]["dispatch"]]
    while around is not None:
        if around["signal"] in SAVING and around["sender"] == bypass["model"]:
            return True
        around = case.parent(around)
    return False


def _missed(group: list[Item], sent: dict[int, dict[str, int]]) -> list[Item]:
    """Return the receivers missed, but for Django's and the toolbar's own.

    Those for this very sender come first, and of these the project's.
    """
    found = [
        each
        for bypass in group
        for each in bypass["missed"]
        if each["signal"] in sent[bypass["id"]] and not each["receiver"].startswith(FRAMEWORK)
    ]
    return sorted(
        found, key=lambda each: (each["sender"] is None, not is_project_file(each["file"]))
    )


def _in_words(case: Case, missed: list[Item]) -> str:
    names = list(dict.fromkeys(name for each in missed for name in _names(case, each)))
    shown, more = names[:NAMED], len(names) - NAMED
    text = ", ".join(shown) + (f" and {more} more" if more > 0 else "")
    return f"{text} {'was' if len(names) == 1 else 'were'} not called"


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


def _by_hand(group: list[Item], sent: dict[int, dict[str, int]]) -> str:
    """Return for how many rows signals were sent all the same."""
    counts: dict[str, int] = defaultdict(int)
    for bypass in group:
        for signal, count in sent[bypass["id"]].items():
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
