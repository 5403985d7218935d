"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CarrotConfig(AppConfig):
    """Background tasks and their monitor."""

    name = "carrot"
    verbose_name = _("Carrot")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Wiring imports task modules, which may import models: only possible from here on.
        from carrot import wiring  # noqa: PLC0415

        wiring.connect()
