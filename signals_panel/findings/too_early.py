"""Too early: what receivers did before the commit, which a rollback does not undo."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from ..fates.connected import Code
from ..texts.callers import is_project_file
from ..timeline.columns import RETURNED, SWALLOWED, TOP
from ..timeline.items import call_site
from ..timeline.joined import Numbers, Row
from .case import INFO, WARNING, Case, Found, Item, Rule, place, some_of

ENQUEUED = ("django.tasks.signals.task_enqueued", "django_tasks.signals.task_enqueued")
INIT = ("django.db.models.signals.pre_init", "django.db.models.signals.post_init")

UNDONE = "What was done outside of the database stays done: do that in transaction.on_commit()."


class Deed(NamedTuple):
    """In words, what a receiver did that no rollback undoes."""

    done: str
    what: str
    undo: str
    hint: str


class Done(NamedTuple):
    """A deed done: in which call and transaction, and from which file and line."""

    call: int
    transaction: int
    place: Item | None


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
        Done(call, mail.transaction, place(call_site(mail.caller)))
        for mail, call in case.timeline.rows("mails", "start")
        if mail.transaction in case.timeline.outcomes
        and call != TOP
        and not _queued(case, mail, call)
    ]
    yield from _by_receiver(case, MAIL, mails)


def enqueued(case: Case) -> Iterator[Found]:
    """A receiver enqueued a task inside an open transaction."""
    tells = [
        kind.signal in ENQUEUED
        and "database" not in (kind.sender or "").lower()  # its queue is rolled back too
        for kind in case.kinds.all
    ]
    told = enumerate(case.kinds.dispatches if any(tells) else ())
    tasks = [
        Done(call, transaction, case.caller(dispatch))
        for dispatch, kind in told
        if tells[kind]
        and (transaction := case.transactions[dispatch]) in case.timeline.outcomes
        and (call := case.dispatches.parent[dispatch]) != TOP
    ]
    yield from _by_receiver(case, TASK, tasks)


def rolled_back(case: Case) -> Iterator[Found]:
    """Receivers ran for work that was then rolled back."""
    undone = case.undone
    waited = _only_waited(case) if undone else ()
    groups: dict[int, Numbers] = defaultdict(list)
    for call in case.ran if undone else ():
        transaction = undone.get(case.transactions[case.calls.dispatch[call]])
        if transaction is not None and call not in waited and _did_work(case, call):
            groups[transaction].append(call)
    for block, calls in groups.items():
        names = list(dict.fromkeys(case.code(call).name for call in calls))
        yield Found(
            f"{some_of(names, 'receiver')} ran for work that was then rolled back.",
            UNDONE,
            where=case.place(calls[0]),
            dispatch=case.calls.dispatch[calls[0]],
            call=calls[0],
            blocks=[block],
        )


def _did_work(case: Case, call: int) -> bool:
    """Tell whether a receiver of the project's ran, and did more than look at a new instance."""
    returned = case.calls.outcome[call] in (RETURNED, SWALLOWED)
    return (
        returned and is_project_file(case.code(call).file) and case.kind_of(call).signal not in INIT
    )


def _only_waited(case: Case) -> set[int]:
    """Return the calls that did nothing but register what runs on commit, as far as is known.

    To read the database for that is nothing either.
    """
    timeline = case.timeline
    parents = [*case.dispatches.parent, *timeline.quiet.parent]
    enqueues = [kind.signal in ENQUEUED for kind in case.kinds.all]
    queries = zip(timeline.queries, case.statements, strict=True)
    waited = set(timeline.around("on_commits"))
    did = {*timeline.around("mails"), *timeline.bypasses.parent}
    did |= {call for call, sql in queries if not sql.startswith("SELECT")}
    did |= {call for call, kind in zip(parents, case.kinds.sent, strict=True) if enqueues[kind]}
    return waited - did


def _by_receiver(case: Case, deed: Deed, done: list[Done]) -> Iterator[Found]:
    """Yield what each receiver did in open transactions; what was rolled back is the evidence.

    A package's receiver nobody can change here: what it did is an info.
    """
    undone = case.undone
    groups: dict[Code, list[Done]] = defaultdict(list)
    for each in done:
        groups[case.code(each.call)].append(each)
    for receiver, group in groups.items():
        worst = next((each for each in group if each.transaction in undone), group[0])
        yield Found(
            f"{receiver.name} {_told(deed, len(group), worst.transaction in undone)}.",
            deed.hint,
            where=worst.place or case.place(worst.call),
            dispatch=case.calls.dispatch[worst.call],
            call=worst.call,
            severity=INFO if receiver.file and not is_project_file(receiver.file) else None,
            blocks=[undone[each.transaction] for each in group if each.transaction in undone],
        )


def _told(deed: Deed, count: int, was_undone: bool) -> str:
    what, it = (f"{count} {deed.what}s", "them") if count > 1 else (f"a {deed.what}", "it")
    if was_undone:
        when = f"inside a transaction that was then rolled back, which did not {deed.undo} {it}"
    else:
        when = f"inside an open transaction: a rollback cannot {deed.undo} {it}"
    return f"{deed.done} {what} {when}"


def _queued(case: Case, mail: Row, call: int) -> bool:
    """Tell whether a mail only went into a table, out of which a rollback takes it."""
    queries, starts = case.queries_of.get(call, []), case.query_starts
    start, end = mail.start, mail.start + mail.duration
    during = slice(*(bisect_left(queries, each, key=starts.__getitem__) for each in (start, end)))
    return any(case.statements[query].startswith("INSERT") for query in queries[during])


RULES = (
    Rule("S501", "mail-in-transaction", WARNING, mailed),
    Rule("S502", "task-in-transaction", WARNING, enqueued),
    Rule("S503", "rolled-back", INFO, rolled_back),
)
