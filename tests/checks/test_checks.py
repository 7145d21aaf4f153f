"""The system checks: what ``manage.py check`` says of a project."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core import checks

import signals_panel
from signals_panel.checks import connections as connection_checks

ROOT = Path(signals_panel.__file__).parent.parent

RUN = """
import contextlib, json, sys
from django.conf import settings
given = json.loads(sys.argv[1])
settings.configure(**{
    "DEBUG": True, "INSTALLED_APPS": ["signals_panel", "shop"], "DATABASES": {},
    "STATIC_URL": "/s/", "MIDDLEWARE": ["debug_toolbar.middleware.DebugToolbarMiddleware"],
    "TEMPLATES": [], "ROOT_URLCONF": "urls", **given,
})
import django
django.setup()
from django.core import checks
from django.core.checks.registry import registry
found = []
for check in registry.get_checks():
    with contextlib.suppress(ZeroDivisionError):
        found += check(app_configs=None, databases=[])
found = [
    {"id": each.id, "msg": each.msg, "hint": each.hint, "obj": each.obj, "level": each.level}
    for each in found if (each.id or "").startswith("signals_panel.")
]
print(json.dumps([found, sorted(sys.modules)]))
"""

READY = """
from django.apps import AppConfig
from django.core.signals import request_started
from django.db.models.signals import post_save

class ShopConfig(AppConfig):
    name = "shop"

    def ready(self):
"""
RECEIVERS = """
from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver

@receiver([pre_save, post_save])
def index(sender, **kwargs):
    pass
"""


@pytest.fixture
def project(tmp_path):
    """Return a function that checks a project with an app named shop, in a Python of its own.

    It takes the app's files, the body of its ``ready()`` and settings; it returns our
    messages and the names of the modules that were imported.
    """

    def check(files=(), ready=None, **settings):
        start = {"shop/__init__.py": "", "urls.py": "urlpatterns = []\n"}
        for name, text in {**start, **dict(files)}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        if ready is not None:
            lines = "".join(f"        {line}\n" for line in ready.splitlines())
            (tmp_path / "shop/apps.py").write_text(READY + lines)
        answer = subprocess.run(
            [sys.executable, "-W", "error", "-c", RUN, json.dumps(settings)],
            check=True,
            capture_output=True,
            text=True,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join((str(tmp_path), str(ROOT))),
                "DJANGO_SETTINGS_MODULE": "",
            },
        )
        return json.loads(answer.stdout)

    return check


def ids(answer):
    return [each["id"].removeprefix("signals_panel.") for each in answer[0]]


def messages(code):
    return [each for each in checks.run_checks() if each.id == f"signals_panel.{code}"]


def test_a_module_with_receivers_that_nothing_imports_is_w001(project, tmp_path):
    answer = project({"shop/receivers.py": RECEIVERS})
    [warning] = answer[0]
    assert warning["id"] == "signals_panel.W001"
    assert warning["level"] == checks.WARNING
    assert "shop.receivers connects receivers to pre_save, post_save" in warning["msg"]
    assert "ready()" in warning["hint"]
    assert warning["obj"].startswith(str(tmp_path / "shop/receivers.py:"))
    assert "shop.receivers" not in answer[1]


def test_a_module_with_one_receiver_that_nothing_imports_is_w001(project):
    [warning] = project(
        {"shop/receivers.py": RECEIVERS.replace("pre_save, post_save]", "pre_save]")}
    )[0]
    assert warning["msg"].startswith("shop.receivers connects receivers to pre_save, but")


def test_a_module_that_ready_imports_is_none(project):
    assert ids(project({"shop/receivers.py": RECEIVERS}, "from shop import receivers")) == []


def test_a_module_that_the_urlconf_imports_is_none(project):
    files = {
        "shop/receivers.py": RECEIVERS,
        "urls.py": "from shop import receivers\nurlpatterns = []\n",
    }
    assert ids(project(files)) == []


@pytest.mark.parametrize("module", ["shop.middleware", "shop.templatetags.shop"])
def test_a_module_that_django_imports_when_it_needs_it_is_none(project, module):
    files = {"shop/templatetags/__init__.py": "", f"{module.replace('.', '/')}.py": RECEIVERS}
    assert ids(project(files, MIDDLEWARE=["shop.middleware.Counting"])) == []


def test_a_module_whose_name_begins_like_a_setting_is_w001(project):
    files = {"shop/middle.py": RECEIVERS}
    assert ids(project(files, MIDDLEWARE=["shop.middleware.Counting"])) == ["W001"]


def test_a_module_is_not_judged_when_the_urlconf_cannot_be_loaded(project):
    """Django's own checks tell of it: they raise."""
    files = {"shop/receivers.py": RECEIVERS, "urls.py": "urlpatterns = 1 / 0\n"}
    assert ids(project(files)) == []


