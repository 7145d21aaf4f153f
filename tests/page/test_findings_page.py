"""Findings and the registry on the panel's page."""

from __future__ import annotations

import html
import re
import sys

import pytest
from django.db import close_old_connections
from django.db.models.signals import post_save

from signals_panel import findings
from signals_panel.findings.case import INFO, WARNING, Found, Rule
from tests.app.models import Post, Tag
from tests.signals import in_body, in_view, ordered

HOSTILE = "<script>alert(1)</script> \u202egnp.exe \" ' &amp; 🦉"


def idles_here(sender, **kwargs):
    pass


def raises(sender, **kwargs):
    raise ValueError("no stock")


def text_of(markup):
    """Return what a browser would show of markup, in one line."""
    text = " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())
    return text.replace(" ,", ",")


def section(content, start, end):
    """Return what stands between two marks of a page."""
    return content.partition(start)[2].partition(end)[0]


def cards(content):
    """Return the findings of a page as text."""
    found = content.split('<li class="sp-finding')[1:]
    return [text_of("<li " + each.partition("</li>")[0]) for each in found]


def connections(content, name=""):
    """Return the registry's rows about receivers of a name, or all, as text."""
    rows = content.split('<li class="sp-connection')[1:]
    found = [text_of("<li " + row.partition("</li>")[0]) for row in rows]
    return [each for each in found if each.startswith(name)]


@pytest.fixture
def rule(monkeypatch):
    """Let a rule of the test's be the only one."""

    def rule(find, severity=WARNING):
        only = Rule("S999", "test-rule", severity, find)
        monkeypatch.setattr(findings, "RULES", (only,))

    return rule


def test_a_finding_says_what_where_and_what_to_do(client, stored, connect):
    connect(in_view, raises)
    client.raise_request_exception = False
    content = stored(client.get("/plain/")).content
    line = raises.__code__.co_firstlineno
    [card] = cards(content)
    assert re.fullmatch(
        r"Error S101 receiver-raised tests\.page\.test_findings_page\.raises raised ValueError and"
        r" aborted in_view\. Let the receiver .* send_robust\(\)\."
        rf" tests/page/test_findings_page\.py:{line} in the timeline: in_view #\d+ › raises #\d+",
        card,
    )


def test_the_row_a_finding_is_about_bears_its_code_and_its_message(client, stored, connect):
    connect(in_view, raises)
    client.raise_request_exception = False
    panel = stored(client.get("/plain/"))
    [call] = [each for each in panel.document["calls"] if each["outcome"] == "raised"]
    [finding] = panel.document["findings"]
    [marked] = [row for row in panel.content.split("<li ")[1:] if "sp-mark" in row]
    assert marked.startswith('class="sp-row sp-call sp-raised')
    assert f'title="{finding["message"]}">S101<' in marked
    assert f"#{call['id']}" in text_of(marked)
    assert f"{finding['message']} Id #{call['id']}" in text_of(marked)


def test_findings_are_a_view_of_their_own_and_stand_in_brief_above_the_timeline(
    client, stored, connect
):
    connect(in_view, lambda sender, **kwargs: in_view.send_robust("again"), sender="view")
    connect(in_view, raises, sender="again")
    content = stored(client.get("/plain/")).content
    parts = ("sp-figures", "sp-verdicts", "sp-timeline", "sp-view sp-view-findings")
    places = [content.index(f'class="{each}"') for each in parts]
    assert places == sorted(places)
    brief = text_of(section(content, '<ul class="sp-verdicts">', "</ul>"))
    assert re.fullmatch(r"S102 tests\.\S+\.raises raised ValueError.* Details and fixes", brief)
    assert "Findings 1 1 warning" in text_of(section(content, "sp-figures", "</dl>"))


def test_without_findings_the_figures_say_so_and_nothing_else(client, stored, connect):
    connect(in_view, idles_here)
    content = stored(client.get("/plain/")).content
    assert "Findings 0 No findings." in text_of(section(content, "sp-figures", "</dl>"))
    assert '<li class="sp-finding' not in content
    assert "No findings: nothing here looks wrong." in content
    assert "sp-mark" not in content


def test_a_rule_that_crashed_is_shown_as_such(client, stored, rule):
    def find(case):
        raise LookupError("nowhere")
        yield

    rule(find)
    [card] = cards(stored(client.get("/plain/")).content)
    assert card.startswith("Rule failed S999 test-rule The rule S999 (test-rule) failed:")
    assert "please report it" in card


