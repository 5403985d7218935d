"""A plugin's trouble with the database stays its own."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.utils import timezone

from carrot.models import MessageLog
from carrot.plugins import Action, Card, actions, calls, hookimpl
from carrot.testing import registered


class BadQuery:
    @hookimpl
    def overview_cards(self, request):
        yield Card(title="Before", value=1)
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM nowhere")


@pytest.mark.django_db
def test_a_failed_query_of_a_plugin_does_not_spoil_the_transaction_of_the_page(rf):
    with registered(BadQuery(), "bad-query"), transaction.atomic():
        given = [
            each
            for each in calls.gather("overview_cards", Card, request=rf.get("/"))
            if each.plugin == "bad-query"
        ]
        rest_of_the_page = MessageLog.objects.count()

    assert [each.value.title for each in given if each.value] == ["Before"]
    assert "nowhere" in given[-1].error
    assert rest_of_the_page == 0


def _row() -> MessageLog:
    return MessageLog.objects.create(task="store.tasks.refund", publish_time=timezone.now())


@pytest.mark.django_db
def test_an_action_that_fails_half_way_changes_nothing_and_names_its_plugin(rf):
    row = _row()

    def rename(request, messages):
        messages.update(task="renamed")
        raise RuntimeError("<b>half way</b>")

    report = actions.run(
        "shop", Action(name="rename", label="Rename", run=rename), rf.post("/"), _all()
    )

    assert report.failed
    assert report.text == (
        "Nothing was changed: the plugin shop failed in rename: RuntimeError: <b>half way</b>"
    )
    assert MessageLog.objects.get(pk=row.pk).task == "store.tasks.refund"


@pytest.mark.django_db
def test_an_action_without_a_sentence_still_has_a_report(rf):
    _row()

    def drop(request, rows):
        rows.delete()

    report = actions.run(
        "shop",
        Action(name="drop", label="Drop", run=drop),
        rf.post("/"),
        _all(),
    )

    assert (report.text, report.failed) == ("Drop: done.", False)
    assert MessageLog.objects.count() == 0


def _all():
    return MessageLog.objects.all()
