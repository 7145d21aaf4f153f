"""What many-to-many relations send: m2m_changed, before and after each change."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpRequest

from demo_site.lab.keepers import tell_ports
from demo_site.lab.models import Port, Route
from demo_site.lab.stories import Told, stories_of

story = stories_of("Models")


@contextmanager
def route_and_ports() -> Iterator[tuple[Route, list[Port]]]:
    """Lend a route that calls at the first of three ports."""
    route = Route.objects.create(name="Western")
    ports = [Port.objects.create(name=name) for name in ("Cork", "Brest", "Vigo")]
    Route.ports.through.objects.create(route=route, port=ports[0])  # sends no m2m_changed
    try:
        yield route, ports
    finally:
        Route.objects.filter(pk=route.pk).delete()
        Port.objects.filter(pk__in=[port.pk for port in ports]).delete()


ALOUD = {"code": (route_and_ports, tell_ports)}


@story(
    "Ports are added",
    look="pre_add and post_add. pk_set holds only what was not there before: the first port was, "
    "so one of the two is in it.",
    outline="""
        pre_save Route
        post_save Route
        pre_save Port
        post_save Port
        m2m_changed Route_ports [pre_add] [in transaction]
          > tell_ports
        m2m_changed Route_ports [post_add] [in transaction]
          > tell_ports
        pre_delete Route
        post_delete Route
        pre_delete Port
        post_delete Port
    """,
    **ALOUD,
)
def m2m_add(request: HttpRequest) -> Told:
    """Two ports are added to a route that calls at one of them already."""
    with route_and_ports() as (route, ports):
        route.ports.add(ports[0], ports[1])
        return [("Ports", list(route.ports.all()))]


@story(
    "A port is removed",
    look="pre_remove and post_remove. pk_set holds what was asked for: the route never called at "
    "the second of them.",
    outline="""
        pre_save Route
        post_save Route
        pre_save Port
        post_save Port
        m2m_changed Route_ports [pre_remove] [in transaction]
          > tell_ports
        m2m_changed Route_ports [post_remove] [in transaction]
          > tell_ports
        pre_delete Route
        post_delete Route
        pre_delete Port
        post_delete Port
    """,
    **ALOUD,
)
def m2m_remove(request: HttpRequest) -> Told:
    """Two ports are removed from a route that calls at only one of them."""
    with route_and_ports() as (route, ports):
        route.ports.remove(ports[0], ports[1])
        return [("Ports", list(route.ports.all()))]


@story(
    "All ports are cleared",
    look="pre_clear and post_clear. pk_set is None: who wants to know which ports they were must "
    "ask before they are gone.",
    outline="""
        pre_save Route
        post_save Route
        pre_save Port
        post_save Port
        m2m_changed Route_ports [pre_clear] [in transaction]
          > tell_ports
        m2m_changed Route_ports [post_clear] [in transaction]
          > tell_ports
        pre_delete Route
        post_delete Route
        pre_delete Port
        post_delete Port
    """,
    **ALOUD,
)
def m2m_clear(request: HttpRequest) -> Told:
    """A route is told to call nowhere."""
    with route_and_ports() as (route, _):
        route.ports.clear()
        return [("Ports", list(route.ports.all()))]


@story(
    "The ports are set",
    look="Four actions: set() removes what is too many, then adds what is missing.",
    outline="""
        pre_save Route
        post_save Route
        pre_save Port
        post_save Port
        m2m_changed Route_ports [pre_remove] [in transaction]
          > tell_ports
        m2m_changed Route_ports [post_remove] [in transaction]
          > tell_ports
        m2m_changed Route_ports [pre_add] [in transaction]
          > tell_ports
        m2m_changed Route_ports [post_add] [in transaction]
          > tell_ports
        pre_delete Route
        post_delete Route
        pre_delete Port
        post_delete Port
    """,
    **ALOUD,
)
def m2m_set(request: HttpRequest) -> Told:
    """A route is given two other ports than the one it calls at."""
    with route_and_ports() as (route, ports):
        route.ports.set(ports[1:])
        return [("Ports", list(route.ports.all()))]


@story(
    "From the other side",
    look="reverse=True: instance is the port, model is Route, and pk_set has routes in it. The "
    "sender is the same.",
    outline="""
        pre_save Route
        post_save Route
        pre_save Port
        post_save Port
        m2m_changed Route_ports [pre_add] [in transaction]
          > tell_ports
        m2m_changed Route_ports [post_add] [in transaction]
          > tell_ports
        pre_delete Route
        post_delete Route
        pre_delete Port
        post_delete Port
    """,
    **ALOUD,
)
def m2m_reverse(request: HttpRequest) -> Told:
    """A port is asked to be on a route, rather than the route to call there."""
    with route_and_ports() as (route, ports):
        ports[2].routes.add(route)
        return [("Routes", list(ports[2].routes.all()))]
