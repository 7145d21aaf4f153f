"""What connections and migrations send."""

from collections.abc import Iterator

import django
from django.apps import apps
from django.core.management import call_command
from django.db import connections
from django.http import HttpRequest

from demo_site.lab.dockyard import dock, enter_in_log, float_out, limit_memory
from demo_site.lab.management.commands import migrate_scratch
from demo_site.lab.scratch.base import ScratchDatabase
from demo_site.lab.stories import Told, stories_of
from demo_site.processes import printed_by

story = stories_of("Databases")


@story(
    "A second database is opened",
    look="Open the row of limit_memory: its one query ran on the alias scratch, before that of "
    "the view. The sender is the wrapper class of the database's backend.",
    outline="""
        connection_created ScratchDatabase
          > limit_memory
    """,
    code=(ScratchDatabase, limit_memory),
)
def connection(request: HttpRequest) -> Told:
    """A query to another database opens a connection, and a receiver sets it up first."""
    scratch = connections["scratch"]
    with scratch.cursor() as cursor:
        [size] = cursor.execute("PRAGMA cache_size").fetchone()
    scratch.close()
    return [("Its cache", f"{-size} kB")]


def around(signal: str, *receivers: str, **more: tuple[str, ...]) -> Iterator[str]:
    """Yield what one signal's rows are: it is sent once for each app that has models."""
    for config in apps.get_app_configs():
        if config.models_module and config.name != "debug_toolbar":  # the panel hides its own
            yield f"{signal} AppConfig({config.label})"
            yield from (f"  > {each}" for each in (*receivers, *more.get(config.label, ())))


CONTENT_TYPES = ("inject_rename_contenttypes_operations",)
RENAMES = ("rename_permissions_after_model_rename",) if django.VERSION >= (6, 1) else ()
CREATES = ("create_permissions", "create_contenttypes")

MIGRATED = (
    *around("pre_migrate", contenttypes=CONTENT_TYPES, sessions=("dock",)),
    "class_prepared Session [in transaction]",
    "  > finalize",
    "  > _collect_transitions",
    "  > list_model",
    "pre_save Migration",
    "post_save Migration",
    "  > enter_in_log",
    *around("post_migrate", *RENAMES, *CREATES, sessions=("float_out",)),
)


@story(
    "A database is migrated",
    look="pre_migrate and post_migrate are sent once for each app that has models, not only for "
    "the one that is migrated. Open those of SessionsConfig: plan, using and apps are there.",
    outline="\n".join(MIGRATED),
    code=(dock, enter_in_log, float_out),
)
def migrate(request: HttpRequest) -> Told:
    """An empty database is migrated for real: it gets the table of the sessions app."""
    call_command("migrate", "sessions", database="scratch", verbosity=0, interactive=False)
    scratch = connections["scratch"]
    tables = scratch.introspection.table_names()
    scratch.close()
    return [("Tables", tables)]


@story(
    "The same from the command line",
    look="Nothing: the signals were sent in a process of its own. What record() saw there is "
    "printed above.",
    outline="",
    code=(migrate_scratch.Command,),
)
def migrate_by_command(request: HttpRequest) -> Told:
    """A management command migrates the empty database, and prints what record() has seen."""
    return [("manage.py migrate_scratch", printed_by("migrate_scratch"))]
