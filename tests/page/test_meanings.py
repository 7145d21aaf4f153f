"""What the code of a finding means is one click away, without network."""

from __future__ import annotations

import re

import pytest
from django.template.loader import get_template
from django.urls import reverse

from docs.bundle import meanings
from signals_panel.findings import RULES
from tests.signals import in_view

CODES = sorted(rule.code for rule in RULES)


def raises(sender, **kwargs):
    raise ValueError("no stock")


def test_what_the_page_says_is_what_the_documents_say():
    bundled = get_template("signals_panel/meanings.html").template.source
    assert bundled == meanings(), "run: make meanings"


@pytest.mark.parametrize("code", CODES)
def test_each_code_has_a_section_to_link_to(code, client):
    page = client.get(reverse("djdt:signals_meanings")).content.decode()
    section = page.partition(f'<h3 id="{code}">')[2].partition("<h3")[0]
    assert all(each in section for each in ("Severity: ", "Found here:", "What to do: "))


def test_links_within_the_page_lead_somewhere_and_none_leads_away(client):
    page = client.get(reverse("djdt:signals_meanings")).content.decode()
    body = page.partition("<main")[2]
    links = re.findall(r'href="([^"]*)"', body)
    assert links
    assert {link[1:] for link in links} <= set(re.findall(r'id="([^"]*)"', body))


def test_every_code_on_a_page_leads_to_what_it_means(client, stored, connect):
    connect(in_view, raises)
    client.raise_request_exception = False
    content = stored(client.get("/plain/")).content
    link = f'<a class="sp-code" href="{reverse("djdt:signals_meanings")}#S101"'
    assert content.count(link) == 3  # above the timeline, on the card, among the row's details
