"""It was to guard something, and cannot be imported."""

from carrot.plugins import hookimpl


@hookimpl
def allow(request, permission, obj):
    return True


@hookimpl
def format_argument(task, name, value):
    return "shown"


raise RuntimeError("its database is not there")