def test_a_module_is_not_judged_with_debug_off(project):
    assert ids(project({"shop/receivers.py": RECEIVERS}, DEBUG=False)) == []


LOCAL = """
def local(sender, **kwargs): pass
request_started.connect(local{})
"""


def test_a_receiver_that_only_debug_keeps_alive_is_w002(project, tmp_path):
    answer = project(ready=LOCAL.format(""))
    [warning] = answer[0]
    assert warning["id"] == "signals_panel.W002"
    assert warning["msg"].startswith(
        "shop.apps.ShopConfig.ready.<locals>.local is connected to request_started"
    )
    assert "weak=False" in warning["hint"]
    assert warning["obj"].startswith(str(tmp_path / "shop/apps.py:"))


def test_a_function_bound_twice_in_one_module_is_w002(project):
    twice = RECEIVERS + RECEIVERS.partition("import receiver\n")[2]
    answer = project({"shop/receivers.py": twice}, "from shop import receivers")
    [warning] = answer[0]
    assert warning["id"] == "signals_panel.W002"
    assert "receivers.py:" in warning["msg"]
    assert "has taken its name" in warning["msg"]
    assert "is connected to pre_save, post_save and lives only" in warning["msg"]
    assert warning["hint"] == "Give the two different names."


@pytest.mark.parametrize("options", [", weak=False", ""], ids=["strong", "held"])
def test_a_receiver_that_something_holds_is_none(project, options):
    held = "\nself.held = local" if not options else ""
    assert ids(project(ready=LOCAL.format(options) + held)) == []


def test_with_debug_off_it_would_be_dead_and_is_none(project):
    assert ids(project(ready=LOCAL.format(""), DEBUG=False)) == []


TWICE = "from shop.receivers import save\npost_save.connect(save)\npost_save.connect(save{})"
SAVE = {"shop/receivers.py": "def save(sender, **kwargs): pass\n"}


def test_a_receiver_connected_twice_is_w003(project, tmp_path):
    answer = project(SAVE, TWICE.format(", sender=ShopConfig"))
    [warning] = answer[0]
    assert warning["id"] == "signals_panel.W003"
    apps = tmp_path / "shop/apps.py"
    assert warning["msg"].startswith("shop.receivers.save is connected to post_save twice, for ")
    assert f"for every sender at {apps}:" in warning["msg"]
    assert f"for shop.apps.ShopConfig at {apps}:" in warning["msg"]
    assert warning["obj"] == f"{tmp_path / 'shop/receivers.py'}:1"


def test_a_second_connection_that_django_drops_is_none(project):
    assert ids(project(SAVE, TWICE.format(""))) == []


def test_connections_for_different_senders_are_none(project):
    senders = (
        "post_save.connect(save, sender=AppConfig)\npost_save.connect(save, sender=ShopConfig)"
    )
    assert ids(project(SAVE, f"from shop.receivers import save\n{senders}")) == []


TWO = "def save(sender, **kwargs): pass\ndef mail(sender, **kwargs): pass\n"
IMPORT = "from shop.receivers import mail, save\n"
ONE_UID = "post_save.connect({}, sender=ShopConfig, dispatch_uid='shop')\n"


