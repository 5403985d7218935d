"""Keeping who did what."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address

from django.http import HttpRequest

from carrot import conf
from carrot.models import AuditEntry, ScheduledTask
from carrot.models.text import storable


def record(
    request: HttpRequest,
    action: str,
    target: str,
    detail: str = "",
    *,
    schedule: ScheduledTask | None = None,
) -> AuditEntry:
    """Write down a change. Call it inside the transaction of the change itself.

    A change of a `schedule` stands in its history.
    """
    entry = _entry(request, action, target, detail)
    entry.scheduled_task = schedule
    entry.save()
    return entry


def record_for_schedules(
    request: HttpRequest,
    action: str,
    names: Mapping[int, str],
    detail: str = "",
    own: Mapping[int, str] | None = None,
) -> None:
    """The same change of many schedules, named by their keys: it stands in each one's history.

    `own` are details that are of one schedule alone.
    """
    there = set(ScheduledTask.objects.filter(pk__in=list(names)).values_list("pk", flat=True))
    entries = []
    for pk, name in names.items():
        entry = _entry(request, action, f"schedule {name}", (own or {}).get(pk, detail))
        entry.scheduled_task_id = pk if pk in there else None
        entries.append(entry)
    AuditEntry.objects.bulk_create(entries, batch_size=500)


def _entry(request: HttpRequest, action: str, target: str, detail: str) -> AuditEntry:
    return AuditEntry(
        user=_name(request)[:255],
        address=_address(request),
        action=action[:100],
        target=storable(target, 1000)[:255],
        detail=storable(detail, conf.get().max_log_line),
    )


def _name(request: HttpRequest) -> str:
    user = getattr(request, "user", None)
    return user.get_username() if user is not None and user.is_authenticated else ""


def _address(request: HttpRequest) -> str | None:
    # A forwarding header is only what the client claims: the peer's address is what is known.
    try:
        return str(ip_address(request.META.get("REMOTE_ADDR", "")))
    except ValueError:
        return None
