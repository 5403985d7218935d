"""Who may change something: the answer for a request, without any page."""

from __future__ import annotations

from ipaddress import ip_address

from django.http import HttpRequest

from carrot import conf

CHANGE = "carrot.change_messagelog"
"""The permission that is asked for where an action names no other."""

_FORWARDED = ("HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")


def may_change(request: HttpRequest, permission: str = CHANGE) -> bool:
    """Whether this request may change something.

    With decorators configured, they have decided already, but for an action that asks for
    more than `CHANGE`: its user must have that permission. Without, the monitor is public:
    then `monitor_public_actions` decides, "local" meaning a direct client on this machine or
    a user who has the permission.
    """
    settings = conf.get()
    if settings.monitor_authentication:
        return permission == CHANGE or _has(request, permission)
    if isinstance(settings.monitor_public_actions, bool):
        return settings.monitor_public_actions
    return is_direct_loopback(request) or _has(request, permission)


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