def test_a_connect_that_another_receivers_uid_makes_do_nothing_is_w009(project, tmp_path):
    ready = IMPORT + ONE_UID.format("save") + ONE_UID.format("mail")
    [warning] = project({"shop/receivers.py": TWO}, ready)[0]
    apps = tmp_path / "shop/apps.py"
    assert warning["id"] == "signals_panel.W009"
    assert warning["level"] == checks.WARNING
    assert warning["msg"] == (
        f"shop.receivers.mail is not connected to post_save: connect() at {apps}:12 did nothing, "
        f"as shop.receivers.save, connected at {apps}:11, has its dispatch_uid 'shop'."
    )
    assert warning["obj"] == f"{apps}:12"


def test_the_same_receiver_again_is_none(project):
    ready = IMPORT + ONE_UID.format("save") * 2
    assert ids(project({"shop/receivers.py": TWO}, ready)) == []


def test_a_disconnect_that_left_what_it_meant_is_w010(project, tmp_path):
    ready = IMPORT + ONE_UID.format("save") + "post_save.disconnect(save)"
    [warning] = project({"shop/receivers.py": TWO}, ready)[0]
    apps = tmp_path / "shop/apps.py"
    assert warning["id"] == "signals_panel.W010"
    assert warning["msg"] == (
        f"shop.receivers.save is still connected to post_save: disconnect() at {apps}:12 removed "
        f"nothing, as the receiver was connected at {apps}:11 with the sender "
        "shop.apps.ShopConfig and with the dispatch_uid 'shop'."
    )
    assert warning["hint"].startswith("Call disconnect() as connect() was called: with the sender")
    assert warning["obj"] == f"{apps}:12"


def test_a_disconnect_of_what_a_package_connected_is_told_as_any(project):
    files = {
        "site-packages/depot/__init__.py": "",
        "site-packages/depot/receivers.py": SAVE["shop/receivers.py"]
        + "def start(signal): signal.connect(save, dispatch_uid='depot')\n",
    }
    ready = "import sys, os\nsys.path.append(os.path.abspath(__file__ + '/../../site-packages'))\n"
    ready += "from depot.receivers import save, start\nstart(post_save)\n"
    assert ids(project(files, ready)) == []
    assert ids(project(files, f"{ready}post_save.disconnect(save)")) == ["W010"]


def test_a_disconnect_of_another_object_is_none_as_it_may_be_meant(project):
    ready = IMPORT + "import functools\nself.held = functools.partial(save)\n"
    ready += "post_save.connect(self.held)\npost_save.disconnect(save)"
    assert ids(project({"shop/receivers.py": TWO}, ready)) == []


EAGER = "from django.core.signals import request_started\nfrom shop.receivers import save\n"
EAGER += "request_started.connect(save)\n"


def test_an_app_that_connects_before_us_is_w004(project):
    answer = project({**SAVE, "shop/__init__.py": EAGER}, INSTALLED_APPS=["shop", "signals_panel"])
    [warning] = answer[0]
    assert warning["id"] == "signals_panel.W004"
    assert warning["msg"] == (
        "signals_panel is listed after shop, so it did not see where shop.receivers.save "
        "was connected."
    )
    assert warning["hint"] == 'List "signals_panel" first in INSTALLED_APPS.'


def test_an_app_that_connects_after_us_is_none(project):
    files = {**SAVE, "shop/__init__.py": EAGER}
    assert ids(project(files, INSTALLED_APPS=["signals_panel", "shop"])) == []


def test_an_app_before_us_that_connects_in_ready_is_none(project):
    ready = "from shop.receivers import save\nrequest_started.connect(save)"
    assert ids(project(SAVE, ready, INSTALLED_APPS=["shop", "signals_panel"])) == []


def test_connections_unseen_for_want_of_debug_are_none(project):
    answer = project(
        {**SAVE, "shop/__init__.py": EAGER}, INSTALLED_APPS=["shop", "signals_panel"], DEBUG=False
    )
    assert ids(answer) == []


def test_the_panel_without_the_app_is_e002(project):
    panels = ["signals_panel.panel.SignalsPanel"]
    toolbar = ["django.contrib.staticfiles", "debug_toolbar"]
    answer = project(INSTALLED_APPS=toolbar, DEBUG_TOOLBAR_PANELS=panels)
    [error] = answer[0]
    assert error["id"] == "signals_panel.E002"
    assert error["level"] == checks.ERROR
    assert "INSTALLED_APPS" in error["hint"]
    answer = project(INSTALLED_APPS=["signals_panel", *toolbar], DEBUG_TOOLBAR_PANELS=panels)
    assert ids(answer) == []


