"""What plugins give a message to carry; what it cannot carry is left out, and never stops it."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from carrot.models import MessageLog
from carrot.models.text import storable
from carrot.plugins import calls

logger = logging.getLogger("carrot")

HOOK = "message_headers"
LONGEST_NAME = 100
LONGEST_VALUE = 2000
MOST = 50
"""How many headers all plugins together may give, so that they fit into AMQP's one frame."""
_TAKEN = ("type", "cc", "bcc")
"""`type` names the task on the wire; RabbitMQ sends copies to what the other two say."""


def headers_of(message: MessageLog) -> dict[str, str]:
    """The headers that plugins give; of two of one name the stronger plugin's stays."""
    found: dict[str, str] = {}
    for given in calls.each(HOOK, Mapping, message=message):
        for name, value in (given.value or {}).items():
            fault = fault_of(name, value)
            if not fault and len(found) >= MOST:
                fault = f"a message has at most {MOST}"
            if fault:
                said = f"The plugin {given.plugin} gave the header {str(name)[:100]!r}: {fault}"
                logger.error("%s; it is left out", said)
            else:
                found.setdefault(name, value)
    return found


def fault_of(name: object, value: object) -> str:
    """Why a message cannot carry this header; nothing if it can."""
    if not isinstance(name, str) or not 0 < len(name.encode("utf-8", "replace")) <= LONGEST_NAME:
        return f"a name is text of 1 to {LONGEST_NAME} bytes"
    if name.lower() in _TAKEN or name.lower().startswith("x-"):
        return "the name is the broker's"
    if not isinstance(value, str):
        return f"its value is a {type(value).__name__}; give a str"
    if len(value) > LONGEST_VALUE:
        return f"its value is longer than {LONGEST_VALUE:,} characters"
    if storable(name, LONGEST_NAME) != name or storable(value, 4 * LONGEST_VALUE) != value:
        return "it has characters that cannot be stored"
    return ""
