from django.apps import AppConfig


class ShopConfig(AppConfig):
    """A project's own app that brings its hooks in carrot_hooks.py."""

    name = "tests.plugins.shop"
    label = "plugin_shop"
