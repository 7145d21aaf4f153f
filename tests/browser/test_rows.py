"""The rows themselves: the first and the last, and what unfolds under each."""

from __future__ import annotations

import re
from urllib.parse import urljoin

import pytest

from .conftest import on_one_server
from .panel import AT_THE_END, details, open_panel, row_of, rows, switch_to
from .test_blog import write_post
from .test_shop import place_order

pytestmark = [pytest.mark.browser, on_one_server]


def test_request_started_is_the_first_row_and_request_finished_the_last(visitor):
    visitor.go("/blog/")
    wait_for_its_end(visitor.page)
    open_panel(visitor.page)
    read = rows(visitor.page)
    assert read[0].name == "request_started"
    *_, finished, first, second, third = read
    assert finished[:3] == (0, "dispatch", "request_finished"), [each.name for each in read]
    assert finished.sender == read[0].sender
    assert {first.name, second.name, third.name} == AT_THE_END


def wait_for_its_end(page):
    """Wait until the request is stored to its end, which comes after its response."""
    request_id = page.locator("#djDebug").get_attribute("data-request-id")
    address = urljoin(page.url, f"/__debug__/signals/json/?request_id={request_id}")
    for _ in range(200):
        sent = [each["signal"] for each in page.request.get(address).json()["dispatches"]]
        if "django.core.signals.request_finished" in sent:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"It is not stored to its end, but to {sent[-1]}")


def test_a_row_unfolds_to_arguments_and_the_line_that_sent_it(ada):
    ada.go("/blog/notify/")
    open_panel(ada.page)
    row = row_of(ada.page, "notification")
    assert not row.locator(".sp-details").is_visible()
    row.locator("summary").click()
    assert row.locator(".sp-details").is_visible()
    shown = details(row)
    assert shown["Signal"] == "demo_site.blog.signals.notification"
    assert shown["users"] == "['Ada Lovelace', 'Grace Hopper']"
    assert re.fullmatch(
        r"send\(\) in notify, demo_site/blog/views\.py:\d+ ?responses = notification\.send\(.*\)",
        shown["Sent by"],
    )
    row.locator("summary").click()
    assert not row.locator(".sp-details").is_visible()


def test_a_receiver_unfolds_to_its_response_and_queries(ada):
    switch_to(ada.page, "POST", write_post(ada, "Unfolded"))
    row = row_of(ada.page, "update_search_entry")
    row.locator("summary").click()
    assert re.search(r"demo_site/blog/receivers\.py:\d+", row.locator("summary").inner_text())
    assert details(row)["Returned"] == "None"
    statements = row.locator(".sp-statements li").all_inner_texts()
    assert any('INSERT INTO "blog_searchentry"' in statement for statement in statements)
    assert re.match(r"[\d.,]+\sms", statements[0])
    [insert] = [each for each in statements if 'INSERT INTO "blog_searchentry"' in each]
    assert "\nVALUES (%s, %s)\n" in insert
    assert re.search(r"Parameters: \d+, '.*'", insert)
    assert re.search(r"demo_site/blog/receivers.py:\d+ *SearchEntry", insert)
    assert re.search(r"SQL [\d.]+ of [\d.]+ ms", row.locator("summary").first.inner_text())


def test_a_receiver_that_raised_unfolds_to_the_exception_and_its_frames(ada):
    place_order(ada)
    ada.fill(card="4000 0000 0000 0002")
    ada.press("Pay")
    open_panel(ada.page)
    row = row_of(ada.page, "ask_gateway_again")
    row.locator("summary").click()
    error = row.locator(".sp-error").inner_text()
    assert error.endswith("PaymentGatewayError: The payment gateway does not answer.")
    frames = row.locator(".sp-frames li").all_inner_texts()
    assert re.search(r"demo_site/shop/receivers\.py:\d+ in ask_gateway_again", frames[-1])


def test_places_are_plain_text_without_an_editor(visitor):
    visitor.go("/lab/nested/")
    panel = open_panel(visitor.page)
    assert panel.locator("span.sp-place").count() > 3
    assert panel.locator("a.sp-place").count() == 0
