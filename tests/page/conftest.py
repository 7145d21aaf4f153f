"""What the tests of the page share."""

from __future__ import annotations

import pytest
from django.urls import reverse


@pytest.fixture
def registry(client):
    """Return a function that gives the registry's view of a response."""

    def registry(response):
        query = {"request_id": response.headers["djdt-request-id"]}
        return client.get(reverse("djdt:signals_registry"), query).content.decode()

    return registry
