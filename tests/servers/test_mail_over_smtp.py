"""The mails that receivers send arrive at a real server, and the panel shows who sent them."""

from __future__ import annotations

import pytest

from tests.outline import outline, rows_in

from .fixtures import fresh_site, watched
from .mailbox import mailbox
from .people import Person
from .whole_panel import whole_panel

POST = "/blog/posts/a-log-book-for-every-watch/"

PLACED = """
pre_save Order
post_save Order
pre_save OrderLine
post_save OrderLine
order_placed Order [in transaction]
  > reserve_stock
  > mail_confirmation
""".strip()
COMPLETED = """
pre_save Order
post_save Order
order_completed Order
  > mail_invoice
""".strip()
COMMENTED = """
pre_save Comment
post_save Comment
new_comment_added Comment
  > mail_post_author
""".strip()


@pytest.fixture(scope="module")
def post_office():
    """Serve SMTP."""
    with mailbox() as box:
        yield box


@pytest.fixture(scope="module")
def mailing_site(tmp_path_factory, post_office):
    """Run the demo site where mails go to the post office."""
    variables = {"SMTP_URL": post_office.url}
    with fresh_site("wsgi", tmp_path_factory, variables=variables) as server:
        yield server


@pytest.fixture
def ada(mailing_site, post_office):
    """Log in as ada."""
    with watched(mailing_site):
        person = Person(mailing_site.url)
        person.log_in("ada")
        assert post_office.take() == []
        yield person


def test_placing_an_order_sends_its_confirmation(ada, post_office):
    answer = ada.fill_in("/shop/order/", **{"signal-lamp": "1"})
    [mail] = post_office.take()
    number = answer.headers["Location"].strip("/").rpartition("/")[2]
    assert (mail["Subject"], mail["To"]) == (f"Order {number} is placed", "ada@example.com")
    assert mail["From"] == "Signal Station <station@example.com>"
    assert mail.get_content().strip() == f"Thank you, ada! We have Order {number}."
    assert recorded(ada, answer) == PLACED


def test_completing_an_order_sends_its_invoice(ada, post_office):
    placed = ada.fill_in("/shop/order/", **{"flag-set": "1"}).headers["Location"]
    post_office.take()
    answer = ada.fill_in(placed, to=f"{placed}complete/")
    [mail] = post_office.take()
    number = placed.strip("/").rpartition("/")[2]
    assert (mail["Subject"], mail["To"]) == (f"Invoice for order {number}", "ada@example.com")
    assert "Flag set" in mail.get_content()
    assert recorded(ada, answer) == COMPLETED


def test_a_comment_sends_a_mail_to_the_author_of_the_post(ada, post_office):
    answer = ada.fill_in(POST, to=f"{POST}comments/", body="Who reads it in the morning?")
    [mail] = post_office.take()
    subject = "New comment on A log book for every watch"
    assert (mail["Subject"], mail["To"]) == (subject, "grace@example.com")
    assert "Who reads it in the morning?" in mail.get_content()
    assert recorded(ada, answer) == COMMENTED


def recorded(person, answer):
    """Return what the panel says of a request that ended in a redirect."""
    assert answer.status == 302, answer.text
    return outline(rows_in(whole_panel(person.site, answer.request_id)))
