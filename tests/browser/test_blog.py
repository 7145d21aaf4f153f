"""Posts with tags, comments and flags."""

from __future__ import annotations

from textwrap import dedent

import pytest

from .panel import details, open_panel, row_of, story, switch_to

pytestmark = pytest.mark.browser

SAVED = """\
pre_save Post
  > fill_slug
post_save Post
  > update_search_entry
    pre_save SearchEntry
    post_save SearchEntry
"""


def tags_changed(*actions):
    return "".join(
        f"m2m_changed Post_tags [{action}] [in transaction]\n  > count_tags\n" for action in actions
    )


def test_a_new_post_shows_its_save_then_its_tags_with_nested_saves(ada):
    switch_to(ada.page, "POST", write_post(ada, "Whistles", "harbour", "lamps"))
    assert story(ada.page) == (SAVED + tags_changed("pre_add", "post_add")).rstrip()


def test_an_update_shows_the_tags_taken_away_before_those_added(ada):
    write_post(ada, "Bells", "harbour")
    ada.go(f"{ada.path}edit/")
    ada.untick("harbour")
    ada.tick("lamps")
    switch_to(ada.page, "POST", ada.press("Save post"))
    changes = tags_changed("pre_remove", "post_remove", "pre_add", "post_add")
    assert story(ada.page) == (SAVED + changes).rstrip()


def test_a_deletion_shows_its_receivers_in_its_transaction(ada):
    write_post(ada, "Gongs")
    ada.go(f"{ada.path}delete/")
    switch_to(ada.page, "POST", ada.press("Delete post"))
    assert story(ada.page) == dedent("""\
        pre_delete Post
        post_delete Post [in transaction]
          > remove_cover
          > count_tags_of_deleted_post""")


def test_a_comment_shows_the_receiver_that_mails_its_author(ada):
    ada.go("/blog/posts/a-log-book-for-every-watch/")
    ada.fill(body="A dull night.")
    switch_to(ada.page, "POST", ada.press("Post comment"))
    assert story(ada.page) == dedent("""\
        pre_save Comment
        post_save Comment
        new_comment_added Comment
          > mail_post_author""")
    assert "comment" in details(row_of(ada.page, "new_comment_added"))
    assert in_outbox(ada, "New comment on A log book for every watch")


def test_a_flag_shows_one_receiver_that_saves_and_one_that_mails(ada):
    ada.go("/blog/posts/reading-the-flags/")
    path = ada.press("Flag this comment")
    switch_to(ada.page, "POST", path)
    assert story(ada.page) == dedent("""\
        comment_flagged Comment
          > record_flag
            pre_save Flag
            post_save Flag
          > mail_moderators""")
    assert in_outbox(ada, f"Comment {path.split('/')[3]} was flagged")


def test_markup_in_a_title_changes_neither_page_nor_panel(ada):
    title = "<script>alert(1)</script>"
    path = write_post(ada, title)
    assert title in ada.page.get_by_role("heading", level=1).inner_text()
    switch_to(ada.page, "POST", path)
    assert story(ada.page) == SAVED.rstrip()


def test_a_signal_without_a_sender_shows_its_arguments_and_the_answer(ada):
    ada.go("/blog/notify/")
    open_panel(ada.page)
    assert story(ada.page) == "notification\n  > greet_users"
    assert "Ada Lovelace" in details(row_of(ada.page, "notification"))["users"]
    assert "Hello, Ada Lovelace" in details(row_of(ada.page, "greet_users"))["Returned"]


def write_post(visitor, title, *tags):
    """Write a post; return the path of the form."""
    visitor.go("/blog/write/")
    visitor.fill(title=title, body="Nobody listens in fog.")
    visitor.tick(*tags)
    return visitor.press("Save post")


def in_outbox(visitor, subject):
    visitor.go("/outbox/")
    return visitor.page.get_by_role("heading", name=subject).count() == 1
