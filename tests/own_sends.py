"""Programs whose signals have a ``send`` of their own, run plain, idle or recorded.

``python -m tests.own_sends HOW`` runs them all, and prints what each could tell of itself, and
what was recorded of it. HOW is ``plain`` (the panel is not there), ``idle``, ``recorded``, or
``late``: recorded, by a panel that is imported only when the signals are there already; and the
same with receivers in spans: ``spans``, ``recorded spans``, ``late spans``; ``unsampled spans``
inside a span that does not record. What ended then is told last.
"""

from __future__ import annotations

import asyncio
import collections
import contextlib
import contextvars
import functools
import gc
import inspect
import json
import logging
import operator
import sys
import weakref
from concurrent.futures import ThreadPoolExecutor

import django
from django.conf import settings

HOW = sys.argv[-1] if __name__ == "__main__" else "plain"

if __name__ == "__main__":
    apps = ["signals_panel"] if HOW.split()[0] in ("idle", "recorded") else []
    settings.configure(DEBUG=True, INSTALLED_APPS=apps)
    django.setup()
    if "spans" in HOW:
        from opentelemetry import trace
        from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, ALWAYS_ON

        from tests.traced import Traced

        traced = Traced(sampler=ALWAYS_OFF if "unsampled" in HOW else ALWAYS_ON)
        if "late" not in HOW:
            traced.instrument()

from django.dispatch import Signal  # noqa: E402
from django.dispatch.dispatcher import NO_RECEIVERS  # noqa: E402

PROGRAMS = {}
user = contextvars.ContextVar("user", default="nobody")


def program(function):
    PROGRAMS[function.__name__] = function
    return function


class World:
    """The receivers of one program, and what they wrote down."""

    def __init__(self):
        self.names = {}
        self.ran = []
        self.logged = []

    def receiver(self, name, answer=None, module="shop.plugins"):
        """Return a receiver that answers, or raises where its answer is an exception."""

        def receiver(signal, sender, **named):
            self.ran.append([name, self.show(sender), self.show(named)])
            if isinstance(answer, Exception):
                raise answer
            return answer(signal, sender, **named) if callable(answer) else answer

        receiver.__name__ = receiver.__qualname__ = name
        receiver.__module__ = module
        return self.named(name, receiver)

    def named(self, name, value):
        self.names[id(value)] = name
        self.keep = [*getattr(self, "keep", ()), value]
        return value

    def show(self, value):
        """Return a value as JSON has it; objects by what they are, and by their type."""
        if type(value) in (list, tuple, set):
            return [type(value).__name__, *map(self.show, value)]
        if isinstance(value, tuple):
            return [type(value).__name__, *map(self.show, value)]
        if type(value) is dict:
            return ["dict", *([self.show(key), self.show(each)] for key, each in value.items())]
        if isinstance(value, BaseException):
            return [type(value).__name__, *map(str, value.args)]
        if value is None or isinstance(value, str | int | float):
            return value
        return self.names.get(id(value), f"<{type(value).__name__}>")

    def connect(self, signal, *receivers, **options):
        for each in receivers:
            signal.connect(each, weak=False, **options)
        return signal

    def tried(self, function, *args, **named):
        try:
            return self.show(function(*args, **named))
        except Exception as error:
            return ["raised", self.show(error)]