@pytest.mark.django_db
def test_a_card_lists_what_else_its_cause_gave_and_where_and_the_rows_keep_their_codes(
    client, stored, connect
):
    def counts_often(sender, **kwargs):
        for _ in range(6):
            Tag.objects.count()

    def sends(sender, **kwargs):
        for _ in range(12):
            ordered.send(None)

    connect(in_view, sends)
    connect(ordered, counts_often)
    content = stored(client.get("/plain/")).content
    [card] = cards(content)
    assert card.startswith("Warning S304 repeated-dispatch")
    said = section(card, "What else comes of it:", "in the timeline")
    line = counts_often.__code__.co_firstlineno
    assert re.search(rf"S402 queries-in-receiver .*/test_findings_page\.py:{line} ", said)
    assert re.search(rf"S403 repeated-query .*/test_findings_page\.py:{line} ", said)
    assert ">S402<" in content.partition("sp-timeline")[2]
    assert "Findings 1 1 warning" in text_of(section(content, "sp-figures", "</dl>"))


def test_severities_are_words_and_counted(client, stored, rule):
    rule(lambda case: [Found("One."), Found("Two.")], INFO)
    content = stored(client.get("/plain/")).content
    assert cards(content) == ["Info S999 test-rule One.", "Info S999 test-rule Two."]
    assert "Findings 2 2 info" in text_of(content)


def test_many_findings_unfold(client, stored, rule):
    rule(lambda case: [Found(f"Number {number}.") for number in range(30)])
    content = stored(client.get("/plain/")).content
    assert len(cards(content)) == 30
    standing, _, folded = content.partition('<details class="sp-more">')
    assert len(cards(standing)) == 8
    assert text_of(folded).startswith("22 more findings Warning")
    assert re.search(r"Details and fixes, and \d+ more findings", text_of(content))


def test_hostile_texts_of_a_finding_are_text(client, stored, rule):
    where = {"file": f"/shop/{HOSTILE}.py", "line": 3}
    long = "x" * 10_000
    rule(lambda case: [Found(f"{HOSTILE} {long}", HOSTILE, where, dispatch=first(case))])
    content = stored(client.get("/plain/")).content
    assert "<script>" not in content
    [card] = cards(content)
    assert f"{' '.join(HOSTILE.split())} {long}" in card
    assert f"{HOSTILE}.py:3" in card
    assert html.escape(HOSTILE) in section(content, 'class="sp-mark', "</span>")


def first(case):
    return next(iter(case.kinds.first.values()))


def test_a_finding_about_a_row_that_is_not_shown_says_so(client, stored, rule, settings):
    settings.SIGNALS_PANEL = {**settings.SIGNALS_PANEL, "ROWS_SHOWN": 1}
    rule(lambda case: [Found("Late.", dispatch=len(case.dispatches) - 1)])
    [card] = cards(stored(client.get("/plain/")).content)
    assert card.endswith("(beyond the rows shown)")


def test_the_place_of_a_finding_is_a_link_to_the_editor(client, stored, rule, settings):
    settings.SIGNALS_PANEL = {**settings.SIGNALS_PANEL, "EDITOR_URL": "vscode://file/{file}:{line}"}
    rule(lambda case: [Found("Look.", where={"file": "/shop/receivers.py", "line": 3})])
    content = stored(client.get("/plain/")).content
    found = section(content, 'class="sp-findings', "</section>")
    assert 'href="vscode://file//shop/receivers.py:3"' in found


@pytest.mark.django_db
def test_a_bypass_has_its_row_where_it_happened(client, stored, connect):
    connect(post_save, idles_here, sender=Tag)
    connect(in_view, lambda sender, **kwargs: Tag.objects.bulk_create([Tag(name="a")]))
    panel = stored(client.get("/plain/"))
    [bypass] = panel.document["bypasses"]
    rows = [text_of("<li " + row) for row in panel.content.split("<li ")[1:] if "sp-row" in row]
    [shown] = [row for row in rows if row.startswith("bulk_create")]
    assert "of tests.app.models.Tag" in shown
    assert "sends no signals" in shown
    assert "Rows 1" in shown
    assert "Not sent post_save" in shown
    assert f"Not called {idles_here.__module__}.idles_here" in shown
    assert f"Id #{bypass['id']}" in shown
    called = [row.split()[0] for row in rows].index("<lambda>")
    assert rows.index(shown) > called


def test_the_registry_counts_signals_and_connections(client, stored, registry, connect):
    connect(in_view, idles_here)
    response = client.get("/plain/")
    panel, content = stored(response), registry(response)
    signals = len(panel.stored.registry["signals"])
    count = len(connections(content)) - content.count("sp-connection sp-gone")
    head = text_of(section(content, '<p class="sp-registry-head">', "</p>"))
    assert head.startswith(f"{signals} signals, {count} connections")
    tab = text_of(section(panel.content, '<label for="sp-view-registry">', "</label>"))
    assert tab == f"Registry {count}"


