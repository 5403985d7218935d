"""Messages as bytes, and whatever bytes as deliveries."""

from __future__ import annotations

import json
from uuid import UUID, uuid4

import pika
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carrot.brokers.rabbitmq import wire
from carrot.messages import Message


def read(body: bytes, properties: pika.BasicProperties):
    return wire.read("q", body, properties, tag=1, redelivered=False, largest=100_000)


def test_the_wire_has_the_format_of_carrot_1():
    message = Message(id=uuid4(), task="shop.pack", arguments={"a": 1}, headers={"trace": "x"})

    body, properties = wire.write(message, priority=7)

    assert json.loads(body) == {"args": [], "kwargs": {"a": 1}}
    assert properties.headers == {"type": "shop.pack", "trace": "x"}
    assert properties.message_id == str(message.id)
    assert properties.priority == 7
    assert properties.delivery_mode == 2
    assert properties.content_type == "application/json"


def test_a_header_cannot_change_the_task():
    message = Message(id=uuid4(), task="shop.pack", headers={"type": "os.system"})

    assert wire.write(message, priority=0)[1].headers["type"] == "shop.pack"


texts = st.text(st.characters())
documents = st.dictionaries(
    texts, st.recursive(st.none() | st.booleans() | st.integers() | texts, st.lists)
)


@settings(deadline=None, max_examples=50)
@given(st.uuids(), documents)
def test_what_is_written_can_be_read(message_id: UUID, arguments):
    body, properties = wire.write(Message(id=message_id, task="t", arguments=arguments), priority=0)

    delivery = read(body, properties)

    assert delivery.fault == ""
    assert delivery.message_id == message_id
    assert delivery.task == "t"


odd = st.none() | st.integers() | texts | st.binary() | st.lists(st.integers())


@settings(deadline=None)
@given(st.binary(), odd, st.none() | st.dictionaries(st.sampled_from(["type", "x"]), odd))
def test_anything_else_is_a_delivery_with_a_fault(body: bytes, message_id, headers):
    properties = pika.BasicProperties(headers=headers)
    properties.message_id = message_id

    delivery = read(body, properties)

    assert delivery.fault
    assert delivery.message_id is None
    delivery.excerpt.encode("utf-8")
    assert "\x00" not in delivery.excerpt + delivery.task


@pytest.mark.parametrize("arguments", [{"x": float("inf")}, {"x": b"bytes"}, {"x": {1, 2}}])
def test_what_has_no_form_as_json_cannot_be_written(arguments):
    with pytest.raises((TypeError, ValueError)):
        wire.write(Message(id=uuid4(), task="t", arguments=arguments), priority=0)
