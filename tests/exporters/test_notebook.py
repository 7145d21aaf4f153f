"""A recording in a notebook."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from django.dispatch import Signal

from signals_panel import record
from signals_panel.exporters import notebook

DEEP = 100


def nothing(sender, **kwargs):
    pass


def raises(sender, **kwargs):
    raise ValueError("<b>no stock</b>")


class Reader(HTMLParser):
    """Reads HTML: texts with how many ``details`` they are in; knows what is left open."""

    def __init__(self, html):
        super().__init__()
        self.texts, self.open, self.tags, self.attributes = [], [], set(), []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.tags.add(tag)
        self.attributes += [name for name, _ in attrs]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if data.strip():
            # a summary is in the details that it unfolds
            depth = self.open.count("details") - self.open.count("summary")
            self.texts.append((depth, data.strip()))


@pytest.fixture
def recording(signal, connect):
    inner = Signal()
    connect(signal, lambda sender, **kwargs: inner.send("inside"))
    connect(inner, nothing)
    connect(inner, raises)
    with record() as recording:
        signal.send_robust("outside")
        signal.send_robust("again")
    return recording


def test_it_is_the_text_tree_that_unfolds(recording):
    read = Reader(recording._repr_html_())
    assert read.open == []
    lines = str(recording).splitlines()
    assert [text for _, text in read.texts] == [
        " ".join(each.split("\n")).strip() for each in lines
    ]
    assert [depth for depth, _ in read.texts][:6] == [0, 0, 1, 2, 3, 3]


def test_it_has_no_script_and_nothing_to_fetch(recording):
    read = Reader(recording._repr_html_())
    assert read.tags == {"div", "strong", "details", "summary"}
    assert set(read.attributes) == {"style", "open"}


def test_what_it_says_is_escaped(recording):
    assert "&lt;b&gt;no stock&lt;/b&gt;" in recording._repr_html_()


def test_a_long_tree_is_folded(signal, connect):
    connect(signal, nothing)
    with record() as recording:
        for number in range(notebook.UNFOLDED):
            signal.send(number)
    assert "open" not in Reader(recording._repr_html_()).attributes


def test_of_a_very_long_tree_the_rest_is_counted(signal, connect, monkeypatch):
    monkeypatch.setattr(notebook, "MOST_LINES", 10)
    connect(signal, nothing)
    with record() as recording:
        for number in range(20):
            signal.send(number)
    read = Reader(recording._repr_html_())
    assert read.open == []
    assert "… 30 more lines: print() shows all" in [text for _, text in read.texts]


def test_however_deep_it_nests_no_deeper_than_a_reader_can_follow(signal, connect):
    connect(signal, lambda sender, **kwargs: sender and signal.send(sender - 1))
    with record() as recording:
        signal.send(DEEP)
    read = Reader(recording._repr_html_())
    assert read.open == []
    assert max(depth for depth, _ in read.texts) <= 20
    assert len(read.texts) >= 2 * DEEP


def test_the_templates_of_the_project_are_not_needed(settings, recording):
    settings.TEMPLATES = []
    assert recording._repr_html_().startswith("<div")


def test_it_is_there_while_the_recording_runs(signal, connect):
    connect(signal, nothing)
    with record() as recording:
        signal.send("one")
        assert "from one" in recording._repr_html_()


def test_showing_it_sends_nothing(connect, recording):
    from django.test.signals import template_rendered

    heard = connect(template_rendered, nothing)
    with record() as outer:
        recording._repr_html_()
    assert heard
    assert outer.as_dict()["totals"]["sends"] == 0
