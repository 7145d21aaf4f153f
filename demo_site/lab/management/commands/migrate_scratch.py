from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from signals_panel import record


class Command(BaseCommand):
    help = "Migrate an empty database, and print what was recorded."
    requires_system_checks = ()

    def handle(self, **options: Any) -> None:
        with record() as recording:
            call_command("migrate", "sessions", database="scratch", verbosity=0)
        self.stdout.write(str(recording))
