"""`manage.py check` names what is wrong with a project, and what to do about it."""

from __future__ import annotations

import ast

import pytest
from django.core import checks
from django.core.management import CommandError, call_command
from django.db import connection
from django.http import HttpResponse
from django.urls import include, path

from carrot.plugins import Panel, hookimpl
from carrot.testing import registered
from tests.plugins.depot import panels as depot
from tests.plugins.starts import connect, install

__all__ = ["connect", "install"]

# A project that shows the monitor, for settings.ROOT_URLCONF.
_monitor = ([path("", lambda request: HttpResponse(), name="overview")], "carrot")
urlpatterns = [path("carrot/", include(_monitor))]


@pytest.fixture
def mounted(settings):
    settings.ROOT_URLCONF = __name__


@pytest.fixture
def unmounted(settings):
    settings.ROOT_URLCONF = "tests.plugins.no_urls"


def messages(*, deploy: bool = False) -> dict[str, checks.CheckMessage]:
    found = checks.run_checks(tags=["carrot"], include_deployment_checks=deploy)
    return {message.id: message for message in found}


def test_a_project_as_it_should_be_passes(connect, mounted):
    connect(task_modules=["tests.project.tasks"])

    assert messages() == {}


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({"task_module": ["store.tasks"]}, ["task_module", "it has", "task_modules"]),
        ({"task_modules": "store.tasks"}, ["CARROT['task_modules']", "write ['store.tasks']"]),
        ({"processes": "two"}, ["CARROT['processes']", "'two'", "give a number"]),
        ({"default_broker": "amqp//host"}, ["CARROT['default_broker']", "write it as"]),
    ],
)
def test_a_faulty_setting_is_an_error_that_names_key_and_remedy(connect, given, names):
    connect(**given)

    error = messages()["carrot.E001"]

    assert error.level == checks.ERROR
    assert [name for name in names if name not in error.msg] == []


def test_a_faulty_setting_fails_the_command(connect):
    connect(processes=0)

    with pytest.raises(CommandError, match=r"carrot\.E001"):
        call_command("check", tags=["carrot"])


def test_a_task_module_that_raises_at_import_is_an_error(connect):
    connect(task_modules=["tests.plugins.broken_tasks"])

    error = messages()["carrot.E002"]

    assert "'tests.plugins.broken_tasks'" in error.msg
    assert "mend the module" in error.msg


def test_two_tasks_of_one_name_are_an_error_that_names_both_owners(connect):
    connect(task_modules=["tests.plugins.returns", "tests.plugins.twins"])

    error = messages()["carrot.E003"]

    assert "tests.plugins.returns" in error.msg
    assert "tests.plugins.twins" in error.msg


@pytest.mark.parametrize("module", ["import_error", "unknown_hook", "raises"])
def test_a_faulty_plugin_is_an_error_that_names_it(connect, install, module):
    install("shop_extras", extras=f"tests.plugins.{module}")
    connect()

    error = messages()["carrot.E004"]

    assert error.level == checks.ERROR
    assert "'extras'" in error.msg


def test_advice_on_a_plugin_is_a_warning(connect):
    connect(task_modules=["tests.plugins.defaulted"])

    assert messages()["carrot.W001"].level == checks.WARNING


def test_a_decorator_that_cannot_be_imported_is_an_error(connect):
    connect(monitor_authentication=["django.contrib.auth.decorators.login_requird"])

    error = messages()["carrot.E005"]

    assert "login_requird" in error.msg
    assert "monitor_authentication" in error.msg


def test_a_decorator_that_can_be_imported_is_fine(connect):
    connect(monitor_authentication=["django.contrib.auth.decorators.login_required"])

    assert messages() == {}


@pytest.mark.parametrize(
    "app", ["django_jsonform", "django.contrib.staticfiles", "django.contrib.messages"]
)
def test_an_app_that_the_monitor_needs_is_asked_for(connect, settings, mounted, app):
    settings.INSTALLED_APPS = [name for name in settings.INSTALLED_APPS if name != app]
    connect()

    error = messages()["carrot.E006"]

    assert error.hint == f"Add {app!r} to INSTALLED_APPS."


def test_templates_that_are_not_found_are_an_error(connect, settings, mounted):
    settings.TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates"}]
    connect()

    assert "'APP_DIRS': True" in messages()["carrot.E007"].hint


def test_reports_that_nobody_would_see_are_warned_about(connect, settings, mounted):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "messages" not in name]
    connect()

    warning = messages()["carrot.W003"]

    assert warning.level == checks.WARNING
    assert warning.hint == (
        "Add 'django.contrib.messages.middleware.MessageMiddleware' to MIDDLEWARE."
    )


