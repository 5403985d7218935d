"""The URLs of a project that does not show the monitor."""

urlpatterns: list[object] = []
