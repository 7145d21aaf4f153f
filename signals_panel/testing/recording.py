"""Recordings of tests: they keep what was sent, and assert what was sent and received."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import ANY

from django.dispatch import Signal

from ..exporters.document import happened_in
from ..fates.connected import Connected
from ..findings import find
from ..hooks.requests import join_requests, leave_requests
from ..hooks.stretches import recorded
from ..log.kept import KeptSend, start_keeping, stop_keeping
from ..log.log import POSITION_BITS, OpenLog
from ..log.scopes import numbers_under
from ..log.tables import Marks, marks_of, tables_of
from ..recording import Recording
from ..registry.registry import registry_now
from ..texts.signal_names import signal_name, token_of
from ..timeline import Timeline
from . import messages
from .asked import check_codes, check_receiver, check_signal, check_times
from .calls import calls_of
from .comparing import ComparedSend, Wanted
from .sent import Received, Sent, received
from .trees import outline, tree
from .why_not import not_received_because, not_sent_because

__unittest = True

Item = dict[str, Any]
LIFETIMES = ("S201", "S202")
"""The findings on what dies: here what was sent is held, so that nothing is known of it."""
LEFT_CONNECTED = "S303"
"""The finding on what was left connected: nothing is, as long as the recording goes on."""


class SignalRecording(Recording):
    """A ``Recording`` that keeps what was sent: senders, and the arguments of 10,000 sends.

    What fails an assertion says what was sent otherwise and where it differs, and why something
    was not sent or received, as far as that is known.
    """

    def __init__(self, open_log: OpenLog, node: int = 0) -> None:
        super().__init__(open_log, node)
        self.left_out = (*LIFETIMES, LEFT_CONNECTED)
        self._since: Marks = {}
        self._kept = start_keeping(open_log)
        self._is_over = False

    def sent(
        self, signal: Signal | None = None, /, *, sender: Any = ANY, **arguments: Any
    ) -> list[Sent]:
        """Return the sends of a signal, or of all, from a sender and with some arguments.

        Values are compared by ``==``, the given one on the left.

        Raises:
            TypeError: *signal* is none.
            AssertionError: some sends could not be compared.
        """
        __tracebackhide__ = True
        if signal is not None:
            check_signal("sent", signal)
        wanted = Wanted(signal, sender, arguments)
        found = self._compared(wanted)
        self._fail_where_unclear(wanted, found)
        return [Sent(each.send) for each in found if each.is_match]

    def received(
        self, receiver: Callable[..., Any], /, *, signal: Signal | None = None
    ) -> list[Received]:
        """Return the calls of a receiver, of any signal or one.

        Raises:
            TypeError: *receiver* or *signal* is none.
        """
        __tracebackhide__ = True
        check_receiver("received", receiver)
        if signal is not None:
            check_signal("received", signal)
        happened = happened_in(self.connected(), None)
        dispatches = {each["id"]: each for each in happened.document["dispatches"]}
        token = None if signal is None else token_of(signal)
        found = calls_of(self.log, happened, receiver, token)
        return [received(each, dispatches[each["dispatch"]]) for each in found]

    def assert_sent(
        self,
        signal: Signal,
        /,
        *,
        sender: Any = ANY,
        times: int | None = None,
        **arguments: Any,
    ) -> Sent:
        """Fail unless a signal was sent, from a sender and with at least these arguments.

        *times* is how often, at least once by default. Returns the first of these sends.

        Raises:
            AssertionError: it was not, or not so often; or some sends could not be compared.
            TypeError: *signal* is none, or *times* no number.
            ValueError: *times* is less than 1.
        """
        __tracebackhide__ = True
        check_signal("assert_sent", signal)
        check_times(times, "assert_not_sent")
        wanted = Wanted(signal, sender, arguments)
        found = self._compared(wanted)
        matches = [each for each in found if each.is_match]
        if times is None and matches:
            return Sent(matches[0].send)
        self._fail_where_unclear(wanted, found)
        if not matches:
            raise AssertionError(self._not_sent(wanted, found))
        if times is not None and len(matches) != times:
            head = messages.sent_so_often(wanted, matches, times)
            raise AssertionError(messages.message(head, self._tree_of(signal)))
        return Sent(matches[0].send)

    def assert_not_sent(self, signal: Signal, /, *, sender: Any = ANY, **arguments: Any) -> None:
        """Fail if a signal was sent, from a sender and with at least these arguments.

        Raises:
            AssertionError: it was, or some sends could not be compared.
            TypeError: *signal* is none.
        """
        __tracebackhide__ = True
        check_signal("assert_not_sent", signal)
        wanted = Wanted(signal, sender, arguments)
        found = self._compared(wanted)
        matches = [each for each in found if each.is_match]
        if matches:
            head = messages.sent_so_often(wanted, matches, None)
            raise AssertionError(messages.message(head, self._tree_of(signal)))
        self._fail_where_unclear(wanted, found)

    def assert_received(
        self,
        receiver: Callable[..., Any],
        /,
        *,
        signal: Signal | None = None,
        times: int | None = None,
    ) -> None:
        """Fail unless a receiver was called, by any signal or one, at least once or so often.

        Raises:
            AssertionError: it was not.
            TypeError: *receiver* or *signal* is none, or *times* no number.
            ValueError: *times* is less than 1.
        """
        __tracebackhide__ = True
        check_receiver("assert_received", receiver)
        check_times(times, "assert_not_received")
        if signal is not None:
            check_signal("assert_received", signal)
        failure = self._wrongly_received(receiver, signal, times)
        if failure:
            raise AssertionError(failure)

    def assert_not_received(
        self, receiver: Callable[..., Any], /, *, signal: Signal | None = None
    ) -> None:
        """Fail if a receiver was called, by any signal or one.

        Raises:
            AssertionError: it was.
            TypeError: *receiver* or *signal* is none.
        """
        __tracebackhide__ = True
        check_receiver("assert_not_received", receiver)
        if signal is not None:
            check_signal("assert_not_received", signal)
        failure = self._wrongly_received(receiver, signal, 0)
        if failure:
            raise AssertionError(failure)

    def assert_no_findings(self, *, ignore: Collection[str] = ()) -> None:
        """Fail if a rule found something, but for the codes to ignore; see docs/findings.md.

        Raises:
            AssertionError: it did.
            TypeError: *ignore* is one text.
        """
        __tracebackhide__ = True
        check_codes(ignore)
        findings = find(self.connected(), (*self.left_out, *ignore))
        if findings:
            raise AssertionError(messages.message(messages.findings_found(findings)))

    def outline(self) -> str:
        """Return who received what, for snapshots: no times, keys, files or lines."""
        return outline(self.as_dict())

    def clear(self) -> None:
        """Forget what was recorded so far."""
        self.open_log.fold()
        self.open_log.looked.clear()
        self._since = marks_of(self)
        self._kept.sends.clear()

    def close(self, is_wanted: bool = True) -> None:
        """End the recording."""
        stop_keeping(self.open_log, self._kept)
        self.left_out = LIFETIMES
        super().close(is_wanted)

    def let_go(self) -> None:
        """Keep what was sent no longer: its test is over. The text stays."""
        self._kept.sends.clear()
        self._is_over = True

    def connected(self) -> Connected:
        """Return the recording since it was cleared, and what was connected during it."""
        return Connected(Timeline([tables_of(self, self._since)]), registry_now())

    def _compared(self, wanted: Wanted) -> list[ComparedSend]:
        """Return each send of a signal beside what is asked for."""
        __tracebackhide__ = True
        return [wanted.compared(each) for each in self._sends() if wanted.is_of_signal(each)]

    def _sends(self) -> list[KeptSend]:
        """Return what was sent in this recording, and not beside it into the same log."""
        __tracebackhide__ = True
        if self._is_over:
            message = "The test of this recording is over: what was sent is kept no longer."
            raise RuntimeError(message)
        sends = list(self._kept.sends)
        if not self.node:
            return sends
        inside = numbers_under(self.node, self.log.rows)
        return [each for each in sends if each.node >> POSITION_BITS in inside]

    def _fail_where_unclear(self, wanted: Wanted, found: list[ComparedSend]) -> None:
        """Fail where some sends may be what is asked for, and that is not known."""
        __tracebackhide__ = True
        unknown = messages.not_known([each for each in found if each.is_unclear])
        unknown += messages.left_out(self.log.dropped)
        if unknown:
            raise AssertionError(messages.message(messages.in_doubt(wanted), unknown))

    def _not_sent(self, wanted: Wanted, found: list[ComparedSend]) -> str:
        connected = self.connected()
        happened = happened_in(connected, None)
        why = not_sent_because(wanted, connected, happened.document)
        shown = tree(connected.timeline, happened.document, _is_of(wanted.signal))
        otherwise = messages.sent_otherwise(found)
        return messages.message(messages.not_sent(wanted), why, otherwise, shown)

    def _tree_of(self, signal: Signal) -> list[str]:
        connected = self.connected()
        document = happened_in(connected, None).document
        return tree(connected.timeline, document, _is_of(signal))

    def _wrongly_received(
        self, receiver: Callable[..., Any], signal: Signal | None, times: int | None
    ) -> str | None:
        """Return what to say where a receiver was not called so often; None where it was."""
        connected = self.connected()
        happened = happened_in(connected, None)
        token = None if signal is None else token_of(signal)
        found = calls_of(self.log, happened, receiver, token)
        if len(found) == times or (found and times is None):
            return None
        called = messages.called(receiver, signal, len(found), times)
        why = [] if found else not_received_because(receiver, signal, connected)
        ids = {each["id"] for each in found}
        shown = tree(connected.timeline, happened.document, lambda item: item["id"] in ids)
        return messages.message([called, *why], shown)


def _is_of(signal: Signal) -> Callable[[Item], bool]:
    """Return what tells whether an item of the document is a dispatch of a signal."""
    name = signal_name(signal)
    return lambda item: "arguments" in item and item["signal"] == name


@contextmanager
def record_signals() -> Iterator[SignalRecording]:
    """Record as ``record()`` does, and keep what was sent, for a test to assert.

    Requests of other threads that record nothing, as those of a live server, are recorded too.

    Yields:
        The ``SignalRecording``; it may be asked in the block and after it.
    """
    with recorded(SignalRecording) as recording:
        join_requests(recording)
        try:
            yield recording
        finally:
            leave_requests(recording)
