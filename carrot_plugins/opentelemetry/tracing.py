"""Traces from the publisher to the worker, by OpenTelemetry.

A message carries the context of its publisher, in the headers of the configured propagators, and
its run is a span below that. Names of attributes are those of the semantic conventions for
messaging (https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/).
"""

from __future__ import annotations

from collections.abc import Generator, Mapping

from opentelemetry import propagate, trace
from opentelemetry.trace import SpanKind
from opentelemetry.util.types import AttributeValue

from carrot.models import MessageLog
from carrot.plugins import Call, hookimpl

TRACER = trace.get_tracer("carrot")


@hookimpl
def message_headers(message: MessageLog) -> Mapping[str, str]:
    about = _attributes(message.task, message.queue, str(message.uuid), "publish", "create")
    headers: dict[str, str] = {}
    # A span of its own: the run is below this message, also where one request publishes many.
    with TRACER.start_as_current_span(
        f"publish {message.task}", kind=SpanKind.PRODUCER, attributes=about
    ):
        propagate.inject(headers)
    return headers


@hookimpl(wrapper=True)
def run_task(call: Call) -> Generator[None, object, object]:
    about = _attributes(call.task, call.queue, str(call.message_id), "run", "process")
    with TRACER.start_as_current_span(
        f"run {call.task}",
        context=propagate.extract(call.headers),
        kind=SpanKind.CONSUMER,
        attributes={**about, "carrot.attempt": call.attempt},
    ):
        return (yield)


def _attributes(
    task: str, queue: str, message_id: str, name: str, kind: str
) -> dict[str, AttributeValue]:
    return {
        "messaging.system": "carrot",
        "messaging.operation.name": name,
        "messaging.operation.type": kind,
        "messaging.destination.name": queue,
        "messaging.message.id": message_id,
        "carrot.task": task,
    }
