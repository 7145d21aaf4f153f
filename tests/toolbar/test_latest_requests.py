"""The requests around the one that is looked at: their list, and which redirected here."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from html import unescape
from urllib.parse import urlencode

import pytest
from debug_toolbar.settings import get_config
from debug_toolbar.store import get_store
from django.test import Client
from django.urls import reverse

from signals_panel.toolbar import latest, lines
from tests.conftest import PANEL

TAGS = re.compile(r"<[^>]+>")
ISOLATED = re.compile("</?bdi>")
"""What stands in the midst of words, without a space."""
CAME = re.compile(r'<p class="sp-came">(.*?)</p>', re.DOTALL)


@pytest.fixture(autouse=True)
def _fresh_store():
    get_store().clear()
    latest._lines.clear()
    yield
    get_store().clear()


def visitor(name="ada", **headers):
    """Return a client with a cookie of its own, as one browser has it."""
    client = Client(headers=headers)
    client.cookies["csrftoken"] = name
    return client


def redirect(client, to="/plain/", method="post", **query):
    return getattr(client, method)(f"/redirecting/?{urlencode({'to': to, **query})}")


def ask(name, response=None, **query):
    if response is not None:
        query["request_id"] = response.headers["djdt-request-id"]
    return Client().get(reverse(f"djdt:{name}"), query)


def panel(response):
    return ask("render_panel", response, panel_id=PANEL).json()["content"]


def words(html):
    return " ".join(unescape(TAGS.sub(" ", ISOLATED.sub("", html))).split())


def came(response):
    """Return what the panel of a response says of redirects."""
    return [words(each) for each in CAME.findall(panel(response))]


def listed(response):
    """Return the lines of the list that unfolds in the panel of a response."""
    html = ask("signals_requests", response).content.decode()
    links = re.findall(r"<a [^>]*data-request=[^>]*>(.*?)</a>", html, re.DOTALL)
    return [words(each) for each in links]


def test_the_panel_says_which_request_it_is_of(hear):
    told = words(panel(visitor().get("/plain/")))
    assert re.search(r"GET /plain/ 200 [\d.]+ ms \d+ signals, \d+ receivers in [\d.]+ ms", told)


def test_a_request_that_a_redirect_led_to_says_from_where(hear):
    client = visitor()
    redirect(client)
    [told] = came(client.get("/plain/"))
    assert re.fullmatch(
        r"Redirected here from POST /redirecting/: \d+ signals?, .*\. Show", told
    ), told


def test_a_path_written_from_right_to_left_does_not_turn_what_stands_after_it():
    """Else "/שלום/: 12 signals" reads as "/12 :/שלום signals"."""
    client = visitor()
    redirect(client)
    response = client.get("/plain/")
    assert "<bdi>/redirecting/</bdi>: " in panel(response)
    listing = ask("signals_requests", client.get("/plain/")).content.decode()
    assert re.search(r"Compare with the GET <bdi>/plain/</bdi> before", listing)


def test_chains_of_redirects_are_followed():
    client = visitor()
    redirect(client, to="/redirecting/?to=%2Fplain%2F")
    redirect(client, method="get")
    told = came(client.get("/plain/"))
    assert [each.split(":")[0] for each in told] == [
        "Redirected here from POST /redirecting/",
        "by way of GET /redirecting/",
    ]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("to", ["/plain/", "http://testserver/plain/", "../plain/", "/plain/#end"])
def test_every_redirect_to_this_address_is_told(status, to):
    client = visitor()
    redirect(client, to=to, method="get", status=status)
    assert len(came(client.get("/plain/"))) == 1


def test_who_logs_in_or_out_by_the_redirect_is_the_same_visitor():
    client = visitor()
    redirect(client, session="rotated")
    assert len(came(client.get("/plain/"))) == 1


ELSEWHERE = {
    "another person": lambda client: visitor("grace").get("/plain/"),
    "another browser": lambda client: visitor(**{"User-Agent": "Lynx"}).get("/plain/"),
    "nobody known": lambda client: Client().get("/plain/"),
    "another machine": lambda client: client.get("/plain/", REMOTE_ADDR="127.0.0.2"),
    "a typed address": lambda client: client.get("/plain/", headers={"Sec-Fetch-Site": "none"}),
    "another address": lambda client: client.get("/many/"),
    "another query": lambda client: client.get("/plain/?page=2"),
    "another host": lambda client: client.get("/plain/", headers={"Host": "other"}),
    "https": lambda client: client.get("/plain/", secure=True),
    "a form": lambda client: client.post("/plain/"),
    "a reload": lambda client: client.get("/plain/") and client.get("/plain/"),
}


@pytest.mark.parametrize("elsewhere", ELSEWHERE.values(), ids=ELSEWHERE)
def test_whatever_else_led_to_the_address_nothing_is_said(elsewhere, settings):
    settings.INTERNAL_IPS = ["127.0.0.1", "127.0.0.2"]
    client = visitor()
    redirect(client)
    assert came(elsewhere(client)) == []


def test_what_was_no_redirect_led_nowhere():
    client = visitor()
    redirect(client, status=201)
    assert came(client.get("/plain/")) == []


@pytest.mark.parametrize(("seconds", "count"), [(9, 1), (11, 0), (-1, 0)])
def test_a_redirect_is_followed_at_once_or_not_at_all(seconds, count, monkeypatch):
    client = visitor()
    redirect(client)
    real = lines.time_ns
    monkeypatch.setattr(lines, "time_ns", lambda: real() + seconds * 10**9)
    assert len(came(client.get("/plain/"))) == count


def test_of_people_without_cookies_nothing_is_said_for_they_cannot_be_told_apart():
    redirect(Client())
    assert came(Client().get("/plain/")) == []


def test_of_two_people_at_once_each_is_told_of_their_own():
    ada, grace = visitor("ada"), visitor("grace")
    redirect(ada)
    redirect(grace, method="get")
    pages = [grace.get("/plain/"), ada.get("/plain/")]
    assert [came(each)[0].split(":")[0] for each in pages] == [
        "Redirected here from GET /redirecting/",
        "Redirected here from POST /redirecting/",
    ]


def test_in_random_visits_no_redirect_is_said_that_was_none():
    random.seed(7)
    for _ in range(15):
        people = [visitor(name) for name in ("ada", "grace", "linus")]
        led = []
        for _ in range(6):
            client, page = random.choice(people), random.choice(["/plain/", "/many/"])
            if random.random() < 0.6:
                redirect(client, to=page)
                if random.random() < 0.7:
                    led.append((client.get(page), True))
            else:
                led.append((client.get(page, headers={"Sec-Fetch-Site": "none"}), False))
        for response, is_led in led:
            assert is_led or came(response) == []
        assert sum(len(came(response)) for response, _ in led) == sum(each for _, each in led)


def test_what_is_stored_to_tell_redirects_cannot_be_read():
    client = visitor("sesame")
    response = redirect(client, to="/plain/?token=hush", session="opened")
    stats = get_store().panel(response.headers["djdt-request-id"], PANEL)
    facts = json.dumps([stats["request"], stats["trail"]])
    assert stats["trail"]["next_visitor"] != stats["trail"]["visitor"]
    assert not any(each in facts for each in ("sesame", "opened", "hush", "127.0.0.1"))


def test_the_session_is_not_read_for_it():
    response = visitor().get("/plain/")
    assert "Vary" not in response.headers


def test_a_host_that_is_not_allowed_breaks_nothing(settings):
    settings.ALLOWED_HOSTS = ["elsewhere"]
    settings.DEBUG_TOOLBAR_CONFIG = {
        **settings.DEBUG_TOOLBAR_CONFIG,
        "SHOW_TOOLBAR_CALLBACK": lambda request: True,
    }
    response = visitor().get("/plain/")
    assert response.status_code == 200
    settings.ALLOWED_HOSTS = ["*"]
    assert "GET /plain/ 200" in words(panel(response))


def test_the_list_has_the_latest_first_with_a_line_each(hear):
    client = visitor()
    redirect(client)
    last = client.get("/plain/")
    first, second = listed(last)
    assert re.fullmatch(r"GET /plain/ 200 [\d.]+ ms \d+ signals, .* – \d\d:\d\d:\d\d", first), first
    assert second.startswith("POST /redirecting/ 302 ")


def test_findings_are_a_dash_until_somebody_looked():
    response = visitor().get("/plain/")
    assert " – " in listed(response)[0]
    panel(response)
    assert " no findings " in listed(response)[0]


def test_an_empty_list_says_so():
    assert listed(None) == []
    assert "holds no request" in ask("signals_requests").content.decode()


def test_requests_of_other_processes_are_read_from_the_store():
    client = visitor()
    redirect(client)
    last = client.get("/plain/")
    of_this_process = listed(last)
    latest._lines.clear()
    assert listed(last) == of_this_process
    latest._lines.clear()
    assert came(last) == [], "who knows what the request before was"
    listed(last)
    assert len(came(last)) == 1


def neighbours(response):
    html = ask("signals_neighbours", response).content.decode()
    return re.findall(r'class="sp-newer"[^>]*>(.*?)<', html)


def test_how_many_requests_came_after_one_is_told():
    client = visitor()
    answers = [client.get("/plain/") for _ in range(3)]
    assert [neighbours(each) for each in answers] == [["2 newer requests"], ["1 newer request"], []]


def test_nothing_is_said_to_be_around_a_request_that_is_not_stored():
    visitor().get("/plain/")
    html = ask("signals_neighbours", request_id="0" * 32).content.decode()
    assert "<nav" in html
    assert "<a" not in html


def test_what_a_page_loads_for_itself_is_listed_but_passed_over():
    page = visitor().get("/plain/")
    image = visitor().get("/many/", headers={"Sec-Fetch-Dest": "image"})
    assert neighbours(page) == []
    assert neighbours(image) == []
    assert listed(page)[0].startswith("GET /many/")
    visitor().get("/plain/", headers={"Sec-Fetch-Dest": "empty"})
    assert neighbours(page) == ["1 newer request"]


def test_no_more_lines_are_kept_than_requests(settings):
    settings.DEBUG_TOOLBAR_CONFIG = {**settings.DEBUG_TOOLBAR_CONFIG, "RESULTS_CACHE_SIZE": 3}
    answers = [visitor().get("/plain/") for _ in range(5)]
    assert get_config()["RESULTS_CACHE_SIZE"] == 3
    assert len(latest._lines) == 3
    assert len(listed(answers[-1])) == 3


def test_a_request_has_a_page_of_its_own(hear):
    response = visitor().get("/plain/")
    page = ask("signals_page", response)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    told = page.content.decode()
    assert re.search(r"<title>GET /plain/ · \d+ signals, .*</title>", told)
    assert "in_view" in told
    assert "djdt-request-id" not in page.headers


def test_what_a_page_of_a_request_loads_carries_the_nonce_of_the_sites_policy(hear, settings):
    settings.MIDDLEWARE = [f"{__name__}.with_nonce", *settings.MIDDLEWARE]
    page = ask("signals_page", visitor().get("/plain/")).content.decode()
    head = page.partition("</head>")[0]
    assert head.count(' nonce="4f2a"') == head.count('rel="stylesheet"') + head.count("<script")


def with_nonce(get_response):
    """Give requests what django-csp gives them."""

    def middleware(request):
        request.csp_nonce = "4f2a"
        return get_response(request)

    return middleware


def test_the_page_of_a_request_that_the_store_has_forgotten_says_so():
    page = ask("signals_page", request_id="0" * 32)
    assert page.status_code == 404
    assert "does not hold this request any more" in page.content.decode()
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["requests", "neighbours", "page"])
def test_who_may_not_see_the_toolbar_sees_no_other_requests(name, settings):
    response = visitor().get("/plain/")
    settings.INTERNAL_IPS = []
    assert ask(f"signals_{name}", response).status_code == 404


def test_a_redirect_that_took_long_is_told_though_others_ended_meanwhile():
    client = visitor()
    slow, quick, page = redirect(client), client.get("/many/"), client.get("/plain/")
    line = latest.known_line(quick.headers["djdt-request-id"])
    latest._keep(replace(line, ended_ns=line.ended_ns - 20 * 10**9))
    assert len(came(page)) == 1
    assert slow.status_code == 302