def test_checks_work_without_the_toolbar(project):
    answer = project(SIGNALS_PANEL={"EDITOR": 1})
    assert ids(answer) == ["E001"]
    assert "debug_toolbar" not in answer[1]


def test_a_setting_that_is_no_dictionary_is_e001(settings):
    settings.SIGNALS_PANEL = ["EDITOR_URL"]
    [error] = messages("E001")
    assert "type list" in error.msg
    assert "dictionary" in error.hint


DATABASE = {"TOOLBAR_STORE_CLASS": "debug_toolbar.store.DatabaseStore"}
MEMORY = {"TOOLBAR_STORE_CLASS": "debug_toolbar.store.MemoryStore"}


def test_the_database_store_under_asgi_is_w005(settings):
    settings.DEBUG_TOOLBAR_CONFIG = DATABASE
    settings.ASGI_APPLICATION = "project.asgi.application"
    [warning] = messages("W005")
    assert "SynchronousOnlyOperation" in warning.msg
    assert "project.asgi.application" in warning.msg
    assert "MemoryStore" in warning.hint


def test_wsgi_beside_asgi_does_not_silence_w005(settings):
    """``startproject`` sets WSGI_APPLICATION in every project: it tells nothing."""
    settings.DEBUG_TOOLBAR_CONFIG = DATABASE
    settings.ASGI_APPLICATION = "project.asgi.application"
    settings.WSGI_APPLICATION = "project.wsgi.application"
    assert len(messages("W005")) == 1


def test_the_database_store_under_wsgi_is_none(settings):
    settings.DEBUG_TOOLBAR_CONFIG = DATABASE
    settings.WSGI_APPLICATION = "project.wsgi.application"
    assert messages("W005") == []


def test_another_store_under_asgi_is_none(settings):
    settings.DEBUG_TOOLBAR_CONFIG = MEMORY
    settings.ASGI_APPLICATION = "project.asgi.application"
    assert messages("W005") == []


@pytest.mark.parametrize("config", [MEMORY, {}], ids=["named", "by default"])
def test_the_memory_store_of_several_workers_is_w006(settings, monkeypatch, config):
    settings.DEBUG_TOOLBAR_CONFIG = config
    monkeypatch.setenv("WEB_CONCURRENCY", "3")
    [warning] = messages("W006")
    assert "WEB_CONCURRENCY is 3" in warning.msg
    assert "DatabaseStore" in warning.hint


@pytest.mark.parametrize("number", ["1", "", "auto"])
def test_the_memory_store_of_one_worker_is_none(settings, monkeypatch, number):
    monkeypatch.setenv("WEB_CONCURRENCY", number)
    assert messages("W006") == []


def test_another_store_of_several_workers_is_none(settings, monkeypatch):
    settings.DEBUG_TOOLBAR_CONFIG = DATABASE
    monkeypatch.setenv("WEB_CONCURRENCY", "3")
    assert messages("W006") == []


def test_a_toolbar_that_is_not_shown_needs_no_store(settings, monkeypatch):
    settings.DEBUG = False
    monkeypatch.setenv("WEB_CONCURRENCY", "3")
    assert messages("W006") == []
    settings.DEBUG_TOOLBAR_CONFIG = {"SHOW_TOOLBAR_CALLBACK": "project.show"}
    assert len(messages("W006")) == 1


def test_a_check_that_crashes_says_so_and_raises_nothing(monkeypatch):
    def crash():
        raise RuntimeError("no registry")

    monkeypatch.setattr(connection_checks, "registry_now", crash)
    [warning] = messages("W000")
    assert "check_connections failed: RuntimeError: no registry" in warning.msg
    assert "report" in warning.hint


def test_the_demo_site_gives_none():
    answer = subprocess.run(
        [sys.executable, str(Path(__file__).parents[2] / "demo_site/manage.py"), "check"],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "demo_site.settings"},
    )
    assert "signals_panel." not in answer.stdout + answer.stderr
