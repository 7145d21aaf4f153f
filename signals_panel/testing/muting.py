"""``mute_signals``: for a block, a function or the tests of a class."""

from __future__ import annotations

import functools
import inspect
import unittest
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from django.dispatch import Signal

from ..hooks.muting import Mute, start, stop
from .asked import check_receiver, check_signal

if TYPE_CHECKING:
    from typing_extensions import Self

Decorated = TypeVar("Decorated", bound=Callable[..., Any])
PREFIX = "test"


class mute_signals:  # noqa: N801
    """Let no receiver hear of some signals; of what one sender sends, or one receiver only.

    A context manager, that may be entered again while it is, and a decorator of functions, async
    ones, generators (so of fixtures) and test classes: of a ``unittest.TestCase`` it mutes
    ``setUpClass()`` and all after that, of another class its test methods.

    For the whole process. Receivers, their order and what is connected meanwhile stay as they are;
    the signals are sent, to nobody.

    Raises:
        TypeError: there is no signal, or something is none.
    """

    def __init__(
        self,
        *signals: Signal,
        sender: Any = None,
        receiver: Callable[..., Any] | None = None,
    ) -> None:
        if not signals:
            message = "mute_signals() takes the signals to mute: Django itself needs some of them."
            raise TypeError(message)
        for each in signals:
            check_signal("mute_signals", each)
        if receiver is not None:
            check_receiver("mute_signals", receiver)
        self._signals, self._sender, self._receiver = signals, sender, receiver
        self._entered: list[Mute] = []

    def __enter__(self) -> Self:
        mute = Mute(self._sender, self._receiver)
        for each in self._signals:
            start(each, mute)
        self._entered.append(mute)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        mute = self._entered.pop()
        for each in self._signals:
            stop(each, mute)

    def __call__(self, decorated: Decorated) -> Decorated:
        """Return a function that mutes while it runs, or the class itself with such tests."""
        found: Any = decorated
        if not isinstance(found, type):
            around: Decorated = self._around(found)
            return around
        if issubclass(found, unittest.TestCase):
            self._mute_case(found)
        else:
            self._mute_tests(found)
        return decorated

    def _mute_case(self, case: type[unittest.TestCase]) -> None:
        before = case.__dict__.get("setUpClass")

        def set_up(cls: type[unittest.TestCase]) -> None:
            self.__enter__()
            cls.addClassCleanup(self.__exit__, None, None, None)
            if before is None:
                super(case, cls).setUpClass()  # type: ignore[misc]
            else:
                before.__get__(None, cls)()

        case.setUpClass = classmethod(set_up)  # type: ignore[assignment]

    def _mute_tests(self, kind: type) -> None:
        for name in dir(kind):
            test = inspect.getattr_static(kind, name)
            bound = isinstance(test, (staticmethod, classmethod))
            function = test.__func__ if bound else test
            if name.startswith(PREFIX) and inspect.isfunction(function):
                around = self._around(function)
                setattr(kind, name, type(test)(around) if bound else around)

    def _around(self, function: Any) -> Any:
        """Return a function of the same kind that mutes while it runs."""
        around = next((make for is_one, make in _KINDS if is_one(function)), _of_function)
        return functools.wraps(function)(around(self, function))


Function = Callable[..., Any]


def _of_function(mute: mute_signals, function: Function) -> Function:
    def muting(*args: Any, **kwargs: Any) -> Any:
        with mute:
            return function(*args, **kwargs)

    return muting


def _of_coroutine(mute: mute_signals, function: Function) -> Function:
    async def muting(*args: Any, **kwargs: Any) -> Any:
        with mute:
            return await function(*args, **kwargs)

    return muting


def _of_generator(mute: mute_signals, function: Function) -> Function:
    def muting(*args: Any, **kwargs: Any) -> Any:
        with mute:
            return (yield from function(*args, **kwargs))

    return muting


def _of_async_generator(mute: mute_signals, function: Function) -> Function:
    async def muting(*args: Any, **kwargs: Any) -> Any:
        with mute:
            async for each in function(*args, **kwargs):
                yield each

    return muting


_KINDS: tuple[tuple[Callable[[Any], bool], Callable[..., Function]], ...] = (
    (inspect.iscoroutinefunction, _of_coroutine),
    (inspect.isasyncgenfunction, _of_async_generator),
    (inspect.isgeneratorfunction, _of_generator),
)
