"""For whom a form is read, and that what was stored for an older signature is not cast."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission, User
from django.test import RequestFactory

from carrot import task
from carrot.models import MessageLog, Status
from carrot.monitor.forms.reading import Begun
from carrot.tasks import registry
from tests.monitor.rows import message
from tests.monitor.runs import edit, open_
from tests.monitor.schedules import REFUND, page_of, register, widget_of

__all__ = ["register"]

pytestmark = pytest.mark.django_db


def request_of(user: User | None = None, address: str = "203.0.113.9"):
    made = RequestFactory().post("/", REMOTE_ADDR=address)
    if user is not None:
        made.user = user
    return made


def reading(request):
    return Begun.by(request).reading(registry.get(REFUND))


def test_a_form_is_read_as_typed_by_somebody_who_sees_what_they_may_see():
    user = User.objects.create_user("ada")
    user.user_permissions.add(Permission.objects.get(codename="view_permission"))
    found = reading(request_of(user))
    assert found.from_browser
    assert not found.found
    assert found.may_view(Permission)
    assert not found.may_view(User)


def test_nobody_in_particular_sees_what_the_machine_itself_may():
    assert not reading(request_of()).may_view(User)
    assert reading(request_of(address="127.0.0.1")).may_view(User)


def test_a_message_of_an_older_signature_opens_with_what_fits_and_casts_nothing(client, register):
    def pay(order: int, amount: float, note: str) -> None:
        """Pay."""

    pay_now = register(task(pay, name="shop.pay"))
    row = message(
        Status.FAILED,
        task=pay_now.name,
        arguments={"order": 7, "amount": "19.90", "currency": "EUR"},
        fingerprint="another",
        signature={"order": "int", "amount": "str", "currency": "str"},
    )
    response = open_(client, message=row.uuid)
    assert widget_of(response)["data"] == {"order": 7, "amount": None, "note": ""}
    page = page_of(response)
    assert 'amount = "19.90"' in page
    assert "was str, is now float" in page
    assert 'currency = "EUR"' in page
    labels = {fault.label for fault in response.context["faults"]}
    assert {"Amount", "Note"} <= labels
    edit(client, row, arguments={"order": 7, "amount": 19.9, "note": "late"})
    copy = MessageLog.objects.get(copy_of=row)
    assert copy.arguments == {"order": 7, "amount": 19.9, "note": "late"}
    assert copy.fingerprint == pay_now.arguments.fingerprint
