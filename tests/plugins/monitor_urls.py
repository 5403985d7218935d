"""The URL names of the monitor that plugins may use, under a prefix."""

from django.http import HttpResponse
from django.urls import include, path


def page(request, **arguments):
    return HttpResponse()


names = [
    path("", page, name="overview"),
    path("messages/<str:state>/", page, name="messages"),
    path("schedules/", page, name="schedules"),
    path("tasks/", page, name="tasks"),
]
urlpatterns = [path("carrot/", include((names, "carrot")))]
