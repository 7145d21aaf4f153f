"""What packages of others send."""

from contextlib import suppress

from django.http import HttpRequest
from django_fsm import TransitionNotAllowed

from demo_site.lab.models import Chart, Drawbridge
from demo_site.lab.stories import Told, stories_of
from demo_site.lab.surveyors import (
    give_reason,
    print_edition,
    ring_bridge_bell,
    set_bridge_lights,
)

story = stories_of("Packages of others")


@story(
    "django-simple-history",
    look="The package listens to post_save and post_delete of the chart, and sends two signals of "
    "its own around each version it keeps. What it saves sends signals, too.",
    outline="""
        pre_save Chart
        post_save Chart
          > post_save
            pre_create_historical_record HistoricalChart
              > give_reason
            pre_save HistoricalChart
            post_save HistoricalChart
            post_create_historical_record HistoricalChart
              > print_edition
        pre_save Chart
        post_save Chart
          > post_save
            pre_create_historical_record HistoricalChart
              > give_reason
            pre_save HistoricalChart
            post_save HistoricalChart
            post_create_historical_record HistoricalChart
              > print_edition
        pre_delete Chart [in transaction]
          > pre_delete
        post_delete Chart [in transaction]
          > post_delete
            pre_create_historical_record HistoricalChart [in transaction]
              > give_reason
            pre_save HistoricalChart
            post_save HistoricalChart
            post_create_historical_record HistoricalChart [in transaction]
              > print_edition
    """,
    code=(Chart, give_reason, print_edition),
)
def simple_history(request: HttpRequest) -> Told:
    """A chart is made, changed and deleted, and each time a version of it is kept."""
    chart = Chart.objects.create(title="Bantry Bay", depth=38)
    pk = chart.pk
    chart.depth = 36
    chart.save()
    chart.delete()
    editions = list(Chart.history.filter(id=pk).order_by("history_id"))
    Chart.history.filter(id=pk).delete()
    return [(each.get_history_type_display(), each.history_change_reason) for each in editions]


@story(
    "django-fsm-2",
    look="pre_transition and post_transition say which method it was, and from which state to "
    "which. The second open() raised before anything was sent.",
    outline="""
        pre_transition Drawbridge
          > ring_bridge_bell
        post_transition Drawbridge
          > set_bridge_lights
    """,
    code=(Drawbridge, ring_bridge_bell, set_bridge_lights),
)
def state_machine(request: HttpRequest) -> Told:
    """A drawbridge opens. It is then told to open once more, which its state does not allow."""
    bridge = Drawbridge(name="Samuel Beckett Bridge")
    bridge.open()
    with suppress(TransitionNotAllowed):
        bridge.open()
    return [("The bridge", bridge)]