class PluginSignal(Signal):
    """As a shop's plugins have it: only those receivers whose plugin is active."""

    inactive = ("shop.off",)

    def _is_active(self, sender, receiver):
        path = receiver.__module__
        while path not in self.inactive and "." in path:
            path, _ = path.rsplit(".", 1)
        return path not in self.inactive

    def _by_module(self, sender):
        return sorted(
            self._live_receivers(sender)[0],
            key=lambda each: (not each.__module__.startswith("core"), each.__module__),
        )

    def send(self, sender, **named):
        if isinstance(sender, int):
            raise ValueError("a sender is needed")
        answers = []
        if not self.receivers or self.sender_receivers_cache.get(sender) is NO_RECEIVERS:
            return answers
        for receiver in self._by_module(sender):
            if self._is_active(sender, receiver):
                answers.append((receiver, receiver(signal=self, sender=sender, **named)))
        return answers

    def send_chained(self, sender, chain_kwarg_name, **named):
        value = named.get(chain_kwarg_name)
        for receiver in self._live_receivers(sender)[0]:
            if self._is_active(sender, receiver):
                named[chain_kwarg_name] = value
                value = receiver(signal=self, sender=sender, **named)
        return value

    def send_robust(self, sender, **named):
        answers = []
        for receiver in self._by_module(sender):
            if not self._is_active(sender, receiver):
                continue
            try:
                answer = receiver(signal=self, sender=sender, **named)
            except Exception as error:
                answers.append((receiver, error))
            else:
                answers.append((receiver, answer))
        return answers


class PricedSignal(PluginSignal):
    """One more class, with one more method of its own."""

    def send_priced(self, sender, price):
        return [
            receiver(signal=self, sender=sender, price=price)
            for receiver in self._live_receivers(sender)[0]
        ]


def doubles(signal, sender, price, **named):
    return price * 2


priced = PricedSignal()
priced.connect(doubles)
"""A signal and a receiver that are there before a panel that comes late."""


def three(world, signal, **answers):
    """Connect three receivers, of which one is of an inactive plugin."""
    return world.connect(
        signal,
        world.receiver("late", answers.get("late", 1), "zoo.late"),
        world.receiver("off", 2, "shop.off.signals"),
        world.receiver("early", answers.get("early", 3), "core.early"),
    )


@program
def plugin_send(world):
    return three(world, PluginSignal()).send("shop", price=3)


@program
def plugin_send_chained(world):
    signal = three(
        world,
        PluginSignal(),
        late=lambda signal, sender, value: value + 1,
        early=lambda signal, sender, value: value * 10,
    )
    return signal.send_chained("shop", "value", value=4)


@program
def plugin_send_robust(world):
    return three(world, PluginSignal(), early=KeyError("no")).send_robust("shop")


@program
def a_receiver_raises(world):
    return world.tried(three(world, PluginSignal(), early=KeyError("no")).send, "shop")


@program
def the_method_raises_before_anybody_is_called(world):
    return world.tried(three(world, PluginSignal()).send, 7)


@program
def nobody_is_connected(world):
    return PluginSignal().send("shop")


@program
def all_are_left_out(world):
    off = world.receiver("off", 2, "shop.off.signals")
    return world.connect(PluginSignal(), off).send("shop")


@program
def super_send(world):
    class Loud(Signal):
        def send(self, sender, **named):
            return super().send(sender, volume=11, **named)

    return three(world, Loud()).send("shop")


@program
def super_of_an_own_send(world):
    class Louder(PluginSignal):
        def send(self, sender, **named):
            answers = super().send(sender, volume=11, **named)
            return [*answers, len(answers)]

    return three(world, Louder()).send("shop")


@program
def a_method_of_a_class_that_inherits_from_one_with_its_own(world):
    return priced.send_priced("shop", 5)


@program
def an_own_live_receivers(world):
    class Reversed(Signal):
        def _live_receivers(self, sender):
            sync, asynchronous = super()._live_receivers(sender)
            return [each for each in reversed(sync) if each is not skipped], asynchronous

        def send(self, sender, **named):
            return [
                (each, each(signal=self, sender=sender)) for each in self._live_receivers(sender)[0]
            ]

    signal = Reversed()
    skipped = world.receiver("skipped")
    world.connect(three(world, signal), skipped)
    return [signal.send("shop"), signal.send_robust("shop")]


@program
def a_generator(world):
    class Stream(Signal):
        def stream(self, sender, **named):
            told = None
            for receiver in self._live_receivers(sender)[0]:
                told = yield receiver, receiver(signal=self, sender=sender, told=told)
            return "done"

    steps = three(world, Stream()).stream("shop")
    kinds = [inspect.isgenerator(steps), inspect.isgeneratorfunction(Stream.stream)]
    first = next(steps)
    second = steps.send("more")
    rest = world.show(list(steps))
    unfinished = three(world, Stream()).stream("shop")
    next(unfinished)
    unfinished.close()
    return [kinds, first, second, rest]


@program
def generators_that_take_turns(world):
    class Stream(Signal):
        def stream(self, sender):
            for receiver in self._live_receivers(sender)[0]:
                yield receiver, receiver(signal=self, sender=sender)

    signal = three(world, Stream())
    return list(zip(signal.stream("one"), signal.stream("two"), strict=True))


@program
def dicts(world):
    class ByReceiver(Signal):
        def send(self, sender, **named):
            return {
                each: each(signal=self, sender=sender) for each in self._live_receivers(sender)[0]
            }

        def by_name(self, sender):
            found = {}
            for each in self._live_receivers(sender)[0]:
                found.setdefault(each.__name__, []).append((each, each(signal=self, sender=sender)))
            return found

    signal = three(world, ByReceiver())
    return [signal.send("shop"), signal.by_name("shop")]


@program
def super_after_a_call_of_its_own(world):
    class Twice(PluginSignal):
        def send(self, sender, **named):
            first, *_ = self._live_receivers(sender)[0]
            return [first(signal=self, sender=sender), super().send(sender, **named)]

    return three(world, Twice()).send("shop")


class Sending:
    """A mixin that knows nothing of signals."""

    def publish(self, sender, **named):
        return [self._call(each, sender, named) for each in self._live_receivers(sender)[0]]

    def _call(self, receiver, sender, named):
        return receiver(signal=self, sender=sender, **named), receiver


@program
def mixins(world):
    class Mixed(Sending, Signal):
        pass

    class Twice(Sending, PluginSignal):
        def publish(self, sender, **named):
            return [super().publish(sender, **named), super().send(sender, **named)]

    return [three(world, Mixed()).publish("shop", a=1), three(world, Twice()).publish("shop")]


@program
def async_methods(world):
    class Async(Signal):
        async def publish(self, sender, **named):
            sync, asynchronous = self._live_receivers(sender)
            answers = [(each, each(signal=self, sender=sender)) for each in sync]
            for each in asynchronous:
                answers.append((each, await each(signal=self, sender=sender)))
            later = [each(signal=self, sender=sender) for each in asynchronous]
            return answers, await asyncio.gather(*later, return_exceptions=True)

        async def tasks(self, sender):
            found = self._live_receivers(sender)[1]
            tasks = [asyncio.create_task(each(signal=self, sender=sender)) for each in found]
            return [each.cancelled() or await each for each in tasks]

        async def stream(self, sender):
            for each in self._live_receivers(sender)[1]:
                yield each, await each(signal=self, sender=sender)

    async def hears(signal, sender, **named):
        user.set("somebody")
        await asyncio.sleep(0)
        world.ran.append(["hears", user.get()])
        return signal is made

    async def streamed():
        return [each async for each in made.stream("shop")]

    made = world.connect(three(world, Async()), world.named("hears", hears))
    kinds = [
        inspect.iscoroutinefunction(made.publish),
        inspect.isasyncgenfunction(made.stream),
        inspect.iscoroutine(each := made.publish("x")),
    ]
    each.close()
    runs = [asyncio.run(made.publish("shop")), asyncio.run(made.tasks("shop"))]
    return [kinds, *runs, asyncio.run(streamed())]


@program
def an_async_receiver_raises(world):
    class Async(Signal):
        async def publish(self, sender):
            found = self._live_receivers(sender)[1]
            return await asyncio.gather(*(each(sender=sender) for each in found))

    async def raises(sender, **named):
        await asyncio.sleep(0)
        raise KeyError("late")

    async def waits(sender, **named):
        await asyncio.sleep(0)
        return 1

    signal = world.connect(Async(), world.named("waits", waits), world.named("raises", raises))
    return world.tried(lambda: asyncio.run(signal.publish("shop")))


