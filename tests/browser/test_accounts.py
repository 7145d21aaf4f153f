"""Logging in and out, failing to, and signing up."""

from __future__ import annotations

from textwrap import dedent

import pytest

from .panel import details, open_panel, row_of, story, switch_to

pytestmark = pytest.mark.browser

WRONG_PASSWORD = "Wr0ng-5ecret"


def test_a_login_shows_its_receivers_in_order_after_the_session_is_saved(visitor):
    path = visitor.log_in("grace")
    switch_to(visitor.page, "POST", path)
    assert story(visitor.page) == dedent("""\
        pre_save Session
        post_save Session
        user_logged_in User
          > update_last_login
            pre_save User
            post_save User
              > create_profile
          > record_login
            pre_save Activity
            post_save Activity
        pre_save Session
        post_save Session""")
    assert details(row_of(visitor.page, "user_logged_in"))["user"] == "auth.User(pk=2)"


def test_a_failed_login_shows_its_signal_and_nowhere_the_password(visitor):
    visitor.log_in("grace", WRONG_PASSWORD)
    panel = open_panel(visitor.page)
    assert story(visitor.page) == dedent("""\
        user_login_failed auth
          > record_failed_login
            pre_save Activity
            post_save Activity""")
    assert details(row_of(visitor.page, "user_login_failed"))["credentials"] == "********"
    assert WRONG_PASSWORD not in panel.inner_html()


def test_a_logout_shows_its_signal_before_the_session_goes(visitor):
    visitor.log_in("grace")
    path = visitor.press("Log out")
    switch_to(visitor.page, "POST", path)
    assert story(visitor.page) == dedent("""\
        user_logged_out User
          > record_logout
            pre_save Activity
            post_save Activity""")


def test_signing_up_nests_the_profile_in_the_save_of_the_user(visitor):
    panel = sign_up(visitor, "lovelace")
    assert story(visitor.page) == dedent("""\
        pre_save User
        post_save User
          > create_profile
            pre_save Profile
            post_save Profile""")
    assert "Longer-5ecret" not in panel.inner_html()


def test_verifying_an_address_sends_user_verified_once_the_profile_is_saved(visitor):
    sign_up(visitor, "hopper")
    visitor.page.keyboard.press("Escape")
    visitor.page.get_by_role("link", name="Verify my address").click()
    open_panel(visitor.page)
    assert story(visitor.page) == dedent("""\
        pre_save Profile
        post_save Profile
        user_verified User
          > send_welcome_mail""")
    visitor.go("/outbox/")
    assert visitor.page.get_by_role("heading", name="Welcome aboard").count() == 1


def sign_up(visitor, username):
    visitor.go("/accounts/signup/")
    visitor.fill(username=username, email=f"{username}@example.com")
    visitor.fill(password1="Longer-5ecret", password2="Longer-5ecret")
    visitor.press("Sign up")
    return open_panel(visitor.page)
