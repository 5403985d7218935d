"""The editor's form before anything is sent: of a stored schedule, or of a new one."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from carrot.models import ScheduledTask
from carrot.monitor.forms.reading import Begun
from carrot.monitor.forms.schedule import ScheduleForm
from carrot.monitor.views.schedules.origins import Origin

_BIGGEST = 2**63 - 1


def find(pk: int, *, lock: bool = False) -> ScheduledTask | None:
    """The schedule of that number, held against other writers if it is to be changed."""
    rows: QuerySet[ScheduledTask] = ScheduledTask.objects.filter(pk=min(pk, _BIGGEST))
    return (rows.select_for_update() if lock else rows).first()


def find_or_404(pk: int) -> ScheduledTask:
    """The same; a page that says so when there is none."""
    found = find(pk)
    if found is None:
        raise Http404("There is no such schedule; it may have been deleted.")
    return found


def draft(request: HttpRequest, stored: ScheduledTask | None, origin: Origin) -> ScheduleForm:
    """The form to begin with; the address may name another `task` than the stored one."""
    source = stored or origin.stored
    name = request.GET.get("task") or (source.task if source else "")
    form = ScheduleForm(
        instance=stored or origin.blank(name),
        initial={"task": name},
        begun=Begun.by(request, source),
        now=timezone.now(),
    )
    form.look_ahead()
    return form