@program
def a_sync_method_that_hands_out_coroutines(world):
    class Lazy(Signal):
        def send(self, sender):
            return [(each, each(sender=sender)) for each in self._live_receivers(sender)[1]]

    async def hears(sender, **named):
        return 1

    [(receiver, coroutine)] = world.connect(Lazy(), world.named("hears", hears)).send("shop")
    code = coroutine.cr_code is hears.__code__
    return [receiver, type(coroutine).__name__, code, asyncio.run(coroutine)]


@program
def coroutines_driven_by_hand(world):
    class Driven(Signal):
        async def publish(self, sender):
            [receiver] = self._live_receivers(sender)[1]
            coroutine = receiver(sender=sender)
            told = [coroutine.send(None), coroutine.send("first")]
            told.append(coroutine.throw(KeyError("second")))
            try:
                told.append(coroutine.send("third"))
            except StopIteration as stop:
                told.append(stop.value)
            return told

    class Question:
        def __await__(self):
            return (yield "asked")

    async def hears(sender, **named):
        answers = [await Question()]
        try:
            await Question()
        except KeyError as error:
            answers.append(error.args[0])
        return [*answers, await Question()]

    return asyncio.run(world.connect(Driven(), world.named("hears", hears)).publish("shop"))


@program
def a_cancelled_receiver(world):
    """What it held lives no longer than without us, though no collector runs."""

    class Waiting(Signal):
        async def publish(self, sender):
            [receiver] = self._live_receivers(sender)[1]
            return await receiver(sender=sender)

    class Cart:
        pass

    async def waits(sender, **named):
        cart = Cart()
        gone.append(weakref.ref(cart))
        began.set()
        await asyncio.sleep(10)

    async def cancelled(send):
        task = asyncio.ensure_future(send)
        await began.wait()
        task.cancel()
        await asyncio.wait([task])

    gone, began = [], asyncio.Event()
    signal = world.connect(Waiting(), world.named("waits", waits))
    asyncio.run(cancelled(signal.publish("shop")))
    return gone[0]() is None


@program
def a_coroutine_awaited_twice(world):
    class Twice(Signal):
        async def publish(self, sender):
            [receiver] = self._live_receivers(sender)[1]
            coroutine = receiver(sender=sender)
            answers = [await coroutine]
            try:
                answers.append(await coroutine)
            except RuntimeError as error:
                answers.append(error)
            return answers

    async def hears(sender, **named):
        await asyncio.sleep(0)
        return 1

    signal = world.connect(Twice(), world.named("hears", hears))
    return world.show(asyncio.run(signal.publish("shop")))


@program
def recursion(world):
    def again(signal, sender, depth=0, **named):
        return signal.send(sender, depth=depth + 1) if depth < 30 else "deep"

    return world.connect(PluginSignal(), world.receiver("again", again)).send("shop")


@program
def recursion_without_end(world):
    def again(signal, sender, **named):
        return signal.send(sender)

    def receiver(sender, signal, **named):
        return again(signal, sender)

    signal = world.connect(PluginSignal(), world.named("receiver", receiver))
    with contextlib.suppress(RecursionError):
        signal.send("shop")
        return "ended"
    return "raised"


@program
def comparing_with_is(world):
    special = world.receiver("special")

    class Skips(Signal):
        def send(self, sender):
            live = self._live_receivers(sender)[0]
            return [
                (each, each(signal=self, sender=sender)) for each in live if each is not special
            ]

    return world.connect(three(world, Skips()), special).send("shop")


@program
def receivers_kept_on_the_signal(world):
    class Keeps(Signal):
        def send(self, sender):
            self.latest = self._live_receivers(sender)[0]
            self.answers = {each: each(signal=self, sender=sender) for each in self.latest}
            return len(self.answers)

    def looks(signal, sender, **named):
        return signal.latest[0] is first

    signal = Keeps()
    first = world.receiver("looks", looks)
    world.connect(signal, first)
    return [signal.send("shop"), signal.latest, signal.answers]


