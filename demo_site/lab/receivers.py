"""Receivers of the weather station: sync and async ones, and one that raises on purpose."""

import asyncio
import logging
from typing import Any

from django.core.signals import got_request_exception
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpRequest

from demo_site.lab import dockyard, keepers, radio, surveyors  # noqa: F401
from demo_site.lab.models import Reading
from demo_site.lab.signals import (
    forecast_requested,
    front_detected,
    hour_measured,
    image_received,
    probe_launched,
    siren_tested,
    update_requested,
    warning_issued,
)

logger = logging.getLogger(__name__)


class StationSilentError(Exception):
    """The ground station does not answer."""


@receiver(post_save, sender=Reading)
def check_reading(sender: type[Reading], instance: Reading, **kwargs: Any) -> str:
    return f"Hour {instance.hour} of {instance.station} is in."


@receiver(forecast_requested)
async def ask_satellite(sender: str, place: str, **kwargs: Any) -> str:
    await asyncio.sleep(0.005)
    await image_received.asend(sender=sender, place=place)
    return "Satellite: clouds from the west."


@receiver(forecast_requested)
async def ask_buoys(sender: str, place: str, **kwargs: Any) -> str:
    await asyncio.sleep(0.003)
    return "Buoys: waves of half a metre."


@receiver(forecast_requested)
def consult_almanac(sender: str, place: str, **kwargs: Any) -> str:
    return "Almanac: rain on half of such days."


@receiver(image_received)
async def sharpen_image(sender: str, place: str, **kwargs: Any) -> None:
    await asyncio.sleep(0.002)


@receiver(probe_launched)
async def follow_probe(sender: str, height: int, **kwargs: Any) -> str:
    await asyncio.sleep(0.004)
    return f"Radar: the probe is {height} km high."


@receiver(probe_launched)
async def call_station(sender: str, **kwargs: Any) -> None:
    await asyncio.sleep(0.002)
    raise StationSilentError("The ground station does not answer.")


@receiver(probe_launched)
def write_log_book(sender: str, height: int, **kwargs: Any) -> str:
    return "Log book: a probe was launched."


@receiver(hour_measured)
def check_gauge(sender: str, hour: int, **kwargs: Any) -> None:
    logger.debug("Measured hour %d", hour)


@receiver(update_requested)
def count_update(sender: str, kind: str, **kwargs: Any) -> None:
    logger.debug("The page asked for its %s", kind)


@receiver(front_detected)
def issue_warning(sender: str, place: str, **kwargs: Any) -> str:
    warning_issued.send(sender="warnings", place=place, level=3)
    return "A warning is out."


@receiver(warning_issued)
def try_siren(sender: str, level: int, **kwargs: Any) -> str:
    siren_tested.send(sender="sirens", level=level)
    return "The siren was tested."


@receiver(siren_tested)
def listen_to_siren(sender: str, level: int, **kwargs: Any) -> str:
    return "The siren is loud enough."


@receiver(got_request_exception)
def log_failed_request(sender: type | None, request: HttpRequest, **kwargs: Any) -> None:
    logger.info("Nobody caught the exception of %s", request.path)
