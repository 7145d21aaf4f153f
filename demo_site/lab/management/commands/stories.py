"""Print what the stories of the lab and the cards of the tour declare, as JSON."""

import json
from dataclasses import asdict

from django.core.management.base import BaseCommand
from django.urls import reverse

from demo_site.lab.stories import stories
from demo_site.tour import CARDS


class Command(BaseCommand):
    help = "Print what the stories of the lab and the cards of the tour declare, as JSON."

    def handle(self, **options: object) -> None:
        lab = [
            {
                "path": reverse(each.address),
                "signals": each.signals,
                "outline": each.outline,
                "findings": sorted(each.findings),
            }
            for each in stories.values()
        ]
        tour = {card.title: [asdict(each) for each in card.sends] for card in CARDS}
        self.stdout.write(json.dumps({"lab": lab, "tour": tour}, indent=1))