@program
def receivers_inside_objects(world):
    Answer = collections.namedtuple("Answer", "receiver response")  # noqa: PYI024

    class Result:
        def __init__(self, receiver, response):
            self.receiver, self.response = receiver, response

    class Objects(Signal):
        def send(self, sender):
            found = [
                (each, each(signal=self, sender=sender)) for each in self._live_receivers(sender)[0]
            ]
            return [Answer(*each) for each in found], [Result(*each) for each in found]

    answers, results = three(world, Objects()).send("shop")
    return [answers, [(each.receiver, each.response) for each in results]]


@program
def receivers_in_what_is_logged(world):
    class Logs(Signal):
        def send(self, sender):
            for receiver in self._live_receivers(sender)[0]:
                try:
                    receiver(signal=self, sender=sender)
                except Exception:
                    logging.getLogger("shop").exception("%s failed", receiver)

    return three(world, Logs(), late=KeyError("no")).send("shop")


@program
def retries(world):
    class Retries(Signal):
        def send(self, sender):
            for receiver in self._live_receivers(sender)[0]:
                for attempt in range(3):
                    with contextlib.suppress(KeyError):
                        receiver(signal=self, sender=sender, attempt=attempt)
                        break

    def third(signal, sender, attempt):
        if attempt < 2:
            raise KeyError(attempt)

    return three(world, Retries(), early=third).send("shop")


@program
def sets_and_filters(world):
    class Once(Signal):
        def __init__(self):
            super().__init__()
            self.heard = set()

        def send(self, sender):
            live = self._live_receivers(sender)[0]
            new = [each for each in live if each not in self.heard]
            self.heard.update(new)
            call = lambda each: each(signal=self, sender=sender)  # noqa: E731
            return list(map(call, new)), {*live}

    signal = world.connect(Once(), world.receiver("one", 1))
    return [signal.send("shop"), signal.send("shop")]


call_tersely = lambda receiver, **named: receiver(**named)  # noqa: E731


@program
def a_helper_that_is_a_lambda(world):
    class Helped(Signal):
        def send(self, sender):
            found = self._live_receivers(sender)[0]
            return [call_tersely(each, signal=self, sender=sender) for each in found]

    return three(world, Helped()).send("shop")


def call(receiver, *args, **named):
    return receiver(*args, **named)


@program
def helpers(world):
    class Helped(Signal):
        def send(self, sender):
            order = operator.attrgetter("__name__")
            found = sorted(self._live_receivers(sender=sender)[0], key=order, reverse=True)
            return [call(each, signal=self, sender=sender) for each in found]

    return three(world, Helped()).send("shop")


def once_more(method):
    @functools.wraps(method)
    def wrapper(self, *args, **named):
        return [method(self, *args, **named), "wrapped"]

    return wrapper


@program
def decorated_methods(world):
    class Decorated(PluginSignal):
        @once_more
        def publish(self, sender):
            return [each(self, sender) for each in self._live_receivers(sender)[0]]

        @contextlib.contextmanager
        def around(self, sender):
            yield [each(signal=self, sender=sender) for each in self._live_receivers(sender)[0]]

        announce = publish

    signal = three(world, Decorated())
    with signal.around("shop") as answers:
        return [signal.publish("shop"), answers, signal.announce("shop")]


@program
def lines_that_a_debugger_stops_at(world):
    class Told(Signal):
        def publish(self, sender):
            """Publish something.

            To whom it may concern.
            """
            live, _ = self._live_receivers(
                sender,
            )
            return [each(signal=self, sender=sender) for each in live]

    def trace(frame, event, argument):
        if frame.f_code.co_name != "publish":
            return None
        stops.append([event, frame.f_lineno - frame.f_code.co_firstlineno])
        return trace

    stops, signal, before = [], three(world, Told()), sys.gettrace()
    sys.settrace(trace)
    try:
        signal.publish("shop")
    finally:
        sys.settrace(before)
    return stops


