from django.urls import include, path

urlpatterns = [path("some/where/carrot/", include("carrot.urls"))]
