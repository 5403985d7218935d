"""The bundled plugin `opentelemetry`: one trace from the publisher to the worker."""

from __future__ import annotations

import subprocess
import sys

import pytest
from asgiref.sync import async_to_sync
from django.utils import timezone
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from carrot.models import MessageLog
from carrot.publishing import publish_message
from carrot.scheduling.firing import run_now
from carrot.testing import registered, run_waiting
from carrot.worker import executor
from carrot.worker.protocol import Job
from carrot_plugins import opentelemetry
from carrot_plugins.opentelemetry import tracing
from tests.monitor.schedules import schedule
from tests.project import tasks

pytestmark = pytest.mark.django_db

ADD = "tests.project.tasks.add"


@pytest.fixture
def spans(monkeypatch):
    """What was traced, by name."""
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(tracing, "TRACER", provider.get_tracer("carrot"))
    with registered(opentelemetry, "tracing"):
        yield lambda: {each.name: each for each in exporter.get_finished_spans()}


def test_a_run_is_below_the_message_that_is_below_what_published_it(spans):
    with tracing.TRACER.start_as_current_span("a request"):
        row = publish_message(tasks.add, 2, b=40)

    run_waiting()

    found = spans()
    request, published, run = (
        found[name] for name in ("a request", f"publish {ADD}", f"run {ADD}")
    )
    assert published.parent.span_id == request.context.span_id
    assert run.parent.span_id == published.context.span_id
    assert run.context.trace_id == request.context.trace_id
    assert (published.kind, run.kind) == (SpanKind.PRODUCER, SpanKind.CONSUMER)
    assert dict(run.attributes) == {
        "messaging.system": "carrot",
        "messaging.operation.name": "run",
        "messaging.operation.type": "process",
        "messaging.destination.name": row.queue,
        "messaging.message.id": str(row.uuid),
        "carrot.task": ADD,
        "carrot.attempt": 1,
    }
    assert run.status.status_code == StatusCode.UNSET


def test_what_a_task_raises_is_in_its_span(spans):
    publish_message(tasks.fail, "no stock")

    run_waiting()

    run = spans()["run tests.project.tasks.fail"]
    assert run.status.status_code == StatusCode.ERROR
    (event,) = run.events
    assert event.attributes["exception.type"] == "ValueError"
    assert event.attributes["exception.message"] == "no stock"


@pytest.mark.django_db(transaction=True)
def test_a_coroutine_is_traced_as_a_function_is(spans):
    row = publish_message(tasks.wait, 0.01)
    (claimed,) = MessageLog.objects.claim(
        [row.uuid], worker="test", now=timezone.now(), lease_until=timezone.now()
    )

    async_to_sync(executor.run_async)(Job.of(claimed, queue="default"))

    found = spans()
    run = found["run tests.project.tasks.wait"]
    assert run.parent.span_id == found["publish tests.project.tasks.wait"].context.span_id


def test_a_task_that_publishes_another_hands_the_trace_on(spans):
    with tracing.TRACER.start_as_current_span("a request") as request:
        publish_message(tasks.add, 1)
    run_waiting()

    (trace_id,) = {each.context.trace_id for each in spans().values()}
    assert trace_id == request.get_span_context().trace_id


def test_the_message_of_a_schedule_begins_a_trace(spans):
    row = run_now(schedule(task=ADD, arguments={"a": 1}))

    run_waiting()

    found = spans()
    assert found[f"publish {ADD}"].parent is None
    assert found[f"run {ADD}"].parent.span_id == found[f"publish {ADD}"].context.span_id
    assert row.headers.keys() == {"traceparent"}


def test_an_unreadable_header_is_no_trouble(spans):
    row = publish_message(tasks.add, 1)
    MessageLog.objects.filter(pk=row.pk).update(headers={"traceparent": "nonsense"})

    (ran,) = run_waiting()

    assert ran.output == "2"
    assert spans()[f"run {ADD}"].parent is None


def test_without_the_package_the_plugin_has_no_hooks():
    program = (
        "import sys; sys.modules['opentelemetry'] = None; "
        "from carrot_plugins import opentelemetry as plugin; print(plugin.__all__)"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert (done.stdout.strip(), done.stderr) == ("[]", "")
