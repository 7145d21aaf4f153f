"""The surveyors: receivers of what packages of others send."""

from typing import Any

from django.dispatch import receiver
from django_fsm.signals import post_transition, pre_transition
from simple_history.signals import post_create_historical_record, pre_create_historical_record

from demo_site.lab.models import Chart, Drawbridge


@receiver(pre_create_historical_record, sender=Chart.history.model)
def give_reason(sender: type, instance: Chart, history_instance: Any, **kwargs: Any) -> str:
    history_instance.history_change_reason = f"{instance.depth} m were sounded."
    return history_instance.history_change_reason


@receiver(post_create_historical_record, sender=Chart.history.model)
def print_edition(sender: type, instance: Chart, history_instance: Any, **kwargs: Any) -> str:
    return f"Edition {history_instance.pk} of {instance}."


@receiver(pre_transition, sender=Drawbridge)
def ring_bridge_bell(
    sender: type, instance: Drawbridge, name: str, source: str, target: str, **kwargs: Any
) -> str:
    return f"{instance.name} will {name}: from {source} to {target}."


@receiver(post_transition, sender=Drawbridge)
def set_bridge_lights(sender: type, instance: Drawbridge, target: str, **kwargs: Any) -> str:
    return "Green for ships." if target == "open" else "Red for ships."
