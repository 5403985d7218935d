"""How times, lengths, states and text of strangers look: `{% load carrot_monitor %}`."""

from __future__ import annotations

from datetime import timedelta

from django import template

from carrot.models import MessageLog
from carrot.monitor import drawing, logs, text
from carrot.monitor.arguments import call_summary

register = template.Library()

for tag in (drawing.ago, drawing.dot, drawing.moment, drawing.running_for, drawing.status):
    register.simple_tag(tag)
register.filter(drawing.task_name)


@register.filter
def plain(value: object) -> str:
    """A stranger's text: no terminal sequences, nothing invisible. Still to be escaped."""
    return text.plain(value)


@register.filter
def number(value: int) -> str:
    """An integer with its thousands apart."""
    return f"{value:,}"


@register.filter
def duration(value: timedelta | None) -> str:
    return text.duration(value)


@register.simple_tag
def arguments_summary(row: MessageLog, limit: int = 160) -> str:
    """The arguments in one line, secrets hidden; to be escaped like any text."""
    return call_summary(row, limit)


@register.filter
def level_name(level: int) -> str:
    return logs.level_name(level)
