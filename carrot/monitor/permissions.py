"""Who may change something: the answer for a request, without any page."""

from __future__ import annotations

from ipaddress import ip_address

from django.http import HttpRequest

from carrot import conf

CHANGE = "carrot.change_messagelog"
"""The permission that is asked for where an action names no other."""

VIEW = "carrot.view_messagelog"
"""The permission of what everybody may see who may see the monitor."""

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


def may_read(request: HttpRequest, permission: str = VIEW) -> bool:
    """Whether this request may see what asks for a permission; `VIEW` is asked of nobody.

    Where the monitor is public, another is asked for but of a direct client on this machine,
    and of nobody where everybody may even change something.
    """
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