def test_a_project_without_the_monitor_needs_none_of_its_apps(connect, settings, unmounted):
    settings.INSTALLED_APPS = ["carrot", "django.contrib.contenttypes", "django.contrib.auth"]
    connect()

    assert messages(deploy=True) == {}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="tells SQLite's settings")
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"transaction_mode": "IMMEDIATE"},
        {"init_command": "PRAGMA journal_mode=WAL"},
        {"transaction_mode": "DEFERRED", "init_command": "PRAGMA journal_mode=WAL"},
    ],
)
def test_sqlite_for_one_process_only_is_warned_about(connect, monkeypatch, options):
    connect()
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", options)

    warning = messages()["carrot.W002"]

    assert warning.level == checks.WARNING
    entry = warning.hint.removeprefix("Add ").partition(" to DATABASES")[0]
    pasted = ast.literal_eval(f"{{{entry}}}")
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", pasted["OPTIONS"])
    assert messages() == {}


def test_a_project_without_time_zones_is_an_error(connect, mounted, settings):
    connect()
    settings.USE_TZ = False

    error = messages()["carrot.E008"]

    assert error.level == checks.ERROR
    assert "USE_TZ = True" in error.hint


def test_a_public_monitor_is_warned_about_at_deployment_only(connect, mounted):
    connect()

    assert messages() == {}
    assert set(messages(deploy=True)) == {"carrot.W010"}


def test_changes_by_everybody_are_warned_about(connect, mounted):
    connect(monitor_public_actions=True)

    assert set(messages(deploy=True)) == {"carrot.W010", "carrot.W011"}


def test_a_guarded_monitor_is_not_warned_about(connect, mounted):
    connect(
        monitor_public_actions=True,
        monitor_authentication=["django.contrib.auth.decorators.login_required"],
    )

    assert messages(deploy=True) == {}


@pytest.mark.parametrize(
    ("broker", "expected"),
    [
        ("amqp://localhost/", set()),
        ("amqp://127.0.0.1/", set()),
        ("amqp://[::1]/", set()),
        ("amqp://rabbit.example.com/", {"carrot.W012", "carrot.W013"}),
        ("amqp://shop:S3CR3T@rabbit.example.com/", {"carrot.W013"}),
        ("amqps://guest:guest@rabbit.example.com/", {"carrot.W012"}),
        ("amqps://shop:S3CR3T@rabbit.example.com/", set()),
    ],
)
def test_a_remote_broker_needs_a_user_of_its_own_and_tls(connect, unmounted, broker, expected):
    connect(default_broker=broker)

    found = messages(deploy=True)

    assert set(found) == expected
    assert "S3CR3T" not in repr(found)


def test_the_broker_of_a_single_queue_is_looked_at_too(connect, unmounted):
    connect(queues=[{"name": "money", "host": "amqp://shop:S3CR3T@bank.example.com/"}])

    assert "bank.example.com" in messages(deploy=True)["carrot.W013"].msg


def test_a_missing_csrf_middleware_is_warned_about(connect, settings, mounted):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "Csrf" not in name]
    connect()

    assert "carrot.W014" in messages(deploy=True)


def test_a_panel_that_cannot_be_shown_is_a_warning_that_names_plugin_and_fault(connect, mounted):
    connect()

    class Hollow(Panel):
        slug = "hollow"
        title = "Hollow"
        template_name = "hollow/missing.html"

        def get_urls(self):
            return ["x/"]

        def check(self):
            yield checks.Warning("The depot is dark.", id="depot.W001")
            yield "no message"

    class Guest:
        @hookimpl
        def register_panels(self):
            yield Hollow()

    with registered(Guest(), "guest"):
        found = [
            each.msg for each in checks.run_checks(tags=["carrot"]) if each.id == "carrot.W005"
        ]

    assert found[0].startswith("The panel 'hollow' of the plugin 'guest': its template")
    assert "hollow/missing.html' is not found" in found[0]
    assert "get_urls gave a str" in found[1]
    assert "it gave a str where a CheckMessage belongs" in found[2]
    assert len(found) == 3


def test_a_panel_says_itself_what_is_wrong_with_it(connect, mounted, monkeypatch):
    connect()
    warning = checks.Warning("The depot is dark.", id="depot.W001")
    monkeypatch.setattr(depot.Shelves, "check", lambda self: [warning])

    with registered(depot):
        assert list(messages()) == ["depot.W001"]