@program
def other_methods_of_the_signal(world):
    class Both(PluginSignal):
        @property
        def count(self):
            return len(self._live_receivers(None)[0])

        @staticmethod
        def twice(value):
            return value * 2

        @classmethod
        def name(cls):
            return cls.__name__

        def has_receivers(self, sender):
            return bool(self._live_receivers(sender)[0])

        def publish(self, sender):
            return self.send(sender), self.send_robust(sender)

        def __call__(self, sender):
            return [each(signal=self, sender=sender) for each in self._live_receivers(sender)[0]]

    signal = three(world, Both())
    told = [signal.count, signal.twice(2), signal.name(), signal.has_receivers("shop")]
    return [*told, signal.publish("shop"), signal("shop"), signal.has_listeners("shop")]


@program
def bound_methods_and_callables(world):
    class Till:
        def hears(self, sender, **named):
            return self is till

        def __call__(self, sender, **named):
            return "called"

    till = world.named("till", Till())
    signal = world.connect(PluginSignal(), functools.partial(till), till.hears)
    (first, one), (second, two) = sorted(signal.send("shop"), key=lambda each: str(each[1]))
    return [first == till.hears, first.__self__ is till, one, type(second).__name__, two]


@program
def threads(world):
    class Pooled(Signal):
        def send(self, sender):
            live = self._live_receivers(sender)[0]
            with ThreadPoolExecutor(1) as pool:
                return list(pool.map(lambda each: each(signal=self, sender=sender), live))

    return three(world, Pooled()).send("shop")


@program
def wrong_arguments(world):
    signal = three(world, PluginSignal())
    return [
        world.tried(signal.send),
        world.tried(signal.send_chained, "a"),
        world.tried(signal.send, 1, 2),
    ]


@program
def arguments_that_cannot_be_given(world):
    """The error has the receiver's name, whatever was called in its place."""

    class Loose(Signal):
        def publish(self, sender, given, named):
            return [each(*given, **named) for each in self._live_receivers(sender)[0]]

    class Till:
        def hears(self, **named):
            return 1

        def __call__(self, **named):
            return 2

        def __str__(self):
            return "the till"

    def hears(**named):
        return 3

    till = Till()
    told = [world.tried(world.connect(PluginSignal(), hears).send, "shop", signal=1)]
    for receiver in (hears, till.hears, till):
        signal = world.connect(Loose(), receiver)
        told += [world.tried(signal.publish, "shop", *each) for each in ((1, {}), ((), 1))]
    return told


@program
def global_names(world):
    sent = 0

    class Counted(Signal):
        def publish(self, sender):
            global sent_by_all
            nonlocal sent
            sent_by_all += 1
            sent += 1

            def call(receiver):
                nonlocal sent
                sent += 10
                return receiver(signal=self, sender=sender)

            return sent, [call(each) for each in self._live_receivers(sender)[0]]

    before = sent_by_all
    signal = three(world, Counted())
    return [signal.publish("shop"), signal.publish("shop"), sent_by_all - before]


sent_by_all = 0


@program
def a_method_that_goes_on(world):
    """Neither a receiver nor a sender lives longer for it, nor for what it has given out."""

    class Stream(Signal):
        def stream(self, sender):
            while True:
                yield [each(signal=self, sender=sender) for each in self._live_receivers(sender)[0]]

        def later(self, sender):
            called = [each(signal=self, sender=sender) for each in self._live_receivers(sender)[0]]
            return lambda: len(called)

        def deferred(self, sender):
            return lambda: [
                each(signal=self, sender=sender) for each in self._live_receivers(sender)[0]
            ]

    class Cart:
        pass

    def hears(signal, sender, **named):
        return 1

    signal, cart = Stream(), Cart()
    gone = [weakref.ref(each) for each in (cart, hears)]
    signal.connect(hears)
    later, deferred, steps = signal.later(cart), signal.deferred("shop"), signal.stream("shop")
    told = [later(), deferred(), deferred(), next(steps)]
    vars(sys.modules["django.utils.inspect"])["_get_func_parameters"].cache_clear()
    del cart, hears
    return [told, [each() is None for each in gone], later(), deferred(), next(steps)]


