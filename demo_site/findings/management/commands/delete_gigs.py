from typing import Any

from django.core.management.base import BaseCommand
from django.db.models.signals import post_delete

from demo_site.findings.models import Dinghy, Gig
from signals_panel import record


def strike_off(sender: type, instance: Any, **kwargs: Any) -> str:
    return f"{instance} is struck off." if sender is Dinghy else "No dinghy."


class Command(BaseCommand):
    help = "Delete three gigs, which a receiver of all deletions hears of; print what was recorded."
    requires_system_checks = ()

    def handle(self, **options: Any) -> None:
        post_delete.connect(strike_off)
        gigs = Gig.objects.bulk_create(Gig(name=name) for name in ("Alba", "Brea", "Clyde"))
        with record() as recording:
            Gig.objects.filter(pk__in=[each.pk for each in gigs]).delete()
        self.stdout.write(str(recording))
