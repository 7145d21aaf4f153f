"""The dockyard: receivers of what databases and migrations send."""

from typing import Any

from django.apps import AppConfig, apps
from django.db.backends.signals import connection_created
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model
from django.db.models.signals import post_migrate, post_save, pre_migrate
from django.dispatch import receiver

from demo_site.lab.scratch.base import ScratchDatabase

sessions = apps.get_app_config("sessions")


@receiver(connection_created, sender=ScratchDatabase)
def limit_memory(sender: type[ScratchDatabase], connection: ScratchDatabase, **kwargs: Any) -> str:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size = -512")
    return f"{connection.alias} may keep 512 kB in memory."


@receiver(pre_migrate, sender=sessions)
def dock(sender: AppConfig, using: str, plan: list[tuple[Any, bool]], **kwargs: Any) -> str:
    return f"{using}: {len(plan)} migrations to come."


@receiver(post_save, sender=MigrationRecorder.Migration)
def enter_in_log(sender: type[Model], instance: Any, using: str, **kwargs: Any) -> str:
    return f"{using}: {instance.app}.{instance.name} is applied."


@receiver(post_migrate, sender=sessions)
def float_out(sender: AppConfig, using: str, apps: Any, **kwargs: Any) -> str:
    return f"{using}: {len(apps.get_models())} models are migrated."
