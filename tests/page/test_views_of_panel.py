"""The views of the panel: what the timeline folds, and what receivers and signals sum up."""

from __future__ import annotations

import html
import re
from functools import partial
from unittest.mock import Mock

import pytest
from django.contrib.auth.models import update_last_login
from django.test.signals import template_rendered

from tests.app.models import Tag
from tests.outline import rows_in
from tests.signals import in_body, in_view, ordered


def idles(sender, **kwargs):
    pass


def rows(content, view, tag="tr"):
    """Return the rows of one of the panel's views as text, each on one line."""
    section = content.partition(f'class="sp-view sp-view-{view}"')[2].partition("</section>")[0]
    parts = re.split(rf"<{tag}\b", section)[1:]
    return [
        " ".join(html.unescape(re.sub(r"^[^>]*>|<[^>]*>", " ", each)).split()) for each in parts
    ]


def times(found):
    """Return a row without its times and the line of its code."""
    return re.sub(r" \d+\.\d+| \S+\.py:\d+", "", found).replace(" ,", ",")


def sends(count):
    """Return a receiver that sends ``in_body`` so often, from one line."""

    def sends(sender, **kwargs):
        for number in range(count):
            in_body.send("loop", number=number)

    return sends


def test_receivers_are_ranked_by_the_time_they_took_themselves(client, stored, connect, db):
    def slow(sender, **kwargs):
        for _ in range(3):
            list(Tag.objects.all())
        in_body.send("slow")
        in_body.send("slow")

    def fails(sender, **kwargs):
        raise ValueError

    connect(in_view, slow)
    connect(in_body, idles)
    connect(ordered, fails)
    connect(in_view, lambda sender, **kwargs: ordered.send_robust("view"))
    found = rows(stored(client.get("/plain/")).content, "receivers")
    ours = [each for each in map(times, found) if each.startswith(("slow", "idles", "fails"))]
    assert sorted(ours) == ["fails 1 1", "idles 2", "slow 1 3"]
    assert ours.index("slow 1 3") < ours.index("idles 2")


def test_receivers_and_signals_of_packages_are_marked_in_the_views_that_sum_up(
    client, stored, connect
):
    connect(in_view, partial(update_last_login, user=Mock()))
    connect(in_view, idles)
    content = stored(client.get("/plain/")).content
    marked = re.findall(r'<tr class="sp-internal[^>]*>.*?<bdi>([^<]+)<', content, re.DOTALL)
    assert {"partial(update_last_login)", "request_started"} <= set(marked)
    assert not {"idles", "in_view"} & set(marked)


def row_of(content, view, name):
    """Return the row, in HTML, that one of the views that sum up has for a short name."""
    view = content.partition(f'class="sp-view sp-view-{view}"')[2].partition("</section>")[0]
    [row] = [each for each in view.split("<tr") if f"<bdi>{name}</bdi>" in each]
    return row


def test_views_that_sum_up_have_whole_names_places_and_what_is_async(client, stored, connect):
    async def awaits(sender, **kwargs):
        pass

    connect(in_view, idles)
    connect(in_view, awaits)
    content = stored(client.get("/plain/")).content
    assert 'title="tests.signals.in_view"' in row_of(content, "signals", "in_view")
    idle, awaiting = (row_of(content, "receivers", name) for name in ("idles", "awaits"))
    line = idles.__code__.co_firstlineno
    assert f'title="{__name__}.idles"' in idle
    assert f'title="{__file__}:{line}"><bdi>tests/page/test_views_of_panel.py:{line}</bdi>' in idle
    assert ("async" in idle, ">async</span>" in awaiting) == (False, True)


def test_a_receiver_not_reached_is_told_apart_from_those_called(client, stored, connect):
    def fails(sender, **kwargs):
        raise ValueError

    connect(in_view, fails)
    connect(in_view, idles)
    client.raise_request_exception = False
    found = rows(stored(client.get("/plain/")).content, "receivers")
    assert "idles not reached ×1 0" in map(times, found)


def test_signals_say_how_often_by_whom_and_to_how_many_receivers(client, stored, connect):
    def sends_more(sender, **kwargs):
        for sender in ("a", "a", "b", "c", "d"):
            in_body.send(sender)
        ordered.send("nobody")

    connect(in_view, sends_more)
    connect(in_body, idles)
    connect(in_body, idles, dispatch_uid="again")
    found = [times(each) for each in rows(stored(client.get("/plain/")).content, "signals")]
    assert "in_body 5 10 a, b, c and 1 other" in found
    assert "ordered 1 no receivers nobody" in found


