"""A plugin with columns in both lists, facts beside a message, and links to other places."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import prefetch_related_objects
from django.utils import timezone

from carrot.plugins import Column, Link, Section, hookimpl


@hookimpl
def register_columns():
    yield Column(
        name="schedule",
        label="Schedule",
        value=lambda message: getattr(message.scheduled_task, "task_name", None),
        prepare=lambda messages: prefetch_related_objects(messages, "scheduled_task"),
        order=115,
    )
    yield Column(
        name="size",
        label="Output",
        value=lambda message: len(message.output),
        fields=("output",),
    )
    yield Column(
        name="age",
        label="Age",
        value=lambda schedule: timedelta(days=3),
        target="schedule",
        order=105,
    )


@hookimpl
def log_sections(request, log):
    yield Section(
        title="Order",
        rows={
            "Number": 1042,
            "Placed": timezone.now(),
            "Customer": Link(label="Ada", url="/customers/7/"),
            "Paid": None,
        },
        order=105,
    )


@hookimpl
def nav_links(request):
    yield Link(label="Sentry", url="https://sentry.example.com/")
    yield Link(label="Grafana", url="https://grafana.example.com/")
