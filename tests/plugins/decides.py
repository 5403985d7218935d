"""A plugin that knows tenants: who may see and change what, and what nobody sees."""

from carrot.models import MessageLog
from carrot.plugins import hookimpl

TENANT = "shop-1"


@hookimpl
def allow(request, permission, obj):
    if isinstance(obj, MessageLog) and obj.task.startswith("other."):
        return False
    if permission == "shop.refund":
        return request.headers.get("X-Tenant") == TENANT
    return None


@hookimpl
def format_argument(task, name, value):
    if name == "order":
        return f"Order {value} of {TENANT}"
    return None
