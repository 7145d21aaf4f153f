"""Pages on which nothing is wrong: the panel finds nothing on any of them."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from .panel import findings, open_panel, switch_to
from .test_accounts import sign_up
from .test_blog import write_post
from .test_shop import place_order

pytestmark = pytest.mark.browser


def test_logging_in_and_out(visitor):
    assert found_in(visitor, visitor.log_in("grace")) == []
    visitor.go("/")
    assert found_in(visitor, visitor.press("Log out")) == []


def test_signing_up_and_verifying_the_address(visitor):
    sign_up(visitor, "somerville")
    assert findings(visitor.page) == []
    visitor.page.keyboard.press("Escape")
    visitor.page.get_by_role("link", name="Verify my address").click()
    open_panel(visitor.page)
    assert findings(visitor.page) == []


@pytest.mark.parametrize("path", ["/", "/blog/", "/shop/", "/accounts/activity/", "/lab/"])
def test_reading(ada, path):
    ada.go(path)
    open_panel(ada.page)
    assert findings(ada.page) == []


def test_writing_changing_and_deleting_a_post_with_tags_and_a_cover(ada):
    ada.go("/blog/write/")
    ada.page.locator("main [name='cover']").set_input_files(picture("red"))
    ada.fill(title="Foghorns", body="One long, two short.")
    ada.tick("harbour", "lamps")
    assert found_in(ada, ada.press("Save post")) == []
    path = ada.path
    ada.go(f"{path}edit/")
    ada.page.locator("main [name='cover']").set_input_files(picture("blue"))
    ada.fill(title="Foghorns at night")
    ada.untick("harbour")
    ada.tick("flags")
    assert found_in(ada, ada.press("Save post")) == []
    ada.go(f"{path}delete/")
    assert found_in(ada, ada.press("Delete post")) == []


def test_a_post_without_a_cover(ada):
    assert found_in(ada, write_post(ada, "Buoys", "harbour")) == []


def test_commenting_on_a_post_and_flagging_a_comment(ada):
    ada.go("/blog/posts/a-log-book-for-every-watch/")
    ada.fill(body="A quiet night.")
    assert found_in(ada, ada.press("Post comment")) == []
    ada.go("/blog/posts/reading-the-flags/")
    assert found_in(ada, ada.press("Flag this comment")) == []


def test_ordering_paying_and_completing(ada):
    assert found_in(ada, place_order(ada)) == []
    path = ada.path
    ada.go(path)
    ada.fill(card="4000 0000 0000 0001")
    assert found_in(ada, ada.press("Pay")) == []
    ada.go(path)
    assert found_in(ada, ada.press("Complete order")) == []


def test_adding_changing_and_deleting_a_user_in_the_admin(visitor):
    visitor.log_in("admin")
    visitor.go("/admin/auth/user/add/")
    visitor.fill(username="curie", password1="Longer-5ecret", password2="Longer-5ecret")
    assert found_in(visitor, visitor.press("Save")) == []
    path = visitor.path
    visitor.go(path)
    visitor.fill(first_name="Marie")
    visitor.page.locator("main [name='is_staff']").check()
    assert found_in(visitor, visitor.press("Save")) == []
    visitor.go(path.replace("/change/", "/delete/"))
    assert found_in(visitor, visitor.press("Yes")) == []
    visitor.complaints.clear()  # Chromium's own of the admin's missing icon


def found_in(visitor, posted):
    """Return what was found in the page that is shown, and in the request posted before it."""
    open_panel(visitor.page)
    shown = findings(visitor.page)
    switch_to(visitor.page, "POST", posted)
    return shown + findings(visitor.page)


def picture(colour):
    """Return a file to upload."""
    content = BytesIO()
    Image.new("RGB", (60, 20), colour).save(content, "PNG")
    return {"name": f"{colour}.png", "mimeType": "image/png", "buffer": content.getvalue()}