@program
def caching_and_senders(world):
    signal = PluginSignal(use_caching=True)
    world.connect(signal, world.receiver("any", 1))
    world.connect(signal, world.receiver("mine", 2), sender=World)
    sent = [signal.send(each) for each in (World, Sending, World)]
    return [*sent, signal.has_listeners(World), len(signal.sender_receivers_cache)]


@program
def leaving_and_joining(world):
    def leaves(signal, sender, **named):
        return signal.disconnect(first)

    def joins(signal, sender, **named):
        world.connect(signal, world.receiver("joined", 1))

    signal = PluginSignal()
    first = world.receiver("leaves", leaves)
    world.connect(signal, first, world.receiver("joins", joins))
    return [signal.send("shop"), signal.send("shop")]


@program
def lifetimes(world):
    class Cart:
        pass

    class Weak(PluginSignal):
        def publish(self, sender, cart):
            live = self._live_receivers(sender)[0]
            later = [lambda each=each: each(signal=self, sender=sender) for each in live]
            return len(later), [each(signal=self, sender=sender, cart=cart) for each in live]

    def hears(signal, sender, cart, **named):
        return len(seen)

    seen = []
    signal, cart = Weak(), Cart()
    gone = [weakref.ref(each) for each in (cart, signal, hears)]
    signal.connect(hears)
    told = [signal.publish("shop", cart), signal.send("shop", cart=cart)]
    world.names.clear()
    told = json.dumps(world.show(told))
    vars(sys.modules["django.utils.inspect"])["_get_func_parameters"].cache_clear()
    del signal, cart, hears
    gc.collect()
    return [told.count("int"), [each() is None for each in gone]]


@program
def what_introspection_tells(world):
    signatures = [str(inspect.signature(getattr(PluginSignal, each))) for each in SENDING]
    source = inspect.getsource(PluginSignal.send_chained).count("\n")
    return [signatures, source, PluginSignal.send.__defaults__, [*vars(PluginSignal)][:4]]


SENDING = ("send", "send_robust", "send_chained")


class Records(logging.Handler):
    def __init__(self, world):
        super().__init__()
        self.world = world

    def emit(self, record):
        arguments = self.world.show(record.args)
        self.world.logged.append([record.name, record.levelname, record.msg, arguments])


def outcome(name, context):
    """Run a program; return what it and its receivers could tell, then what was recorded."""
    world = World()
    handler = Records(world)
    logging.getLogger().addHandler(handler)
    try:
        with context as recording:
            result = world.show(PROGRAMS[name](world))
    finally:
        logging.getLogger().removeHandler(handler)
    told = [result, world.ran, world.logged]
    return told, recorded(recording.as_dict()) if recording else None


def recorded(document):
    calls = {each["id"]: [] for each in document["dispatches"]}
    for each in document["calls"]:
        calls[each["dispatch"]].append([each["receiver"].rsplit(".")[-1], each["outcome"]])
    return [
        {
            **{key: each[key] for key in ("method", "sender", "count", "arguments")},
            "nested": each["parent_call"] is not None,
            "caller": each["caller"] and each["caller"]["function"],
            "calls": calls[each["id"]],
        }
        for each in document["dispatches"]
    ]


def main():
    logging.getLogger().addHandler(logging.NullHandler())
    if HOW.split()[0] in ("recorded", "late"):
        from signals_panel import record as context
    else:
        context = contextlib.nullcontext
    if "spans" in HOW:
        traced.instrument()
        outcomes = {name: outcome_in_span(name, context()) for name in PROGRAMS}
    else:
        outcomes = {name: outcome(name, context()) for name in PROGRAMS}
    print(json.dumps(outcomes))


def outcome_in_span(name, context):
    """Run a program inside a span; return its outcome, and which spans ended inside."""
    with traced.span("program") as around:
        found = outcome(name, context)
        assert trace.get_current_span() is around
    ended = [[each.name, each.attributes["django.signal.method"]] for each in traced.spans[:-1]]
    traced.exporter.clear()
    return *found, ended


if __name__ == "__main__":
    main()
