"""What `manage.py check` says about a project. `docs/reference/checks.rst` lists every id."""

from __future__ import annotations

from django.core import checks

from carrot.checks import deployment, monitor, project, schedules

ALWAYS = (
    project.settings,
    project.loading,
    project.authentication,
    project.time_zones,
    project.database,
    monitor.companions,
    monitor.templates,
    monitor.reports,
    monitor.panels,
)
AT_DEPLOYMENT = (deployment.exposure, deployment.brokers, deployment.csrf)


def register() -> None:
    """Have `manage.py check` ask these. Registering them again changes nothing."""
    for check in ALWAYS:
        checks.register(check, "carrot")
    checks.register(schedules.fitting, "carrot", checks.Tags.database)
    for check in AT_DEPLOYMENT:
        checks.register(check, "carrot", checks.Tags.security, deploy=True)