def test_a_signal_of_the_projects_that_was_sent_stands_open(client, registry, connect):
    connect(in_view, idles_here)
    connect(ordered, idles_here)
    content = registry(client.get("/plain/"))
    items = content.split('<li class="sp-signal">')[1:]
    signals = {text_of(item).split()[0]: "<details open>" in item for item in items}
    assert signals["in_view"]
    assert not signals["ordered"]
    assert not signals["request_started"]
    assert next(iter(signals)) == "in_view"


def test_the_projects_own_receivers_come_first(client, registry, connect, db):
    connect(in_view, close_old_connections)
    connect(in_view, idles_here)
    content = registry(client.get("/plain/"))
    of_signal = section(content, 'title="tests.signals.in_view"', "</ul>")
    assert connections(of_signal)[0].startswith("idles_here")


def test_the_registry_says_what_each_connection_did(client, registry, connect):
    connect(in_view, idles_here, dispatch_uid="tests.idle")
    connect(in_view, raises, sender="shop")
    connect(ordered, idles_here, weak=True)
    content = registry(client.get("/plain/"))
    called, not_sent = connections(content, "idles_here")
    place = rf"tests/page/test_findings_page\.py:{idles_here.__code__.co_firstlineno}"
    connected = r"connected at tests/conftest\.py:\d+"
    assert re.fullmatch(
        rf"idles_here {place} strong · dispatch_uid tests\.idle · {connected}"
        r" any sender called once · [\d.]+ ms",
        called,
    )
    assert re.fullmatch(rf"idles_here {place} weak · {connected} any sender not sent", not_sent)
    [other] = connections(content, "raises tests/page/test_findings_page.py")
    assert other.endswith("from shop view sent it; this receiver listens to shop")


def test_the_registry_says_how_many_were_called_and_names_senders_in_full(
    client, registry, connect
):
    connect(in_view, idles_here, sender=Tag)
    connect(in_view, raises, sender="shop")
    connect(in_view, lambda sender, **kwargs: in_view.send(Post), sender="view")
    content = registry(client.get("/plain/"))
    [signal] = [each for each in content.split('<li class="sp-signal">') if ">in_view<" in each]
    assert "1 of 3 receivers called" in text_of(signal)
    assert '<code title="tests.app.models.Post">Post</code>' in signal


def test_the_registry_names_the_projects_line_that_a_package_connects_for(client, registry):
    package = {}
    connects = "def connects(receiver):\n    signal.connect(receiver)\n"
    exec(compile(connects, "/lib/site-packages/shop/signals.py", "exec"), package)
    package["signal"] = in_view
    package["connects"](idles_here)
    line = sys._getframe().f_lineno - 1
    content = registry(client.get("/plain/"))
    in_view.disconnect(idles_here)
    [row] = connections(content, "idles_here")
    assert f"connected at shop/signals.py:2 for tests/page/test_findings_page.py:{line} " in row


def test_the_registry_names_both_places_of_a_connect_that_did_nothing(
    client, stored, registry, connect
):
    connect(in_view, idles_here, dispatch_uid="tests.idle", sender="view")
    in_view.connect(raises, dispatch_uid="tests.idle", sender="view")
    line = sys._getframe().f_lineno - 1
    response = client.get("/plain/")
    content = registry(response)
    said = text_of(section(content, '<p class="sp-note sp-in-vain">', "</p>"))
    assert re.fullmatch(
        rf"connect\(\) at tests/page/test_findings_page\.py:{line} did nothing for raises :"
        r" its dispatch_uid tests\.idle is that of idles_here · connected at"
        r" tests/conftest\.py:\d+",
        said,
    )
    [card] = cards(stored(response).content)
    assert card.startswith("Warning S205 connect-dropped A dispatch of in_view did not reach ")


def test_the_registry_names_both_places_of_a_disconnect_that_did_nothing(
    client, stored, registry, connect
):
    connect(in_view, idles_here, dispatch_uid="tests.idle", sender="view")
    for _ in range(2):
        in_view.disconnect(idles_here)
    line = sys._getframe().f_lineno - 1
    response = client.get("/plain/")
    content = registry(response)
    said = text_of(section(content, '<p class="sp-note sp-in-vain">', "</p>"))
    assert re.fullmatch(
        rf"disconnect\(\) at tests/page/test_findings_page\.py:{line} \(2 times\) removed nothing:"
        r" it was called in another way than for idles_here · from view · dispatch_uid"
        r" tests\.idle · connected at tests/conftest\.py:\d+",
        said,
    )
    [card] = cards(stored(response).content)
    assert card.startswith("Warning S206 disconnect-in-vain A dispatch of in_view still ran ")


def test_without_calls_in_vain_the_registry_says_nothing_of_them(client, registry, connect):
    connect(in_view, idles_here)
    content = registry(client.get("/plain/"))
    assert section(content, '<p class="sp-note sp-in-vain">', "</p>") == ""


def test_a_sender_that_looks_like_the_one_connected_to_is_named_in_full(client, registry, connect):
    connect(in_view, idles_here, sender="blog.view")
    content = registry(client.get("/plain/"))
    assert connections(content, "idles_here")[0].endswith(
        "from blog.view view sent it; this receiver listens to blog.view"
    )
    connect(in_view, lambda sender, **kwargs: in_view.send("shop.view"), sender="view")
    content = registry(client.get("/plain/"))
    assert connections(content, "idles_here")[0].endswith(
        "view and shop.view sent it; this receiver listens to blog.view"
    )


def test_what_changed_during_the_request_is_marked(client, registry):
    def connects_here(sender, **kwargs):
        ordered.connect(idles_here)
        in_view.disconnect(connects_here)

    in_view.connect(connects_here)
    content = registry(client.get("/plain/"))
    ordered.disconnect(idles_here)
    [made], [removed] = connections(content, "idles_here"), connections(content, "connects_here")
    assert "made weak" in made
    assert made.endswith("not sent")
    assert "removed weak" in removed
    assert "called once" in removed
    head = text_of(section(content, '<p class="sp-registry-head">', "</p>"))
    assert re.search(r" \d made \d removed$", head)


def test_connections_that_are_gone_are_not_among_those_that_are_counted(client, registry):
    def counted():
        content = registry(client.get("/plain/"))
        head = text_of(section(content, '<p class="sp-registry-head">', "</p>"))
        return int(re.search(r"(\d+) connections", head)[1])

    def leaves(sender, **kwargs):
        in_view.disconnect(leaves)

    without = counted()
    in_view.connect(leaves)
    assert counted() == without
    in_view.connect(idles_here)
    assert counted() == without + 1
    in_view.disconnect(idles_here)
    assert counted() == without


def test_a_receiver_that_only_debug_keeps_alive_is_marked(client, registry, signal):
    def local(sender, **kwargs):
        pass

    signal.connect(local)
    del local
    [row] = connections(registry(client.get("/plain/")), "local ")
    assert "only in DEBUG" in row


def test_signals_nobody_is_connected_to_are_listed_in_one_line(client, registry):
    content = registry(client.get("/plain/"))
    quiet = text_of(section(content, "Nobody is connected to:", "</p>"))
    assert {"packed", "before_view"} <= set(re.findall(r"\w+", quiet))
    assert "m2m_changed" not in quiet


def test_signals_that_django_sends_only_to_somebody_say_so(client, registry):
    content = registry(client.get("/plain/"))
    said = "Django sends them only where someone listens:"
    names = text_of(section(content, said, "</p>"))
    assert re.findall(r"\w+", names) == ["m2m_changed", "post_delete", "pre_delete"]


def test_the_toolbars_own_receivers_are_not_said_to_be_silent(client, registry):
    content = registry(client.get("/plain/"))
    own = [row for row in connections(content) if "debug_toolbar/" in row]
    assert own
    assert all(row.endswith("the toolbar's own: not recorded") for row in own)


def test_hostile_names_in_the_registry_are_text(client, registry, connect):
    def hostile(sender, **kwargs):
        pass

    hostile.__qualname__ = hostile.__name__ = HOSTILE
    connect(in_view, hostile, sender=HOSTILE, dispatch_uid=HOSTILE)
    content = registry(client.get("/plain/"))
    assert "<script>" not in content
    registry = section(content, '<div class="sp-registry">', "sp-note")
    assert html.unescape(registry).count(HOSTILE) >= 4


def test_a_connection_removed_after_the_response_is_one_row(client, registry):
    def leaves_late(sender, **kwargs):
        in_body.disconnect(leaves_late)

    in_body.connect(leaves_late)
    response = client.get("/streaming/")
    b"".join(response.streaming_content)
    [row] = connections(registry(response), "leaves_late")
    assert "removed weak" in row
    assert "called once" in row


def asking(number):
    """Return a receiver, of a name of its own, that runs a query again and again."""

    def asks(sender, **kwargs):
        for _ in range(6):
            Tag.objects.count()

    asks.__qualname__ = f"asks_{number}"
    return asks


@pytest.mark.django_db
def test_of_many_parts_a_card_lists_ten_and_counts_the_rest(client, stored, connect):
    for number in range(9):
        connect(post_save, asking(number), sender=Tag)

    def saves(sender, **kwargs):
        for _ in range(12):
            Tag.objects.create(name="a")

    connect(in_view, saves)
    panel = stored(client.get("/plain/"))
    finding, *_ = panel.document["findings"]
    parts = [each for each in finding["evidence"] if type(each) is dict]
    card, *_ = cards(panel.content)
    assert sum(card.count(f" {part['message']} ") for part in parts) == 10
    assert f" and {len(parts) - 10} more " in card
