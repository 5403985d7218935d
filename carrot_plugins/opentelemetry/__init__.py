"""The plugin `opentelemetry`: it has its hooks only where the package is installed.

`pip install django-carrot[opentelemetry]` brings it; the hooks are in `tracing`.
"""

from __future__ import annotations

try:
    from carrot_plugins.opentelemetry.tracing import message_headers, run_task
except ModuleNotFoundError as error:
    if (error.name or "").partition(".")[0] != "opentelemetry":
        raise
    __all__: list[str] = []
else:
    __all__ = ["message_headers", "run_task"]
