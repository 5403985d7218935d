"""What no page may do, and no browser may do on anybody's behalf."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse

from carrot.models import Attempt, LogEntry, MessageLog, ScheduledTask, Status
from tests.monitor.pages import addresses
from tests.monitor.rows import message, one_of_each

pytestmark = pytest.mark.django_db

EVIL = "<script>alert('x')</script><img src=x onerror=alert(1)>\"'><b>"
WITHOUT_CSRF = [name for name in settings.MIDDLEWARE if "Csrf" not in name]


@pytest.mark.parametrize("address", addresses())
def test_every_page_sends_the_strict_headers(client, address):
    response = client.get(address)
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", addresses())
def test_no_page_holds_an_inline_script_style_or_handler(client, address):
    page = client.get(address).content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", page)
    assert "<style" not in page
    assert not re.search(r"<[^>]+\s(on[a-z]+|style)=", page)
    assert not re.search(r"(src|href|action)=\"(https?:)?//", page)


def snapshot() -> list[tuple[object, ...]]:
    rows = [*MessageLog.objects.order_by("pk").values_list()]
    return [*rows, *ScheduledTask.objects.order_by("pk").values_list()]


@pytest.mark.parametrize("method", ["get", "head"])
def test_reading_never_changes_anything(client, method):
    one_of_each()
    before = snapshot()
    for address in addresses():
        query = "?action=delete&chosen=1&confirmed=1&queue=default&action_all=delete&state=all"
        getattr(client, method)(address + query)
    assert snapshot() == before


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
@pytest.mark.parametrize("address", addresses())
def test_other_methods_are_not_allowed(client, method, address):
    assert getattr(client, method)(address).status_code == 405


@pytest.mark.parametrize("middleware", [settings.MIDDLEWARE, WITHOUT_CSRF])
def test_a_form_without_the_token_is_refused_even_without_the_middleware(middleware):
    row = message(Status.FAILED)
    with override_settings(MIDDLEWARE=middleware):
        response = Client(enforce_csrf_checks=True).post(
            reverse("carrot:messages-action"), {"action": "requeue", "chosen": row.pk}
        )
    assert response.status_code == 403
    row.refresh_from_db()
    assert row.status == Status.FAILED


def test_a_form_with_the_token_of_a_page_is_taken():
    row = message(Status.FAILED)
    client = Client(enforce_csrf_checks=True)
    page = client.get(reverse("carrot:message", args=[row.uuid])).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    response = client.post(
        reverse("carrot:messages-action"),
        {"action": "requeue", "chosen": row.pk, "csrfmiddlewaretoken": token[1]},
    )
    assert response.status_code == 302
    row.refresh_from_db()
    assert row.status == Status.PUBLISHED


def test_a_form_from_another_site_is_refused(client):
    row = message(Status.FAILED)
    data = {"action": "requeue", "chosen": row.pk}
    address = reverse("carrot:messages-action")
    assert client.post(address, data, HTTP_SEC_FETCH_SITE="cross-site").status_code == 403
    row.refresh_from_db()
    assert row.status == Status.FAILED
    assert client.post(address, data, HTTP_SEC_FETCH_SITE="same-origin").status_code == 302


def test_a_host_that_is_not_allowed_is_refused(client):
    with override_settings(ALLOWED_HOSTS=["monitor.example.com"]):
        assert client.get(reverse("carrot:overview"), HTTP_HOST="evil.test").status_code == 400


def test_html_of_strangers_is_text_everywhere(client):
    row = message(
        Status.FAILED,
        task=EVIL,
        queue=EVIL,
        exchange=EVIL,
        routing_key=EVIL,
        virtual_host=EVIL,
        worker=EVIL,
        arguments={EVIL: EVIL, "nested": [{"key": EVIL, "value": {EVIL: [EVIL]}}]},
        output=EVIL,
        exception=EVIL,
        traceback=EVIL,
        attempt=2,
    )
    Attempt.objects.create(message=row, number=1, exception=EVIL, traceback=EVIL, output=EVIL)
    LogEntry.objects.create(
        message=row, attempt=2, time=row.publish_time, level=20, logger=EVIL, text=EVIL
    )
    for address in (
        reverse("carrot:message", args=[row.uuid]),
        reverse("carrot:message-live", args=[row.uuid]),
        reverse("carrot:messages", args=["failed"]),
        reverse("carrot:messages", args=["all"]) + "?q=%3Cscript%3Ealert('x')",
        reverse("carrot:overview"),
    ):
        page = client.get(address).content.decode()
        assert "alert(" in page
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "'><b>" not in page


def test_html_in_an_address_is_text(client):
    query = dict.fromkeys(("q", "task", "queue", "status", "when", "from", "before"), EVIL)
    page = client.get(reverse("carrot:messages", args=["all"]), query).content.decode()
    assert "<script>alert" not in page
    assert "'><b>" not in page
    page = client.get(reverse("carrot:messages", args=[EVIL.replace("/", "")])).content.decode()
    assert "<script>alert" not in page


def test_terminal_sequences_are_dropped_and_hidden_characters_are_shown(client):
    row = message(Status.FAILED, traceback="\x1b[31mred\x1b[0m \u202egpj.exe \x07 \u200b")
    page = client.get(reverse("carrot:message", args=[row.uuid])).content.decode()
    assert "red [U+202E]gpj.exe [U+0007] [U+200B]" in page
    assert "\x1b" not in page
    assert "\u202e" not in page


def test_what_looks_like_a_secret_is_hidden_everywhere(client):
    secret = "hunter2"
    row = message(
        arguments={
            "password": secret,
            "api_key": secret,
            "headers": [{"key": "Authorization", "value": secret}],
            "deep": {"list": [{"cookie": secret, "order": 17}]},
        },
        output=f'{{"token": "{secret}", "rows": 12}}',
    )
    for address in (
        reverse("carrot:message", args=[row.uuid]),
        reverse("carrot:messages", args=["completed"]),
    ):
        page = client.get(address).content.decode()
        assert secret not in page
        assert "••••••" in page
    assert "17" in client.get(reverse("carrot:message", args=[row.uuid])).content.decode()


@pytest.mark.parametrize("target", ["https://evil.test/", "//evil.test", "javascript:alert(1)"])
def test_an_action_leads_to_no_other_site(client, target):
    row = message(Status.FAILED)
    data = {"action": "requeue", "chosen": row.pk, "next": target}
    response = client.post(reverse("carrot:messages-action"), data)
    assert response.url == reverse("carrot:messages", args=["all"])
