"""Print what every story of the lab declares, as JSON: its address, outline and findings."""

import json

from django.core.management.base import BaseCommand
from django.urls import reverse

from demo_site.lab.stories import stories


class Command(BaseCommand):
    help = "Print what every story of the lab declares, as JSON."

    def handle(self, **options: object) -> None:
        declared = [
            {
                "path": reverse(each.address),
                "signals": each.signals,
                "outline": each.outline,
                "findings": sorted(each.findings),
            }
            for each in stories.values()
        ]
        self.stdout.write(json.dumps(declared, indent=1))