def test_the_same_dispatch_made_ten_times_from_one_line_is_one_row_that_unfolds(
    client, stored, connect
):
    connect(in_view, sends(10))
    connect(in_body, idles)
    content = stored(client.get("/plain/")).content
    [run] = re.findall(r'<li class="sp-row sp-run.*?</li>', content, re.DOTALL)
    text = " ".join(html.unescape(re.sub(r"<[^>]*>", " ", run)).split())
    assert re.match(r"in_body ×10 from loop sum [\d.]+, mean [\d.]+, max [\d.]+ ms", text)
    assert content.count('class="sp-row sp-dispatch') >= 11
    inside = content.partition("sp-run")[2].partition("</li>")[2]
    assert [row.name for row in rows_in(inside)][:20] == ["in_body", "idles"] * 10


def test_nine_times_are_no_run(client, stored, connect):
    connect(in_view, sends(9))
    connect(in_body, idles)
    assert '<li class="sp-row sp-run' not in stored(client.get("/plain/")).content


def test_two_signals_sent_in_turn_are_two_runs(client, stored, connect):
    def in_turn(sender, **kwargs):
        for _ in range(12):
            in_body.send("loop")
            ordered.send("loop")

    connect(in_view, in_turn)
    connect(in_body, idles)
    connect(ordered, idles)
    content = stored(client.get("/plain/")).content
    runs = re.findall(r'<li class="sp-row sp-run.*?title="([^"]+)".*?×(\d+)<', content, re.DOTALL)
    assert runs == [("tests.signals.in_body", "12"), ("tests.signals.ordered", "12")]


def test_dispatches_from_different_lines_are_not_folded(client, stored, connect):
    def from_lines(sender, **kwargs):
        in_body.send("a"), in_body.send("b")
        for _ in range(5):
            in_body.send("loop")
        for _ in range(5):
            in_body.send("loop")

    connect(in_view, from_lines)
    connect(in_body, idles)
    assert '<li class="sp-row sp-run' not in stored(client.get("/plain/")).content


def test_opening_the_panel_sends_no_signal_about_its_templates(client, stored, connect):
    heard = []
    panel = stored(client.get("/plain/"))
    connect(template_rendered, lambda template, **kwargs: heard.append(template.name))
    assert panel.content
    assert heard == []


def test_a_row_shows_the_line_that_sent_the_signal(client, stored, connect):
    connect(in_view, sends(1))
    connect(in_body, idles)
    content = stored(client.get("/plain/")).content
    assert '<code class="sp-source">in_body.send(&quot;loop&quot;, number=number)</code>' in content


@pytest.mark.django_db
def test_what_the_project_listens_to_is_not_djangos_alone(client, stored, connect):
    from django.core.signals import request_started

    connect(request_started, idles)
    content = stored(client.get("/plain/")).content
    [head] = [each for each in content.split("<li ") if 'signals.request_started"' in each][:1]
    classes = head.partition(">")[0]
    assert "sp-dispatch" in classes
    assert "sp-of-packages" not in classes
    assert "sp-kept" not in classes


def test_the_registry_names_signals_with_their_module_and_colours_what_was_odd(
    client, registry, connect
):
    def fails(sender, **kwargs):
        raise ValueError

    connect(in_view, fails)
    connect(in_view, idles)
    connect(ordered, idles)
    client.raise_request_exception = False
    views = registry(client.get("/plain/"))
    signals = {
        name: (module, re.findall(r'title="([^"]+)">\s*<span class="sp-receiver">', rest),
               re.findall(r'class="sp-fate sp-fate-(\w+)"', rest))
        for each in views.split('<li class="sp-signal">')[1:]
        for name, module, rest in re.findall(
            r'sp-title">([^<]+)</span>\s*<span class="sp-sender"><bdi>([^<]+)<(.*)', each, re.DOTALL
        )
    }  # fmt: skip
    module, receivers, tones = signals["in_view"]
    assert module == "tests.signals"
    assert [each.rpartition(".")[2] for each in receivers] == ["fails", "idles"]
    assert tones == ["called", "odd"]
    assert signals["ordered"][2] == ["plain"]


def test_signals_of_tests_alone_stand_apart_in_the_registry(client, registry, connect):
    from django.core.signals import setting_changed

    connect(setting_changed, idles)
    connect(in_view, idles)
    view = registry(client.get("/plain/"))
    signals, mark, of_tests = view.partition("Sent while tests run:")
    assert mark
    assert ">in_view<" in signals
    assert ">setting_changed<" in of_tests
    assert ">setting_changed<" not in signals
    assert "idles" in of_tests
