"""What background tasks send: a module of its own, for Django 5.2 has no tasks."""

from django.http import HttpRequest
from django.tasks import task
from django.tasks.signals import log_task_enqueued, log_task_finished, log_task_started

from demo_site.lab.stories import Told, stories_of

story = stories_of("Tasks")


class FogError(Exception):
    """The other side cannot be seen."""


@task
def measure_visibility(metres: int) -> str:
    if metres < 1000:
        raise FogError(f"{metres} m")
    return f"{metres} m: good enough to sail."


CODE = (measure_visibility.func, log_task_enqueued, log_task_started, log_task_finished)


@story(
    "A task that succeeds",
    look="Three signals in one request, because the ImmediateBackend works at once. With another "
    "backend the request sends task_enqueued alone, and a worker the rest.",
    outline="""
        task_enqueued ImmediateBackend
          > log_task_enqueued
        task_started ImmediateBackend
          > log_task_started
        task_finished ImmediateBackend
          > log_task_finished
    """,
    code=CODE,
    since=(6, 0),
)
def task_done(request: HttpRequest) -> Told:
    """A task is enqueued, started and finished; task_result is the one argument each time."""
    result = measure_visibility.enqueue(8000)
    return [("Status", result.status), ("It returned", result.return_value)]


@story(
    "A task that fails",
    look="task_finished is sent all the same, and the view hears of no exception: Django's "
    "receiver writes it to the log, as an error.",
    outline="""
        task_enqueued ImmediateBackend
          > log_task_enqueued
        task_started ImmediateBackend
          > log_task_started
        task_finished ImmediateBackend
          > log_task_finished
    """,
    code=(FogError, *CODE),
    since=(6, 0),
)
def task_failed(request: HttpRequest) -> Told:
    """A task raises. The exception goes into its result, not to who enqueued it."""
    result = measure_visibility.enqueue(50)
    return [("Status", result.status), ("Error", result.errors[0].exception_class_path)]
