"""What templates of plugins' panels need: `{% load carrot_panel %}`."""

from __future__ import annotations

from typing import Any

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def panel_url(context: dict[str, Any], name: str = "", /, *args: object, **kwargs: object) -> str:
    """The address of the panel's page, or of one of its own by the name that `get_urls` gave."""
    address: str = context["panel"].url(name, *args, **kwargs)
    return address
