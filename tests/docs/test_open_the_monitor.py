"""What "Open the monitor" tells to write works, and what it says of the pages is so."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.http import HttpResponse
from django.test import override_settings
from django.urls import include, path, reverse

import carrot
from carrot.models import AuditEntry, Status
from tests.docs import reference
from tests.monitor.rows import message

PAGE = "howto/open_the_monitor"
TEMPLATES = Path(carrot.__file__).parent / "templates" / "carrot"

pytestmark = pytest.mark.django_db


def written(caption: str, name: str) -> ModuleType:
    """The page's file as a module."""
    module = ModuleType(name)
    reference.run(reference.code(PAGE, caption), vars(module))
    return module


def told(caption: str) -> dict[str, Any]:
    """What the page's settings say."""
    found: dict[str, Any] = vars(written(caption, "settings"))["CARROT"]
    return found


@pytest.fixture
def mounted(monkeypatch, settings):
    """The URLs of the page, and a login page of the admin."""
    urls = written("mysite/urls.py", "mysite.urls")
    login = path("login/", lambda request: HttpResponse("login"), name="login")
    urls.urlpatterns.append(path("admin/", include(([login], "admin"))))
    monkeypatch.setitem(sys.modules, "mysite.urls", urls)
    settings.ROOT_URLCONF = "mysite.urls"


@pytest.fixture
def behind(monkeypatch, settings):
    """Puts a decorator of the page around the monitor."""

    def put(caption: str) -> None:
        name = caption.removesuffix(".py").replace("/", ".")
        monkeypatch.setitem(sys.modules, name.partition(".")[0], ModuleType("mysite"))
        monkeypatch.setitem(sys.modules, name, written(caption, name))
        settings.CARROT = {"monitor_authentication": [f"{name}.monitor"]}

    return put


def user(permission: str = "", **kwargs: bool) -> User:
    made = User.objects.create_user("ada", **kwargs)
    if permission:
        made.user_permissions.add(Permission.objects.get(codename=permission))
    return made


def status(client, address: str = "carrot:overview") -> int:
    return client.get(reverse(address)).status_code


def requeue(client, **extra: str) -> int:
    data = {"action": "requeue", "chosen": message(Status.FAILED).pk}
    return client.post(reverse("carrot:messages-action"), data, **extra).status_code


def test_the_monitor_is_where_the_urls_of_the_page_put_it(client, mounted):
    assert reverse("carrot:overview") == "/back-office/jobs/"
    assert status(client) == 200


def test_the_settings_of_the_page_let_staff_in_and_nobody_else(client, mounted, settings):
    settings.CARROT = told("mysite/settings.py")

    assert client.get(reverse("carrot:overview")).url.startswith("/admin/login/")
    client.force_login(user(is_staff=True))
    assert status(client) == 200
    assert requeue(client, REMOTE_ADDR="203.0.113.9") == 302


@pytest.mark.parametrize(("permission", "expected"), [("view_messagelog", 200), ("", 302)])
def test_a_permission_lets_in(client, behind, permission, expected):
    behind("mysite/access.py")
    client.force_login(user(permission))

    assert status(client) == expected


@pytest.mark.parametrize(("permission", "expected"), [("change_messagelog", 302), ("", 403)])
def test_some_read_and_others_change(client, behind, permission, expected):
    behind("mysite/roles.py")
    assert status(client) == 302
    client.force_login(user(permission))

    assert status(client) == 200
    assert requeue(client) == expected


def test_a_change_is_kept_with_its_user_and_address(client, behind):
    behind("mysite/roles.py")
    client.force_login(user("change_messagelog"))
    requeue(client, REMOTE_ADDR="203.0.113.9")

    (entry,) = AuditEntry.objects.all()
    assert (entry.user, entry.address, entry.action) == ("ada", "203.0.113.9", "requeue")


@pytest.mark.parametrize(
    ("given", "here", "elsewhere"), [("local", 302, 403), (True, 302, 302), (False, 403, 403)]
)
def test_public_actions_are_as_the_page_says(client, settings, given, here, elsewhere):
    settings.CARROT = {"monitor_public_actions": given}

    assert requeue(client, REMOTE_ADDR="127.0.0.1") == here
    assert requeue(client, REMOTE_ADDR="203.0.113.9") == elsewhere


def test_a_user_with_the_permission_may_change_from_anywhere(client):
    client.force_login(user("change_messagelog"))

    assert requeue(client, REMOTE_ADDR="203.0.113.9") == 302


@pytest.mark.parametrize("template", ["closed", "refused", "not_found", "unavailable"])
def test_the_table_has_every_page_that_is_no_page(template):
    source = (TEMPLATES / f"{template}.html").read_text()
    (heading,) = re.findall(r"{% block heading %}(.*?){% endblock %}", source)

    assert re.search(rf"^{heading} +(403|404|503) ", reference.text(PAGE), re.MULTILINE)


def test_those_pages_have_the_status_of_the_table(client):
    rows = dict(re.findall(r"^(\w[\w ]+?)  +(\d{3})  ", reference.text(PAGE), re.MULTILINE))
    missing = client.get(reverse("carrot:messages", args=["nowhere"]))
    refused = client.post(reverse("carrot:messages-action"), REMOTE_ADDR="203.0.113.9")
    with override_settings(CARROT={"monitor_authentication": ["no.such.decorator"]}):
        closed = client.get(reverse("carrot:overview"))

    for response in (missing, refused, closed):
        headings = [name for name in rows if f"<h1>{name}" in response.content.decode()]
        assert [rows[name] for name in headings] == [str(response.status_code)]


def test_a_proxy_is_told_by_the_headers_that_the_page_sets(client):
    block = reference.text(PAGE).partition(".. code-block:: nginx")[2]
    headers = set(re.findall(r"proxy_set_header (\S+)", block)) - {"Host"}
    from_proxy = {f"HTTP_{name.upper().replace('-', '_')}": "x" for name in headers}

    assert headers == {"X-Forwarded-For", "X-Forwarded-Proto"}
    assert requeue(client, REMOTE_ADDR="127.0.0.1", **from_proxy) == 403
    assert requeue(client, REMOTE_ADDR="127.0.0.1") == 302
