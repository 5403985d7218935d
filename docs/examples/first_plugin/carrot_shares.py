"""What share of the messages fails: a card, a page by task, and a button that retries some."""

from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from carrot.models import MessageLog, Status
from carrot.plugins import Action, ArgumentType, Card, TablePanel, hookimpl

SHARE = 100 * Count("pk", filter=Q(status=Status.FAILED)) / Count("pk")


def of_today():
    return MessageLog.objects.ended().filter(publish_time__gte=timezone.now() - timedelta(days=1))


class Shares(TablePanel):
    slug, title = "shares", "Shares"
    columns = {"task": "Task", "ended": "Ended today", "share": "Failed, in %"}

    def get_rows(self, request):
        return of_today().values("task").annotate(ended=Count("pk"), share=SHARE).order_by("-share")


@hookimpl
def register_panels():
    yield Shares()


@hookimpl
def overview_cards(request):
    if of_today().exists():
        yield Card(title="Failed today", value=f"{of_today().aggregate(x=SHARE)['x']}%")


class Percent(int):
    @classmethod
    def read(cls, text):
        if text.rstrip("%") not in map(str, range(1, 101)):
            raise ValueError("Give 1% to 100%.")
        return cls(text.rstrip("%"))


@hookimpl
def register_argument_types():
    text = {"type": "string", "placeholder": "20%"}
    yield ArgumentType(type=Percent, schema=text, encode="{:d}%".format, decode=Percent.read)


@hookimpl
def register_actions():
    yield Action(name="retry-some", label="Retry some", run=retry, states=("failed",))


def retry(request, messages, *, share: Percent):
    pks = list(messages.order_by("pk").values_list("pk", flat=True))
    some = MessageLog.objects.filter(pk__in=pks[: -(-len(pks) * share // 100)])
    return f"{some.requeue(now=timezone.now())} run again."
