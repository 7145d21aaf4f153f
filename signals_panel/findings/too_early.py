"""Too early: what receivers did before the commit, which a rollback does not undo."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from ..texts.callers import is_project_file
from .case import INFO, WARNING, Case, Found, Item, Rule, place

ENQUEUED = ("django.tasks.signals.task_enqueued", "django_tasks.signals.task_enqueued")
INIT = ("django.db.models.signals.pre_init", "django.db.models.signals.post_init")
NAMED = 3
"""How many receivers a sentence names; the rest is counted."""

UNDONE = "What was done outside of the database stays done: do that in transaction.on_commit()."


class Deed(NamedTuple):
    """In words, what a receiver did that no rollback undoes."""

    done: str
    what: str
    undo: str
    hint: str


MAIL = Deed("sent", "mail", "unsend", "Send it from transaction.on_commit().")
TASK = Deed(
    "enqueued",
    "task",
    "recall",
    "Enqueue it from transaction.on_commit(): a worker may look for rows that are not there yet.",
)


def mailed(case: Case) -> Iterator[Found]:
    """A receiver sent a mail inside an open transaction."""
    mails = [
        each
        for each in case.document["mails"]
        if each["transaction"] is not None and each["call"] is not None and not _queued(case, each)
    ]
    yield from _by_receiver(case, MAIL, mails)


def enqueued(case: Case) -> Iterator[Found]:
    """A receiver enqueued a task inside an open transaction."""
    tasks = [
        {**dispatch, "call": dispatch["parent_call"]}
        for dispatch in case.document["dispatches"]
        if dispatch["signal"] in ENQUEUED
        and dispatch["transaction"] is not None
        and dispatch["parent_call"] is not None
        and "database" not in (dispatch["sender"] or "").lower()  # its queue is rolled back too
    ]
    yield from _by_receiver(case, TASK, tasks)


def rolled_back(case: Case) -> Iterator[Found]:
    """Receivers ran for work that was then rolled back."""
    undone, waited = _undone(case), _only_waited(case)
    groups: dict[int, list[Item]] = defaultdict(list)
    for call in case.document["calls"]:
        dispatch = case.dispatches[call["dispatch"]]
        ran = call["outcome"] in ("returned", "swallowed") and is_project_file(call["file"])
        told = dispatch["signal"] not in INIT and call["id"] not in waited
        if ran and told and dispatch["transaction"] in undone:
            groups[undone[dispatch["transaction"]]].append(call)
    for calls in groups.values():
        names = list(dict.fromkeys(call["named"] for call in calls))
        more = len(names) - NAMED
        others = f" and {more} more {'receiver' if more == 1 else 'receivers'}" if more > 0 else ""
        yield Found(
            f"{', '.join(names[:NAMED])}{others} ran for work that was then rolled back.",
            UNDONE,
            where=place(calls[0]),
            dispatch=calls[0]["dispatch"],
            call=calls[0]["id"],
        )


def _only_waited(case: Case) -> set[int]:
    """Return the calls that did nothing but register what runs on commit, as far as is known.

    To read the database for that is nothing either.
    """
    document = case.document
    waited = {each["call"] for each in document["on_commits"]}
    did = {each["call"] for each in document["mails"]}
    did |= {each["call"] for each in document["queries"] if not each["sql"].startswith("SELECT")}
    did |= {each["parent_call"] for each in document["bypasses"]}
    did |= {each["parent_call"] for each in document["dispatches"] if each["signal"] in ENQUEUED}
    return waited - did


def _by_receiver(case: Case, deed: Deed, items: list[Item]) -> Iterator[Found]:
    """Yield what each receiver did in open transactions; what was rolled back is the evidence."""
    undone = _undone(case)
    groups: dict[tuple[object, ...], list[Item]] = defaultdict(list)
    for item in items:
        call = case.calls[item["call"]]
        groups[call["named"], call["file"], call["line"]].append(item)
    for (receiver, *_), group in groups.items():
        worst = next((item for item in group if item["transaction"] in undone), group[0])
        call = case.calls[worst["call"]]
        yield Found(
            f"{receiver} {_told(deed, len(group), worst['transaction'] in undone)}.",
            deed.hint,
            where=place(worst["caller"]) or place(call),
            dispatch=call["dispatch"],
            call=call["id"],
        )


def _told(deed: Deed, count: int, was_undone: bool) -> str:
    what, it = (f"{count} {deed.what}s", "them") if count > 1 else (f"a {deed.what}", "it")
    if was_undone:
        when = f"inside a transaction that was then rolled back, which did not {deed.undo} {it}"
    else:
        when = f"inside an open transaction: a rollback cannot {deed.undo} {it}"
    return f"{deed.done} {what} {when}"


def _undone(case: Case) -> dict[int, int]:
    """Return the transactions rolled back, each with the outermost one around it that was."""
    found: dict[int, int] = {}
    for each in case.document["transactions"]:  # outer ones come first
        if each["outcome"] == "rolled_back":
            found[each["id"]] = found.get(each["parent"], each["id"])
    return found


def _queued(case: Case, mail: Item) -> bool:
    """Tell whether a mail only went into a table, out of which a rollback takes it."""
    queries = case.queries_of.get(mail["call"], [])
    start, end = mail["start_ns"], mail["start_ns"] + mail["duration_ns"]
    during = slice(*(bisect_left(queries, each, key=_start) for each in (start, end)))
    return any(query["sql"].startswith("INSERT") for query in queries[during])


def _start(query: Item) -> int:
    start: int = query["start_ns"]
    return start


RULES = (
    Rule("S501", "mail-in-transaction", WARNING, mailed),
    Rule("S502", "task-in-transaction", WARNING, enqueued),
    Rule("S503", "rolled-back", INFO, rolled_back),
)
