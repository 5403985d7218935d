"""A plugin whose panel has pages, a form, files, a badge and live refresh."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.forms import Media
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.views.generic import TemplateView

from carrot.models import MessageLog
from carrot.plugins import Panel, TablePanel, hookimpl


class Shelves(Panel):
    slug = "shelves"
    title = "Shelves"
    template_name = "depot/shelves.html"
    order = 115
    refresh = 1
    badge_note = "shelves that are full"
    media = Media(css={"all": ["depot/shelves.css"]}, js=["depot/shelves.js"])

    def get_context(self, request):
        return {"shelves": ["A 1", "B/2"], "count": MessageLog.objects.count()}

    def badge(self, request):
        return 2

    def get_urls(self):
        return [
            path("about/", TemplateView.as_view(template_name="depot/about.html"), name="about"),
            path("labels.txt", labels, name="labels"),
            path("shelf/<path:name>/", shelf, name="shelf"),
            path("clear/<path:name>/", clear, name="clear"),
            path("broken/", broken),
            path("nothing/", lambda request: None),
            path("later/", later),
            path("gone/", gone),
            path("secret/", secret),
            path("missing/", lambda request: TemplateResponse(request, "depot/no.html")),
            path("refused/", refused),
            path("takes/", takes),
        ]


class Label(forms.Form):
    text = forms.CharField(max_length=5)
    password = forms.CharField(required=False)


def shelf(request, name):
    form = Label(request.POST or None)
    if form.is_valid():
        MessageLog.objects.update(queue=form.cleaned_data["text"])
        return redirect(panel.url("shelf", name=name))
    return TemplateResponse(request, "depot/shelf.html", {"name": name, "form": form})


def clear(request, name):
    MessageLog.objects.update(queue="cleared")
    raise RuntimeError("<script>the shelf is stuck</script>")


def labels(request):
    return HttpResponse("A 1\nB 2\n", content_type="text/plain")


def broken(request):
    return HttpResponse(MessageLog.objects.filter(pk="no number").count())


async def later(request):
    return HttpResponse()


def gone(request):
    raise Http404("That shelf was sold.")


def secret(request):
    raise PermissionDenied("Only the keeper may see it.")


def takes(request):
    return TemplateResponse(request, "depot/about.html", {"tabs": "of my own"})


def refused(request):
    MessageLog.objects.update(queue="refused")
    return HttpResponse("no", status=409)


class Parcels(TablePanel):
    slug = "parcels"
    title = "Parcels"
    order = 900
    permission = "auth.view_user"
    columns = {"name": "Parcel", "weight": "Weight", "sent": "Sent"}
    page_size = 2
    rows = ()

    def get_rows(self, request):
        return list(self.rows)

    def get_row_url(self, row):
        return f"/parcels/{row['weight']}/" if row.get("weight") else ""


panel = Shelves()
parcels = Parcels()


@hookimpl
def register_panels():
    yield panel
    yield parcels
