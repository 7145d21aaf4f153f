"""The panel without any browser, and many requests at once."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from tests.outline import rows_in

from .client import before_registry, fetch, panel_html, rows_of
from .fixtures import watched

OWN_SIGNALS = {
    "/lab/asend/": {"forecast_requested", "image_received"},
    "/lab/asend-robust/": {"probe_launched"},
    "/lab/nested/": {"front_detected", "warning_issued", "siren_tested"},
    "/lab/stream/": {"hour_measured"},
    "/lab/astream/": {"hour_measured"},
    "/lab/fragment/": {"update_requested"},
    "/lab/data/": {"update_requested"},
    "/lab/rollback/": {"pre_save", "post_save"},
    "/blog/notify/": {"notification"},
    "/lab/read/": set(),
}
"""Ten pages, and the signals that only these send."""

ROUNDS = 4


def test_the_panel_is_complete_html_without_any_script_of_ours(site):
    with watched(site):
        _, headers = fetch(f"{site.url}/lab/nested/")
        html = panel_html(site.url, headers["djdt-request-id"])
    names = [row.name for row in rows_in(html)]
    assert names[0] == "request_started"
    assert "request_finished" in names[-4:]
    assert "demo_site.lab.receivers.listen_to_siren" in html
    assert "The siren is loud enough." in html
    assert re.findall("<script[^>]*>", html) == ['<script id="sp-columns" type="application/json">']
    assert not re.search(r"\s(style|on\w+)=", html)


def test_the_toolbars_own_traffic_is_not_in_the_panel(site):
    with watched(site):
        _, headers = fetch(f"{site.url}/blog/")
        html = panel_html(site.url, headers["djdt-request-id"])
    assert "debug_toolbar" not in before_registry(html)


def test_the_server_timing_header_has_the_time_in_receivers(site):
    with watched(site):
        _, headers = fetch(f"{site.url}/lab/nested/")
    found = re.search(r"SignalsTracePanel_receivers;dur=([\d.]+)", headers["Server-Timing"])
    assert found
    assert float(found[1]) > 0


def test_concurrent_requests_have_exactly_their_own_signals(site):
    with watched(site):
        alone = {path: comparable(rows_of(site.url, path)) for path in OWN_SIGNALS}
        for path, names in OWN_SIGNALS.items():
            assert signals_in(alone[path]) & set().union(*OWN_SIGNALS.values()) == names
        with ThreadPoolExecutor(len(OWN_SIGNALS)) as pool:
            for _ in range(ROUNDS):
                together = pool.map(partial(rows_of, site.url), OWN_SIGNALS)
                assert dict(zip(OWN_SIGNALS, map(comparable, together), strict=True)) == alone


def comparable(rows):
    """Leave out what depends on the other requests.

    Whether a thread has a connection yet; and whether the toolbar of another request is
    there to receive ``template_rendered``, which it then keeps to itself.
    """
    return [row for row in rows if row[2] not in {"connection_created", "template_rendered"}]


def signals_in(rows):
    return {name for _, kind, name in rows if kind != "call"}
