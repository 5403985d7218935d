"""Who may see and change what: the answer for a request, without any page."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address
from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from carrot import conf
from carrot.plugins import calls
from carrot.plugins.calls import Contribution

T = TypeVar("T")

CHANGE = "carrot.change_messagelog"
"""The permission that is asked for where an action names no other."""

VIEW = "carrot.view_messagelog"
"""The permission of what everybody may see who may see the monitor."""

_FORWARDED = ("HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")


def may_change(request: HttpRequest, permission: str = CHANGE, obj: object = None) -> bool:
    """Whether this request may change something, or change this very message or schedule.

    Plugins are asked first. Else, with decorators configured, these have decided already, but
    for an action that asks for more than `CHANGE`: its user must have that permission. Without,
    the monitor is public: then `monitor_public_actions` decides, "local" meaning a direct client
    on this machine or a user who has the permission.
    """
    given = _asked(request, permission, obj)
    return _may_change(request, permission) if given is None else given.value is True


def may_read(request: HttpRequest, permission: str = VIEW, obj: object = None) -> bool:
    """Whether this request may see what asks for a permission, or this message or schedule.

    Plugins are asked first. Else `VIEW` is asked of nobody. Where the monitor is public, another
    is asked for but of a direct client on this machine, and of nobody where everybody may even
    change something.
    """
    given = _asked(request, permission, obj)
    return _may_read(request, permission) if given is None else given.value is True


def visible(request: HttpRequest, rows: Iterable[T]) -> list[T]:
    """Those messages or schedules that this request may see: all, but where plugins hide some."""
    if not calls.asks("allow"):
        return list(rows)
    return [row for row in rows if may_read(request, VIEW, row)]


def require_read(request: HttpRequest, obj: object = None) -> None:
    """Raise `PermissionDenied` where `may_read` says no, with the name of the plugin."""
    given = _asked(request, VIEW, obj)
    if given is not None and given.value is not True:
        what = "failed to say who may see this" if given.error else "does not let you see this"
        raise PermissionDenied(f"The plugin {given.plugin} {what}.")


def require_change(request: HttpRequest, obj: object, permission: str = CHANGE) -> None:
    """Raise `PermissionDenied` where a message or schedule may not be changed."""
    if not may_change(request, permission, obj):
        raise PermissionDenied("This one may not be changed from here.")


def _asked(request: HttpRequest, permission: str, obj: object) -> Contribution[bool] | None:
    """What a plugin says; its failure is no."""
    return calls.first("allow", bool, request=request, permission=permission, obj=obj)


def _may_change(request: HttpRequest, permission: str) -> bool:
    settings = conf.get()
    if settings.monitor_authentication:
        return permission == CHANGE or _has(request, permission)
    if isinstance(settings.monitor_public_actions, bool):
        return settings.monitor_public_actions
    return is_direct_loopback(request) or _has(request, permission)


def _may_read(request: HttpRequest, permission: str) -> bool:
    if permission == VIEW:
        return True
    settings = conf.get()
    if settings.monitor_authentication:
        return _has(request, permission)
    public = settings.monitor_public_actions is True
    return public or is_direct_loopback(request) or _has(request, permission)


def _has(request: HttpRequest, permission: str) -> bool:
    user = getattr(request, "user", None)
    return bool(user and user.has_perm(permission))


def is_direct_loopback(request: HttpRequest) -> bool:
    """Whether the client is on this machine and no proxy stands between; no if unsure."""
    if any(name in _FORWARDED or name.startswith("HTTP_X_FORWARDED_") for name in request.META):
        return False
    try:
        address = ip_address(str(request.META.get("REMOTE_ADDR", "")))
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback
