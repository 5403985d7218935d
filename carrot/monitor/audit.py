"""Keeping who did what."""

from __future__ import annotations

from ipaddress import ip_address

from django.http import HttpRequest

from carrot import conf
from carrot.models import AuditEntry
from carrot.models.text import storable


def record(request: HttpRequest, action: str, target: str, detail: str = "") -> AuditEntry:
    """Write down a change. Call it inside the transaction of the change itself."""
    return AuditEntry.objects.create(
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
