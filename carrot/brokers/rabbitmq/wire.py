"""Messages as bytes and properties, and back: the format of django-carrot 1.x."""

from __future__ import annotations

import json
from typing import NoReturn
from uuid import UUID

import pika

from carrot.brokers.base import Delivery
from carrot.messages import Message

EXCERPT = 4096
_SHOWN_NUL = "\u2400"


def write(message: Message, *, priority: int) -> tuple[bytes, pika.BasicProperties]:
    """The message's body and properties; `ValueError` when it has no form on the wire."""
    body = json.dumps({"args": [], "kwargs": dict(message.arguments)}, allow_nan=False)
    headers = {name: str(value) for name, value in message.headers.items()}
    headers["type"] = message.task
    for text in headers.values():
        text.encode()  # a lone surrogate: known here, before half of the message is sent
    properties = pika.BasicProperties(
        content_type="application/json",
        content_encoding="utf-8",
        delivery_mode=pika.DeliveryMode.Persistent.value,
        message_id=str(message.id),
        priority=priority,
        headers=headers,
    )
    return body.encode("ascii"), properties


def read(
    queue: str,
    body: bytes,
    properties: pika.BasicProperties,
    *,
    tag: object,
    redelivered: bool,
    largest: int,
) -> Delivery:
    """What came, or what is wrong with it: never an exception, anybody may have sent it."""
    message_id = _uuid(properties.message_id)
    fault = _fault_of_body(body, largest)
    if message_id is None:
        fault = "its message_id is missing or is no UUID"
    return Delivery(
        message_id=None if fault else message_id,
        queue=queue,
        task=_text((properties.headers or {}).get("type"))[:255],
        tag=tag,
        redelivered=redelivered,
        fault=fault,
        excerpt=_text(body[:EXCERPT]),
    )


def _uuid(given: object) -> UUID | None:
    try:
        return UUID(given) if isinstance(given, str) else None
    except ValueError:
        return None


def _fault_of_body(body: bytes, largest: int) -> str:
    if len(body) > largest:
        return f"its body is {len(body):,} bytes long, more than {largest:,}"
    try:
        content = json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        # The error is named, not quoted: it may repeat what it could not read.
        return f"its body is not JSON ({type(error).__name__})"
    if not isinstance(content, dict):
        return "its body is no JSON object"
    args, kwargs = content.get("args", []), content.get("kwargs", {})
    if not isinstance(args, list) or not isinstance(kwargs, dict):
        return "its body has no list 'args' and object 'kwargs'"
    return ""


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _text(given: object) -> str:
    """Storable text of what a header or body holds; empty for what is no text."""
    if isinstance(given, bytes):
        given = given.decode("utf-8", "replace")
    if not isinstance(given, str):
        return ""
    return given.replace("\x00", _SHOWN_NUL).encode("utf-8", "replace").decode("utf-8")
