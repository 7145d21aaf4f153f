"""The lighthouse keepers: receivers of what models send."""

from typing import Any

from django.db.models import Model
from django.db.models.signals import (
    class_prepared,
    m2m_changed,
    post_delete,
    post_init,
    post_save,
    pre_delete,
    pre_init,
    pre_save,
)
from django.dispatch import receiver

from demo_site.lab.models import Buoy, Lamp, Lighthouse, Pennant, Port, Route


@receiver(pre_init, sender=Pennant)
def cut_cloth(
    sender: type[Pennant], args: tuple[Any, ...], kwargs: dict[str, Any], **named: Any
) -> str:
    return f"{len(args)} values by position, {len(kwargs)} by name."


@receiver(post_init, sender=Pennant)
def fold_pennant(sender: type[Pennant], instance: Pennant, **kwargs: Any) -> str:
    return f"Pennant {instance.letter} is sewn."


@receiver(pre_save, sender=Buoy)
def inspect_chain(sender: type[Buoy], instance: Buoy, **kwargs: Any) -> str:
    return f"The chain of {instance.name} holds."


@receiver(post_save, sender=Buoy)
def warn_sailors(
    sender: type[Buoy], instance: Buoy, created: bool, raw: bool, **kwargs: Any
) -> str:
    if raw:
        return "It comes from a fixture: other rows may not be there yet, so nobody is warned."
    return f"{'A new' if created else 'A changed'} buoy: {instance}."


@receiver(pre_delete, sender=Lighthouse)
@receiver(pre_delete, sender=Lamp)
def put_out(sender: type[Model], instance: Model, **kwargs: Any) -> str:
    return f"{instance}: the light is out."


@receiver(post_delete, sender=Lighthouse)
@receiver(post_delete, sender=Lamp)
def strike_off_list(sender: type[Model], instance: Model, **kwargs: Any) -> str:
    return f"{instance} is off the list of lights."


@receiver(m2m_changed, sender=Route.ports.through)
def tell_ports(
    sender: type[Model],
    instance: Route | Port,
    action: str,
    pk_set: set[int] | None,
    **kwargs: Any,
) -> str:
    return f"{action} of {instance}: {'all' if pk_set is None else len(pk_set)}"


@receiver(class_prepared)
def list_model(sender: type[Model], **kwargs: Any) -> str:
    """Hear of every class: it cannot be named as a sender before it is there."""
    return f"{sender._meta.label} has {len(sender._meta.fields)} fields."
