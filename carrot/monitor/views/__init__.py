"""The pages. Each module exports the `urlpatterns` of its own; `carrot.urls` guards them all."""
