"""Whatever lies in the queue, the consumer hands it out and goes on."""

from __future__ import annotations

import json
import struct
from datetime import UTC, datetime
from uuid import uuid4

import pika
import pytest

from carrot import conf
from carrot.messages import Message
from tests.contracts.carriers import Carrier, nothing_comes, received

pytestmark = pytest.mark.rabbitmq

GOOD = json.dumps({"args": [], "kwargs": {}}).encode()
UUID = str(uuid4())


@pytest.mark.parametrize(
    ("body", "properties", "fault"),
    [
        (b"not JSON", {"message_id": UUID}, "not JSON"),
        (b"\xff\xfe\x00", {"message_id": UUID}, "not JSON"),
        (b"", {"message_id": UUID}, "not JSON"),
        (b"[" * 100_000, {"message_id": UUID}, "not JSON"),
        (b'{"kwargs": {"x": NaN}}', {"message_id": UUID}, "not JSON"),
        (b'{"kwargs": {"x": %s}}' % (b"9" * 5000), {"message_id": UUID}, "not JSON"),
        (b"[1, 2]", {"message_id": UUID}, "no JSON object"),
        (b'{"args": 1, "kwargs": []}', {"message_id": UUID}, "'args'"),
        (GOOD, {}, "is no UUID"),
        (GOOD, {"message_id": "17"}, "is no UUID"),
        (GOOD, {"message_id": UUID, "headers": {"type": 3}}, ""),
        (GOOD, {"message_id": UUID, "content_type": "application/x-python-pickle"}, ""),
        (b'{"kwargs": {"x": "%s"}}' % (b"x" * 2_000_000), {"message_id": UUID}, "bytes long"),
    ],
)
def test_what_cannot_be_read_is_handed_out_with_its_fault(
    carrier: Carrier, raw, body, properties, fault
):
    queue = carrier.queue()
    good = carrier.publish(queue)
    raw.basic_publish("", queue.name, body, pika.BasicProperties(**properties))
    consumer = carrier.consumer(queue)

    first, strange = received(consumer, 2)

    assert first.message_id == good
    assert first.fault == ""
    assert fault in strange.fault
    assert bool(strange.fault) == bool(fault)
    assert (strange.message_id is None) == bool(fault)
    assert len(strange.excerpt) <= 4096
    assert "\x00" not in strange.excerpt
    assert strange.excerpt[:5] == body[:5].decode("utf-8", "replace").replace("\x00", "\u2400")
    consumer.ack(strange)
    consumer.ack(first)
    consumer.close()
    assert nothing_comes(carrier.consumer(queue))


class InMilliseconds(pika.BasicProperties):
    """A header that holds a time in milliseconds, where AMQP means seconds: pika cannot read it."""

    def encode(self) -> list[bytes]:
        right, wrong = (b"T" + struct.pack(">Q", stamp) for stamp in (86_400, 1_700_000_000_000))
        encoded = b"".join(super().encode())
        assert right in encoded
        return [encoded.replace(right, wrong)]


def test_properties_that_break_pika_block_no_queue(carrier: Carrier, raw):
    queue = carrier.queue()
    first = carrier.publish(queue)
    headers = {"sent": datetime.fromtimestamp(86_400, UTC)}
    raw.basic_publish("", queue.name, GOOD, InMilliseconds(message_id=UUID, headers=headers))
    last = carrier.publish(queue)
    consumer = carrier.consumer(queue)

    deliveries = received(consumer, 3)

    assert [each.message_id for each in deliveries] == [first, None, last]
    assert "message_id" in deliveries[1].fault
    for delivery in deliveries:
        consumer.ack(delivery)
    assert nothing_comes(consumer)
    assert consumer.trouble == ""


def test_a_message_of_carrot_1_is_read(carrier: Carrier, raw):
    queue = carrier.queue()
    carrier.publish(queue)
    properties = pika.BasicProperties(
        message_id=UUID, headers={"type": "shop.tasks.pack"}, content_type="application/json"
    )
    raw.basic_publish("", queue.name, b'{"args": [1], "kwargs": {"a": 2}}', properties)

    _, old = received(carrier.consumer(queue), 2)

    assert str(old.message_id) == UUID
    assert old.task == "shop.tasks.pack"
    assert old.fault == ""
    assert old.excerpt == '{"args": [1], "kwargs": {"a": 2}}'


def test_the_largest_message_that_may_be_published_is_not_too_large(carrier: Carrier):
    # Two bytes of UTF-8 that are six on the wire.
    text = "é" * (conf.get().max_arguments // 2 - 100)
    queue = carrier.queue()
    message = Message(id=uuid4(), task="t", queue=queue.name, arguments={"x": text})
    carrier.broker.publish(message)

    [delivery] = received(carrier.consumer(queue), 1)
    assert delivery.fault == ""
    assert delivery.message_id == message.id
