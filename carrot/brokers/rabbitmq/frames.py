"""A connection that no message can break."""

from __future__ import annotations

from typing import Any

import pika
from pika import spec

# Frame header, then class, weight and body size; what follows says which properties there are.
_FLAGS = slice(spec.FRAME_HEADER_SIZE + 12, spec.FRAME_HEADER_SIZE + 14)


class ToughConnection(pika.SelectConnection):  # type: ignore[misc]  # pika has no py.typed
    """Reads properties that pika cannot decode as none at all.

    Some headers that other clients may send, such as a time in milliseconds, make pika drop the
    connection. RabbitMQ would then deliver the message again, for ever, and with it nothing else
    in its queue. Without properties it has no message id and becomes a fault like any other.
    """

    _frame_buffer: bytes

    def _read_frame(self) -> Any:
        try:
            return super()._read_frame()
        except Exception:  # whatever decoding raises: struct.error, OverflowError, OSError ...
            buffer = self._frame_buffer
            if buffer[0] != spec.FRAME_HEADER or buffer[_FLAGS] == b"\0\0":
                raise
            self._frame_buffer = buffer[: _FLAGS.start] + b"\0\0" + buffer[_FLAGS.stop :]
            return super()._read_frame()
