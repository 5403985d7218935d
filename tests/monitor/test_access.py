"""Who may come in, and who may change something."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client, override_settings
from django.urls import reverse

from carrot import urls
from carrot.models import MessageLog, Status
from tests.monitor.pages import addresses
from tests.monitor.rows import message

pytestmark = pytest.mark.django_db

LOGIN = {"monitor_authentication": ["django.contrib.auth.decorators.login_required"]}
PROXY_HEADERS = [
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
    "HTTP_VIA",
]


def requeue(client: Client, row: MessageLog, **extra: str) -> int:
    data = {"action": "requeue", "chosen": row.pk}
    return client.post(reverse("carrot:messages-action"), data, **extra).status_code


def test_every_url_of_the_monitor_is_looked_at_here():
    assert len(addresses()) == len(urls.urlpatterns) >= 15


@pytest.mark.parametrize("address", addresses())
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_decorators_guard_every_url(client, address, method):
    with override_settings(CARROT=LOGIN):
        response = getattr(client, method)(address)
    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/")


def test_a_user_who_passes_the_decorators_may_read_and_change(client):
    client.force_login(User.objects.create_user("ada"))
    row = message(Status.FAILED)
    with override_settings(CARROT=LOGIN):
        assert client.get(reverse("carrot:overview")).status_code == 200
        assert requeue(client, row, REMOTE_ADDR="203.0.113.9") == 302
    row.refresh_from_db()
    assert row.status == Status.PUBLISHED


def test_the_first_decorator_listed_is_the_outermost(client):
    paths = ["tests.monitor.decorators.first", "tests.monitor.decorators.second"]
    with override_settings(CARROT={"monitor_authentication": paths}):
        response = client.get(reverse("carrot:overview"))
    assert response.headers["X-Order"] == "second first"


@pytest.mark.parametrize(
    "path", ["no.such.module.decorator", "django.contrib.auth.decorators.no_such", "nodots"]
)
@pytest.mark.parametrize("address", addresses())
def test_a_decorator_that_cannot_be_imported_closes_the_monitor(client, path, address):
    with override_settings(CARROT={"monitor_authentication": [path]}):
        response = client.get(address)
    assert response.status_code == 503
    assert path in response.content.decode()
    assert "monitor_authentication" in response.content.decode()


def test_settings_that_cannot_be_read_close_the_monitor_and_say_why(client):
    message(Status.FAILED, task="a.secret.task")
    with override_settings(CARROT={**LOGIN, "quueues": []}):
        response = client.get(reverse("carrot:messages", args=["failed"]))
    assert response.status_code == 503
    assert "quueues" in response.content.decode()
    assert "a.secret.task" not in response.content.decode()


def test_without_decorators_anybody_may_read(client):
    for address in ("overview", "workers", "plugins"):
        response = client.get(reverse(f"carrot:{address}"), REMOTE_ADDR="203.0.113.9")
        assert response.status_code == 200


def test_a_browser_on_the_same_machine_may_change_without_any_setting(client):
    for address in ("127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"):
        assert requeue(client, message(Status.FAILED), REMOTE_ADDR=address) == 302


@pytest.mark.parametrize("address", ["203.0.113.9", "10.0.0.1", "", "unix:", "::ffff:10.0.0.1"])
def test_a_browser_elsewhere_may_not_change_and_is_told_which_setting_to_set(client, address):
    row = message(Status.FAILED)
    response = client.post(
        reverse("carrot:messages-action"),
        {"action": "requeue", "chosen": row.pk},
        REMOTE_ADDR=address,
    )
    assert response.status_code == 403
    assert "monitor_authentication" in response.content.decode()
    assert "monitor_public_actions" in response.content.decode()
    row.refresh_from_db()
    assert row.status == Status.FAILED


@pytest.mark.parametrize("header", PROXY_HEADERS)
def test_a_request_through_a_proxy_is_not_local(client, header):
    extra = {"REMOTE_ADDR": "127.0.0.1", header: "127.0.0.1"}
    assert requeue(client, message(Status.FAILED), **extra) == 403


def test_a_user_with_the_permission_may_change_from_anywhere(client):
    user = User.objects.create_user("ada")
    client.force_login(user)
    row = message(Status.FAILED)
    assert requeue(client, row, REMOTE_ADDR="203.0.113.9") == 403
    user.user_permissions.add(Permission.objects.get(codename="change_messagelog"))
    assert requeue(client, row, REMOTE_ADDR="203.0.113.9") == 302


@pytest.mark.parametrize(("mode", "address", "status"), [
    (True, "203.0.113.9", 302),
    (False, "127.0.0.1", 403),
])  # fmt: skip
def test_public_actions_can_be_opened_to_all_and_closed_to_all(client, mode, address, status):
    with override_settings(CARROT={"monitor_public_actions": mode}):
        assert requeue(client, message(Status.FAILED), REMOTE_ADDR=address) == status


def test_a_page_offers_no_change_to_those_who_may_not(client):
    row = message(Status.FAILED)
    for address in (
        reverse("carrot:messages", args=["failed"]),
        reverse("carrot:message", args=[row.uuid]),
    ):
        assert 'method="post"' in client.get(address).content.decode()
        page = client.get(address, REMOTE_ADDR="203.0.113.9").content.decode()
        assert "<button name=" not in page
        assert 'value="requeue"' not in page
