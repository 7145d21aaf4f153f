"""The line of source beside a place: a secret written into the code is not shown."""

from __future__ import annotations

import linecache

import pytest

from signals_panel.page.names import shown_place
from signals_panel.page.source_lines import source_line
from tests.signals import in_view

SECRET = "hunter2"


def shown(tmp_path, source, line=1):
    """Return how a line of a file with this source is shown."""
    path = tmp_path / "written.py"
    path.write_text(source)
    linecache.checkcache(str(path))
    return source_line(str(path), line)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('connect_to("db", password="hunter2")', "connect_to(********, password=********)"),
        ('user.set_password("hunter2")', "user.set_password(********)"),
        ('authenticate(request, "ann", "hunter2")', "authenticate(request, ********, ********)"),
        (
            'User.objects.create_user("ann", "hunter2")',
            "User.objects.create_user(********, ********)",
        ),
        ('API_TOKEN = b"hunter2"', "API_TOKEN = ********"),
        ('verify(otp=123456, x=rb"hunter2")', "verify(otp=********, x=********)"),
        ('data = {"password": "hunter2"}', 'data = {"password": ********}'),
        ('data = { "password" : "hunter2"}', 'data = { "password" : ********}'),
        ('data["password"] = "hunter2"', 'data["password"] = ********'),
        ('if data["token"] == "hunter2": go()', 'if data["token"] == ********: go()'),
        ("sent.send(x, password=f'{y}hunter2')", "sent.send(x, password=********)"),
        ('go("x")  # the password is hunter2', "go(********)"),
        ('go("postgres://ann:hunter2@db/shop")', 'go("postgres://********@db/shop")'),
        ('run("""CREATE USER PASSWORD \'hunter2\'', "run(********"),
        ('go("password", "hunter2', "go(********, ********"),
        ('go("an open hunter2', "go(********"),
    ],
)
def test_a_literal_beside_the_name_of_a_secret_is_masked(source, text, tmp_path):
    assert shown(tmp_path, source) == text


@pytest.mark.parametrize(
    "source",
    [
        'connect_to(\n    "db",\n    password=\n    "hunter2",\n)',
        'set_password(\n    user,  # of the shop\n    "hunter2")',
        'token = ("a"\n  "hunter2")',
        'token = "a" \\\n  "hunter2"',
        'run("""\nALTER USER ann hunter2\n""", [1])',
        'data = {"password":\n "hunter2"}',
        'run("""password\nhunter2""", x)',
    ],
)
def test_a_literal_is_masked_on_another_line_of_its_statement(source, tmp_path):
    lines = source.splitlines()
    for number, line in enumerate(lines, 1):
        if "hunter2" in line and not line.startswith("ALTER"):
            assert SECRET not in shown(tmp_path, source, number)


@pytest.mark.parametrize(
    "source",
    [
        'order_paid.send("web", total=3)',
        "author.save(update_fields=['name'])",
        'go("it\'s \\"fine\\"", {"a": 1}["a"])',
        'path("blog/<int:pk>/", views.post, name="post")',
    ],
)
def test_other_lines_are_shown_as_they_are(source, tmp_path):
    assert shown(tmp_path, source) == source


def test_there_is_no_line_of_a_file_that_cannot_be_read():
    assert source_line("/nowhere.py", 3) == ""
    assert source_line(__file__, 100_000) == ""


def test_a_place_has_its_line_without_the_secret(tmp_path):
    path = tmp_path / "written.py"
    path.write_text('connect_to("db", password="hunter2")')
    place = shown_place("x://{file}:{line}", {"file": str(path), "line": 1})
    assert place["source"] == "connect_to(********, password=********)"


def test_the_page_does_not_show_a_literal_at_a_call_site(client, stored, connect):
    def receives(sender, **kwargs):
        in_view.send("inner", password="hunter2") if sender != "inner" else None

    connect(in_view, receives)
    response = client.get("/plain/")
    content = stored(response).content
    assert "in_view.send(********, password=********)" in content
    assert SECRET not in content
