"""Dispatches that a signal's class carries out with a method of its own, while something records.

A plugin signal has a ``send`` that loops over ``self._live_receivers(sender)[0]``, and perhaps a
``send_chained`` and a ``send_robust``. ``rewriting`` has each call such a method makes looked at;
here the receivers among what is called are told from the rest.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from types import CodeType, FrameType, FunctionType, MethodType
from typing import Any, ClassVar

from ..log.clock import perf_counter_ns as clock
from ..log.elsewhere import open_logs
from ..log.log import State, current_state
from ..texts.callers import MAX_FRAMES
from ..texts.own_methods import functions_in, own_attributes, own_functions
from .dispatches import begin, sent_elsewhere
from .own_calls import Asked, OwnCall
from .quiet import count_quiet
from .rewriting import rewritten, with_dispatch

ASKS = "_live_receivers"
UNKNOWN_SENDER = object()


class OwnMethod:
    """A method of a signal's class that asks for the live receivers.

    Attributes:
        name: of the method.
        is_async: whether what it calls may be awaited.
        sends: whether it can be said to send: it calls what it has found.
        hands_on: whether it may let others call what it has found, which nobody sees.
    """

    __slots__ = ("hands_on", "is_async", "name", "sends")
    calls: ClassVar[Any] = None
    """Who makes something for each call of a receiver: ``receiver_calls.Calls``, or None."""
    state_now = staticmethod(current_state.get)
    open_logs = open_logs

    def __init__(self, name: str, is_async: bool) -> None:
        self.name, self.is_async = name, is_async
        self.sends = self.hands_on = False

    def begin(
        self, signal: Any, sender: Any = UNKNOWN_SENDER, named: dict[str, Any] | None = None
    ) -> OwnDispatch:
        """Return what looks at the calls of one run of the method.

        *named* is what each receiver will be given; None where the source does not tell.
        """
        return OwnDispatch(self, signal, sender, current_state.get(), named)


def method_of(code: CodeType) -> OwnMethod | None:
    """Return the method that code belongs to, if it begins a dispatch of its own."""
    return next((each for each in code.co_consts if type(each) is OwnMethod), None)


class OwnDispatch:
    """One run of a method that asks for receivers: it calls some of them, perhaps none.

    The row is written with the first call. Whoever is not called has been left out by the
    method: that is no call, nor one that was not reached.
    """

    def __init__(
        self,
        method: OwnMethod,
        signal: Any,
        sender: Any,
        state: State | None,
        named: dict[str, Any] | None,
    ) -> None:
        self.method, self.signal, self.sender, self.state = method, signal, sender, state
        self.named = named
        self.asked: list[Asked] = []
        self.failed: list[OwnCall] = []
        self.passed_on = False
        self._live: dict[Any, tuple[Asked, bool]] = {}
        self._handled = id(sys.exc_info()[1])

    def __call__(self, called: Any) -> Any:
        """Return what is to be called in the place of *called*: nearly always the same."""
        try:
            found = self._live.get(_key(called)) if self._live else None
            if found is not None:
                return self._receiver(called, *found)
            kind = type(called)
            if kind is MethodType and called.__self__ is self.signal:
                return self._method(called)
            return self._inner(called, "") if kind is FunctionType else called
        except Exception:  # at Python's recursion limit
            return called

    def end(self) -> None:
        """Write what is known only now: which calls failed for good, or that there were none.

        Then let go of receivers and arguments: an exception may hold this, by the frames of the
        method and of a call.
        """
        state = self.state
        self._live.clear()
        try:
            if state is not None and state[0].limit >= 0:
                self._write_end(state)
        finally:
            self.asked, self.failed, self.named, self.sender = [], [], None, None

    def _write_end(self, state: State) -> None:
        try:
            error = sys.exc_info()[1]
            self.write_failed(error)
            numbers = {asked.number for asked in self.asked if asked.number > 0}
            for number in numbers:
                state[0].rows["ended"].extend((number, clock()))
            if not numbers:
                self._count(state, raises=error is not None and id(error) != self._handled)
        except Exception:
            state[0].dropped["errors"] += 1

    def number_for(self, asked: Asked, named: dict[str, Any]) -> int:
        """Return the number of the dispatch that a call belongs to; the first call writes it.

        0 where it is not recorded.
        """
        state = self.state
        if state is None or state[0].limit < 0:
            if asked.number < 0:
                asked.number = 0
                sent_elsewhere(state, self.signal, asked.sender)
            return 0
        if not self.method.is_async:  # it goes on: what raised has not ended it
            self.write_failed(None)
        if asked.number < 0:
            asked.number = 0
            receivers = asked.taken()
            arguments = {name: named[name] for name in named if name not in ("signal", "sender")}
            asked.number = begin(
                state,
                self.signal,
                asked.sender,
                arguments,
                self.method.name,
                *receivers,
                depth=3 + self._depth(),
            )
        asked.calls += 1
        return asked.number

    def write_failed(self, error: BaseException | None) -> None:
        """Write the rows of calls that raised; *error* is what ends the method, if it does."""
        failed, self.failed = self.failed, []
        for call in failed:
            call.write_failure(error)

    def _receiver(self, receiver: Any, asked: Asked, is_async: bool) -> Any:
        """Return what is to be called in the place of a receiver."""
        call, calls = OwnCall(self, receiver, asked, is_async), self.method.calls
        return call if calls is None else calls.around(call)

    def _depth(self) -> int:
        """Return how many frames above the caller the method runs."""
        frame: FrameType | None = sys._getframe(1)
        for depth in range(MAX_FRAMES):
            if frame is None:
                break
            if method_of(frame.f_code) is self.method:
                return depth
            frame = frame.f_back
        return 0

    def _count(self, state: State, raises: bool) -> None:
        """Count a send nobody received: nobody is connected, or all have been left out."""
        if self.passed_on or not self.method.sends:
            return
        if self.asked:
            sender = self.asked[-1].sender
        elif self.sender is not UNKNOWN_SENDER and not raises and not self.signal.receivers:
            sender = self.sender
        else:
            return
        count_quiet(state, self.signal, sender, self.method.name, self.named)

    def _method(self, called: MethodType) -> Any:
        """Return what is to be called in the place of a method of the signal's."""
        function: Any = called.__func__
        if type(function) is not FunctionType:
            return called
        if function.__name__ == ASKS:
            return functools.partial(self._ask, called)
        made = self._inner(function, function.__name__)
        if made is function:
            self.passed_on = True
            return called
        return MethodType(made, self.signal)

    def _inner(self, function: Any, name: str) -> Any:
        """Return a function whose calls are looked at too, where it is written beside the method.

        A method that sends by itself, as ``self.send()`` in another one, has a dispatch of its
        own; not so that of ``super().send()``.
        """
        kind = type(self.signal)
        sends = any(method_of(each.__code__) for each in functions_in(name, function))
        if sends and own_attributes(kind).get(name) is function:
            return function
        files = {each.__code__.co_filename for each in own_functions(kind)}
        if function.__code__.co_filename not in files:
            return function
        found = rewritten(function, self.method)
        return function if found is None else with_dispatch(function, found.inner, self)

    def _ask(self, find: Callable[..., Any], *args: Any, **named: Any) -> Any:
        """Find the live receivers as the signal does, and remember them while the method runs."""
        found = find(*args, **named)
        lists = (found, []) if type(found) is list else found
        if type(lists) is tuple and all(issubclass(type(each), list) for each in lists):
            self._remember(args[0] if args else named.get("sender"), *lists)
        return found

    def _remember(self, sender: Any, sync: list[Any], asynchronous: list[Any]) -> None:
        asked = next((each for each in self.asked if each.sender is sender), None)
        if asked is None:
            asked = Asked(sender)
            self.asked.append(asked)
        state = self.state
        if asked.number < 0 and state is not None and state[0].limit >= 0:
            asked.receivers = [*sync], [*asynchronous]
        for receivers, is_async in ((sync, False), (asynchronous, True)):
            self._live.update((_key(each), (asked, is_async)) for each in receivers)


def _key(called: Any) -> Any:
    """Return what tells receivers apart: a bound method is made anew each time."""
    if type(called) is MethodType:
        return id(called.__self__), id(called.__func__)
    return id(called)
